//! The visitor's state as it travels with the visitor.

use super::{Answered, MiddleTouch, SignalCounts, Touch, Touches, Visits};
use crate::{
    bond::{Bond, PersonalLink},
    condition::CameFrom,
    id::{BatchId, Entropy, LeadId, VisitorId},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// How many batch ids a passport remembers.
pub(super) const REMEMBERED: usize = 8;

/// Everything known about a visitor. It is nowhere else: the edge opens it, folds a batch in, seals it and hands it back.
///
/// Sealed, its layout is version 5: a field added here needs a version 6 beside it (see `sealed::layout`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passport {
    /// Which visitor.
    pub visitor: VisitorId,
    /// Items folded in so far; of two snapshots of one visitor the larger is the later.
    pub folded: u32,
    /// The last batches folded, oldest first.
    pub batches: Vec<BatchId>,
    /// Where the visitor came from over time.
    pub touches: Touches,
    /// What the visitor did.
    pub signals: SignalCounts,
    /// Who the visitor is, once known.
    pub lead: Option<Pointer>,
    /// How often the visitor came, and for how long.
    pub visits: Visits,
    /// What the visitor has answered in forms, so that it is not asked again.
    pub answered: Answered,
}

/// Who a visitor is: an opaque lead, and enough of its key to tell two people of one browser apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The lead.
    pub lead: LeadId,
    /// [`crate::secret::LeadKey::short`] of the address that bound it.
    pub key: String,
    /// How sure it is that the visitor is the lead.
    pub bond: Bond,
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
    /// Where the visitor came from between, see [`Touches::between`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub between: Vec<MiddleTouch>,
    /// What the visitor did.
    pub signals: SignalCounts,
    /// How often the visitor came, and for how long.
    #[serde(default)]
    pub visits: Visits,
}

impl Snapshot {
    /// Where the visitor came from over time.
    pub fn touches(&self) -> Touches {
        Touches { first: self.first.clone(), last: self.last.clone(), between: self.between.clone() }
    }

    /// Keeps what it adds up to and its ends: no dates of what happened, and not where the visitor came from between.
    pub fn abridge(&mut self) {
        self.between.clear();
        self.signals.forget_days();
    }

    /// Where the visitor came from, as conditions ask about it.
    pub fn came_from(&self) -> CameFrom<'_> {
        CameFrom::of_visitor(self.first.as_ref(), self.last.as_ref())
    }
}

impl Passport {
    /// A visitor nobody has seen.
    pub fn new(entropy: &Entropy) -> Self {
        Self {
            visitor: VisitorId::from_entropy(entropy),
            folded: 0,
            batches: Vec::new(),
            touches: Touches::default(),
            signals: SignalCounts::default(),
            lead: None,
            visits: Visits::default(),
            answered: Answered::default(),
        }
    }

    /// The whole activity, for the lead.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            visitor: self.visitor.clone(),
            folded: self.folded,
            first: self.touches.first.clone(),
            last: self.touches.last.clone(),
            between: self.touches.between.clone(),
            signals: self.signals.clone(),
            visits: self.visits,
        }
    }

    /// Binds the visitor to a lead.
    ///
    /// Only the first pointer after anonymity takes the activity along: when the pointer changes from one lead to
    /// another, the browser has changed hands, and a new visitor begins with nothing. What was verified stays so, whatever
    /// is claimed of the same person later.
    pub fn bind(&mut self, pointer: Pointer, entropy: &Entropy) {
        if !self.belongs_to(&pointer.key) {
            self.restart(entropy);
        }
        let bond = pointer.bond.max(self.bond_to(&pointer.key));
        self.lead = Some(Pointer { bond, ..pointer });
    }

    /// Whether a link leads to whom the visitor is known as already, so that nobody has to be asked who has the person.
    pub fn is_led_by(&self, link: &PersonalLink) -> bool {
        let same = |bound: &&Pointer| bound.key == link.key;
        self.lead.as_ref().filter(same).is_some_and(|bound| bound.lead == link.lead || bound.bond == Bond::Verified)
    }

    /// Follows a link whose person `holder` has by now. Says whether the visitor was bound to somebody.
    ///
    /// Where the lead is gone all stays as it is: what a browser has counted, and whose it is, must not hang on an old mail.
    /// Who is known as the person already stays with the lead that is known, and is verified.
    pub fn follow(&mut self, link: &PersonalLink, holder: Option<LeadId>, entropy: &Entropy) -> bool {
        let Some(holder) = holder else { return false };
        let known = self.lead.as_ref().filter(|bound| bound.key == link.key).map(|bound| bound.lead.clone());
        let is_known = known.is_some();
        let lead = known.unwrap_or(holder);
        self.bind(Pointer { lead, key: link.key.clone(), bond: Bond::Verified }, entropy);
        !is_known
    }

    /// How sure it is that the visitor is the person with this key.
    pub fn bond_to(&self, key: &str) -> Bond {
        self.lead.as_ref().filter(|bound| bound.key == key).map_or(Bond::Claimed, |bound| bound.bond)
    }

    /// Becomes a new visitor's. Only the batches stay remembered, so that none is folded in again.
    pub fn restart(&mut self, entropy: &Entropy) {
        let batches = core::mem::take(&mut self.batches);
        *self = Self { batches, ..Self::new(entropy) };
    }

    /// Whether a batch has been folded in, as far back as is remembered.
    pub fn remembers(&self, batch: &BatchId) -> bool {
        self.batches.contains(batch)
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
        id::SubmissionId,
        site::SignalKey,
        time::{Day, Millis},
    };

    fn pointer(key: &str) -> Pointer {
        Pointer { lead: LeadId::new(1, &[4; 16]), key: key.into(), bond: Bond::Claimed }
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
    fn what_was_answered_goes_with_the_person_and_not_with_the_browser() {
        let mut passport = Passport::new(&[1; 16]);
        passport.bind(pointer("a"), &[2; 16]);
        passport.answered.take("contact", &SubmissionId::from_entropy(&[3; 16]), ["phone"].into_iter());
        passport.bind(pointer("a"), &[2; 16]);
        assert!(passport.answered.knows("phone"));
        passport.bind(pointer("b"), &[2; 16]);
        assert_eq!(passport.answered, Answered::default());
    }

    fn link(lead: u8, key: &str) -> PersonalLink {
        PersonalLink { lead: LeadId::new(1, &[lead; 16]), key: key.into(), expires: Millis(9) }
    }

    #[test]
    fn a_link_whose_lead_is_gone_changes_nothing() {
        let mut anonymous = Passport::new(&[1; 16]);
        anonymous.folded = 5;
        let mut known = anonymous.clone();
        known.bind(pointer("a"), &[2; 16]);
        for passport in [anonymous, known] {
            let mut after = passport.clone();
            for key in ["a", "b"] {
                assert!(!after.is_led_by(&link(9, key)), "somebody has to be asked");
                assert!(!after.follow(&link(9, key), None, &[3; 16]));
                assert_eq!(after, passport);
            }
        }
    }

    #[test]
    fn a_link_binds_to_whoever_has_the_person_and_who_is_known_stays_with_their_lead() {
        let holder = || Some(LeadId::new(1, &[7; 16]));
        let mut passport = Passport::new(&[1; 16]);
        passport.folded = 5;
        assert!(passport.follow(&link(4, "a"), holder(), &[2; 16]));
        assert_eq!(passport.lead, Some(Pointer { lead: holder().unwrap(), key: "a".into(), bond: Bond::Verified }));
        assert_eq!(passport.folded, 5);
        assert!(passport.is_led_by(&link(4, "a")), "verified it is already");
        assert!(passport.follow(&link(8, "b"), holder(), &[3; 16]));
        assert_eq!((passport.folded, passport.bond_to("b")), (0, Bond::Verified));

        let mut claimed = Passport::new(&[1; 16]);
        claimed.bind(pointer("a"), &[2; 16]);
        assert!(claimed.is_led_by(&link(4, "a")) && !claimed.is_led_by(&link(5, "a")));
        assert!(!claimed.follow(&link(5, "a"), holder(), &[3; 16]), "nobody else");
        assert_eq!(claimed.lead, Some(Pointer { bond: Bond::Verified, ..pointer("a") }));
    }

    #[test]
    fn a_claim_that_is_verified_keeps_the_visitor_and_never_falls_back() {
        let mut passport = Passport::new(&[1; 16]);
        passport.folded = 5;
        passport.bind(pointer("a"), &[2; 16]);
        assert_eq!((passport.bond_to("a"), passport.bond_to("b")), (Bond::Claimed, Bond::Claimed));
        passport.bind(Pointer { bond: Bond::Verified, ..pointer("a") }, &[2; 16]);
        passport.bind(pointer("a"), &[2; 16]);
        assert_eq!((passport.bond_to("a"), passport.bond_to("b")), (Bond::Verified, Bond::Claimed));
        assert_eq!((passport.folded, &passport.visitor), (5, &VisitorId::from_entropy(&[1; 16])));
        passport.bind(pointer("b"), &[2; 16]);
        assert_eq!(passport.bond_to("b"), Bond::Claimed, "another person's address is only claimed");
        passport.bind(pointer("a"), &[3; 16]);
        assert_eq!(passport.bond_to("a"), Bond::Claimed, "and it has to be proven again");
    }
}
