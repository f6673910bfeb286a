use super::*;
use crate::scratch::Scratch;
use std::path::PathBuf;

const HISTORY: &str = r#"{"type":"page","anonymousId":"b1","timestamp":"2026-11-17T08:00:00Z","context":{"page":{"path":"/pricing"}}}
{"type":"track","anonymousId":"b1","event":"Form Submitted","timestamp":"2026-11-18T08:00:00Z","properties":{"form":"whitepaper","email":"Ada@example.com","job_title":"Head of Quality","company_size":"51-200"}}
{"type":"track","userId":"9","event":"email-open","timestamp":"2026-11-18T09:00:00Z"}
{"type":"track","userId":"9","event":"unsubscribed","timestamp":"2026-11-18T09:01:00Z"}
{"type":"page","anonymousId":"b2","timestamp":"2026-11-18T08:00:00Z"}
oops
"#;

/// What is printed, and what is told aside.
fn scored(site: &Scratch, json: bool) -> (String, Vec<String>) {
    site.write("events.jsonl", HISTORY.as_bytes());
    let args = ScoreArgs {
        site: site.root().to_owned(),
        events: site.root().join("events.jsonl"),
        at: None,
        anonymous: true,
        json,
    };
    let mut aside = Vec::new();
    let text = run(&args, &|_| None, &mut |line| aside.push(line.to_owned())).unwrap();
    (text, aside)
}

#[test]
fn everybody_is_told_with_score_grade_stage_and_reasons() {
    let site = Scratch::new();
    site.spoil("scoring.toml", "[thresholds]", "floor = -40\n[thresholds]");
    let (text, aside) = scored(&site, false);
    insta::assert_snapshot!(text);
    assert_eq!(aside.len(), 1);
    assert!(aside[0].starts_with("line 6: not JSON"));
}

#[test]
fn json_is_one_object_a_person_and_adds_up() {
    let (text, _) = scored(&Scratch::new(), true);
    insta::assert_snapshot!(text);
    for line in text.lines() {
        let scored: Scored = serde_json::from_str(line).unwrap();
        assert_eq!(scored.reasons.iter().map(|reason| reason.points.0).sum::<i64>(), scored.score.0);
    }
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let site = Scratch::new();
    let (events, root) = (PathBuf::from("no/such/file"), site.root().to_owned());
    let args = ScoreArgs { site: root, events, at: None, anonymous: false, json: false };
    let failure = run(&args, &|_| None, &mut |_| ()).unwrap_err();
    assert!(failure.to_string().starts_with("no/such/file can't be read: "));
}
