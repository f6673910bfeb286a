//! What can be wrong with the table.

use core::fmt;

/// Why there is no document.
#[derive(Debug)]
pub enum Fault {
    /// An operation is none of the API's routes.
    NoRoute(String),
    /// A part of a path, or a code of a refusal, that nothing is known of.
    Unknown(String),
    /// Two things have this name.
    Twice(String),
    /// It can't be written.
    Unwritable(serde_json::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoute(route) => write!(f, "{route} is no route of the API; see domain/src/route.rs"),
            Self::Unknown(name) => write!(f, "{name} is not in the tables of openapi/src"),
            Self::Twice(name) => write!(f, "{name} names two things that differ; rename one"),
            Self::Unwritable(error) => write!(f, "the document can't be written: {error}"),
        }
    }
}

impl core::error::Error for Fault {}
