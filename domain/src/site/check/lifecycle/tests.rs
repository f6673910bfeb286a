use crate::{
    lead::Stage,
    site::{MetBy, Problem, RawLifecycle, RawSite, Site},
    time::{MINUTE, Millis},
};
use alloc::{format, string::String, vec::Vec};

fn with(lifecycle: &str) -> Result<Site, Vec<Problem>> {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../example.json")).unwrap();
    raw.lifecycle = serde_json::from_str::<RawLifecycle>(lifecycle).unwrap();
    Site::check(raw)
}

fn problems(lifecycle: &str) -> Vec<String> {
    let found = with(lifecycle).unwrap_err();
    found.iter().map(|problem| format!("{} {}: {}", problem.file, problem.place.join("."), problem.found)).collect()
}

#[test]
fn a_site_that_says_nothing_uses_every_stage_and_the_reasons_of_the_field() {
    let site = with("{}").unwrap();
    assert_eq!(site.lifecycle.stages.len(), 7);
    assert_eq!(site.lifecycle.accepted(), Some(Stage::Sal));
    assert_eq!(site.lifecycle.reason("wrong-timing").map(|reason| reason.leads_to), Some(Stage::Recycled));
    assert_eq!(site.lifecycle.reason("spam").map(|reason| reason.leads_to), Some(Stage::Disqualified));
}

#[test]
fn what_is_said_is_taken() {
    let site = with(
        r#"{"stages": ["mql", "lead", "sql"], "enter": [{"stage": "mql", "signal": "pricing-view"}],
        "reason": [{"id": "later", "label": "Later", "leads_to": "recycled"}],
        "sla": [{"id": "call", "stage": "mql", "within": "15m", "met_by": "contact"}, {"id": "decide", "stage": "mql", "within": "8h"}],
        "calendar": [{"id": "office", "time_zone": "Europe/Vienna", "hours": {"mon-thu": "09:00-12:00, 13:00-17:00", "fri": "22:00-24:00"},
        "holidays": ["2026-12-24", "02-29"]}]}"#,
    )
    .unwrap()
    .lifecycle;
    assert_eq!(
        (site.stages.as_slice(), site.accepted()),
        (&[Stage::Lead, Stage::Mql, Stage::Sql][..], Some(Stage::Sql))
    );
    assert_eq!((&*site.direct[0].signal, site.reasons.len()), ("pricing-view", 1));
    assert_eq!(
        (site.slas[0].within, site.slas[0].met_by, site.slas[1].within),
        (15 * MINUTE, MetBy::Contact, 480 * MINUTE)
    );
    let office = site.calendar("office").unwrap();
    let friday = Millis::parse("2026-11-27T12:00:00+01:00").unwrap();
    assert_eq!(office.after(friday, MINUTE).unwrap().rfc3339(), "2026-11-27T21:01:00Z");
    assert_eq!(office.after(friday, 121 * MINUTE).unwrap().rfc3339(), "2026-11-30T08:01:00Z");
}

#[test]
fn every_problem_is_named_at_its_place() {
    insta::assert_snapshot!(
        problems(
            r#"{"stages": ["lead", "recycled"], "enter": [{"stage": "customer", "signal": "pricing-veiw"}],
            "reason": [{"id": "Later", "label": "Later", "leads_to": "mql"}],
            "sla": [{"id": "call", "stage": "lead", "within": "15"}, {"id": "call", "stage": "sql", "within": "0m"}],
            "calendar": [{"id": "office", "time_zone": "Europe/Wien", "hours": {"mon": "9-17", "tue-mon": "09:00-17:00",
            "wed": "13:00-14:00, 09:00-10:00", "thu": "09:00-17:00", "thu-fri": "09:00-17:00"}, "holidays": ["25.12.", "02-30"]},
            {"id": "never", "time_zone": "UTC", "hours": {}}]}"#
        )
        .join("\n")
    );
}
