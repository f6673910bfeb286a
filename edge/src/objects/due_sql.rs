//! When the `LeadShard` has to see to one of its leads, and why: rows of `due` that are named by a reason and the lead's
//! id.

use super::{lead_sql::Due, values};
use leadline_domain::{
    id::LeadId,
    time::{MINUTE, Millis},
};
use worker::{Result, SqlStorage};

/// Why a lead has to be seen to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reason {
    /// Its account is to be told what it contributes.
    Account,
    /// Somebody is to be picked as its owner.
    Route,
    /// Something about it may be late.
    Wake,
}

impl Reason {
    /// What names begin with; the lead's id follows.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Account => "account:",
            Self::Route => "route:",
            Self::Wake => "wake:",
        }
    }

    fn name(self, lead: &LeadId) -> String {
        format!("{}{lead}", self.prefix())
    }

    /// Notes it for a time, if it is not noted yet.
    pub(super) fn note(self, sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
        let query = "INSERT OR IGNORE INTO due (what, at) VALUES (?, ?)";
        sql.exec(query, vec![self.name(lead).into(), at.0.into()]).map(drop)
    }

    /// Notes it again: what was noted before is another note than this one, whoever is working it off.
    pub(super) fn note_again(self, sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
        let query = "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = at + 1";
        sql.exec(query, vec![self.name(lead).into(), at.0.into()]).map(drop)
    }

    /// Notes it for this time and no other.
    pub(super) fn note_for(self, sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
        let query = "INSERT INTO due (what, at) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET at = excluded.at";
        sql.exec(query, vec![self.name(lead).into(), at.0.into()]).map(drop)
    }

    /// Leads for which the time has come, with their times; those first that have waited longest.
    pub(super) fn due(self, sql: &SqlStorage, now: Millis, limit: i64) -> Result<Vec<(LeadId, Millis)>> {
        let prefix = self.prefix();
        // The character behind the colon.
        let behind = prefix.replace(':', ";");
        let query = "SELECT what, at FROM due WHERE what >= ? AND what < ? AND at <= ? ORDER BY at LIMIT ?";
        let rows: Vec<Due> =
            sql.exec(query, vec![prefix.into(), behind.into(), now.0.into(), limit.into()])?.to_array()?;
        let read = |row: &Due| Some((LeadId::parse(row.what.strip_prefix(prefix)?).ok()?, row.at()));
        Ok(rows.iter().filter_map(read).collect())
    }

    /// Whether the time has come for any.
    pub(super) fn is_due(self, sql: &SqlStorage, now: Millis) -> Result<bool> {
        Ok(!self.due(sql, now, 1)?.is_empty())
    }

    /// How many were put off, or have waited for a minute: what is noted for at once is seen to within a second.
    pub(super) fn overdue(self, sql: &SqlStorage, now: Millis) -> Result<u32> {
        let prefix = self.prefix();
        let behind = prefix.replace(':', ";");
        let query = "SELECT COUNT(*) AS value FROM due WHERE what >= ? AND what < ? AND (at > ? OR at <= ?)";
        values::count(sql, query, vec![prefix.into(), behind.into(), now.0.into(), now.plus(-MINUTE).0.into()])
    }

    /// Sees to it later.
    pub(super) fn put_off(self, sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
        sql.exec("UPDATE due SET at = ? WHERE what = ?", vec![at.0.into(), self.name(lead).into()]).map(drop)
    }

    /// It was seen to.
    pub(super) fn remove(self, sql: &SqlStorage, lead: &LeadId) -> Result<()> {
        sql.exec("DELETE FROM due WHERE what = ?", vec![self.name(lead).into()]).map(drop)
    }

    /// It was seen to as it was noted for a time; if it was noted again since, it is to be seen to again.
    pub(super) fn remove_of(self, sql: &SqlStorage, lead: &LeadId, at: Millis) -> Result<()> {
        sql.exec("DELETE FROM due WHERE what = ? AND at = ?", vec![self.name(lead).into(), at.0.into()]).map(drop)
    }
}
