//! Patterns: a small part of regular expressions, compiled to a table, and one matcher for page and edge.
//!
//! The table is an automaton without empty moves (Glushkov 1961), so matching takes one step a character whatever the
//! pattern is: nobody's pattern can hang a page. As text it is columns with tabs between: the places a text may begin at,
//! those it may end at, then for each place the ones that may follow and its characters. Sets of places are bits of a
//! decimal number; characters are pairs, the first and the last of a range, behind `^` if it is any but those.

mod compile;

pub(super) use compile::compile;

use crate::parts::parts;

/// Whether a table takes a text as a whole. A table that can't be read takes nothing.
pub(super) fn takes(table: &str, text: &str) -> bool {
    let mut columns = parts(table, b'\t');
    let (mut at, ends) = (set(columns.next()), set(columns.next()));
    let mut ended = ends & EMPTY != 0;
    for letter in text.chars() {
        let (mut next, mut place) = (0, 1_u64);
        ended = false;
        let mut columns = columns.clone();
        while let (Some(follow), Some(class)) = (columns.next(), columns.next()) {
            if at & place != 0 && is_in(letter, class) {
                next |= set(Some(follow));
                ended |= ends & place != 0;
            }
            place <<= 1;
        }
        at = next;
    }
    ended
}

/// The place that stands for no character at all.
const EMPTY: u64 = 1 << 63;

fn set(column: Option<&str>) -> u64 {
    let digits = column.unwrap_or_default().bytes();
    digits.fold(0, |sum, digit| sum.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0'))))
}

fn is_in(letter: char, class: &str) -> bool {
    let ranges = class.strip_prefix('^');
    let mut ends = ranges.unwrap_or(class).chars();
    while let (Some(first), Some(last)) = (ends.next(), ends.next()) {
        if (first..=last).contains(&letter) {
            return ranges.is_none();
        }
    }
    ranges.is_some()
}
