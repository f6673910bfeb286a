use super::*;
use crate::site::Site;
use serde_json::{Value, json};

/// What is wrong with a site of these sinks: place, what was found, the nearest.
fn problems(routing: &Value) -> Vec<String> {
    let mut raw: Value = serde_json::from_str(include_str!("../../example.json")).unwrap();
    raw["routing"] = routing.clone();
    let checked = Site::check(serde_json::from_value(raw).unwrap());
    checked
        .err()
        .unwrap_or_default()
        .iter()
        .map(|problem| {
            let nearest = problem.nearest.as_ref().map(|nearest| format!(" ({nearest}?)")).unwrap_or_default();
            format!("{}: {}{nearest}", problem.place.join("."), problem.found)
        })
        .collect()
}

fn chat() -> Value {
    json!({
        "id": "chat",
        "url": "https://hooks.slack.com/services/{{secret.SLACK_PATH}}",
        "headers": {"authorization": "Bearer {{secret.CHAT_TOKEN}}", "x-event": "{{event.id}}"},
        "body": "{\"text\": \"{{lead.email}}: {{lead.score.total}} ({{lead.score.reasons}}), {{lead.fields.company_size}}\"}",
        "events": ["lead.qualified"],
        "stage_at_least": "mql",
        "when": {"not": {"email": "free"}}
    })
}

fn mail() -> Value {
    json!({
        "id": "sales-mail", "from": "leadline@example.com", "to": ["sales@example.com"],
        "subject": "New lead: {{lead.email}}", "text": "{{lead.score.reasons}}"
    })
}

#[test]
fn every_kind_is_read() {
    let by_provider = json!({
        "id": "by-provider", "from": "leadline@example.com", "to": ["sales@example.com"], "subject": "New", "text": "Lead",
        "via": {
            "url": "https://api.postmarkapp.com/email",
            "headers": {"X-Postmark-Server-Token": "{{secret.POSTMARK_TOKEN}}"},
            "body": "{\"From\": \"{{mail.from}}\", \"To\": \"{{mail.to}}\", \"Subject\": \"{{mail.subject}}\", \"TextBody\": \"{{mail.text}}\"}"
        }
    });
    let whole = json!({"id": "teams", "url": "{{secret.TEAMS_URL}}", "method": "PUT"});
    assert_eq!(problems(&json!({"http": [chat(), whole], "mail": [mail(), by_provider]})), [""; 0]);
}

#[test]
fn what_earlier_files_say_is_compiled_as_ever() {
    let raw: crate::site::RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    let json = serde_json::to_string(&raw.routing).unwrap();
    let before =
        r#"{"webhook":[{"id":"crm","url":"https://crm.example/hook","secret":"CRM_WEBHOOK_SECRET","events":[]}]}"#;
    assert_eq!(json, before, "the same files keep their version");
}

#[test]
fn every_mistake_is_named_at_its_place() {
    let with = |mut sink: Value, key: &str, value: Value| {
        sink[key] = value;
        json!({"http": [sink]})
    };
    let found = [
        problems(&with(chat(), "url", json!("http://hooks.slack.com/x"))),
        problems(&with(chat(), "url", json!("https://10.0.0.1/{{secret.SLACK_PATH}}"))),
        problems(&with(chat(), "url", json!("https://hooks.{{secret.SLACK_PATH}}"))),
        problems(&with(chat(), "url", json!("https://hooks.slack.com/{{lead.email}}"))),
        problems(&with(chat(), "body", json!("Hello {{lead.email}}"))),
        problems(&with(chat(), "body", json!("{\"a\": \"{{lead.emial}}\"}"))),
        problems(&with(chat(), "body", json!("{\"a\": \"{{lead.fields.compny_size}}\"}"))),
        problems(&with(chat(), "body", json!("{\"a\": \"{{secret.xoxb-secret-itself}}\"}"))),
        problems(&with(chat(), "body", json!("{\"a\": \"{{secret.LEADLINE_SECRET}}\"}"))),
        problems(&with(chat(), "headers", json!({"Host": "x", "x y": "z", "x-lead": "{{lead.email}}"}))),
        problems(&with(chat(), "events", json!(["lead.qualfied"]))),
        problems(&with(chat(), "stage", json!(["mql"]))),
        problems(&with(chat(), "when", json!({"view": "/pricing"}))),
        problems(
            &json!({"http": [chat()], "webhook": [{"id": "chat", "url": "https://[::1%251]/", "secret": "whsec_x"}]}),
        ),
        problems(
            &json!({"mail": [{"id": "m", "from": "me", "to": ["you", "a@example.com"], "subject": "a\nb {{secret.X}}", "text": "{{lead.email"}]}),
        ),
        problems(&json!({"mail": [{"id": "m", "from": "a@example.com", "to": [], "subject": "", "text": ""}]})),
    ];
    insta::assert_snapshot!(found.map(|problems| problems.join("\n")).join("\n--\n"));
}

#[test]
fn a_secret_written_where_its_name_belongs_is_never_repeated() {
    let mut raw: Value = serde_json::from_str(include_str!("../../example.json")).unwrap();
    raw["routing"] = json!({
        "webhook": [{"id": "a", "url": "https://crm.example/", "secret": "whsec_TELLNOBODY"}],
        "http": [{"id": "b", "url": "https://crm.example/", "body": "\"{{secret.TELL-NOBODY}}\""}],
    });
    let problems = Site::check(serde_json::from_value(raw).unwrap()).unwrap_err();
    assert_eq!(problems.len(), 2);
    assert!(!format!("{problems:?}").contains("NOBODY"));
}
