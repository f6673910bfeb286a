//! The layouts of a sealed passport, behind the byte that names them.

use crate::{
    attribution::Channel,
    bond::Bond,
    id::{BatchId, Entropy, LeadId, VisitorId},
    time::{Day, Millis},
    visit::{Answered, MiddleTouch, Passport, Pointer, SignalCounts, Touch, Touches, Visits, count::PackedCounts},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A touch of the layouts 1 and 2.
#[derive(Deserialize)]
struct TouchOf2 {
    at: Millis,
    source: String,
    medium: String,
    campaign: String,
}

impl From<TouchOf2> for Touch {
    fn from(old: TouchOf2) -> Self {
        let TouchOf2 { at, source, medium, campaign } = old;
        Self::unclassified(at, source, medium, campaign)
    }
}

fn path_of_2(first: Option<TouchOf2>, last: Option<TouchOf2>) -> Touches {
    Touches { first: first.map(Touch::from), last: last.map(Touch::from), between: Vec::new() }
}

/// A pointer of the layouts 1 to 3: nothing was verified then.
#[derive(Serialize, Deserialize)]
struct PointerOf3 {
    lead: LeadId,
    key: String,
}

impl From<PointerOf3> for Pointer {
    fn from(old: PointerOf3) -> Self {
        let PointerOf3 { lead, key } = old;
        Self { lead, key, bond: Bond::Claimed }
    }
}

impl From<&Pointer> for PointerOf3 {
    fn from(pointer: &Pointer) -> Self {
        Self { lead: pointer.lead.clone(), key: pointer.key.clone() }
    }
}

/// Layout 1: the passport as it was first.
#[derive(Deserialize)]
pub(super) struct Version1 {
    visitor: VisitorId,
    folded: u32,
    batches: Vec<BatchId>,
    first: Option<TouchOf2>,
    last: Option<TouchOf2>,
    signals: SignalCounts,
    lead: Option<PointerOf3>,
}

impl From<Version1> for Passport {
    fn from(old: Version1) -> Self {
        let Version1 { visitor, folded, batches, first, last, signals, lead } = old;
        Self {
            visitor,
            folded,
            batches,
            touches: path_of_2(first, last),
            signals: signals.in_order(),
            lead: lead.map(Pointer::from),
            visits: Visits::default(),
            answered: Answered::default(),
        }
    }
}

/// Layout 2: with visits, behind the day it was sealed.
#[derive(Deserialize)]
pub(super) struct Version2 {
    visitor: VisitorId,
    folded: u32,
    batches: Vec<BatchId>,
    first: Option<TouchOf2>,
    last: Option<TouchOf2>,
    signals: SignalCounts,
    lead: Option<PointerOf3>,
    visits: Visits,
}

impl From<Version2> for Passport {
    fn from(old: Version2) -> Self {
        let Version2 { visitor, folded, batches, first, last, signals, lead, visits } = old;
        Self {
            visitor,
            folded,
            batches,
            touches: path_of_2(first, last),
            signals: signals.in_order(),
            lead: lead.map(Pointer::from),
            visits,
            answered: Answered::default(),
        }
    }
}

/// Layout 3: with channels and the touches between. They fit because ids are bytes, and days distances.
#[derive(Serialize, Deserialize)]
pub(super) struct Version3 {
    visitor: Entropy,
    folded: u32,
    batches: Vec<Entropy>,
    first: Option<TouchOf3>,
    last: Option<TouchOf3>,
    between: Vec<MiddleOf3>,
    signals: PackedCounts,
    lead: Option<PointerOf3>,
    visits: Visits,
}

#[derive(Serialize, Deserialize)]
struct TouchOf3 {
    at: Millis,
    channel: u8,
    source: String,
    medium: String,
    campaign: String,
}

#[derive(Serialize, Deserialize)]
struct MiddleOf3 {
    day: Day,
    channel: u8,
    source: String,
    campaign: String,
}

impl From<&Passport> for Version3 {
    fn from(passport: &Passport) -> Self {
        let Passport { visitor, folded, batches, touches, signals, lead, visits, answered: _ } = passport;
        Self {
            visitor: visitor.entropy(),
            folded: *folded,
            batches: batches.iter().map(BatchId::entropy).collect(),
            first: touches.first.as_ref().map(TouchOf3::from),
            last: touches.last.as_ref().map(TouchOf3::from),
            between: touches.between.iter().map(MiddleOf3::from).collect(),
            signals: PackedCounts::from(signals),
            lead: lead.as_ref().map(PointerOf3::from),
            visits: *visits,
        }
    }
}

impl From<Version3> for Passport {
    fn from(sealed: Version3) -> Self {
        let Version3 { visitor, folded, batches, first, last, between, signals, lead, visits } = sealed;
        Self {
            visitor: VisitorId::from_entropy(&visitor),
            folded,
            batches: batches.iter().map(BatchId::from_entropy).collect(),
            touches: Touches {
                first: first.map(Touch::from),
                last: last.map(Touch::from),
                between: between.into_iter().map(MiddleTouch::from).collect(),
            },
            signals: SignalCounts::from(signals),
            lead: lead.map(Pointer::from),
            visits,
            answered: Answered::default(),
        }
    }
}

/// Layout 4: layout 3, and how sure it is that the visitor is the lead.
#[derive(Serialize, Deserialize)]
pub(super) struct Version4(Version3, Bond);

impl From<&Passport> for Version4 {
    fn from(passport: &Passport) -> Self {
        let bond = passport.lead.as_ref().map(|pointer| pointer.bond);
        Self(Version3::from(passport), bond.unwrap_or_default())
    }
}

impl From<Version4> for Passport {
    fn from(Version4(sealed, bond): Version4) -> Self {
        let mut passport = Self::from(sealed);
        if let Some(pointer) = &mut passport.lead {
            pointer.bond = bond;
        }
        passport
    }
}

/// Layout 5: layout 4, and what was answered in forms.
#[derive(Serialize, Deserialize)]
pub(super) struct Version5(Version4, Answered);

impl From<&Passport> for Version5 {
    fn from(passport: &Passport) -> Self {
        Self(Version4::from(passport), passport.answered.clone())
    }
}

impl From<Version5> for Passport {
    fn from(Version5(sealed, answered): Version5) -> Self {
        Self { answered, ..Self::from(sealed) }
    }
}

impl From<&Touch> for TouchOf3 {
    fn from(touch: &Touch) -> Self {
        let Touch { at, source, medium, campaign, channel } = touch.clone();
        Self { at, channel: channel.position(), source, medium, campaign }
    }
}

impl From<TouchOf3> for Touch {
    fn from(sealed: TouchOf3) -> Self {
        let TouchOf3 { at, channel, source, medium, campaign } = sealed;
        Self { at, source, medium, campaign, channel: Channel::at(channel) }
    }
}

impl From<&MiddleTouch> for MiddleOf3 {
    fn from(touch: &MiddleTouch) -> Self {
        let MiddleTouch { day, channel, source, campaign } = touch.clone();
        Self { day, channel: channel.position(), source, campaign }
    }
}

impl From<MiddleOf3> for MiddleTouch {
    fn from(sealed: MiddleOf3) -> Self {
        let MiddleOf3 { day, channel, source, campaign } = sealed;
        Self { day, channel: Channel::at(channel), source, campaign }
    }
}
