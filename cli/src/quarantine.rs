//! `leadline quarantine`: submissions that are held back, and what is to become of them.

use crate::{
    args::{PageArgs, QuarantineArgs, QuarantineCommand, SiteArgs},
    edge::Edge,
    expand::Environment,
    failure::Failure,
    finding::count,
    leads::printable,
    sink::read,
    table,
};
use serde::Deserialize;
use std::collections::BTreeMap;

const PATH: &str = "api/v1/quarantine";

/// What `GET api/v1/quarantine` answers.
#[derive(Deserialize)]
struct Listed {
    quarantine: Vec<Held>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Held {
    id: String,
    at: String,
    form: String,
    reasons: Vec<String>,
    email: String,
    fields: BTreeMap<String, String>,
}

/// What a release answers.
#[derive(Deserialize)]
struct Released {
    lead: String,
    change: String,
}

/// Lists, releases, deletes.
pub(crate) fn run(args: &QuarantineArgs, environment: Environment<'_>) -> Result<String, Failure> {
    match &args.command {
        None => {
            let PageArgs { of: SiteArgs { edge, site }, limit, cursor, json } = &args.page;
            let limit = limit.map(|limit| limit.to_string());
            let query = [("site", site.as_deref()), ("limit", limit.as_deref()), ("cursor", cursor.as_deref())];
            let answer = Edge::new(edge, environment)?.get_by(PATH, &query)?;
            if *json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
        }
        Some(QuarantineCommand::Release { id }) => {
            let SiteArgs { edge, site } = &args.page.of;
            let answer = Edge::new(edge, environment)?.post(&format!("{PATH}/{id}/release"), site.as_deref())?;
            let Released { lead, change } = read(&answer)?;
            let change = if change == "none" { "had it already".to_owned() } else { printable(&change) };
            Ok(format!("{id} is taken: {} {change}", printable(&lead)))
        }
        Some(QuarantineCommand::Delete { id }) => {
            let SiteArgs { edge, site } = &args.page.of;
            Edge::new(edge, environment)?.delete(&format!("{PATH}/{id}"), site.as_deref())?;
            Ok(format!("{id} is deleted"))
        }
    }
}

fn list(Listed { quarantine, next }: &Listed) -> String {
    if quarantine.is_empty() {
        return "Nothing is held back.".to_owned();
    }
    let heading = ["when", "form", "id", "why", "email", "answers"].map(ToOwned::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(quarantine.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    format!("{}\n{} held back{more}", table::lay_out(&rows), count(quarantine.len(), "submission"))
}

/// Longest answers that are shown, in characters: enough to tell what it is.
const SHOWN: usize = 80;

fn row(Held { id, at, form, reasons, email, fields }: &Held) -> [String; 6] {
    let answers: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let answers: String = printable(&answers.join(", ")).chars().take(SHOWN).collect();
    [printable(at), printable(form), printable(id), printable(&reasons.join(", ")), printable(email), answers]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    const ID: &str = "sub_AgICAgICAgICAgICAgICAg";

    fn asked(edge: &StubEdge, command: Option<QuarantineCommand>) -> Result<String, Failure> {
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let page = PageArgs { of, limit: Some(2), cursor: None, json: false };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        run(&QuarantineArgs { command, page }, &key)
    }

    #[test]
    fn what_is_held_is_a_table_with_why() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","next":"NSBz","quarantine":[
            {"id":"sub_AgICAgICAgICAgICAgICAg","at":"2026-11-22T09:00:00Z","form":"whitepaper","reasons":["honeypot","links"],
             "email":"ada@example.com","fields":{"job_title":"Buy\u001b[2J now"}}]}"#,
        );
        insta::assert_snapshot!(asked(&edge, None).unwrap());
        assert!(edge.asked().starts_with("GET /ll/api/v1/quarantine?site=demo&limit=2 HTTP/1.1\r\n"));
    }

    #[test]
    fn none_is_a_sentence() {
        let edge = StubEdge::answering("200 OK", r#"{"site":"demo","next":null,"quarantine":[]}"#);
        assert_eq!(asked(&edge, None), Ok("Nothing is held back.".to_owned()));
    }

    #[test]
    fn one_is_released_or_deleted() {
        let lead = "lead_00AQEBAQEBAQEBAQEBAQEBAQ";
        let answer = format!(r#"{{"id":"{ID}","lead":"{lead}","change":"created"}}"#);
        let edge = StubEdge::answering("200 OK", &answer);
        let said = asked(&edge, Some(QuarantineCommand::Release { id: ID.to_owned() }));
        assert_eq!(said, Ok(format!("{ID} is taken: {lead} created")));
        assert!(edge.asked().starts_with(&format!("POST /ll/api/v1/quarantine/{ID}/release?site=demo HTTP")));
        let edge = StubEdge::answering("200 OK", "{}");
        let said = asked(&edge, Some(QuarantineCommand::Delete { id: ID.to_owned() }));
        assert_eq!(said, Ok(format!("{ID} is deleted")));
        assert!(edge.asked().starts_with(&format!("DELETE /ll/api/v1/quarantine/{ID}?site=demo HTTP")));
    }
}
