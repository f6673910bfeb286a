//! Where choices come from: bytes, the first of which decide first. None left is the simplest choice.

/// Bytes to choose by.
pub(crate) struct Source<'a> {
    bytes: core::slice::Iter<'a, u8>,
}

impl<'a> Source<'a> {
    /// Chooses by these bytes.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number below this one, which is 256 at most.
    pub(crate) fn below(&mut self, number: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or_default()) % number
    }

    /// Yes, once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of these.
    pub(crate) fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}
