//! A scoring model: what signals are worth, and from where on that is enough.

use super::SignalKey;
use crate::condition::{Formula, Person, Truth};
use alloc::{string::String, sync::Arc, vec::Vec};
use serde::{Deserialize, Serialize};

/// The id of the model of `scoring.toml`.
pub const DEFAULT_MODEL: &str = "default";

/// A scoring model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name: `default`, or that of its file in `models/`.
    pub id: String,
    /// For whom it is; for everybody if nothing is said.
    pub when: Option<Formula<Truth>>,
    /// What signals are worth.
    pub rules: Vec<Rule>,
    /// Bounds that rules share.
    pub groups: Vec<Group>,
    /// Fit bands.
    pub grades: GradeBands,
    /// Stage thresholds.
    pub thresholds: Thresholds,
    /// The total is never below this, in thousandths of a point.
    pub floor: Option<i64>,
}

impl Model {
    /// Whether it is for this person.
    pub fn is_for(&self, person: &Person<'_>) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(&|truth: &Truth| truth.holds(person)))
    }
}

/// Who they are, or what they did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Who they are.
    Fit,
    /// What they did.
    Engagement,
}

/// How often a rule pays. Periods are days, weeks and months of UTC, the passport's days; weeks begin on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Once a lead.
    Once,
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
    /// Once a month.
    Monthly,
    /// Every time.
    Each,
}

/// What time takes from a rule's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fading {
    /// Nothing.
    Never,
    /// Half of them in so many days, 1 and up, and half of the rest in as many again.
    HalfLife(u16),
    /// All of them when so many days are over, 1 and up: with 30 the day itself and the 29 after it count.
    Window(u16),
}

/// What a signal is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The signal's id; shared with the reasons of every score.
    pub signal: Arc<str>,
    /// The signal's key.
    pub key: SignalKey,
    /// Who they are, or what they did.
    pub category: Category,
    /// Thousandths of a point, each time.
    pub millipoints: i64,
    /// How often it pays.
    pub repeat: Repeat,
    /// Most it gives in all (least, for negative points), in thousandths.
    pub cap: Option<i64>,
    /// What time takes away.
    pub fading: Fading,
    /// Whether it pays only for what happened in verified browsers.
    pub verified: bool,
    /// The group whose bound it shares, as an index into [`Model::groups`].
    pub group: Option<usize>,
}

impl Rule {
    /// Whether its points fade bit by bit.
    pub const fn can_fade(&self) -> bool {
        matches!(self.fading, Fading::HalfLife(_))
    }

    /// Whether it looks at dates. Then what happened too long ago to be dated is not seen.
    pub const fn needs_dates(&self) -> bool {
        let of_period = matches!(self.repeat, Repeat::Daily | Repeat::Weekly | Repeat::Monthly);
        of_period || !matches!(self.fading, Fading::Never)
    }
}

/// A bound that rules share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub id: Arc<str>,
    /// Most its rules give together (least, if negative), in thousandths. Earlier rules come first: what is too much is
    /// taken from the later ones.
    pub cap: i64,
}

/// Fit bands, in thousandths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GradeBands {
    /// From here on an A.
    pub a: i64,
    /// From here on a B.
    pub b: i64,
    /// From here on a C.
    pub c: i64,
}

/// How well somebody fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Grade {
    /// Best.
    A,
    /// Good.
    B,
    /// Fair.
    C,
    /// Everybody else.
    D,
}

impl GradeBands {
    /// The grade of `fit`, in thousandths of a point.
    pub const fn grade(self, fit: i64) -> Grade {
        if fit >= self.a {
            Grade::A
        } else if fit >= self.b {
            Grade::B
        } else if fit >= self.c {
            Grade::C
        } else {
            Grade::D
        }
    }
}

/// Totals at which a stage is reached, in thousandths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Marketing-qualified.
    pub mql: i64,
    /// Sales-qualified.
    pub sql: i64,
}

impl Thresholds {
    /// How many of them a total reaches.
    pub const fn reached(self, total: i64) -> u8 {
        (total >= self.mql) as u8 + (total >= self.sql) as u8
    }
}
