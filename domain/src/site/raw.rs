//! Site files as written. TOML on disk, one JSON object when published; unknown keys are refused by name.

mod admission;
mod after;
mod attribution;
mod form;
mod identify;
mod purpose;
mod retention;
mod spam;
mod watch;

pub use admission::RawAdmission;
pub use after::{RawAfter, RawConfirm, RawConfirmTranslation, RawFile};
pub use attribution::{RawAttribution, RawSource};
pub use form::{RawBound, RawField, RawFieldTranslation, RawForm, RawPartial, RawSection, RawStep, RawTranslation};
pub use identify::RawIdentify;
pub use purpose::RawPurpose;
pub use retention::RawRetention;
pub use spam::{RawSpam, RawTurnstile};
pub use watch::RawWatch;

use super::Projection;
use crate::email::Identity;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

mod lifecycle;
mod routing;
mod scoring;

pub use lifecycle::{RawCalendar, RawDirect, RawLifecycle, RawReason, RawSla};
pub use routing::{RawHttp, RawMail, RawOwner, RawRoute, RawRouting, RawSuppression, RawTo, RawVia, RawWebhook};
pub use scoring::{RawGrades, RawGroup, RawModel, RawRule, RawScoring, RawSignal, RawThresholds};

/// All files of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSite {
    /// `site.toml`
    pub site: RawSettings,
    /// `scoring.toml`
    pub scoring: RawScoring,
    /// `models/<id>.toml`
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, RawModel>,
    /// `lifecycle.toml`
    #[serde(default, skip_serializing_if = "RawLifecycle::is_empty")]
    pub lifecycle: RawLifecycle,
    /// `routing.toml`
    pub routing: RawRouting,
    /// `forms/<id>.toml`
    pub forms: BTreeMap<String, RawForm>,
    /// `pages/<slug>.toml`
    pub pages: BTreeMap<String, RawPage>,
    /// Files of the folder `files` that forms hand out, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, RawFile>,
}

/// `site.toml`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSettings {
    /// The public key in the script tag: lower-case letters, digits, hyphens.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// Origins such as `https://www.example.com`.
    pub origins: Vec<String>,
    /// Domains of competitors.
    #[serde(default)]
    pub competitors: Vec<String>,
    /// 1 to 64; never changed later.
    #[serde(default = "default_shards")]
    pub shards: u8,
    /// Which leads KV shows.
    #[serde(default = "default_projection")]
    pub projection: Projection,
    /// Idle minutes after which a session has ended; 30 if left out. Not written where it is left out: an earlier release
    /// has to read what a later one published, and the same files keep their version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_minutes: Option<u16>,
    /// Whether Global Privacy Control counts as a refusal; it does if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honour_gpc: Option<bool>,
    /// What the site knows of where visitors come from.
    #[serde(default, skip_serializing_if = "RawAttribution::is_empty")]
    pub attribution: RawAttribution,
    /// `[admission]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<RawAdmission>,
    /// `[identity]`; never changed later.
    #[serde(default, skip_serializing_if = "Identity::is_default")]
    pub identity: Identity,
    /// `[identify]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identify: Option<RawIdentify>,
    /// `[retention]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<RawRetention>,
    /// `[spam]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spam: Option<RawSpam>,
    /// `[[purpose]]`
    #[serde(default, rename = "purpose", skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<RawPurpose>,
    /// Hosts of others that a form may send its visitors to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_hosts: Vec<String>,
    /// `[watch]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<RawWatch>,
}

const fn default_shards() -> u8 {
    4
}

const fn default_projection() -> Projection {
    Projection::Qualified
}

/// `pages/<slug>.toml`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPage {
    /// Title of the document and the page.
    pub title: String,
    /// For search engines.
    #[serde(default)]
    pub description: String,
    /// Paragraphs above the form.
    #[serde(default)]
    pub text: Vec<String>,
    /// The form on it.
    pub form: String,
}
