//! The words by which crawlers are known.

use super::agent::Agent;
use crate::list::List;

/// Literals in lower case, each with the ways it counts and a name; xtask/lists/crawlers.list.mjs says how they are written.
const TEXT: &str = include_str!("../../lists/crawlers.txt");
const CRAWLERS: List = List::new(TEXT);
/// Words of people's browsers in which such a literal is found.
const PEOPLE: List = List::new(include_str!("../../lists/crawlers-people.txt"));

/// Words shorter than this are looked for by their first [`FEW`] letters, the others by as many as this.
const MANY: usize = 6;
const FEW: usize = 3;

/// The beginnings of words that count anywhere, and of words that count where a word begins. Nearly every place in a real
/// browser's agent is done with here, and the list is searched for the others only.
static ANYWHERE: (Beginnings<FEW>, Beginnings<MANY>) = (Beginnings::of(TEXT, b">~?."), Beginnings::of(TEXT, b">~?."));
static WHERE_WORDS_BEGIN: (Beginnings<FEW>, Beginnings<MANY>) =
    (Beginnings::of(TEXT, b"^<"), Beginnings::of(TEXT, b"^<"));

/// The name of the longest word in the agent that only crawlers have.
pub(super) fn name(agent: &Agent) -> Option<&'static str> {
    let mut inside = false;
    let mut longest: Option<(&str, &str)> = None;
    let mut rest = agent.text.as_bytes();
    while let [first, behind @ ..] = rest {
        let at = agent.text.len() - rest.len();
        if let Some(letters) = letters_to_look_up(rest, inside)
            && let Some(found) = word_at(agent, at, letters)
            && longest.is_none_or(|(longest, _)| longest.len() < found.0.len())
        {
            longest = Some(found);
        }
        inside = first.is_ascii_alphanumeric();
        rest = behind;
    }
    longest.map(|(_, name)| name)
}

/// By how many letters to look for words that begin here, if there can be any.
fn letters_to_look_up(rest: &[u8], inside: bool) -> Option<usize> {
    if ANYWHERE.0.contain(rest) || (!inside && WHERE_WORDS_BEGIN.0.contain(rest)) {
        Some(FEW)
    } else if ANYWHERE.1.contain(rest) || (!inside && WHERE_WORDS_BEGIN.1.contain(rest)) {
        Some(MANY)
    } else {
        None
    }
}

/// The longest word of a crawler at this place, with its name.
fn word_at(agent: &Agent, at: usize, letters: usize) -> Option<(&'static str, &'static str)> {
    let rest = agent.text.get(at..)?;
    let here = CRAWLERS.beginning_with(rest.get(..letters)?).filter(|(word, _)| rest.starts_with(word));
    let counting = here.filter_map(|(word, value)| {
        let (ways, name) = value.split_once(' ')?;
        ways.split(',').any(|marks| counts(agent, at, word, marks)).then_some((word, name))
    });
    counting.last()
}

fn counts(agent: &Agent, at: usize, word: &str, marks: &str) -> bool {
    marks.bytes().all(|mark| match mark {
        b'^' => at == 0,
        b'<' => !agent.is_word_before(at),
        b'>' => !agent.is_word_at(at + word.len()),
        b'~' => !agent.names_device(at),
        b'?' => !is_of_people(agent, at, word),
        _ => true,
    })
}

/// Whether the word is part of one that a person's browser has.
fn is_of_people(agent: &Agent, at: usize, word: &str) -> bool {
    PEOPLE.entries().any(|(theirs, _)| {
        let before = theirs.len().saturating_sub(word.len()).min(at);
        (at - before..=at).any(|start| agent.text.get(start..).is_some_and(|rest| rest.starts_with(theirs)))
    })
}

/// A set of beginnings of so many letters, in which a stranger is found now and then.
struct Beginnings<const LETTERS: usize>([u64; 512]);

impl<const LETTERS: usize> Beginnings<LETTERS> {
    /// Whether `text` begins with one.
    fn contain(&self, text: &[u8]) -> bool {
        let (slot, bit) = Self::place(text);
        self.0.get(slot).is_some_and(|bits| bits >> bit & 1 == 1)
    }

    /// Those of a list's words whose first way to count begins with one of these marks, and which are looked for by so many
    /// letters.
    #[expect(clippy::indexing_slicing, reason = "worked out when this is compiled, where a place too far is an error")]
    const fn of(text: &str, marks: &[u8]) -> Self {
        let mut text = text.as_bytes();
        let mut bits = [0; 512];
        let (mut place, mut length) = (Self::place(text), 0);
        while let [letter, rest @ ..] = text {
            match (*letter, rest) {
                (b'\t', [mark, ..]) => {
                    if (length >= MANY) == (LETTERS == MANY) && is_one_of(*mark, marks) {
                        bits[place.0] |= 1 << place.1;
                    }
                }
                (b'\n', _) => (place, length) = (Self::place(rest), 0),
                _ => length += 1,
            }
            text = rest;
        }
        Self(bits)
    }

    /// Where a beginning is noted: nine bits of slot, six of place in it.
    const fn place(mut text: &[u8]) -> (usize, u32) {
        let (mut hash, mut left) = (0_usize, LETTERS);
        while let (1.., [letter, rest @ ..]) = (left, text) {
            hash = hash.wrapping_mul(37) + *letter as usize;
            (text, left) = (rest, left - 1);
        }
        (hash >> 6 & 511, hash as u32 & 63)
    }
}

const fn is_one_of(mark: u8, mut marks: &[u8]) -> bool {
    while let [first, rest @ ..] = marks {
        if *first == mark {
            return true;
        }
        marks = rest;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_ways_to_count_and_a_name() {
        for (word, value) in CRAWLERS.entries() {
            let (ways, name) = value.split_once(' ').unwrap_or_else(|| panic!("{word}: {value}"));
            let marks =
                ways.split(',').all(|marks| !marks.is_empty() && marks.bytes().all(|mark| b"^<>~?.".contains(&mark)));
            assert!(marks && !name.is_empty() && word.len() >= 3, "{word}: {value}");
            assert_eq!(word, word.to_ascii_lowercase());
        }
        assert!(CRAWLERS.entries().count() > 1_000);
    }

    /// The first way says where to look for a word, so the others must not be wider.
    #[test]
    fn a_word_with_several_ways_is_looked_for_at_each() {
        for (word, value) in CRAWLERS.entries() {
            let bound = |marks: &str| marks.starts_with(['^', '<']);
            let mut ways = value.split(' ').next().unwrap_or_default().split(',');
            assert!(!ways.next().is_some_and(bound) || ways.all(bound), "{word}: {value}");
        }
    }

    #[test]
    fn every_word_of_people_has_a_crawler_s_in_it() {
        for (theirs, _) in PEOPLE.entries() {
            assert!(CRAWLERS.entries().any(|(word, _)| theirs.contains(word)), "{theirs}");
        }
    }
}
