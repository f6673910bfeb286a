//! What a site's files mean: raw as written, then checked in one step.

mod admission;
mod check;
mod compiled;
mod consent_purpose;
mod identify;
mod lifecycle;
mod model;
mod people;
mod raw;
mod retention;
mod scoring;
mod spam;

pub use crate::condition::{Condition, FormMoment, MailKind, PathPattern, RawCondition};
pub use admission::Admission;
pub use check::{DEFAULT_REASONS, Gravity, MAX_FILE, Problem, is_file_name, nearest};
pub use compiled::Compiled;
pub use consent_purpose::ConsentPurpose;
pub use identify::Identify;
pub use lifecycle::{Direct, Lifecycle, MetBy, RejectReason, Sla};
pub use model::{Category, DEFAULT_MODEL, Fading, Grade, GradeBands, Group, Model, Repeat, Rule, Thresholds};
pub use people::{Owner, Route, Routing, Suppression};
pub use raw::{
    RawAdmission, RawAfter, RawAttribution, RawBound, RawCalendar, RawConfirm, RawConfirmTranslation, RawDirect,
    RawField, RawFieldTranslation, RawFile, RawForm, RawGrades, RawGroup, RawHttp, RawIdentify, RawLifecycle, RawMail,
    RawModel, RawOwner, RawPage, RawPartial, RawPurpose, RawReason, RawRetention, RawRoute, RawRouting, RawRule,
    RawScoring, RawSection, RawSettings, RawSignal, RawSite, RawSla, RawSource, RawSpam, RawStep, RawSuppression,
    RawThresholds, RawTo, RawTranslation, RawTurnstile, RawVia, RawWatch, RawWebhook,
};
pub use retention::Retention;
pub use scoring::{MAX_SIGNALS, Scoring, Signal, SignalKey};
pub use spam::{Spam, Turnstile};

use crate::{attribution, email::Identity, form::Form, sink::Sink};
use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// A site whose files have been checked. Nothing in it is contradictory; rules that read it need no second thoughts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The public key in the script tag.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// Origins whose pages may talk to the site, serialised as RFC 6454 says.
    pub origins: Vec<String>,
    /// Domains of competitors, lower case, punycode.
    pub competitors: Vec<String>,
    /// Objects the site's leads are spread over, 1 to 64; fixed when the site is created.
    pub shards: u8,
    /// Which leads are projected into KV.
    pub projection: Projection,
    /// Idle minutes after which a session has ended, 1 to 1440.
    pub session_minutes: u16,
    /// Whether Global Privacy Control counts as a refusal.
    pub honours_gpc: bool,
    /// What the site knows of where visitors come from, and which hosts are its own.
    pub attribution: attribution::Rules,
    /// What is let in or left out besides what everybody does.
    pub admission: Admission,
    /// Which spellings of an address are one person, beyond its canonical form; fixed when the site is created.
    pub identity: Identity,
    /// How it lets itself be told who a visitor is.
    pub identify: Identify,
    /// What people are asked whether they agree to it, at least one.
    pub purposes: Vec<ConsentPurpose>,
    /// For how long people are kept.
    pub retention: Retention,
    /// From when on a submission is suspected.
    pub spam: Spam,
    /// How many hours in which something was expected bring nothing before that is told of, 0 to 24; 0 for never.
    pub silent_hours: u8,
    /// Signals, rules, thresholds.
    pub scoring: Scoring,
    /// Stages, reasons, what is to be done in time.
    pub lifecycle: Lifecycle,
    /// Names what scores depend on besides the lead (see [`RawSite::model_version`]).
    pub model_version: String,
    /// Forms by id.
    pub forms: BTreeMap<String, Form>,
    /// Hosted pages by slug.
    pub pages: BTreeMap<String, Page>,
    /// Who looks after leads.
    pub owners: Vec<Owner>,
    /// Who gets which.
    pub routing: Routing,
    /// Whom to leave alone, competitors first.
    pub suppressions: Vec<Suppression>,
    /// Where events go.
    pub sinks: Vec<Sink>,
}

/// Which leads are kept in KV for others to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Projection {
    /// Those that are, or have been, at least an MQL.
    Qualified,
    /// All.
    All,
}

impl Site {
    /// What pages show Turnstile's widget, where the site uses it.
    pub fn sitekey(&self) -> Option<String> {
        self.spam.turnstile.as_ref().map(|turnstile| turnstile.sitekey.clone())
    }

    /// A sink by its id.
    pub fn sink(&self, id: &str) -> Option<&Sink> {
        self.sinks.iter().find(|sink| sink.id == id)
    }

    /// An address of a sink that is on this machine, if there is one: a site for development.
    pub fn sink_here(&self) -> Option<&str> {
        self.sinks.iter().find_map(|sink| sink.target.address_here())
    }
}

/// A hosted landing page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Title of the document, and of the page.
    pub title: String,
    /// For search engines.
    pub description: String,
    /// Paragraphs above the form.
    pub text: Vec<String>,
    /// The form on it; one of the site's.
    pub form: String,
}

/// A small site for tests and examples: pricing and case-study pages, a form, the template's points.
#[cfg(test)]
pub(crate) fn example() -> Site {
    let raw: RawSite = serde_json::from_str(include_str!("example.json")).unwrap();
    Site::check(raw).unwrap()
}
