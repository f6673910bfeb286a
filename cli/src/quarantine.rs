//! `leadline quarantine`: submissions that are held back, and what is to become of them.

use crate::{
    args::{PageArgs, QuarantineAction, QuarantineArgs, SiteArgs},
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
    /// An edge of an earlier release does not say it.
    #[serde(default)]
    dropped: u32,
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
    let PageArgs { of: SiteArgs { edge, site }, limit, cursor, json } = &args.page;
    let (edge, site) = (Edge::new(edge, environment)?, site.as_deref());
    match args.action.zip(args.id.as_deref()) {
        None => {
            let limit = limit.map(|limit| limit.to_string());
            let query = [("site", site), ("limit", limit.as_deref()), ("cursor", cursor.as_deref())];
            let answer = edge.get_by(PATH, &query)?;
            if *json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
        }
        Some((QuarantineAction::Release, id)) => {
            let Released { lead, change } = read(&edge.post(&format!("{PATH}/{id}/release"), site)?)?;
            let change = if change == "none" { "had it already".to_owned() } else { printable(&change) };
            Ok(format!("{} is taken: {} {change}", printable(id), printable(&lead)))
        }
        Some((QuarantineAction::Delete, id)) => {
            edge.delete(&format!("{PATH}/{id}"), site)?;
            Ok(format!("{} is deleted", printable(id)))
        }
    }
}

fn list(Listed { quarantine, next, dropped }: &Listed) -> String {
    let went = if *dropped > 0 { format!("; {dropped} went because too many are held") } else { String::new() };
    if quarantine.is_empty() {
        return format!("Nothing is held back{went}.");
    }
    let heading = ["when", "form", "id", "why", "email", "answers"].map(ToOwned::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(quarantine.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    format!("{}\n{} held back{went}{more}", table::lay_out(&rows), count(quarantine.len(), "submission"))
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

    fn asked(edge: &StubEdge, action: Option<QuarantineAction>) -> Result<String, Failure> {
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let page = PageArgs { of, limit: Some(2), cursor: None, json: false };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        run(&QuarantineArgs { action, id: action.map(|_| ID.to_owned()), page }, &key)
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
        let edge = StubEdge::answering("200 OK", r#"{"site":"demo","next":null,"quarantine":[],"dropped":7}"#);
        assert_eq!(asked(&edge, None), Ok("Nothing is held back; 7 went because too many are held.".to_owned()));
    }

    #[test]
    fn one_is_released_or_deleted() {
        let lead = "lead_00AQEBAQEBAQEBAQEBAQEBAQ";
        let answer = format!(r#"{{"id":"{ID}","lead":"{lead}","change":"created"}}"#);
        let edge = StubEdge::answering("200 OK", &answer);
        let said = asked(&edge, Some(QuarantineAction::Release));
        assert_eq!(said, Ok(format!("{ID} is taken: {lead} created")));
        assert!(edge.asked().starts_with(&format!("POST /ll/api/v1/quarantine/{ID}/release?site=demo HTTP")));
        let edge = StubEdge::answering("200 OK", "{}");
        let said = asked(&edge, Some(QuarantineAction::Delete));
        assert_eq!(said, Ok(format!("{ID} is deleted")));
        assert!(edge.asked().starts_with(&format!("DELETE /ll/api/v1/quarantine/{ID}?site=demo HTTP")));
    }
}
