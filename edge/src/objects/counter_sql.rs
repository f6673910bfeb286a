//! The Counter's counts, and every statement on them.

use crate::clients::counter::{Counts, Range};
use serde::Deserialize;
use worker::{Result, SqlStorage};

#[derive(Deserialize)]
struct Row {
    day: String,
    name: String,
    count: f64,
}

/// Creates what is missing. `WITHOUT ROWID` makes an upsert one billed row.
pub(super) fn prepare(sql: &SqlStorage) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS tally (day TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, \
         PRIMARY KEY (day, name)) WITHOUT ROWID",
        None,
    )?;
    super::heard_sql::prepare(sql)?;
    super::schema_sql::stamp(sql)
}

/// Adds to the counts.
pub(super) fn add(sql: &SqlStorage, counts: &Counts) -> Result<()> {
    for (day, names) in counts {
        for (name, count) in names {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            sql.exec(
                "INSERT INTO tally (day, name, count) VALUES (?, ?, ?) \
                 ON CONFLICT (day, name) DO UPDATE SET count = count + excluded.count",
                vec![day.as_str().into(), name.as_str().into(), count.into()],
            )?;
        }
    }
    Ok(())
}

/// Reads the counts of some days.
pub(super) fn read(sql: &SqlStorage, range: &Range) -> Result<Counts> {
    let rows: Vec<Row> = sql
        .exec(
            "SELECT day, name, count FROM tally WHERE day BETWEEN ? AND ? ORDER BY day, name",
            vec![range.from.as_str().into(), range.to.as_str().into()],
        )?
        .to_array()?;
    let mut counts = Counts::new();
    for row in rows {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count below 2^53, as SQLite hands it out"
        )]
        counts.entry(row.day).or_default().insert(row.name, row.count as u64);
    }
    Ok(counts)
}
