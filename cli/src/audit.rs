//! `leadline audit`: who changed what through the API.

use crate::{
    args::PageArgs, edge::Edge, expand::Environment, failure::Failure, finding::count, leads::printable, sink::read,
    table,
};
use leadline_domain::{
    access::Actor,
    trail::{Entry, Object},
};
use serde::Deserialize;

/// What `GET api/v1/audit` answers.
#[derive(Deserialize)]
struct Listed {
    entries: Vec<Entry>,
    next: Option<String>,
}

/// Shows a page of the trail.
pub(crate) fn run(args: &PageArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let limit = args.limit.map(|limit| limit.to_string());
    let query = [("site", args.of.site.as_deref()), ("limit", limit.as_deref()), ("cursor", args.cursor.as_deref())];
    let answer = Edge::new(&args.of.edge, environment)?.get_by("api/v1/audit", &query)?;
    if args.json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
}

fn list(Listed { entries, next }: &Listed) -> String {
    if entries.is_empty() {
        return "Nothing was changed yet.".to_owned();
    }
    let heading = ["when", "by", "what", "of"].map(ToOwned::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(heading).chain(entries.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    format!("{}\n{}{more}", table::lay_out(&rows), count(entries.len(), "change"))
}

fn row(entry: &Entry) -> [String; 4] {
    let objects: Vec<String> = entry.objects.iter().map(Object::as_str).map(printable).collect();
    [entry.at.clone(), actor(&entry.by), printable(&entry.verb), objects.join(" ")]
}

/// On whose behalf.
pub(crate) fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Deployment => "the deployment".to_owned(),
        Actor::Token { id, name } => format!("{} ({id})", printable(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args::{EdgeArgs, SiteArgs},
        stub_edge::StubEdge,
    };

    #[test]
    fn the_trail_is_a_table_that_says_where_it_goes_on() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","next":"NSBh","entries":[
            {"id":"aud_AgICAgICAgICAgICAgICAg","at":"2026-11-22T09:00:00Z","verb":"lead.merged",
             "by":{"token":{"id":"tok_AQEBAQEBAQEBAQEBAQEBAQ","name":"CRM"}},
             "objects":["lead_00AQEBAQEBAQEBAQEBAQEBAQ","lead_01AQEBAQEBAQEBAQEBAQEBAQ"]},
            {"id":"aud_AwICAgICAgICAgICAgICAg","at":"2026-11-22T08:00:00Z","verb":"of.a.later.release","by":"deployment"}]}"#,
        );
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let args = PageArgs { of, limit: Some(2), cursor: None, json: false };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        insta::assert_snapshot!(run(&args, &key).unwrap());
        assert!(edge.asked().starts_with("GET /ll/api/v1/audit?site=demo&limit=2 HTTP/1.1\r\n"));
    }
}
