//! All, any and not of simpler statements.

use alloc::{boxed::Box, vec::Vec};

/// Statements of one kind, joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula<L> {
    /// One statement.
    Leaf(L),
    /// Every one.
    All(Vec<Self>),
    /// At least one.
    Any(Vec<Self>),
    /// Not this one.
    Not(Box<Self>),
}

impl<L> Formula<L> {
    /// Whether it holds, where `leaf` says so of each statement.
    pub fn holds(&self, leaf: &impl Fn(&L) -> bool) -> bool {
        match self {
            Self::Leaf(statement) => leaf(statement),
            Self::All(parts) => parts.iter().all(|part| part.holds(leaf)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(leaf)),
            Self::Not(part) => !part.holds(leaf),
        }
    }

    /// The same of statements of another kind.
    pub fn map<M>(self, statement: fn(L) -> M) -> Formula<M> {
        let each = |parts: Vec<Self>| parts.into_iter().map(|part| part.map(statement)).collect();
        match self {
            Self::Leaf(leaf) => Formula::Leaf(statement(leaf)),
            Self::All(parts) => Formula::All(each(parts)),
            Self::Any(parts) => Formula::Any(each(parts)),
            Self::Not(part) => Formula::Not(Box::new(part.map(statement))),
        }
    }

    /// Whether any statement in it is such a one.
    pub fn mentions(&self, such: fn(&L) -> bool) -> bool {
        match self {
            Self::Leaf(statement) => such(statement),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.mentions(such)),
            Self::Not(part) => part.mentions(such),
        }
    }
}
