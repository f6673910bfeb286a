use super::*;
use crate::{
    id::{LeadId, OutboxId},
    lead::{Data, Erased, announcement, forgetting},
    silence::{Heard, Hour},
    sink::{HttpMethod, HttpRequest, Names, Sink, Target, Template, example},
    site::{RawSite, Site},
};
use alloc::{string::ToString, vec};
use serde_json::json;

fn event(stage: &str) -> Event {
    let mut told = example("demo", "AAAA", "2026-11-22T09:00:00Z");
    told["data"]["stage"] = json!(stage);
    told["data"]["fields"] = json!({"company_size": "51-200"});
    told["data"]["last_touch"] = json!({"at": "2026-11-22T09:00:00Z", "source": "google", "medium": "cpc", "campaign": "brand", "channel": "Paid Search"});
    serde_json::from_value(told).unwrap()
}

/// What a webhook with these keys lets through.
fn takes(keys: &str, event: &Event) -> bool {
    let mut raw: serde_json::Value = serde_json::from_str(include_str!("../../site/example.json")).unwrap();
    let keys: serde_json::Value = serde_json::from_str(keys).unwrap();
    for (key, value) in keys.as_object().unwrap() {
        raw["routing"]["webhook"][0][key] = value.clone();
    }
    let site = Site::check(serde_json::from_value::<RawSite>(raw).unwrap()).unwrap();
    site.sinks[0].filter.takes(event, &site.competitors)
}

#[test]
fn type_stage_and_condition_all_have_to_hold() {
    let table = [
        ("{}", true),
        (r#"{"events": ["lead.qualified"]}"#, true),
        (r#"{"events": ["lead.created", "form.submitted"]}"#, false),
        (r#"{"stage": ["lead", "mql"]}"#, true),
        (r#"{"stage": ["sql"]}"#, false),
        (r#"{"stage_at_least": "mql"}"#, true),
        (r#"{"stage_at_least": "sql"}"#, false),
        (r#"{"when": {"field": "company_size", "is_in": ["51-200"]}}"#, true),
        (r#"{"when": {"field": "company_size", "is_in": ["1-50"]}}"#, false),
        (r#"{"when": {"email": "business"}}"#, true),
        (r#"{"when": {"email": "competitor"}}"#, false),
        (r#"{"when": {"country": "NL"}}"#, true),
        (r#"{"when": {"account": "example.com"}}"#, true),
        (r#"{"when": {"channel": "Paid Search"}}"#, true),
        (r#"{"when": {"channel": "Direct", "touch": "first"}}"#, true),
        (r#"{"when": {"source": "bing"}}"#, false),
        (r#"{"when": {"views": {"at_least": 5}}}"#, true),
        (r#"{"when": {"engaged_minutes": {"at_least": 3}}}"#, false),
        (r#"{"when": {"consent": "tracking"}}"#, true),
        (r#"{"when": {"not": {"country": "NL"}}}"#, false),
        (r#"{"when": {"region": ["BE-NH", "NL-NH"]}}"#, true),
        (r#"{"when": {"region": ["BE-NH", "NL-ZH"]}}"#, false),
        (
            r#"{"events": ["lead.qualified"], "stage": ["mql"], "when": {"all": [{"country": "NL"}, {"source": "google"}]}}"#,
            true,
        ),
        (r#"{"events": ["lead.qualified"], "stage": ["sql"], "when": {"country": "NL"}}"#, false),
    ];
    for (keys, expected) in table {
        assert_eq!(takes(keys, &event("mql")), expected, "{keys}");
    }
}

#[test]
fn a_lead_further_along_is_at_least_there() {
    assert!(takes(r#"{"stage_at_least": "mql"}"#, &event("opportunity")));
    assert!(!takes(r#"{"stage_at_least": "mql"}"#, &event("lead")));
}

#[test]
fn nobody_came_from_anywhere_whose_browser_is_not_known() {
    let mut unknown = event("mql");
    let Data::Lead(lead) = &mut unknown.data else { panic!() };
    (lead.sessions, lead.views, lead.last_touch) = (0, 0, None);
    assert!(!takes(r#"{"when": {"channel": "Direct"}}"#, &unknown));
    assert!(!takes(r#"{"when": {"consent": "tracking"}}"#, &unknown));
}

fn webhook() -> Target {
    Target::Webhook { url: "https://a.example".into(), secret: "CRM_SECRET".into() }
}

fn http(body: Option<Template>) -> Target {
    let url = Template::parse("https://a.example", &Names::body([].into_iter()).address()).unwrap();
    Target::Http(HttpRequest { method: HttpMethod::Post, url, headers: Vec::new(), body })
}

#[test]
fn that_somebody_was_erased_is_told_whoever_takes_the_type_and_a_template_that_was_written_for_it() {
    let lead = LeadId::new(0, &[1; 16]);
    let erased = Erased { id: lead.clone(), merged: Vec::new(), test: false, erased_at: "2026-11-22T09:00:00Z".into() };
    let farewell =
        Event { kind: "lead.erased".into(), data: Data::Erased(erased), subject: lead.to_string(), ..event("lead") };
    let body = Template::parse("{}", &Names::body([].into_iter())).unwrap();
    let table = [
        (webhook(), vec![], true),
        (webhook(), vec!["lead.erased"], true),
        (webhook(), vec!["lead.created"], false),
        (http(None), vec![], true),
        (http(Some(body.clone())), vec![], false),
        (http(Some(body)), vec!["lead.erased"], true),
    ];
    for (target, events, wants) in table {
        let events = events.into_iter().map(String::from).collect();
        // Where the person was, and what was true of them, is not known any more.
        let filter = Filter { events, stages: Stages::AtLeast(Stage::Sql), when: None };
        let sink = Sink { id: "crm".into(), filter, target };
        assert_eq!(!sink.wanted(core::slice::from_ref(&farewell), &[]).is_empty(), wants, "{sink:?}");
    }
}

#[test]
fn whoever_heard_of_a_form_that_was_not_sent_is_told_to_forget_it() {
    let row = forgetting("demo", &OutboxId::from_entropy(&[1; 16]), Millis(1_795_000_000_000));
    let body = Template::parse(r#"{"text": "{{begun.email}}"}"#, &Names::body([].into_iter())).unwrap();
    let sql = || Stages::AtLeast(Stage::Sql);
    let table = [
        (webhook(), vec![], Stages::Any, true),
        (webhook(), vec![], sql(), false),
        (webhook(), vec!["form.abandoned"], sql(), true),
        (webhook(), vec!["form.forgotten"], Stages::Any, true),
        (webhook(), vec!["lead.created"], Stages::Any, false),
        (http(None), vec!["form.abandoned"], Stages::Any, true),
        (http(Some(body.clone())), vec!["form.abandoned"], Stages::Any, false),
        (http(Some(body)), vec!["form.forgotten"], Stages::Any, true),
    ];
    for (target, events, stages, wants) in table {
        let events = events.into_iter().map(String::from).collect();
        let sink = Sink { id: "ops".into(), filter: Filter { events, stages, when: None }, target };
        assert_eq!(!sink.wanted(&row.events, &[]).is_empty(), wants, "{sink:?}");
    }
}

#[test]
fn that_nothing_comes_in_is_told_who_takes_everything_and_who_names_it() {
    let heard = Heard::new((0..4).map(|week| Hour(20_773 * 24 + week * 7 * 24)), []);
    let row = announcement("demo", &heard.silence(1).unwrap());
    let body = Template::parse(
        r#"{"text": "Nothing since {{silence.since}}; usual is {{silence.usual}}"}"#,
        &Names::body([].into_iter()),
    )
    .unwrap();
    let named = || vec!["site.silent"];
    let sql = || Stages::AtLeast(Stage::Sql);
    let table = [
        (webhook(), vec![], Stages::Any, true),
        (webhook(), vec![], sql(), false),
        (webhook(), named(), sql(), true),
        (webhook(), vec!["lead.qualified"], Stages::Any, false),
        (http(None), vec![], Stages::Any, true),
        (http(Some(body.clone())), vec![], Stages::Any, false),
        (http(Some(body.clone())), named(), Stages::Any, true),
    ];
    for (target, events, stages, wants) in table {
        let events = events.into_iter().map(String::from).collect();
        let sink = Sink { id: "ops".into(), filter: Filter { events, stages, when: None }, target };
        assert_eq!(!sink.wanted(&row.events, &[]).is_empty(), wants, "{sink:?}");
    }
    let event = serde_json::to_value(&row.events[0]).unwrap();
    assert_eq!(
        body.json(&event, &|_| None).unwrap(),
        r#"{"text": "Nothing since 2026-12-07T01:00:00Z; usual is something on Mon 00:00-01:00 UTC, as in each of the 4 weeks before"}"#
    );
}
