use super::*;
use alloc::format;
use proptest::prelude::*;
use serde_json::json;

fn names() -> Names {
    Names::body(["company", "job_title"].into_iter())
}

fn event() -> Value {
    json!({"id": "evt_1", "type": "lead.qualified", "data": {
        "email": "ada@example.com",
        "score": {"total": 72.5, "reasons": [{"signal": "pricing-view", "points": 25}, {"signal": "free-mail", "points": -10}]},
        "fields": {"company": "Quote \" and \\ Co\r\nBcc: all@example.com"},
    }})
}

fn secrets(name: &str) -> Option<String> {
    (name == "CHAT_TOKEN").then(|| "to\"ken".to_owned())
}

fn read(text: &str) -> Template {
    Template::parse(text, &names()).unwrap()
}

#[test]
fn places_are_filled_in_and_what_is_not_known_is_empty() {
    let text = "{{ event.type }}: {{lead.email}} ({{lead.score.total}}) {{lead.country}}-{{lead.fields.job_title}}.";
    assert_eq!(read(text).text(&event(), &secrets).unwrap(), "lead.qualified: ada@example.com (72.5) -.");
    let why = read("{{lead.score.reasons}}").text(&event(), &secrets).unwrap();
    assert_eq!(why, "pricing-view +25, free-mail -10");
}

#[test]
fn nothing_breaks_out_of_json() {
    let body = read(
        r#"{"text": "From {{lead.fields.company}} \"{{secret.CHAT_TOKEN}}\"", "n": {{lead.score.total}}, "x": {{lead.region}}}"#,
    );
    let filled: Value = serde_json::from_str(&body.json(&event(), &secrets).unwrap()).unwrap();
    assert_eq!(filled["text"], "From Quote \" and \\ Co\r\nBcc: all@example.com \"to\"ken\"");
    assert_eq!((&filled["n"], &filled["x"]), (&json!(72.5), &Value::Null));
}

#[test]
fn the_whole_lead_and_lists_are_json_outside_of_quotes() {
    let filled = read(r#"{"lead": {{lead}}, "why": {{lead.score.reasons}}}"#).json(&event(), &secrets).unwrap();
    let filled: Value = serde_json::from_str(&filled).unwrap();
    assert_eq!(filled["lead"], event()["data"]);
    assert_eq!(filled["why"], event()["data"]["score"]["reasons"]);
}

#[test]
fn a_line_stays_one_line() {
    let line = read("Lead of {{lead.fields.company}}").line(&event(), &secrets).unwrap();
    assert_eq!(line, "Lead of Quote \" and \\ Co  Bcc: all@example.com");
}

#[test]
fn what_is_wrong_is_said() {
    let body = names();
    let parse = |text: &str, names: &Names| Template::parse(text, names).unwrap_err();
    assert_eq!(parse("{{lead.emial}}", &body), Fault::Unknown("lead.emial".into()));
    assert_eq!(parse("{{lead.email", &body), Fault::Open);
    assert_eq!(parse("{{secret.LEADLINE_SECRET}}", &body), Fault::SecretName("LEADLINE_SECRET".into()));
    assert_eq!(parse("{{secret.whsec_abc}}", &body), Fault::SecretName("whsec_abc".into()));
    assert_eq!(parse("{{lead.email}}", &body.header()), Fault::Misplaced("lead.email".into()));
    assert_eq!(parse("{{lead.email}}", &body.address()), Fault::Misplaced("lead.email".into()));
    assert_eq!(parse("{{secret.CHAT_TOKEN}}", &body.without_secrets()), Fault::Misplaced("secret.CHAT_TOKEN".into()));
    assert_eq!(parse("{{mail.text}}", &body), Fault::Unknown("mail.text".into()));
    assert!(Template::parse("{{mail.text}}", &body.with_mail()).is_ok());
}

#[test]
fn a_secret_that_is_not_set_is_named_and_never_its_value() {
    let fault = read("{{secret.CHAT_TOKEN}} {{secret.OTHER}}").text(&event(), &secrets).unwrap_err();
    assert_eq!(fault, Fault::NoSecret("OTHER".into()));
}

#[test]
fn only_what_is_json_with_everything_and_with_nothing_passes() {
    for text in [
        r#"{"a": {{lead.email}}, "b": "{{lead.score.total}}", "c": [{{lead}}, {{event}}]}"#,
        r#""{{lead.email}}""#,
        "{{event}}",
        r#"{"\"{{lead.email}}": "\\"}"#,
    ] {
        assert_eq!(read(text).check_json(&names()), Ok(()), "{text}");
    }
    for text in [
        "",
        "hello {{lead.email}}",
        r#"{"a": {{lead.email}}"#,
        "{{{lead.email}}: 1}",
        r#"{"a": 1{{lead.views}}}"#,
        r#"{"a": -{{lead.views}}}"#,
    ] {
        let checked = Template::parse(text, &names()).map(|template| template.check_json(&names()));
        assert!(!matches!(checked, Ok(Ok(()))), "{text}");
    }
}

#[test]
fn it_knows_how_it_was_written() {
    let text = "https://hooks.example/{{secret.CHAT_TOKEN}}/x{{event.id}}";
    assert_eq!(read(text).written(), text);
    assert_eq!((read(text).beginning(), read(text).is_plain()), ("https://hooks.example/", false));
}

proptest! {
    /// Whatever somebody typed into a form, a body that was checked is JSON and says exactly that.
    #[test]
    fn a_checked_body_is_json_whatever_is_filled_in(company in any::<String>(), total in any::<i32>()) {
        let event = json!({"data": {"fields": {"company": company}, "score": {"total": total}}});
        let filled = read(r#"{"a": "{{lead.fields.company}}", "b": {{lead.fields.company}}, "c": {{lead.score.total}}, "d": "\\{{lead.fields.company}}"}"#)
            .json(&event, &secrets).unwrap();
        let filled: Value = serde_json::from_str(&filled).unwrap();
        prop_assert_eq!(&filled["a"], &json!(company));
        prop_assert_eq!(&filled["b"], &json!(company));
        prop_assert_eq!(&filled["c"], &json!(total));
        prop_assert_eq!(&filled["d"], &json!(format!("\\{company}")));
    }

    #[test]
    fn no_template_panics(text in "[{} a-z.\"\\\\]{0,40}") {
        if let Ok(template) = Template::parse(&text, &names()) {
            let _ = (template.text(&event(), &secrets), template.json(&event(), &secrets), template.check_json(&names()));
        }
    }
}
