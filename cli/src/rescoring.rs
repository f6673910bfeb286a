//! `leadline rescoring`: how far scoring every lead again is.

use crate::{args::EdgeArgs, edge::Edge, expand::Environment, failure::Failure, finding::count};
use leadline_domain::lead::Progress;
use serde::Deserialize;
use std::{thread, time::Duration};

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(500);

/// What is asked for besides looking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    /// Begin anew.
    pub(crate) again: bool,
    /// Stay to the end.
    pub(crate) wait: bool,
}

/// What the edge answers.
#[derive(Deserialize)]
struct Answer {
    site: String,
    progress: Progress,
}

/// Looks, begins, waits.
pub(crate) fn run(
    site: Option<&str>,
    edge: &EdgeArgs,
    wish: Wish,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let edge = Edge::new(edge, environment)?;
    let path = "api/v1/rescoring";
    let mut answer = read(&if wish.again { edge.post(path, site)? } else { edge.get(path, site)? })?;
    while wish.wait && !answer.progress.is_done() {
        eprintln!("{}", told(&answer));
        thread::sleep(PAUSE);
        answer = read(&edge.get(path, site)?)?;
    }
    Ok(told(&answer))
}

fn read(text: &str) -> Result<Answer, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::NotAsked { why: error.to_string() })
}

fn told(answer: &Answer) -> String {
    let Answer { site, progress } = answer;
    let leads = usize::try_from(progress.total).unwrap_or(usize::MAX);
    let state = if progress.is_done() { "every lead is scored by the model in force" } else { "scoring" };
    format!(
        "{site}: {state}: {} of {}, {} changed; {} of {} shards are through",
        progress.done,
        count(leads, "lead"),
        progress.changed,
        progress.shards_done,
        progress.shards
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_reads_as_a_sentence() {
        let answer =
            r#"{"site":"demo","is_done":false,"progress":{"shards_done":1,"shards":4,"total":9,"done":3,"changed":2}}"#;
        let text = "demo: scoring: 3 of 9 leads, 2 changed; 1 of 4 shards are through";
        assert_eq!(told(&read(answer).unwrap()), text);
    }
}
