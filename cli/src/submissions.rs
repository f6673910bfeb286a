//! `leadline submissions`: the forms that were sent, newest first.

use crate::{
    args::SubmissionsArgs, edge::Edge, expand::Environment, failure::Failure, finding::count, leads::printable,
    sink::read, table,
};
use serde::Deserialize;

/// What `GET api/v1/submissions` answers.
#[derive(Deserialize)]
struct Listed {
    submissions: Vec<Submission>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Submission {
    id: String,
    lead: String,
    form: String,
    at: String,
    test: bool,
}

/// Lists a page of submissions.
pub(crate) fn run(args: &SubmissionsArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let SubmissionsArgs { page, form, lead } = args;
    let limit = page.limit.map(|limit| limit.to_string());
    let query = [
        ("site", page.of.site.as_deref()),
        ("limit", limit.as_deref()),
        ("cursor", page.cursor.as_deref()),
        ("form", form.as_deref()),
        ("lead", lead.as_deref()),
    ];
    let answer = Edge::new(&page.of.edge, environment)?.get_by("api/v1/submissions", &query)?;
    if page.json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
}

fn list(Listed { submissions, next }: &Listed) -> String {
    if submissions.is_empty() {
        return "No submissions.".to_owned();
    }
    let heading = ["when", "form", "lead", "id", ""].map(ToOwned::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(heading).chain(submissions.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    format!("{}\n{}{more}", table::lay_out(&rows), count(submissions.len(), "submission"))
}

fn row(Submission { id, lead, form, at, test }: &Submission) -> [String; 5] {
    let test = if *test { "test" } else { "" };
    [printable(at), printable(form), printable(lead), printable(id), test.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args::{EdgeArgs, PageArgs, SiteArgs},
        stub_edge::StubEdge,
    };

    #[test]
    fn submissions_are_a_table_that_says_where_it_goes_on() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","next":"NSBz","submissions":[
            {"id":"sub_AgICAgICAgICAgICAgICAg","lead":"lead_00AQEBAQEBAQEBAQEBAQEBAQ","form":"whitepaper","at":"2026-11-22T09:00:00Z","test":false},
            {"id":"sub_AwICAgICAgICAgICAgICAg","lead":"lead_00AQEBAQEBAQEBAQEBAQEBAQ","form":"demo-request","at":"2026-11-22T08:00:00Z","test":true}]}"#,
        );
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let page = PageArgs { of, limit: Some(2), cursor: None, json: false };
        let args = SubmissionsArgs { page, form: None, lead: Some("lead_00AQEBAQEBAQEBAQEBAQEBAQ".to_owned()) };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        insta::assert_snapshot!(run(&args, &key).unwrap());
        let asked = "GET /ll/api/v1/submissions?site=demo&limit=2&lead=lead_00AQEBAQEBAQEBAQEBAQEBAQ HTTP/1.1\r\n";
        assert!(edge.asked().starts_with(asked));
    }
}
