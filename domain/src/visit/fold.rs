//! Folding a batch into a passport.
//!
//! A site may say in the middle of a batch who the visitor is, or that somebody else comes next. Whoever folds has to act
//! on that before the next item: folding stops there and says so. Everything a fold makes up, it derives from the batch,
//! so that a batch folded again into the same passport ends in the same one.

use super::{Passport, Session, Touch, passport::REMEMBERED};
use crate::{
    admit::{Admitted, Proof},
    attribution,
    bond::{Bond, PersonalLink},
    condition::{CameFrom, Happened, Occasion},
    id::{BatchId, Entropy, SubmissionId},
    lead::{Deed, MAX_DEEDS},
    secret::derived_entropy,
    site::Site,
    time::Millis,
    wire::{Item, Traits},
};
use alloc::{string::ToString, vec::Vec};

/// A batch that was admitted: its id and the items that count.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The batch's id.
    pub id: BatchId,
    /// Items that count, in the order sent.
    pub items: Vec<Admitted>,
}

/// Where folding stops, because the visitor may become another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<'a> {
    /// The site says who the visitor is.
    Person(Person<'a>),
    /// The visitor followed a link that is for one person.
    Link(Followed<'a>),
    /// Somebody else comes next: [`Passport::restart`] with this.
    Reset(Entropy),
}

/// Who the visitor is, as a site says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    /// The same whenever the batch is folded again.
    pub id: SubmissionId,
    /// When it was said, by the edge's clock.
    pub at: Millis,
    /// What was said.
    pub traits: &'a Traits,
    /// Whether it was proven.
    pub bond: Bond,
    /// For the id of a new visitor, should it be somebody else: [`Passport::bind`] with this.
    pub visitor: Entropy,
}

/// A link that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed<'a> {
    /// Whom it is for.
    pub link: &'a PersonalLink,
    /// For the id of a new visitor, should it be somebody else: [`Passport::follow`] with this.
    pub visitor: Entropy,
}

impl Arrival {
    /// The passport of a visitor who shows none.
    pub fn newcomer(&self) -> Passport {
        Passport::new(&derived_entropy(&["visitor", self.id.as_str()]))
    }

    /// Whom the batch says the visitor to be, in the order said.
    pub fn people(&self) -> impl Iterator<Item = Person<'_>> {
        self.items.iter().enumerate().filter_map(|(position, admitted)| match self.turn(position, admitted) {
            Some(Turn::Person(person)) => Some(person),
            _ => None,
        })
    }

    /// For the id of a new visitor, where the lead says that this one is no longer its own: [`Passport::restart`] with this.
    pub fn anew(&self) -> Entropy {
        derived_entropy(&["visitor", self.id.as_str(), "anew"])
    }

    fn turn<'a>(&'a self, position: usize, admitted: &'a Admitted) -> Option<Turn<'a>> {
        let derived = |what| derived_entropy(&[what, self.id.as_str(), &position.to_string()]);
        match &admitted.item {
            Item::Reset { .. } => Some(Turn::Reset(derived("visitor"))),
            Item::Identify { traits, .. } => {
                let id = SubmissionId::from_entropy(&derived("identify"));
                let bond = if admitted.proof.is_some() { Bond::Verified } else { Bond::Claimed };
                Some(Turn::Person(Person { id, at: admitted.at, traits, bond, visitor: derived("visitor") }))
            }
            _ => match &admitted.proof {
                Some(Proof::Link(link)) => Some(Turn::Link(Followed { link, visitor: derived("visitor") })),
                _ => None,
            },
        }
    }
}

/// A batch that is being folded in.
#[derive(Debug)]
pub struct Folding<'a> {
    arrival: &'a Arrival,
    site: &'a Site,
    next: usize,
    /// The link that was followed last, and nobody else came since. What has it is folded in behind that; followed again it
    /// makes nobody else of the visitor, and nobody is asked again where it leads.
    followed: Option<&'a PersonalLink>,
    told: usize,
    sessions: u32,
}

impl<'a> Folding<'a> {
    /// Begins, unless the passport remembers the batch.
    pub fn begin(passport: &mut Passport, arrival: &'a Arrival, site: &'a Site) -> Option<Self> {
        if passport.remembers(&arrival.id) {
            return None;
        }
        if passport.batches.len() >= REMEMBERED {
            passport.batches.remove(0);
        }
        passport.batches.push(arrival.id.clone());
        // What the site no longer asks about would only take room that is bounded.
        passport.signals.keep(|signal| site.scoring.signals.iter().any(|known| known.key == signal));
        Some(Self { arrival, site, next: 0, followed: None, told: 0, sessions: 0 })
    }

    /// Folds on, up to where the visitor may become another. Nothing when all is folded.
    pub fn next_turn(&mut self, passport: &mut Passport) -> Option<Turn<'a>> {
        while let Some(admitted) = self.arrival.items.get(self.next) {
            let mut turn = self.arrival.turn(self.next, admitted);
            if let Some(Turn::Link(Followed { link, .. })) = turn {
                // The view that a link leads to is the person's already.
                if self.followed.replace(link) != Some(link) {
                    return turn;
                }
                turn = None;
            }
            self.next += 1;
            if !matches!(turn, Some(Turn::Reset(_))) && fold_item(passport, admitted, self.site) == Session::Begun {
                self.sessions += 1;
            }
            if turn.is_some() {
                self.followed = None;
                return turn;
            }
        }
        None
    }

    /// What was done in the items folded since this was asked last.
    pub fn deeds(&mut self) -> Vec<Deed> {
        let folded = self.arrival.items.get(self.told..self.next).unwrap_or_default();
        self.told = self.next;
        folded.iter().filter_map(Deed::of).take(MAX_DEEDS).collect()
    }

    /// Sessions begun so far.
    pub const fn sessions(&self) -> u32 {
        self.sessions
    }
}

fn fold_item(passport: &mut Passport, admitted: &Admitted, site: &Site) -> Session {
    passport.folded = passport.folded.saturating_add(1);
    let arrival = arrival(admitted, site);
    let is_tagged = matches!(arrival, attribution::Arrival::Tagged(_));
    let touch = arrival.origin().map(|origin| Touch::new(&origin, admitted.at));
    let campaign = touch.as_ref().filter(|_| is_tagged);
    let session = passport.visits.take(admitted, campaign, passport.touches.last.as_ref(), site.session_idle());
    if let Some(touch) = touch {
        passport.touches.take(touch);
    }
    notice(passport, admitted, site);
    session
}

/// Counts the signals of an item, its own arrival known.
fn notice(passport: &mut Passport, admitted: &Admitted, site: &Site) {
    let touches = CameFrom::of_visitor(passport.touches.first.as_ref(), passport.touches.last.as_ref());
    for signal in site.scoring.signals_of(&Occasion { what: Happened::Item(admitted), touches }) {
        passport.signals.add(signal, admitted.at.day());
    }
}

fn arrival(admitted: &Admitted, site: &Site) -> attribution::Arrival {
    match &admitted.item {
        Item::View { referrer, .. } => attribution::Arrival::of(&admitted.page, referrer, &site.attribution),
        _ => attribution::Arrival::Within,
    }
}

#[cfg(test)]
mod tests;
