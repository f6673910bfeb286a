//! A site's files as somebody writes them, read as `leadline check` reads them.

use crate::{demo, finding::Finding, place, reading::Reading, source::Source};
use leadline_domain::site::RawSite;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// The first byte says which file it is; the other files are the demo site's. A file that is sound is what TOML says it is,
/// one that is not has a finding, and every finding is at a place that the file has.
pub fn check(input: &[u8]) -> bool {
    let Some((which, text)) = input.split_first() else { return false };
    let Ok(text) = str::from_utf8(text) else { return false };
    let mut raw = demo::raw();
    let source = |name: &str| Source { name: name.to_owned(), path: name.to_owned(), text: text.to_owned() };
    let (source, read) = match which {
        b's' => read_into(source("site.toml"), &mut raw.site),
        b'r' => read_into(source("routing.toml"), &mut raw.routing),
        b'l' => read_into(source("lifecycle.toml"), &mut raw.lifecycle),
        b'f' => {
            read_into(source("forms/whitepaper.toml"), raw.forms.get_mut("whitepaper").expect("a form of the demo"))
        }
        b'p' => {
            read_into(source("pages/whitepaper.toml"), raw.pages.get_mut("whitepaper").expect("a page of the demo"))
        }
        _ => read_into(source("scoring.toml"), &mut raw.scoring),
    };
    read && judge(&source, &raw)
}

/// Reads a file as the command line does; says whether it is sound, and puts it in its place if so.
fn read_into<T: DeserializeOwned + PartialEq + Debug>(source: Source, into: &mut T) -> (Source, bool) {
    let reading = Reading::<T>::of(&source, &|_| None);
    reading.findings.iter().for_each(|finding| is_in(&source, finding));
    // A misspelt key is found and mended: with findings a file may still be sound enough to be judged.
    assert!(reading.sound && reading.value.is_some() || !reading.findings.is_empty(), "wrong, and nothing found");
    let sound = reading.value.filter(|_| reading.findings.is_empty());
    if !source.text.contains("${") {
        assert_eq!(toml::from_str::<T>(&source.text).ok(), sound);
    }
    let Some(value) = sound else { return (source, false) };
    *into = value;
    (source, true)
}

fn judge(source: &Source, raw: &RawSite) -> bool {
    let Err(problems) = crate::site_json::judge(raw) else { return true };
    for problem in problems.into_iter().filter(|problem| problem.file == source.name) {
        is_in(source, &place::finding(source, problem, &|_| None));
    }
    false
}

fn is_in(source: &Source, finding: &Finding) {
    assert!(!finding.to_string().is_empty() && !finding.expected.is_empty());
    let at = finding.at.expect("a place in the file");
    assert!(at.line <= source.text.matches('\n').count() + 1 && at.column >= 1, "{finding}");
}
