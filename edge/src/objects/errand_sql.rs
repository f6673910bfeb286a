//! When the `LeadShard` has to see to one of its tables as a whole: rows of `due` that are named by the table.

use super::values;
use leadline_domain::time::Millis;
use worker::{Result, SqlStorage};

/// Which table.
#[derive(Clone, Copy, Debug)]
pub(super) enum Errand {
    /// Submissions that were held for long enough.
    Quarantine,
    /// Forms that were begun.
    Pending,
    /// The same, where there may be too many.
    Crowd,
    /// Texts that were seen.
    Sighting,
}

impl Errand {
    const fn name(self) -> &'static str {
        match self {
            Self::Quarantine => "quarantine",
            Self::Pending => "pending",
            Self::Crowd => "crowd",
            Self::Sighting => "sighting",
        }
    }

    /// Notes it for a time, unless it is noted for an earlier one. That costs a row only where it changes something.
    pub(super) fn note(self, sql: &SqlStorage, at: Millis) -> Result<()> {
        let query = "INSERT INTO due (what, at) VALUES (?, ?) \
                     ON CONFLICT (what) DO UPDATE SET at = excluded.at WHERE excluded.at < at";
        sql.exec(query, vec![self.name().into(), at.0.into()]).map(drop)
    }

    /// Notes it for this time, or not any more.
    pub(super) fn put(self, sql: &SqlStorage, at: Option<Millis>) -> Result<()> {
        sql.exec("DELETE FROM due WHERE what = ?", vec![self.name().into()])?;
        at.map_or(Ok(()), |at| self.note(sql, at))
    }

    /// Whether the time has come.
    pub(super) fn is_due(self, sql: &SqlStorage, now: Millis) -> Result<bool> {
        let query = "SELECT COUNT(*) AS value FROM due WHERE what = ? AND at <= ?";
        Ok(values::count(sql, query, vec![self.name().into(), now.0.into()])? > 0)
    }
}
