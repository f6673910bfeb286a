//! Why an attempt failed.

use alloc::string::String;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Why an attempt failed, or none was made. Says nothing of what the event tells, and nothing of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FailureReason"))]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The receiver answered with this status.
    Answered(u16),
    /// The receiver said that it is gone for good.
    Gone,
    /// The receiver did not answer in time.
    TimedOut,
    /// The receiver could not be reached.
    Unreachable,
    /// A Worker secret of this name is not set, or not what it has to be.
    Secret(String),
    /// The address is not one that may be delivered to.
    Address,
    /// What the template makes of the event can't be sent.
    Template,
    /// The deployment has no binding of this name.
    Binding(String),
    /// Nobody took the mail: the code the platform gave.
    Mail(String),
    /// The receiver had said that it is gone, and its configuration has not changed since.
    Disabled,
    /// The site has no such sink any more.
    Removed,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => write!(f, "answered {status}"),
            Self::Gone => f.write_str("answered that it is gone"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Unreachable => f.write_str("can't be reached"),
            Self::Secret(name) => write!(f, "the secret {name} is not set, or not what it has to be"),
            Self::Address => f.write_str("its address is not a public https address"),
            Self::Template => f.write_str("its template makes nothing of this event that can be sent"),
            Self::Binding(name) => write!(f, "the binding {name} is missing in wrangler.toml"),
            Self::Mail(code) => write!(f, "the mail was not taken: {code}"),
            Self::Disabled => f.write_str("disabled since it answered that it is gone"),
            Self::Removed => f.write_str("the site has no such sink any more"),
        }
    }
}

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Why.
    pub why: Why,
    /// For how long the receiver asked not to be tried, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
}

impl From<Why> for Failure {
    fn from(why: Why) -> Self {
        Self { why, retry_after: None }
    }
}
