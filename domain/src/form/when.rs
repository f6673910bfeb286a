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

/// Most conditions in one, and most words of one; a table that says more is none of ours.
const MOST: i64 = 250;
