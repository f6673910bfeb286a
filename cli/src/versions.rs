//! `leadline versions`, `leadline diff`, `leadline roll-back`: what was published, what differs, and going back.

use crate::{
    args::NamedSiteArgs, audit::actor, edge::Edge, expand::Environment, failure::Failure, finding::count,
    leads::printable, sink::read, table,
};
use leadline_domain::{access::Actor, difference::Difference};
use serde::Deserialize;
use serde_json::Value;

/// What `GET api/v1/sites/<site>/versions` answers.
#[derive(Deserialize)]
struct Listed {
    versions: Vec<Publication>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Publication {
    version: String,
    published_at: String,
    published_by: Option<Actor>,
    in_force: bool,
}

/// What `GET api/v1/sites/<site>/diff` answers.
#[derive(Deserialize)]
struct Differs {
    /// Nothing before the first version.
    from: Option<String>,
    to: String,
    changes: Vec<Difference>,
}

/// What a restored version is answered with.
#[derive(Deserialize)]
struct Restored {
    site: String,
    version: String,
}

/// Lists versions.
pub(crate) fn list(
    of: &NamedSiteArgs,
    cursor: Option<&str>,
    json: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let edge = Edge::new(&of.edge, environment)?;
    let answer = edge.get_by(&path(of, "versions"), &[("cursor", cursor)])?;
    if json { Ok(answer) } else { read(&answer).map(|listed| told(&listed)) }
}

/// Shows what differs.
pub(crate) fn diff(
    of: &NamedSiteArgs,
    between: [(&str, Option<&str>); 2],
    json: bool,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let edge = Edge::new(&of.edge, environment)?;
    let answer = edge.get_by(&path(of, "diff"), &between)?;
    if json { Ok(answer) } else { read(&answer).map(|differs| places(&differs)) }
}

/// Puts an earlier version in force again.
pub(crate) fn roll_back(
    version: Option<&str>,
    of: &NamedSiteArgs,
    environment: Environment<'_>,
) -> Result<String, Failure> {
    let edge = Edge::new(&of.edge, environment)?;
    let versions = path(of, "versions");
    let version = match version {
        Some(version) => version.to_owned(),
        None => earlier(&edge, &versions)?,
    };
    let Restored { site, version } = read(&edge.post_by(&format!("{versions}/{version}/restore"), &[])?)?;
    Ok(format!("{site} is at {version} again"))
}

/// The version before the one in force.
fn earlier(edge: &Edge, versions: &str) -> Result<String, Failure> {
    let Listed { versions, .. } = read(&edge.get_by(versions, &[("limit", Some("2"))])?)?;
    let earlier = versions.into_iter().find(|version| !version.in_force);
    earlier.map(|version| version.version).ok_or(Failure::NoEarlierVersion)
}

fn path(of: &NamedSiteArgs, what: &str) -> String {
    format!("api/v1/sites/{}/{what}", of.site)
}

fn told(Listed { versions, next }: &Listed) -> String {
    let heading = ["version", "published", "by", ""].map(ToOwned::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(heading).chain(versions.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    format!("{}\n{}{more}", table::lay_out(&rows), count(versions.len(), "version"))
}

fn row(version: &Publication) -> [String; 4] {
    [
        printable(&version.version),
        version.published_at.clone(),
        version.published_by.as_ref().map_or_else(|| "–".to_owned(), actor),
        if version.in_force { "in force".to_owned() } else { String::new() },
    ]
}

fn places(Differs { from, to, changes }: &Differs) -> String {
    let changed = changes.iter().map(place);
    let from = from.as_deref().map_or_else(|| "nothing".to_owned(), printable);
    let heading = format!("{from} -> {}: {}", printable(to), count(changes.len(), "change"));
    std::iter::once(heading).chain(changed).collect::<Vec<_>>().join("\n")
}

fn place(Difference { place, from, to }: &Difference) -> String {
    let place = printable(place);
    let value = |value: &Value| printable(&value.to_string());
    match (from, to) {
        (Some(from), Some(to)) => format!("~ {place}: {} -> {}", value(from), value(to)),
        (Some(from), None) => format!("- {place}: {}", value(from)),
        (None, to) => format!("+ {place}: {}", to.as_ref().map(value).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    fn key(name: &str) -> Option<String> {
        (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
    }

    fn of(edge: &StubEdge) -> NamedSiteArgs {
        NamedSiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: "demo".to_owned() }
    }

    #[test]
    fn versions_are_listed_with_who_published_them() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","next":null,"versions":[
            {"version":"00ff00ff00ff00ff","published_at":"2026-11-22T09:00:00Z","published_by":"deployment","in_force":true},
            {"version":"11ff00ff00ff00ff","published_at":"2026-11-21T09:00:00Z","published_by":null,"in_force":false}]}"#,
        );
        insta::assert_snapshot!(list(&of(&edge), None, false, &key).unwrap());
        assert!(edge.asked().starts_with("GET /ll/api/v1/sites/demo/versions HTTP/1.1\r\n"));
    }

    #[test]
    fn what_differs_is_said_place_by_place() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","from":"00ff00ff00ff00ff","to":"11ff00ff00ff00ff","changes":[
            {"place":"scoring.rules.3.points","from":20,"to":25},{"place":"pages.guide","from":{"title":"A\u0007"}},
            {"place":"site.competitors.1","to":"rival.example"}]}"#,
        );
        let between = [("from", Some("00ff00ff00ff00ff")), ("to", None)];
        insta::assert_snapshot!(diff(&of(&edge), between, false, &key).unwrap());
        assert!(edge.asked().starts_with("GET /ll/api/v1/sites/demo/diff?from=00ff00ff00ff00ff HTTP/1.1\r\n"));
    }

    #[test]
    fn all_of_the_first_version_is_new() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","from":null,"to":"11ff00ff00ff00ff","changes":[{"place":"site","to":1}]}"#,
        );
        let told = diff(&of(&edge), [("from", None), ("to", None)], false, &key).unwrap();
        assert_eq!(told, "nothing -> 11ff00ff00ff00ff: 1 change\n+ site: 1");
    }

    #[test]
    fn going_back_says_where_the_site_is() {
        let edge = StubEdge::answering("200 OK", r#"{"site":"demo","version":"00ff00ff00ff00ff","rescoring":{}}"#);
        let said = roll_back(Some("00ff00ff00ff00ff"), &of(&edge), &key).unwrap();
        assert_eq!(said, "demo is at 00ff00ff00ff00ff again");
        let asked = edge.asked();
        assert!(
            asked.starts_with("POST /ll/api/v1/sites/demo/versions/00ff00ff00ff00ff/restore HTTP/1.1\r\n"),
            "{asked}"
        );
    }

    #[test]
    fn the_version_before_is_the_newest_that_is_not_in_force() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"versions":[{"version":"00ff00ff00ff00ff","published_at":"2026-11-22T09:00:00Z","published_by":null,"in_force":true}],"next":null}"#,
        );
        assert_eq!(roll_back(None, &of(&edge), &key), Err(Failure::NoEarlierVersion));
        assert!(edge.asked().starts_with("GET /ll/api/v1/sites/demo/versions?limit=2 HTTP/1.1\r\n"));
    }
}
