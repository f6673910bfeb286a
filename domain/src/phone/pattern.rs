//! The patterns of numbering plans: digits, `.` for any, `[classes]`, `(groups)`, `|`, `?` and `{counts}`.
//!
//! A matcher for just that, because a regex engine is a hundred times its size. It walks the pattern once for all places
//! in the digits where a match may have got to, kept as bits, so that no pattern can make it slow.

/// The most digits that are looked at: places are bits, and one more comes behind the last digit.
pub(super) const MOST_DIGITS: usize = 31;

/// Places in the digits, a bit each: bit n is set if a match may have got to n.
type Places = u32;

/// Where matches of a pattern end that begin at the first digit, shortest first.
pub(super) fn ends(pattern: &str, digits: &str) -> impl DoubleEndedIterator<Item = usize> {
    let mut walk = Walk { pattern: pattern.as_bytes(), digits: digits.as_bytes() };
    let places = if digits.len() <= MOST_DIGITS { walk.alternatives(1) } else { 0 };
    (0..=digits.len().min(MOST_DIGITS)).filter(move |end| places & (1 << end) != 0)
}

/// Whether a pattern matches all of the digits.
pub(super) fn matches(pattern: &str, digits: &str) -> bool {
    ends(pattern, digits).next_back() == Some(digits.len())
}

/// What is left of the pattern, and the digits.
struct Walk<'a> {
    pattern: &'a [u8],
    digits: &'a [u8],
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.pattern.split_first()?;
        self.pattern = rest;
        Some(*first)
    }

    fn next_is(&mut self, byte: u8) -> bool {
        let is = self.pattern.first() == Some(&byte);
        if is {
            self.next();
        }
        is
    }

    /// Up to the end of the group or pattern.
    fn alternatives(&mut self, from: Places) -> Places {
        let mut reached = self.sequence(from);
        while self.next_is(b'|') {
            reached |= self.sequence(from);
        }
        reached
    }

    fn sequence(&mut self, from: Places) -> Places {
        let mut places = from;
        while !matches!(self.pattern.first(), None | Some(b'|' | b')')) {
            places = self.repeated(places);
        }
        places
    }

    /// One item as often as it says.
    fn repeated(&mut self, from: Places) -> Places {
        let item = self.pattern;
        let mut places = self.item(from);
        let (least, most) = self.counts();
        let rest = core::mem::replace(&mut self.pattern, item);
        let mut reached = if least == 0 { from } else { 0 };
        for count in 1..=most {
            if count >= least {
                reached |= places;
            }
            self.pattern = item;
            places = self.item(places);
        }
        self.pattern = rest;
        reached
    }

    fn counts(&mut self) -> (u8, u8) {
        if self.next_is(b'?') {
            return (0, 1);
        }
        if !self.next_is(b'{') {
            return (1, 1);
        }
        let least = self.number();
        let most = if self.next_is(b',') { self.number() } else { least };
        self.next_is(b'}');
        (least, most)
    }

    fn number(&mut self) -> u8 {
        let mut number: u8 = 0;
        while let Some(digit @ b'0'..=b'9') = self.pattern.first() {
            number = number.saturating_mul(10).saturating_add(digit - b'0');
            self.next();
        }
        number
    }

    fn item(&mut self, from: Places) -> Places {
        match self.next() {
            Some(b'(') => {
                let reached = self.alternatives(from);
                self.next_is(b')');
                reached
            }
            Some(b'[') => {
                let class = self.class();
                self.step(from, |digit| is_in(class, digit))
            }
            Some(b'.') => self.step(from, |_| true),
            Some(wanted) => self.step(from, |digit| digit == wanted),
            None => 0,
        }
    }

    fn class(&mut self) -> &'a [u8] {
        let end = self.pattern.iter().position(|byte| *byte == b']').unwrap_or(self.pattern.len());
        let (class, rest) = self.pattern.split_at(end);
        self.pattern = rest.get(1..).unwrap_or_default();
        class
    }

    /// One digit on from every place where it is taken.
    fn step(&self, from: Places, takes: impl Fn(u8) -> bool) -> Places {
        let hits = self.digits.iter().enumerate().filter(|(at, digit)| from & (1 << at) != 0 && takes(**digit));
        hits.fold(0, |reached, (at, _)| reached | 1 << (at + 1))
    }
}

fn is_in(class: &[u8], digit: u8) -> bool {
    let is_range_around = |window: &[u8]| matches!(window, [low, b'-', high] if (low..=high).contains(&&digit));
    class.contains(&digit) || class.windows(3).any(is_range_around)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn patterns_match_what_they_say() {
        let table = [
            ("12", "12", true),
            ("12", "123", false),
            ("1.", "19", true),
            ("[2-46]", "3", true),
            ("[2-46]", "6", true),
            ("[2-46]", "5", false),
            (".{3}", "123", true),
            (".{2,3}", "1", false),
            (".{2,3}4", "1234", true),
            ("(12|3){2}", "312", true),
            ("(12|3){2}", "31", false),
            ("1(2(3)?)?", "12", true),
            ("1|2.{2}", "200", true),
            ("", "", true),
            ("1?", "", true),
        ];
        for (pattern, digits, expected) in table {
            assert_eq!(matches(pattern, digits), expected, "{pattern} {digits}");
        }
        assert_eq!(ends("0|00?1?", "0012").collect::<Vec<_>>(), [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn no_pattern_makes_it_panic_or_hang(pattern in "[0-9.(){}\\[\\]|?,-]{0,30}", digits in "[0-9]{0,40}") {
            for end in ends(&pattern, &digits) {
                prop_assert!(end <= digits.len());
            }
        }
    }
}
