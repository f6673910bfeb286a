//! When something happens or is true: one small typed language, the same for signals, models, forms and routing.
//!
//! As written, a condition is one leaf or `all`, `any`, `not` of others ([`RawCondition`]). Checked, it is of one of two
//! kinds. A [`Happening`] comes to pass in one item or submission and is counted by day; it may be narrowed by its
//! [`Circumstance`]s: the page, where the visitor came from. A [`Truth`] holds of a [`Person`] or does not. Nothing is both,
//! so no rule ever asks of an item who somebody is, which is not known when the item is folded.

mod came;
mod domain_name;
mod formula;
mod happening;
mod path;
mod person;
mod prop;
mod raw;
mod truth;
mod value;
mod words;

pub use came::{Came, CameFrom, Provenance, TouchPart, WhichTouch};
pub(crate) use domain_name::is_at;
pub use formula::Formula;
pub use happening::{Circumstance, FormMoment, Happened, Happening, Occasion};
pub use path::PathPattern;
pub use person::{Person, Totals};
pub use prop::RawProp;
pub use raw::{RawCondition, RawRange, RawTests};
pub use truth::{ConsentPurpose, MailKind, Total, Truth};
pub use value::{Range, ValueTest};
pub use words::Words;

/// A condition, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Comes to pass, and is counted by day.
    Happens(Happening),
    /// Is true of a person or not.
    Holds(Formula<Truth>),
}

impl Condition {
    /// Whether this item or submission makes it happen. What is true rather than happens never does.
    pub fn happens(&self, occasion: &Occasion<'_>) -> bool {
        matches!(self, Self::Happens(happening) if happening.happens(occasion))
    }

    /// Whether it is true of a person. What happens rather than is true never is.
    pub fn holds(&self, person: &Person<'_>) -> bool {
        matches!(self, Self::Holds(formula) if formula.holds(&|truth: &Truth| truth.holds(person)))
    }
}
