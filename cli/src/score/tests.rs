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

/// What is printed of a history, and what is told aside.
fn printed(history: &str) -> (String, Vec<String>) {
    let site = Scratch::new();
    site.write("events.jsonl", history.as_bytes());
    let (root, events) = (site.root().to_owned(), site.root().join("events.jsonl"));
    let args = ScoreArgs { site: root, events, at: None, anonymous: false, json: false };
    let mut aside = Vec::new();
    let text = run(&args, &|_| None, &mut |line| aside.push(line.to_owned())).unwrap();
    (text, aside)
}

#[test]
fn what_came_to_nothing_is_counted() {
    let sent = |rest: &str| {
        let event = r#"{"type":"track","event":"Form Submitted","timestamp":"2026-11-18T08:00:00Z","anonymousId""#;
        format!("{event}:{rest}\n")
    };
    let history = sent(r#""b1","properties":{"form":"contact","email":"ada@example.com"}}"#)
        + &sent(r#""b2","properties":{"form":"whitepaper","email":"ada@"}}"#)
        + &sent(r#""b3","properties":{"email":"bob@example.com"}}"#)
        + r#"{"type":"page","anonymousId":"b3","timestamp":"2026-11-18T08:00:00Z"}"#;
    let (text, _) = printed(&history);
    let (_, summary) = text.rsplit_once("\n\n").unwrap();
    insta::assert_snapshot!(summary, @r"
    2 people as of 2026-11-18; 4 events
      2 sent a form that is none of the site's: no submission
      1 sent a form of the site's, by nobody known: no submission
      1 named an e-mail address that is none
      1 viewed a page without url or path: taken as the site's first
      1 visitor never identified
    ");
    assert!(text.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn a_history_of_nobody_has_no_day() {
    assert_eq!(printed("").0, "Nobody: there are no events to replay");
    let page =
        r#"{"type":"page","anonymousId":"b1","timestamp":"2026-11-18T08:00:00Z","context":{"page":{"path":"/"}}}"#;
    assert_eq!(printed(page).0, "Nobody is known as of 2026-11-18; 1 event\n  1 visitor never identified");
}

#[test]
fn a_newest_event_far_from_all_others_is_told_with_its_line() {
    let event = |day: &str| {
        format!("{{\"type\":\"track\",\"event\":\"x\",\"userId\":\"7\",\"timestamp\":\"{day}T08:00:00Z\"}}\n")
    };
    let even = event("2026-11-17") + &event("2026-11-18");
    assert_eq!(printed(&even).1, Vec::<String>::new());
    let (_, aside) = printed(&(event("2036-11-18") + &even + &event("2026-11-19")));
    assert!(
        aside[0].starts_with("line 1: the newest event is of 2036-11-18, 3652 days after the middle one"),
        "{aside:?}"
    );
}

#[test]
fn other_models_say_to_which_stage_they_would_bring_somebody() {
    let site = Scratch::new();
    site.write(
        "models/reader.toml",
        b"[thresholds]\nmql = 20\nsql = 60\n[grades]\na = 50\nb = 30\nc = 10\n\
          [[rule]]\nsignal = \"pricing-view\"\ncategory = \"engagement\"\npoints = 30\n",
    );
    let history = r#"{"type":"track","userId":"7","event":"webinar","timestamp":"2026-11-18T08:00:00Z"}
{"type":"page","userId":"7","timestamp":"2026-11-18T08:00:00Z","context":{"page":{"path":"/pricing"}}}"#;
    site.write("events.jsonl", history.as_bytes());
    let (root, events) = (site.root().to_owned(), site.root().join("events.jsonl"));
    let args = ScoreArgs { site: root, events, at: None, anonymous: false, json: true };
    let text = run(&args, &|_| None, &mut |line| panic!("{line}")).unwrap();
    let scored: Scored = serde_json::from_str(&text).unwrap();
    assert_eq!((scored.model.as_str(), scored.stage.as_str()), ("reader", "mql"));
    let Other { score, stage } = &scored.other_scores[0];
    assert_eq!((score.model.as_str(), score.total.0, stage.as_str()), ("default", 45_000, "lead"));
}
