//! `leadline status`: whether all is well with a site; a failure if not, for whoever asks by the clock.

use crate::{args::SiteArgs, edge::Edge, expand::Environment, failure::Failure, leads::printable, sink::read};
use leadline_domain::status::Trouble;
use serde::Deserialize;

/// What `GET api/v1/status` answers.
#[derive(Deserialize)]
struct Status {
    site: String,
    version: String,
    troubles: Vec<Trouble>,
    waiting: u64,
    is_rescoring: bool,
}

/// Asks how a site is.
pub(crate) fn run(of: &SiteArgs, json: bool, environment: Environment<'_>) -> Result<String, Failure> {
    let SiteArgs { edge, site } = of;
    let answer = Edge::new(edge, environment)?.get("api/v1/status", site.as_deref())?;
    if json { Ok(answer) } else { told(&read(&answer)?) }
}

fn told(status: &Status) -> Result<String, Failure> {
    let Status { site, version, troubles, waiting, is_rescoring } = status;
    if !troubles.is_empty() {
        let lines: Vec<String> = troubles
            .iter()
            .map(|Trouble { code, detail }| format!("{}: {}", printable(code), printable(detail)))
            .collect();
        return Err(Failure::NotWell { site: printable(site), troubles: lines });
    }
    let scoring = if *is_rescoring { "; leads are being scored again" } else { "" };
    Ok(format!("{} is well: version {}, {waiting} to deliver{scoring}", printable(site), printable(version)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    fn asked(answer: &str) -> Result<String, Failure> {
        let edge = StubEdge::answering("200 OK", answer);
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let token = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        let said = run(&of, false, &token);
        assert!(edge.asked().starts_with("GET /ll/api/v1/status?site=demo HTTP/1.1\r\n"));
        said
    }

    #[test]
    fn all_is_well() {
        let said = asked(
            r#"{"site":"demo","version":"0123456789abcdef","in_force_since":null,"is_well":true,"troubles":[],"waiting":2,
            "dead_letters":0,"without_owner":0,"is_rescoring":true}"#,
        );
        let expected = "demo is well: version 0123456789abcdef, 2 to deliver; leads are being scored again";
        assert_eq!(said, Ok(expected.to_owned()));
    }

    #[test]
    fn trouble_is_a_failure_that_says_what_to_do() {
        let said = asked(
            r#"{"site":"demo","version":"0123456789abcdef","is_well":false,"troubles":[{"code":"dead-letters","detail":"Given up: 2. Replay them."}],
            "waiting":0,"dead_letters":2,"without_owner":0,"is_rescoring":false}"#,
        );
        let said = said.unwrap_err();
        assert_eq!(said.to_string(), "demo is not well:\ndead-letters: Given up: 2. Replay them.");
    }
}
