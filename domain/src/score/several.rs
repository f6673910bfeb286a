//! Several models: which of them a lead goes by.

use super::{Facts, Score, score};
use crate::{
    condition::Person,
    site::{Model, Scoring},
    time::Day,
};
use alloc::vec::Vec;

/// What each model that is for a person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores<'a> {
    /// The score the lead goes by.
    pub best: Score,
    /// The model that gave it.
    pub model: &'a Model,
    /// What the other models say, in their order.
    pub others: Vec<Score>,
}

impl<'a> Scores<'a> {
    /// Scores a person by every model that is for them.
    ///
    /// The lead goes by the model that brings it furthest; of two that bring it as far, by the one of whose `mql` it has the
    /// greater share; then by the earlier, the default model being the first. A person no model is for has nothing in the
    /// default one.
    pub fn of(scoring: &'a Scoring, facts: &Facts, person: &Person<'_>, today: Day) -> Self {
        let mut said =
            scoring.models().filter(|model| model.is_for(person)).map(|model| (model, score(model, facts, today)));
        let Some((mut model, mut best)) = said.next() else {
            let (model, nothing) = (&scoring.default, Facts::default());
            return Self { best: score(model, &nothing, today), model, others: Vec::new() };
        };
        let mut others = Vec::new();
        for (other, found) in said {
            if is_further(other, &found, model, &best) {
                others.push(core::mem::replace(&mut best, found));
                model = other;
            } else {
                others.push(found);
            }
        }
        others.sort_by_key(|score| scoring.models().position(|model| model.id == score.model));
        Self { best, model, others }
    }
}

fn is_further(one: &Model, mine: &Score, other: &Model, theirs: &Score) -> bool {
    let reached = |model: &Model, score: &Score| model.thresholds.reached(score.total.0);
    // Shares are compared as fractions, crosswise; a threshold of nothing is reached by everybody and counts as the least.
    let part = |score: &Score, model: &Model| i128::from(score.total.0) * i128::from(model.thresholds.mql.max(1));
    let (mine_reached, theirs_reached) = (reached(one, mine), reached(other, theirs));
    mine_reached > theirs_reached || (mine_reached == theirs_reached && part(mine, other) > part(theirs, one))
}
