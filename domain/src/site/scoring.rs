//! Signals and the rules that pay for them.

use super::Condition;
use crate::{admit::Admitted, email::Email, lead::Fields};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most signals a site may define; the passport's size bound counts on it.
pub const MAX_SIGNALS: usize = 48;

/// A signal's name in passports and leads: the FNV-1a hash of its id. The checker refuses two ids with one hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignalKey(pub u32);

impl SignalKey {
    /// The key of a signal id.
    pub fn of(id: &str) -> Self {
        Self(id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }
}

/// Something that happened or is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name.
    pub id: String,
    /// Its name in passports.
    pub key: SignalKey,
    /// When.
    pub when: Condition,
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

/// How often a rule pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Once a lead.
    Once,
    /// Once a day.
    Daily,
    /// Every time.
    Each,
}

/// What a signal is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The signal, as an index into [`Scoring::signals`].
    pub signal: usize,
    /// Who they are, or what they did.
    pub category: Category,
    /// Thousandths of a point, each time.
    pub millipoints: i64,
    /// How often it pays.
    pub repeat: Repeat,
    /// Most it gives in all (least, for negative points), in thousandths.
    pub cap: Option<i64>,
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

/// A site's scoring model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scoring {
    /// What is noticed.
    pub signals: Vec<Signal>,
    /// What it is worth.
    pub rules: Vec<Rule>,
    /// Fit bands.
    pub grades: GradeBands,
    /// Stage thresholds.
    pub thresholds: Thresholds,
}

impl Scoring {
    /// Signals an item makes happen.
    pub fn signals_of(&self, admitted: &Admitted) -> impl Iterator<Item = SignalKey> {
        self.keys_where(|signal| signal.when.happens_in(admitted))
    }

    /// Signals a submission of `form` makes happen.
    pub fn signals_of_submission(&self, form: &str) -> impl Iterator<Item = SignalKey> {
        self.keys_where(move |signal| signal.when.happens_by_submitting(form))
    }

    /// Signals that are true of a lead with this address and these fields.
    pub fn signals_true_of(
        &self,
        email: &Email,
        fields: &Fields,
        competitors: &[String],
    ) -> impl Iterator<Item = SignalKey> {
        self.keys_where(|signal| signal.when.is_true_of(email, fields, competitors))
    }

    /// The key of a signal by its id.
    pub fn signal(&self, id: &str) -> Option<SignalKey> {
        self.signals.iter().find(|signal| signal.id == id).map(|signal| signal.key)
    }

    fn keys_where(&self, holds: impl Fn(&Signal) -> bool) -> impl Iterator<Item = SignalKey> {
        self.signals.iter().filter(move |signal| holds(signal)).map(|signal| signal.key)
    }
}
