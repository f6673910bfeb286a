//! What libFuzzer says while it runs.

use std::fmt;

/// How far a run has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Inputs tried.
    pub(super) runs: u64,
    /// Edges of the code reached.
    pub(super) covered: u64,
    /// What a broken law said.
    pub(super) broken: Option<String>,
    /// The input that broke it.
    pub(super) input: Option<String>,
}

impl Standing {
    /// Takes a line in: `#1024  NEW  cov: 512 ft: …`, a panic, or where the input was written.
    pub(super) fn take(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix('#') {
            let number = |text: &str| text.split_whitespace().next().and_then(|word| word.parse().ok());
            self.runs = number(rest).unwrap_or(self.runs);
            self.covered = line.split_once("cov: ").and_then(|(_, rest)| number(rest)).unwrap_or(self.covered);
        } else if let Some((_, path)) = line.split_once("Test unit written to ") {
            self.input = Some(path.trim().to_owned());
        } else if self.broken.is_none()
            && ["panicked at ", "ERROR: ", "error in line "].iter().any(|mark| line.contains(mark))
        {
            self.broken = Some(line.trim().to_owned());
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:>12} runs, {:>6} edges", self.runs, self.covered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_libfuzzer_are_understood() {
        let mut standing = Standing::default();
        standing.take("#0\tREAD units: 4");
        standing.take("#4096\tpulse  cov: 2321 ft: 5310 corp: 402/40Kb lim: 1000 exec/s: 2048 rss: 61Mb");
        assert_eq!(standing.to_string(), "        4096 runs,   2321 edges");
        standing.take("thread '<unnamed>' panicked at src/batch.rs:30:5:");
        standing.take("==12== ERROR: libFuzzer: deadly signal");
        standing.take("artifact_prefix='x/'; Test unit written to x/crash-1");
        assert_eq!(standing.broken.as_deref(), Some("thread '<unnamed>' panicked at src/batch.rs:30:5:"));
        assert_eq!(standing.input.as_deref(), Some("x/crash-1"));
    }
}
