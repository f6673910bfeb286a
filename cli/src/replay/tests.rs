use super::*;
use crate::scratch::Scratch;
use leadline_domain::lead::Stage;
use std::fmt::Write as _;

fn site() -> Site {
    crate::site_dir::load(Scratch::new().root(), &|_| None).unwrap().1
}

/// A history with one event a minute, in the order given.
fn history(events: &[&str]) -> String {
    let mut text = String::new();
    for (minute, event) in events.iter().enumerate() {
        let rest = event.trim_start_matches('{');
        writeln!(text, "{{\"timestamp\":\"2026-11-18T08:{minute:02}:00Z\",{rest}").unwrap();
    }
    text
}

fn replayed(events: &[&str]) -> Replayed {
    replay(&site(), &history(events), Options::default())
}

/// Address, user, browsers, how often the pricing page was seen.
fn people(replayed: &Replayed) -> Vec<(String, Option<String>, Vec<String>, u32)> {
    let pricing = site().scoring.signal("pricing-view").unwrap();
    let seen = |held: &Held| held.lead.profile.browsers.counting().map(|seen| seen.signals.total(pricing)).sum();
    let mut people: Vec<_> = replayed
        .people
        .iter()
        .map(|held| (held.lead.email.typed.clone(), held.user_id.clone(), held.anonymous_ids.clone(), seen(held)))
        .collect();
    people.sort();
    people
}

const PRICING: &str =
    r#"{"type":"page","anonymousId":"b1","context":{"page":{"url":"https://www.example.com/pricing"}}}"#;

#[test]
fn what_came_before_an_identification_is_the_person_s() {
    let identify = r#"{"type":"identify","anonymousId":"b1","userId":"7","traits":{"email":"Ada@example.com","jobTitle":"Head of Quality"}}"#;
    let replayed = replayed(&[PRICING, identify, PRICING]);
    assert_eq!(people(&replayed), [("Ada@example.com".into(), Some("7".into()), vec!["b1".into()], 2)]);
    let lead = &replayed.people[0].lead;
    assert_eq!((lead.profile.fields.value("job_title"), lead.score.total.0), (Some("Head of Quality"), 45_000));
    assert_eq!(replayed.day.iso(), "2026-11-18");
}

#[test]
fn one_address_is_one_person_in_any_browser_and_letter_case() {
    let one = r#"{"type":"identify","anonymousId":"b1","userId":"7","traits":{"email":"ada@example.com"}}"#;
    let two = r#"{"type":"identify","anonymousId":"b2","traits":{"email":"ADA@Example.com"}}"#;
    let other = PRICING.replace("b1", "b2");
    let replayed = replayed(&[PRICING, one, &other, two]);
    let browsers = vec!["b1".to_owned(), "b2".to_owned()];
    assert_eq!(people(&replayed), [("ada@example.com".into(), Some("7".into()), browsers, 2)]);
}

#[test]
fn the_second_person_of_a_browser_starts_anew() {
    let identify =
        |name: &str| format!(r#"{{"type":"identify","anonymousId":"b1","traits":{{"email":"{name}@example.com"}}}}"#);
    let replayed = replayed(&[PRICING, &identify("ada"), &identify("bob"), PRICING, PRICING]);
    let found: Vec<(String, u32)> = people(&replayed).into_iter().map(|(email, _, _, seen)| (email, seen)).collect();
    assert_eq!(found, [("ada@example.com".into(), 1), ("bob@example.com".into(), 2)]);
}

#[test]
fn a_rule_for_verified_browsers_pays_where_the_history_says_so() {
    let paid = |said: &str| {
        let mut site = site();
        site.scoring.default.rules.iter_mut().for_each(|rule| rule.verified = &*rule.signal == "pricing-view");
        let identify =
            format!(r#"{{"type":"identify","anonymousId":"b1"{said},"traits":{{"email":"ada@example.com"}}}}"#);
        replay(&site, &history(&[PRICING, &identify]), Options::default()).people[0].lead.score.total.0
    };
    assert_eq!((paid(""), paid(r#","verified":true"#)), (0, 25_000));
}

#[test]
fn a_user_id_is_the_address_it_is_said_to_have_whenever_that_is_said() {
    let early = r#"{"type":"track","userId":"7","event":"webinar"}"#;
    let late = r#"{"type":"identify","userId":"7","traits":{"email":"ada@example.com"}}"#;
    let replayed_late = replayed(&[early, late]);
    assert_eq!(people(&replayed_late).len(), 1);
    assert_eq!(replayed_late.people[0].lead.score.total.0, 20_000);
    let never = replayed(&[early]);
    assert_eq!(never.people.len(), 1);
    assert!(is_stand_in(&never.people[0].lead.email));
    assert_eq!(never.people[0].lead.score.total.0, 20_000);
}

#[test]
fn a_form_of_the_site_that_was_sent_is_a_submission() {
    let sent = r#"{"type":"track","anonymousId":"b1","event":"Form Submitted","properties":{"form":"demo-request","email":"ada@example.com","industry":"Aerospace","strange":1}}"#;
    let replayed = replayed(&[PRICING, sent]);
    let lead = &replayed.people[0].lead;
    assert_eq!(
        (
            lead.profile.submitted.submissions(),
            lead.profile.fields.value("industry"),
            lead.profile.fields.value("strange")
        ),
        (1, Some("Aerospace"), None)
    );
    assert_eq!((lead.score.total.0, lead.furthest), (90_000, Stage::Sql));
}

#[test]
fn a_form_is_sent_by_the_person_the_browser_is_bound_to() {
    let identify = r#"{"type":"identify","anonymousId":"b1","traits":{"email":"ada@example.com"}}"#;
    let sent = r#"{"type":"track","anonymousId":"b1","event":"Form Submitted","properties":{"form":"demo-request","industry":"Aerospace"}}"#;
    let replayed = replayed(&[identify, sent]);
    let lead = &replayed.people[0].lead;
    assert_eq!((lead.profile.submitted.submissions(), lead.profile.fields.value("industry")), (1, Some("Aerospace")));
    assert_eq!((replayed.people.len(), lead.email.typed.as_str()), (1, "ada@example.com"));
}

#[test]
fn lines_in_any_order_and_again_replay_the_same() {
    let events = [
        (1, r#""type":"page","messageId":"m1","anonymousId":"b1","context":{"page":{"path":"/pricing"}}"#),
        (2, r#""type":"identify","messageId":"m2","anonymousId":"b1","traits":{"email":"ada@example.com"}"#),
        (3, r#""type":"track","messageId":"m3","anonymousId":"b1","event":"email-open""#),
    ];
    let text = |order: &[usize]| -> String {
        let line =
            |at: &usize| format!("{{\"timestamp\":\"2026-11-18T08:0{}:00Z\",{}}}\n", events[*at].0, events[*at].1);
        order.iter().map(line).collect()
    };
    let score = |order: &[usize]| {
        let replayed = replay(&site(), &text(order), Options::default());
        assert_eq!(replayed.people.len(), 1);
        (replayed.people[0].lead.score.total.0, replayed.tally.repeated)
    };
    assert_eq!(score(&[0, 1, 2]), (28_000, 0));
    assert_eq!(score(&[2, 1, 0, 2, 2]), (28_000, 2));
}

#[test]
fn bad_lines_are_told_and_cost_only_themselves() {
    let text = [
        "not json",
        "[]",
        "",
        r#"{"type":"page"}"#,
        r#"{"type":"page","anonymousId":"undefined","userId":"null","timestamp":"2026-11-18T08:00:00Z"}"#,
        r#"{"type":"page","anonymousId":"b1","timestamp":"yesterday"}"#,
        r#"{"type":"telepathy","anonymousId":"b1","timestamp":"2026-11-18T08:00:00Z"}"#,
        r#"{"type":"track","anonymousId":"b1","timestamp":"2026-11-18T08:00:00Z"}"#,
        r#"{"type":"group","anonymousId":"b1"}"#,
        r#"{"type":"identify","userId":"ada@example.com","timestamp":"2026-11-18T08:00:00Z"}"#,
    ];
    let replayed = replay(&site(), &text.join("\n"), Options::default());
    let complaints: Vec<String> = replayed.complaints.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(complaints.join("\n"));
    assert_eq!((replayed.tally.ignored, replayed.tally.replayed, replayed.people.len()), (1, 1, 1));
    assert_eq!(replayed.people[0].lead.email.typed, "ada@example.com");
}

#[test]
fn what_came_after_the_day_of_scoring_is_left_out() {
    let identify = r#"{"type":"identify","anonymousId":"b1","traits":{"email":"ada@example.com"}}"#;
    let late = format!("{{\"timestamp\":\"2026-11-20T00:00:00Z\",{}", PRICING.trim_start_matches('{'));
    let text = history(&[identify]) + &late;
    let at = |day: &str| replay(&site(), &text, Options { at: Day::parse(day), strangers: false });
    assert_eq!((at("2026-11-19").tally.later, at("2026-11-20").tally.later), (1, 0));
    assert_eq!(at("2026-11-19").people[0].lead.score.total.0, 0);
}

#[test]
fn visitors_nobody_knows_are_counted_and_scored_if_asked_for() {
    let text = history(&[PRICING]);
    let asked = |strangers| replay(&site(), &text, Options { at: None, strangers });
    assert_eq!((asked(false).tally.strangers, asked(false).people.len()), (1, 0));
    assert_eq!(asked(true).people[0].lead.score.total.0, 25_000);
}

#[test]
fn a_country_is_taken_from_whoever_names_it_by_code() {
    let identify = |rest: &str| format!(r#"{{"type":"identify","anonymousId":"b1",{rest}}}"#);
    let country = |rest: &str| {
        let replayed = replayed(&[&identify(rest)]);
        replayed.people[0].lead.profile.place.clone().and_then(|place| place.value.country)
    };
    let email = r#""email":"ada@example.com""#;
    let traits = format!(r#""traits":{{{email}}}"#);
    assert_eq!(country(&format!(r#"{traits},"context":{{"location":{{"country":"AT"}}}}"#)).as_deref(), Some("AT"));
    assert_eq!(country(&format!(r#"{traits},"context":{{"geo":{{"country_code":"de"}}}}"#)).as_deref(), Some("DE"));
    assert_eq!(country(&format!(r#""traits":{{{email},"address":{{"country":"CH"}}}}"#)).as_deref(), Some("CH"));
    assert_eq!(country(&format!(r#""traits":{{{email},"address":{{"country":"Austria"}}}}"#)), None);
}
