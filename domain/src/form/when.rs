//! Conditions on the answers of a form: what is shown, and what is not.
//!
//! They are written in the language of all conditions ([`crate::condition`]), of which a page can judge the part that is
//! about answers. Compiled, a condition is words with tabs between, each operator before what it is about: `&2`, `|2` and
//! `!` join; `+name` asks for any answer; `=name`, a count and as many words for one of these, letter case of ASCII aside;
//! `<name` and two bounds, each of which may be empty, for a number.

mod compile;

pub(super) use compile::compile;

use super::units;
use crate::parts::{Parts, parts};
use alloc::vec::Vec;

/// How deep conditions may stand in one another; what is deeper does not hold.
const DEEPEST: u8 = 8;

/// Whether a compiled condition holds, where `answer` knows the answers that count. None at all always holds.
pub(super) fn holds<'a>(compiled: &str, answer: &dyn Fn(&str) -> &'a str) -> bool {
    compiled.is_empty() || next_holds(&mut parts(compiled, b'\t'), answer, DEEPEST)
}

fn next_holds<'a>(words: &mut Parts<'_>, answer: &dyn Fn(&str) -> &'a str, depth: u8) -> bool {
    let word = words.next().unwrap_or_default();
    let Some(depth) = depth.checked_sub(1) else { return false };
    let rest = word.get(1..).unwrap_or_default();
    let number = |text: &str| units::number(text).unwrap_or_default() / units::ONE;
    match word.as_bytes().first() {
        Some(joint @ (b'&' | b'|')) => {
            let (mut all, mut any) = (true, false);
            for _ in 0..number(rest).min(MOST) {
                let holds = next_holds(words, answer, depth);
                all &= holds;
                any |= holds;
            }
            if *joint == b'&' { all } else { any }
        }
        Some(b'!') => !next_holds(words, answer, depth),
        Some(b'+') => !answer(rest).is_empty(),
        Some(b'=') => {
            let mut any = false;
            for _ in 0..number(words.next().unwrap_or_default()).min(MOST) {
                let word = words.next().unwrap_or_default();
                any |= parts(answer(rest), b'\n').any(|one| !one.is_empty() && one.eq_ignore_ascii_case(word));
            }
            any
        }
        Some(b'<') => {
            let mut bound = || units::number(words.next().unwrap_or_default());
            let (low, high) = (bound(), bound());
            units::number(answer(rest))
                .is_some_and(|number| low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high))
        }
        _ => false,
    }
}

/// The names of the fields that a compiled condition is about.
pub(super) fn names(compiled: &str) -> Vec<&str> {
    let (mut words, mut names) = (parts(compiled, b'\t'), Vec::new());
    while let Some(word) = words.next() {
        let (mark, rest) = (word.as_bytes().first(), word.get(1..).unwrap_or_default());
        let behind = match mark {
            Some(b'=') => words.next().and_then(|count| count.parse().ok()).unwrap_or_default(),
            Some(b'<') => 2,
            _ => 0,
        };
        if matches!(mark, Some(b'=' | b'<' | b'+')) {
            names.push(rest);
        }
        for _ in 0..behind {
            words.next();
        }
    }
    names
}

/// Most conditions in one, and most words of one; a table that says more is none of ours.
const MOST: i64 = 250;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_names_what_it_is_about_and_not_what_is_compared() {
        assert_eq!(names("&2\t=a\t2\t+x\t=y\t!\t|2\t<b\t\t5\t+c"), ["a", "b", "c"]);
        assert_eq!(names(""), [""; 0]);
    }
}
