//! People from a table.

use super::{
    changed_at,
    columns::{Columns, delimiter},
    sender::{Became, Fate, Sender},
    unreadable,
};
use crate::{args::ImportArgs, edge::Edge, failure::Failure, table};
use leadline_domain::{
    lead::transfer::{Line, Newcomer},
    time::Millis,
};
use std::collections::{BTreeMap, HashMap};

/// Rows that could not be taken, or are there twice, of which each is shown.
const SHOWN: usize = 20;

/// Most bytes of the file's name in a source.
const LONGEST_NAME: usize = 60;

/// Sends a table's rows.
pub(super) fn run(args: &ImportArgs, edge: &Edge, path: &str, text: &str) -> Result<String, Failure> {
    let refused = |why: String| Failure::Table { path: path.to_owned(), why };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|error| refused(format!("can't be read: {error}")))?.clone();
    let heading: Vec<&str> = heading.iter().collect();
    let columns = Columns::of(&heading, &args.map, args.at.as_deref()).map_err(refused)?;
    let untimed = changed_at(&args.file).map_err(|error| unreadable(path, &error))?;
    let newcomer = Newcomer { traits: BTreeMap::new(), at: Millis(untimed), source: source(args), tell: args.tell };
    let mut report = Report { dry_run: args.dry_run, ..Report::default() };
    let mut sender = Sender::new(edge, &args.site, args.dry_run);
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                report.invalid(error.position().map_or(0, csv::Position::line), "can't be read");
                continue;
            }
        };
        let number = row.position().map_or(0, csv::Position::line);
        if number < args.from || row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match line(&columns, &row, &newcomer) {
            Ok(line) => sender.put(number, &line, &mut |number, fate| report.note(number, fate))?,
            Err(why) => report.invalid(number, &why),
        }
    }
    sender.flush(&mut |number, fate| report.note(number, fate))?;
    report.left_out = columns.left_out;
    Ok(report.told(&args.site))
}

/// What rows are said to come from: `import:` and the file's name, as far as it is plain.
fn source(args: &ImportArgs) -> String {
    let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // A name with an address in it would be kept beside every answer.
    let plain = stem.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' });
    let mut source = String::from("import:");
    for c in plain {
        if source.len() + c.len_utf8() <= LONGEST_NAME {
            source.push(c);
        }
    }
    source
}

fn line(columns: &Columns, row: &csv::StringRecord, newcomer: &Newcomer) -> Result<String, String> {
    let traits = columns.traits(row).map(|(field, value)| (field.to_owned(), value.to_owned())).collect();
    let at = columns.at(row)?.unwrap_or(newcomer.at);
    let line = Line::Person(Newcomer { traits, at, ..newcomer.clone() });
    serde_json::to_string(&line).map_err(|error| error.to_string())
}

/// What became of the rows.
#[derive(Default)]
struct Report {
    dry_run: bool,
    created: usize,
    merged: usize,
    unchanged: usize,
    /// Rows with somebody who stands further up already, and where.
    doubled: Vec<(u64, u64)>,
    invalid: Vec<(u64, String)>,
    /// The first line of each person.
    first: HashMap<String, u64>,
    left_out: Vec<String>,
}

impl Report {
    fn note(&mut self, number: u64, fate: Fate) {
        if let Some(person) = fate.person {
            let first = *self.first.entry(person).or_insert(number);
            if first != number {
                self.doubled.push((number, first));
                return;
            }
        }
        match fate.became {
            Became::Created => self.created += 1,
            Became::Merged => self.merged += 1,
            Became::Unchanged => self.unchanged += 1,
            Became::Invalid => self.invalid(number, fate.why.as_deref().unwrap_or("not taken")),
        }
    }

    fn invalid(&mut self, number: u64, why: &str) {
        self.invalid.push((number, why.to_owned()));
    }

    fn told(mut self, site: &str) -> String {
        self.invalid.sort();
        let total = self.created + self.merged + self.unchanged + self.doubled.len() + self.invalid.len();
        let heading = if self.dry_run { format!("{site}, nothing written") } else { site.to_owned() };
        let rows = [
            (heading.as_str(), "rows".to_owned()),
            ("new", self.created.to_string()),
            ("known, with news", self.merged.to_string()),
            ("known, nothing new", self.unchanged.to_string()),
            ("doubled in the file", self.doubled.len().to_string()),
            ("invalid", self.invalid.len().to_string()),
            ("all", total.to_string()),
        ];
        let rows = rows.map(|(name, rows)| [name.to_owned(), rows]);
        let mut text = vec![table::lay_out_by([table::Align::Left, table::Align::Right], &rows)];
        let doubled = self.doubled.iter().map(|(line, first)| format!("line {line}: the person of line {first} again"));
        let invalid = self.invalid.iter().map(|(line, why)| format!("line {line}: {why}"));
        text.extend(invalid.take(SHOWN));
        text.extend(doubled.take(SHOWN));
        if !self.left_out.is_empty() {
            text.push(format!("left out: {}; --map FIELD=COLUMN takes them along", self.left_out.join(", ")));
        }
        text.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_who_is_new_and_who_is_there_twice() {
        let fate = |became, person: Option<&str>| Fate {
            became,
            why: (became == Became::Invalid).then(|| "no e-mail address, or a field beyond its bounds".to_owned()),
            lead: None,
            person: person.map(ToOwned::to_owned),
        };
        let mut report = Report { dry_run: true, left_out: vec!["Notes".to_owned()], ..Report::default() };
        report.note(2, fate(Became::Created, Some("a")));
        report.note(3, fate(Became::Unchanged, Some("b")));
        report.note(4, fate(Became::Created, Some("a")));
        report.note(5, fate(Became::Invalid, None));
        insta::assert_snapshot!(report.told("demo"), @r"
        demo, nothing written  rows
        new                       1
        known, with news          0
        known, nothing new        1
        doubled in the file       1
        invalid                   1
        all                       4
        line 5: no e-mail address, or a field beyond its bounds
        line 4: the person of line 2 again
        left out: Notes; --map FIELD=COLUMN takes them along
        ");
    }
}
