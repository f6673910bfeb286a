//! What an isolate remembers of tokens, so that not every request asks their registry.

use super::Grant;
use crate::{
    id::TokenId,
    time::{Millis, SECOND},
};
use alloc::{borrow::ToOwned, collections::BTreeMap, string::String};

/// How long what was said of a token is believed: for so long a revoked one may work at an isolate that used it just before.
pub const FRESH: i64 = 30 * SECOND;
/// Tokens remembered.
const MOST: usize = 1_000;

/// What was said of tokens lately, good or bad, by the hash of their text. Never by the text itself: what is in memory may
/// end up in a dump.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    known: BTreeMap<String, Verdict>,
}

#[derive(Clone, Debug)]
struct Verdict {
    grant: Option<Grant>,
    at: Millis,
}

impl Verdict {
    fn is_fresh(&self, now: Millis) -> bool {
        self.at <= now && now < self.at.plus(FRESH)
    }
}

impl Verdicts {
    /// What was said of the token of this hash: what it opens, or that it opens nothing. Nothing where nobody was asked
    /// lately.
    pub fn find(&self, hash: &str, now: Millis) -> Option<Option<Grant>> {
        let verdict = self.known.get(hash).filter(|verdict| verdict.is_fresh(now))?;
        let is_over = |grant: &Grant| grant.until.is_some_and(|until| until <= now);
        Some(verdict.grant.clone().filter(|grant| !is_over(grant)))
    }

    /// Remembers what was said.
    pub fn keep(&mut self, hash: &str, grant: Option<Grant>, now: Millis) {
        if self.known.len() >= MOST {
            self.known.retain(|_, verdict| verdict.is_fresh(now));
        }
        // Whoever shows a thousand false ones in half a minute makes everybody ask again, and no more.
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(hash.to_owned(), Verdict { grant, at: now });
    }

    /// Forgets a token that was changed.
    pub fn forget(&mut self, id: &TokenId) {
        self.known.retain(|_, verdict| verdict.grant.as_ref().is_none_or(|grant| grant.id != *id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use alloc::string::ToString;

    const NOW: Millis = Millis(1_795_000_000_000);

    fn grant(drawn: u8, until: Option<Millis>) -> Grant {
        Grant { id: TokenId::from_entropy(&[drawn; 16]), name: "CRM".to_owned(), role: Role::Read, until }
    }

    #[test]
    fn what_was_said_is_believed_for_half_a_minute_good_or_bad() {
        let mut verdicts = Verdicts::default();
        verdicts.keep("good", Some(grant(1, None)), NOW);
        verdicts.keep("bad", None, NOW);
        let last = NOW.plus(FRESH - 1);
        assert_eq!(verdicts.find("good", last), Some(Some(grant(1, None))));
        assert_eq!(verdicts.find("bad", last), Some(None));
        for hash in ["good", "bad"] {
            assert_eq!(verdicts.find(hash, NOW.plus(FRESH)), None);
            assert_eq!(verdicts.find(hash, NOW.plus(-1)), None, "a clock that went back makes nothing younger");
        }
        assert_eq!(verdicts.find("unheard", NOW), None);
    }

    #[test]
    fn an_end_is_kept_to_the_millisecond() {
        let mut verdicts = Verdicts::default();
        verdicts.keep("short", Some(grant(1, Some(NOW.plus(5)))), NOW);
        assert!(verdicts.find("short", NOW.plus(4)).unwrap().is_some());
        assert_eq!(verdicts.find("short", NOW.plus(5)), Some(None));
    }

    #[test]
    fn a_changed_token_is_forgotten_with_all_its_secrets() {
        let mut verdicts = Verdicts::default();
        for (hash, drawn) in [("old", 1), ("new", 1), ("other", 2)] {
            verdicts.keep(hash, Some(grant(drawn, None)), NOW);
        }
        verdicts.forget(&grant(1, None).id);
        assert_eq!((verdicts.find("old", NOW), verdicts.find("new", NOW)), (None, None));
        assert!(verdicts.find("other", NOW).is_some());
    }

    #[test]
    fn a_flood_of_false_ones_fills_nothing() {
        let mut verdicts = Verdicts::default();
        for at in 0..5_000_u32 {
            verdicts.keep(&at.to_string(), None, NOW);
            assert!(verdicts.known.len() <= MOST);
        }
        assert_eq!(verdicts.find("4999", NOW), Some(None));
    }
}
