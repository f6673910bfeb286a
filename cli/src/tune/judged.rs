//! People as one model sees them.

use super::{
    Closed,
    rule::{Separation, separations},
    threshold::{Passing, passing},
};
use leadline_domain::{
    score::{Points, Reason},
    site::Model,
};
use serde::Serialize;

/// Somebody a model is for, with what it says of them, and what became of them.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) score: Points,
    pub(super) reasons: &'a [Reason],
    pub(super) converted: bool,
}

/// What the scores of one model are good for.
#[derive(Debug, Serialize)]
pub(crate) struct ModelTuning {
    /// The model's id.
    pub(super) model: String,
    /// People it is for, whichever model they go by.
    pub(super) leads: usize,
    /// Of whom so many converted.
    pub(super) converted: usize,
    /// From which score on how many pass, and what became of them.
    pub(super) thresholds: Vec<Passing>,
    /// What tells buyers from others, and what doesn't.
    pub(super) rules: Vec<Separation>,
}

impl ModelTuning {
    /// Holds a model against what became of the people it is for. Scores of two models are two scales, so nobody counts
    /// with the points of another.
    pub(super) fn of(model: &Model, closed: &[Closed]) -> Self {
        let people: Vec<Judged<'_>> = closed.iter().filter_map(|closed| judged(model, closed)).collect();
        Self {
            model: model.id.clone(),
            leads: people.len(),
            converted: people.iter().filter(|person| person.converted).count(),
            thresholds: passing(model, &people),
            rules: separations(model, &people),
        }
    }
}

fn judged<'a>(model: &Model, closed: &'a Closed) -> Option<Judged<'a>> {
    let (score, reasons) = closed.scored.by(&model.id)?;
    Some(Judged { score, reasons, converted: closed.converted })
}
