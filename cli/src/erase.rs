//! `leadline erase`: somebody is removed, for good.

use crate::{args::EraseArgs, edge::Edge, expand::Environment, failure::Failure, leads::printable, sink::read};
use leadline_domain::id::LeadId;
use serde::Deserialize;
use serde_json::json;

/// What is answered of each lead that is gone.
#[derive(Deserialize)]
struct Proof {
    id: LeadId,
    erased_at: String,
    is_done: bool,
    recovery: Recovery,
}

#[derive(Deserialize)]
struct Recovery {
    days: u32,
    until: String,
}

/// What `POST api/v1/leads/erase` answers.
#[derive(Deserialize)]
struct Proofs {
    erased: Vec<Proof>,
}

/// Asks whoever sits there, unless they said so already, and erases.
pub(crate) fn run(
    args: &EraseArgs,
    environment: Environment<'_>,
    confirm: impl FnOnce(&str) -> bool,
) -> Result<String, Failure> {
    let edge = Edge::new(&args.edge, environment)?;
    let question = format!(
        "Erase {} of {} and everything known of them? It can not be taken back from here. Type yes: ",
        printable(&args.who),
        printable(&args.site)
    );
    if !args.yes && !confirm(&question) {
        return Err(Failure::NotConfirmed);
    }
    let proofs = if let Ok(lead) = LeadId::parse(&args.who) {
        vec![read(&edge.delete(&format!("api/v1/leads/{lead}"), Some(&args.site))?)?]
    } else {
        let body = json!({"email": args.who}).to_string();
        read::<Proofs>(&edge.tell("api/v1/leads/erase", Some(&args.site), &body)?)?.erased
    };
    if proofs.is_empty() {
        return Ok("Nobody was a lead with this address; what was held back or begun with it is gone.".to_owned());
    }
    Ok(proofs.iter().map(say).collect::<Vec<_>>().join("\n"))
}

fn say(Proof { id, erased_at, is_done, recovery: Recovery { days, until } }: &Proof) -> String {
    let rest = if *is_done { "" } else { "\nThe rest follows by itself; the same command says when it is done." };
    let (erased_at, until) = (printable(erased_at), printable(until));
    format!("{id} was erased at {erased_at}. The platform can bring it back for {days} days, until {until}.{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    const PROOF: &str = r#"{"id":"lead_02AQEBAQEBAQEBAQEBAQEBAQ","erased_at":"2026-11-22T09:00:00Z","is_done":false,
        "recovery":{"days":30,"until":"2026-12-22T09:00:00Z"}}"#;

    fn token(name: &str) -> Option<String> {
        (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
    }

    fn args(edge: &StubEdge, who: &str) -> EraseArgs {
        let edge = EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() };
        EraseArgs { who: who.to_owned(), edge, site: "demo".to_owned(), yes: false }
    }

    #[test]
    fn where_nobody_was_a_lead_there_is_no_proof_and_that_is_said() {
        let edge = StubEdge::answering("200 OK", r#"{"erased":[]}"#);
        let args = EraseArgs {
            who: "ada@example.com".to_owned(),
            site: "demo".to_owned(),
            edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() },
            yes: true,
        };
        assert!(run(&args, &token, |_| false).unwrap().starts_with("Nobody was a lead"));
    }

    #[test]
    fn a_lead_is_erased_by_its_id_once_that_is_confirmed() {
        let edge = StubEdge::answering("200 OK", PROOF);
        let mut asked = String::new();
        let confirm = |question: &str| {
            asked = question.to_owned();
            true
        };
        let said = run(&args(&edge, "lead_02AQEBAQEBAQEBAQEBAQEBAQ"), &token, confirm).unwrap();
        let request = edge.asked();
        assert!(
            request.starts_with("DELETE /ll/api/v1/leads/lead_02AQEBAQEBAQEBAQEBAQEBAQ?site=demo HTTP"),
            "{request}"
        );
        insta::assert_snapshot!(format!("{asked}\n{said}"));
    }

    #[test]
    fn an_address_is_sent_in_the_body_and_never_in_the_url() {
        let edge = StubEdge::answering("200 OK", &format!(r#"{{"erased":[{PROOF}]}}"#));
        let args = EraseArgs { yes: true, ..args(&edge, "ada@example.com") };
        run(&args, &token, |_| panic!("it was said already")).unwrap();
        let request = edge.asked();
        assert!(request.starts_with("POST /ll/api/v1/leads/erase?site=demo HTTP"), "{request}");
        assert!(request.ends_with(r#"{"email":"ada@example.com"}"#), "{request}");
    }

    #[test]
    fn without_a_yes_nothing_is_sent() {
        let nowhere = EdgeArgs { to: "http://127.0.0.1:1".to_owned(), prefix: "ll".to_owned() };
        let args = EraseArgs { who: "ada@example.com".to_owned(), edge: nowhere, site: "demo".to_owned(), yes: false };
        assert_eq!(run(&args, &token, |_| false), Err(Failure::NotConfirmed));
    }
}
