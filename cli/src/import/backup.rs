//! A backup that comes back.

use super::sender::{Became, Fate, Sender};
use crate::{args::ImportArgs, edge::Edge, failure::Failure, finding::count, table};
use leadline_domain::{
    id::LeadId,
    lead::transfer::{EXPORT_VERSION, Line},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lines that could not be taken, of which each is shown.
const SHOWN: usize = 20;

/// The first line.
#[derive(Deserialize)]
struct Head {
    leadline: String,
    v: u32,
    site: String,
    at: String,
}

/// The last line.
#[derive(Deserialize)]
struct Tail {
    leadline: String,
    leads: usize,
    submissions: usize,
    aliases: usize,
}

/// What a line is, without reading what is in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Lead,
    Submission,
    Alias,
    Unknown,
}

impl Kind {
    fn of(line: &str) -> Self {
        let named = |name: &str| line.strip_prefix("{\"").is_some_and(|rest| rest.starts_with(name));
        match () {
            () if named("lead\"") => Self::Lead,
            () if named("submission\"") => Self::Submission,
            () if named("alias\"") => Self::Alias,
            () => Self::Unknown,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Lead => "leads",
            Self::Submission => "submissions",
            Self::Alias => "merged ids",
            Self::Unknown => "others",
        }
    }
}

/// Sends a backup's lines.
pub(super) fn run(args: &ImportArgs, edge: &Edge, path: &str, text: &str) -> Result<String, Failure> {
    if args.dry_run {
        let why = "--dry-run is for tables; a backup may be imported as often as you like".to_owned();
        return Err(Failure::NoExport { path: path.to_owned(), why });
    }
    let lines = whole(text, args.incomplete).map_err(|why| Failure::NoExport { path: path.to_owned(), why })?;
    let mut report = Report::default();
    let mut sender = Sender::new(edge, &args.site, false);
    // Of each lead the id it had, for those that get another one.
    let mut ids = BTreeMap::new();
    for (number, line) in lines.iter().filter(|(number, _)| **number >= args.from) {
        if let (Kind::Lead, Ok(Line::Lead(lead))) = (Kind::of(line), serde_json::from_str(line)) {
            ids.insert(*number, lead.id);
        }
        let mut tell = |number, fate| report.note(number, &lines, &ids, fate);
        sender.put(*number, line, &mut tell)?;
    }
    sender.flush(&mut |number, fate| report.note(number, &lines, &ids, fate))?;
    if report.is_news() {
        // They come with the scores of their last change, maybe by another model.
        edge.send("api/v1/rescoring", &[("site", &args.site)], "")?;
    }
    Ok(report.told(&args.site))
}

/// The lines between the first and the last, with their numbers, if the file is whole.
fn whole(text: &str, incomplete: bool) -> Result<BTreeMap<u64, &str>, String> {
    let mut lines: BTreeMap<u64, &str> = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let head = lines.pop_first().map_or("", |(_, line)| line);
    let head = serde_json::from_str(head).ok().filter(|head: &Head| head.leadline == "export");
    let head = head.ok_or("its first line is not {\"leadline\":\"export\",…}")?;
    if head.v != EXPORT_VERSION {
        return Err(format!("its layout is {}, and this program knows {EXPORT_VERSION}: take a newer one", head.v));
    }
    eprintln!("a backup of {} as of {}", head.site, head.at);
    let tail = lines.last_key_value().and_then(|(_, line)| serde_json::from_str(line).ok());
    let Some(tail) = tail.filter(|tail: &Tail| tail.leadline == "end") else {
        // The line it broke off in is none.
        if incomplete && !text.ends_with('\n') {
            lines.pop_last();
        }
        let why = "it broke off, its last line is missing; --incomplete takes it as far as it goes";
        return if incomplete { Ok(lines) } else { Err(why.to_owned()) };
    };
    lines.pop_last();
    let of = |kind| lines.values().filter(|line| Kind::of(line) == kind).count();
    let found = [Kind::Lead, Kind::Submission, Kind::Alias].map(of);
    let said = [tail.leads, tail.submissions, tail.aliases];
    if found != said && !incomplete {
        return Err(format!(
            "its last line says {said:?} leads, submissions and aliases, and there are {found:?}; --incomplete takes it as it is"
        ));
    }
    Ok(lines)
}

/// What became of everything.
#[derive(Default)]
struct Report {
    counts: BTreeMap<Kind, [usize; 4]>,
    invalid: Vec<(u64, String)>,
    renamed: Vec<(LeadId, LeadId)>,
}

impl Report {
    fn note(&mut self, number: u64, lines: &BTreeMap<u64, &str>, ids: &BTreeMap<u64, LeadId>, fate: Fate) {
        let kind = lines.get(&number).map_or(Kind::Unknown, |line| Kind::of(line));
        let column = match fate.became {
            Became::Created => 0,
            Became::Merged => 1,
            Became::Unchanged => 2,
            Became::Invalid => 3,
        };
        if let Some(cell) = self.counts.entry(kind).or_default().get_mut(column) {
            *cell += 1;
        }
        if fate.became == Became::Invalid {
            self.invalid.push((number, fate.why.unwrap_or_default()));
        }
        if let (Some(had), Some(has)) = (ids.get(&number), fate.lead)
            && *had != has
        {
            self.renamed.push((had.clone(), has));
        }
    }

    fn is_news(&self) -> bool {
        self.counts.get(&Kind::Lead).is_some_and(|[created, merged, ..]| created + merged > 0)
    }

    fn told(&self, site: &str) -> String {
        let heading = [site, "created", "merged", "unchanged", "invalid"].map(ToOwned::to_owned);
        let row = |(kind, counts): (&Kind, &[usize; 4])| {
            let [created, merged, unchanged, invalid] = counts.map(|count| count.to_string());
            [kind.name().to_owned(), created, merged, unchanged, invalid]
        };
        let rows: Vec<[String; 5]> = std::iter::once(heading).chain(self.counts.iter().map(row)).collect();
        let right = table::Align::Right;
        let mut text = vec![table::lay_out_by([table::Align::Left, right, right, right, right], &rows)];
        text.extend(self.invalid.iter().take(SHOWN).map(|(line, why)| format!("line {line}: {why}")));
        if !self.renamed.is_empty() {
            text.push(format!(
                "{} under another id than before: the site has other shards, or knew the person already",
                count(self.renamed.len(), "lead")
            ));
            text.extend(self.renamed.iter().take(SHOWN).map(|(had, has)| format!("{had} is {has}")));
        }
        text.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"leadline":"export","v":1,"site":"demo","at":"2026-11-22T08:00:00.000Z","shards":4}"#;
    const TAIL: &str = r#"{"leadline":"end","leads":1,"submissions":0,"aliases":0}"#;

    #[test]
    fn a_file_that_broke_off_is_noticed() {
        let lead = r#"{"lead":{}}"#;
        assert_eq!(whole(&format!("{HEAD}\n{lead}\n{TAIL}\n"), false).unwrap(), BTreeMap::from([(2, lead)]));
        for broken in
            [format!("{HEAD}\n{lead}\n"), format!("{HEAD}\n{lead}\n{lead}\n{TAIL}\n"), format!("{lead}\n{TAIL}")]
        {
            assert!(whole(&broken, false).is_err(), "{broken}");
        }
        let cut = format!("{HEAD}\n{lead}\n{{\"le");
        assert_eq!(whole(&cut, true).unwrap(), BTreeMap::from([(2, lead)]));
        assert!(whole(&HEAD.replace("\"v\":1", "\"v\":2"), true).unwrap_err().contains("newer"));
    }

    #[test]
    fn the_report_is_a_table_and_says_what_was_not_taken() {
        let lines = BTreeMap::from([(2, "{\"lead\":1}"), (3, "{\"lead\":2}"), (4, "{\"submission\":3}")]);
        let (had, has) = (LeadId::new(5, &[1; 16]), LeadId::new(1, &[1; 16]));
        let ids = BTreeMap::from([(2, had)]);
        let fate = |became, lead| Fate { became, why: Some("because".to_owned()), lead, person: None };
        let mut report = Report::default();
        report.note(2, &lines, &ids, fate(Became::Created, Some(has)));
        report.note(3, &lines, &ids, fate(Became::Invalid, None));
        report.note(4, &lines, &ids, fate(Became::Unchanged, None));
        insta::assert_snapshot!(report.told("demo"), @r"
        demo         created  merged  unchanged  invalid
        leads              1       0          0        1
        submissions        0       0          1        0
        line 3: because
        1 lead under another id than before: the site has other shards, or knew the person already
        lead_05AQEBAQEBAQEBAQEBAQEBAQ is lead_01AQEBAQEBAQEBAQEBAQEBAQ
        ");
    }
}
