//! The visitor's state as it travels with the visitor.

use super::{SignalCounts, Touch};
use crate::{
    id::{BatchId, Entropy, LeadId, VisitorId},
    seal::{self, Context, Nonce, Refused},
    secret::Key,
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How many batch ids a passport remembers.
pub(super) const REMEMBERED: usize = 8;

/// Everything known about a visitor. It is nowhere else: the edge opens it, folds a batch in, seals it and hands it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passport {
    /// Layout version, the first byte: 1.
    version: u8,
    /// Which visitor.
    pub visitor: VisitorId,
    /// Items folded in so far; of two snapshots of one visitor the larger is the later.
    pub folded: u32,
    /// The last batches folded, oldest first.
    pub batches: Vec<BatchId>,
    /// Where the visitor first came from.
    pub first: Option<Touch>,
    /// Where the visitor last came from.
    pub last: Option<Touch>,
    /// What the visitor did.
    pub signals: SignalCounts,
    /// Who the visitor is, once known.
    pub lead: Option<Pointer>,
}

/// Who a visitor is: an opaque lead, and enough of its key to tell two people of one browser apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The lead.
    pub lead: LeadId,
    /// [`crate::secret::LeadKey::short`] of the address that bound it.
    pub key: String,
}

/// What a lead keeps of a visitor: the whole activity so far, to replace an earlier snapshot of the same visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which visitor.
    pub visitor: VisitorId,
    /// Items folded when it was taken.
    pub folded: u32,
    /// Where the visitor first came from.
    pub first: Option<Touch>,
    /// Where the visitor last came from.
    pub last: Option<Touch>,
    /// What the visitor did.
    pub signals: SignalCounts,
}

impl Passport {
    /// A visitor nobody has seen.
    pub fn new(entropy: &Entropy) -> Self {
        Self {
            version: 1,
            visitor: VisitorId::from_entropy(entropy),
            folded: 0,
            batches: Vec::new(),
            first: None,
            last: None,
            signals: SignalCounts::default(),
            lead: None,
        }
    }

    /// Opens a sealed passport of `site`.
    pub fn open(key: &Key, site: &str, token: &str) -> Result<Self, Refused> {
        let passport: Self = seal::open(key, Self::context(site), token)?;
        (passport.version == 1).then_some(passport).ok_or(Refused)
    }

    /// Seals the passport for `site`.
    pub fn seal(&self, key: &Key, site: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, Self::context(site), nonce, self)
    }

    const fn context(site: &str) -> Context<'_> {
        Context { site, kind: "passport" }
    }

    /// The whole activity, for the lead.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            visitor: self.visitor.clone(),
            folded: self.folded,
            first: self.first.clone(),
            last: self.last.clone(),
            signals: self.signals.clone(),
        }
    }

    /// Binds the visitor to a lead.
    ///
    /// Only the first pointer after anonymity takes the activity along: when the pointer changes from one lead to
    /// another, the browser has changed hands, and a new visitor begins with nothing.
    pub fn bind(&mut self, pointer: Pointer, entropy: &Entropy) {
        if self.lead.as_ref().is_some_and(|bound| bound.key != pointer.key) {
            let batches = core::mem::take(&mut self.batches);
            *self = Self { batches, ..Self::new(entropy) };
        }
        self.lead = Some(pointer);
    }

    /// Whether a submission of the person with this key may take this visitor's activity along.
    pub fn belongs_to(&self, key: &str) -> bool {
        self.lead.as_ref().is_none_or(|bound| bound.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        secret::{Purpose, RootSecret},
        site::SignalKey,
        time::{Day, Millis},
    };

    fn pointer(key: &str) -> Pointer {
        Pointer { lead: LeadId::new(1, &[4; 16]), key: key.into() }
    }

    #[test]
    fn the_first_pointer_keeps_the_activity_and_another_person_starts_anew() {
        let mut passport = Passport::new(&[1; 16]);
        passport.folded = 5;
        passport.signals.add(SignalKey(1), Day(3));
        passport.bind(pointer("a"), &[2; 16]);
        assert_eq!(passport.folded, 5);
        passport.bind(pointer("a"), &[2; 16]);
        assert_eq!(passport.visitor, VisitorId::from_entropy(&[1; 16]));
        passport.bind(pointer("b"), &[2; 16]);
        assert_eq!(passport.visitor, VisitorId::from_entropy(&[2; 16]));
        assert_eq!((passport.folded, passport.signals.total(SignalKey(1))), (0, 0));
    }

    #[test]
    fn the_fullest_passport_stays_below_two_kilobytes() {
        let touch = Touch {
            at: Millis(1_795_000_000_000),
            source: "s".repeat(24),
            medium: "m".repeat(24),
            campaign: "c".repeat(24),
        };
        let mut passport = Passport::new(&[255; 16]);
        passport.batches = (0..8).map(|i| BatchId::from_entropy(&[i; 16])).collect();
        (passport.first, passport.last, passport.folded) = (Some(touch.clone()), Some(touch), u32::MAX);
        passport.lead = Some(Pointer { lead: LeadId::new(1, &[4; 16]), key: "f".repeat(16) });
        for signal in 0..u32::try_from(crate::site::MAX_SIGNALS).unwrap() {
            for day in 0..200u16 {
                passport.signals.add(SignalKey(u32::MAX - signal), Day(60_000 + day));
            }
        }
        let key = RootSecret::new("s".repeat(32)).unwrap().key("demo", Purpose::Passport);
        let sealed = passport.seal(&key, "demo", &[3; 24]).unwrap();
        assert!(sealed.len() < 2048, "{}", sealed.len());
        assert_eq!(Passport::open(&key, "demo", &sealed), Ok(passport));
    }
}
