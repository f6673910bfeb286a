//! How many were right, and what was wrong with the others.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The heading of the table.
pub(super) const HEAD: &str = "file                    cases    right        %";

/// Longest example that is shown, in characters.
const LONGEST: usize = 140;

/// The score of one file.
#[derive(Debug, Default)]
pub(super) struct Tally {
    right: usize,
    /// By what is wrong with them.
    wrong: BTreeMap<String, Vec<String>>,
    /// What is worth knowing and neither right nor wrong.
    notes: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts a right one.
    pub(super) fn right(&mut self) {
        self.right += 1;
    }

    /// Counts a wrong one.
    pub(super) fn wrong(&mut self, kind: impl Into<String>, example: impl Into<String>) {
        self.wrong.entry(kind.into()).or_default().push(example.into());
    }

    /// Counts one that is right if nothing is wrong with it.
    pub(super) fn judge(&mut self, fault: Option<String>, example: impl FnOnce() -> String) {
        match fault {
            None => self.right(),
            Some(kind) => self.wrong(kind, example()),
        }
    }

    /// Counts something beside right and wrong.
    pub(super) fn note(&mut self, what: &str) {
        *self.notes.entry(what.to_owned()).or_default() += 1;
    }

    /// The lines of the table for a file.
    pub(super) fn table(&self, name: &str, examples: usize) -> String {
        let cases = self.right + self.wrong.values().map(Vec::len).sum::<usize>();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand cases")]
        let share = 100.0 * self.right as f64 / cases.max(1) as f64;
        let mut table = format!("{name:<22} {cases:>6}   {:>6}   {share:>6.1}\n", self.right);
        // Writing into a text can't fail.
        for (what, count) in &self.notes {
            let _ = writeln!(table, "    ({count} {what})");
        }
        for (kind, rows) in &self.wrong {
            let _ = writeln!(table, "    {:>5}  {kind}", rows.len());
            for row in rows.iter().take(examples) {
                let shown: String = row.chars().take(LONGEST).collect();
                let _ = writeln!(table, "           {shown}");
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_counts_and_shows_as_many_examples_as_wanted() {
        let mut tally = Tally::default();
        tally.right();
        tally.judge(None, String::new);
        for row in ["a", "b"] {
            tally.judge(Some("missed".to_owned()), || row.to_owned());
        }
        tally.note("left out");
        let table = tally.table("bots", 1);
        let lines: Vec<&str> = table.lines().map(str::trim).collect();
        assert_eq!(lines, ["bots                        4        2     50.0", "(1 left out)", "2  missed", "a"]);
    }
}
