//! One person with a score, as it is printed and read again.

use crate::replay::{Held, is_stand_in};
use leadline_domain::{
    lead::Stage,
    score::{Points, Reason, Score},
    site::{Grade, Site},
    time::{DAY, Day, Millis},
};
use serde::{Deserialize, Serialize};

/// Who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Named {
    /// The address as last typed.
    #[serde(default)]
    pub(crate) email: Option<String>,
    /// The first user id that was said.
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    /// Their browsers.
    #[serde(default)]
    pub(crate) anonymous_ids: Vec<String>,
}

/// One person with a score. Keys are stable: others read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Scored {
    /// Who.
    pub(crate) person: Named,
    /// The whole score.
    pub(crate) score: Points,
    /// Who they are.
    pub(crate) fit: Points,
    /// What they did.
    pub(crate) engagement: Points,
    /// How well they fit.
    pub(crate) grade: Grade,
    /// The furthest stage reached; `anonymous` of somebody nobody knows.
    pub(crate) stage: String,
    /// The model that gave the score.
    pub(crate) model: String,
    /// Why.
    pub(crate) reasons: Vec<Reason>,
    /// The day it is as of.
    #[serde(default)]
    pub(crate) as_of: String,
    /// What other models say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) other_scores: Vec<Other>,
}

/// What a model says by which somebody does not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Other {
    /// What it gives, and why.
    #[serde(flatten)]
    pub(crate) score: Score,
    /// The stage it would bring them to by itself.
    #[serde(default)]
    pub(crate) stage: String,
}

impl Other {
    fn of(score: Score, site: &Site) -> Self {
        let model = site.scoring.models().find(|model| model.id == score.model);
        let stage = match model.map(|model| model.thresholds.reached(score.total.0)) {
            Some(2..) => Stage::Sql,
            Some(1) => Stage::Mql,
            Some(0) | None => Stage::Lead,
        };
        Self { score, stage: stage.name().to_owned() }
    }
}

impl Scored {
    /// Scores somebody as of a day, as the edge would if anything happened on it.
    pub(crate) fn of(held: &Held, site: &Site, day: Day) -> Self {
        let mut lead = held.lead.clone();
        lead.reconsider(site, Millis(i64::from(day.0) * DAY));
        let known = !is_stand_in(&lead.email);
        let stage = if known || held.user_id.is_some() { lead.furthest.name() } else { ANONYMOUS };
        let Score { model, total, fit, engagement, grade, reasons } = lead.score;
        Self {
            person: Named {
                email: known.then_some(lead.email.typed),
                user_id: held.user_id.clone(),
                anonymous_ids: held.anonymous_ids.clone(),
            },
            score: total,
            fit,
            engagement,
            grade,
            stage: stage.to_owned(),
            model,
            reasons,
            as_of: day.iso(),
            other_scores: lead.other_scores.into_iter().map(|score| Other::of(score, site)).collect(),
        }
    }

    /// The points that a model gives, and why, if it is for this person: the winning score or one of the others.
    pub(crate) fn by(&self, model: &str) -> Option<(Points, &[Reason])> {
        if self.model == model {
            return Some((self.score, &self.reasons));
        }
        let Other { score, .. } = self.other_scores.iter().find(|other| other.score.model == model)?;
        Some((score.total, &score.reasons))
    }

    /// What to call the person.
    pub(crate) fn name(&self) -> String {
        let Named { email, user_id, anonymous_ids } = &self.person;
        let user = || user_id.as_ref().map(|id| format!("user {id}"));
        let visitor = || anonymous_ids.first().map(|id| format!("visitor {id}"));
        email.clone().or_else(user).or_else(visitor).unwrap_or_default()
    }
}

/// The stage before any.
const ANONYMOUS: &str = "anonymous";
