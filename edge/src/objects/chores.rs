//! What a command leaves to do besides telling sinks: showing the lead in KV, and telling its account.
//!
//! Chores of a command that tells sinks stand in the row it hands on, and are done before the row is sent; those that could
//! not be done then, and those of all other commands, are notes: rows of `projection` and `due`, which the alarm works off.

use super::{due_sql::Reason, lead_sql};
use leadline_domain::{id::LeadId, time::Millis};
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

/// Chores of one command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chores {
    /// Show this lead in KV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) show: Option<LeadId>,
    /// Tell this lead's account what it contributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) contribute: Option<LeadId>,
}

impl Chores {
    /// Leaves them to the alarm.
    pub(super) fn note(&self, store: &SqlStorage, at: Millis) -> Result<()> {
        if let Some(lead) = &self.show {
            lead_sql::put_projection(store, lead, at)?;
        }
        if let Some(lead) = &self.contribute {
            Reason::Account.note_again(store, lead, at)?;
        }
        Ok(())
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
