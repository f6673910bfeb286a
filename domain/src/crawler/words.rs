//! The words by which crawlers are known.

use super::agent::Agent;
use crate::list::List;

/// Literals in lower case, each with the ways it counts and a name; xtask/lists/crawlers.list.mjs says how they are written.
const TEXT: &str = include_str!("../../lists/crawlers.txt");
const CRAWLERS: List = List::new(TEXT);
/// Words of people's browsers in which such a literal is found.
const PEOPLE: List = List::new(include_str!("../../lists/crawlers-people.txt"));

/// Which three letters words begin with: those that count anywhere, and those that count where a word begins. A bit for
/// each; nearly every place in a real browser's agent is done with here, and the list is searched for the others only.
static ANYWHERE: Beginnings = Beginnings::of(TEXT.as_bytes(), false);
static WHERE_WORDS_BEGIN: Beginnings = Beginnings::of(TEXT.as_bytes(), true);

/// The name of the longest word in the agent that only crawlers have.
pub(super) fn name(agent: &Agent) -> Option<&'static str> {
    let mut inside = false;
    let mut longest: Option<(&str, &str)> = None;
    for (at, letters) in agent.text.as_bytes().windows(3).enumerate() {
        let looks = ANYWHERE.contain(letters) || (!inside && WHERE_WORDS_BEGIN.contain(letters));
        inside = letters.first().is_some_and(u8::is_ascii_alphanumeric);
        let found = if looks { word_at(agent, at) } else { None };
        if found.is_some_and(|(word, _)| longest.is_none_or(|(longest, _)| longest.len() < word.len())) {
            longest = found;
        }
    }
    longest.map(|(_, name)| name)
}

/// The longest word of a crawler at this place, with its name.
fn word_at(agent: &Agent, at: usize) -> Option<(&'static str, &'static str)> {
    let rest = agent.text.get(at..)?;
    let here = CRAWLERS.beginning_with(rest.get(..3)?).filter(|(word, _)| rest.starts_with(word));
    let counting = here.filter_map(|(word, value)| {
        let (ways, name) = value.split_once(' ')?;
        let counts = ways.split(',').any(|marks| counts(agent, at, word, marks)) && !is_of_people(agent, at, word);
        counts.then_some((word, name))
    });
    counting.last()
}

fn counts(agent: &Agent, at: usize, word: &str, marks: &str) -> bool {
    marks.bytes().all(|mark| match mark {
        b'^' => at == 0,
        b'<' => !agent.is_word_before(at),
        b'>' => !agent.is_word_at(at + word.len()),
        b'~' => !agent.names_device(at),
        _ => true,
    })
}

/// Whether the word is part of one that a person's browser has.
fn is_of_people(agent: &Agent, at: usize, word: &str) -> bool {
    PEOPLE.entries().any(|(theirs, _)| {
        theirs.match_indices(word).any(|(within, _)| {
            let start = at.checked_sub(within);
            start.and_then(|start| agent.text.get(start..)).is_some_and(|rest| rest.starts_with(theirs))
        })
    })
}

/// A set of three letters each.
struct Beginnings([u64; 512]);

impl Beginnings {
    fn contain(&self, letters: &[u8]) -> bool {
        let [a, b, c] = letters else { return false };
        let (word, bit) = place(*a, *b, *c);
        self.0.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
    }

    /// Those of a list's words that count only where a word begins, or of the others.
    #[expect(clippy::indexing_slicing, reason = "worked out when this is compiled, where a place too far is an error")]
    const fn of(mut text: &[u8], bound: bool) -> Self {
        let mut bits = [0; 512];
        let mut first = None;
        let mut begins = true;
        while let [letter, rest @ ..] = text {
            if begins && let [a, b, c, ..] = text {
                first = Some(place(*a, *b, *c));
            }
            if *letter == b'\t'
                && let (Some((word, bit)), [mark, ..]) = (first, rest)
                && matches!(*mark, b'^' | b'<') == bound
            {
                bits[word] |= 1 << bit;
            }
            begins = *letter == b'\n';
            text = rest;
        }
        Self(bits)
    }
}

/// Five bits of each letter tell letters apart; a digit may share its place with one, which costs a look into the list.
const fn place(a: u8, b: u8, c: u8) -> (usize, u32) {
    let slot = (a as usize & 31) << 10 | (b as usize & 31) << 5 | (c as usize & 31);
    (slot >> 6, slot as u32 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_ways_to_count_and_a_name() {
        for (word, value) in CRAWLERS.entries() {
            let (ways, name) = value.split_once(' ').unwrap_or_else(|| panic!("{word}: {value}"));
            let marks =
                ways.split(',').all(|marks| !marks.is_empty() && marks.bytes().all(|mark| b"^<>~.".contains(&mark)));
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
