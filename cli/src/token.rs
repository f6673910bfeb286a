//! `leadline token`: who may do what with a site.

use crate::{
    args::{SiteArgs, TokenCommand},
    edge::Edge,
    expand::Environment,
    failure::Failure,
    finding::count,
    leads::printable,
    sink::read,
    table,
};
use leadline_domain::access::{Rotation, State, TokenView, TokenWish};
use serde::{Deserialize, Serialize};

const PATH: &str = "api/v1/tokens";

/// What `GET api/v1/tokens` answers.
#[derive(Deserialize)]
struct Listed {
    tokens: Vec<TokenView>,
}

/// What is answered where a secret was made.
#[derive(Deserialize)]
struct Made {
    token: TokenView,
    secret: String,
}

/// What is answered where one was taken back.
#[derive(Deserialize)]
struct Revoked {
    token: TokenView,
}

/// Makes, lists, rotates, revokes. A secret is the answer, what is said of it goes to `aside`: so it can be piped to where it
/// is kept.
pub(crate) fn run(
    command: &TokenCommand,
    environment: Environment<'_>,
    aside: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    match command {
        TokenCommand::Create { name, role, days, of } => {
            let wish = TokenWish { name: name.clone(), role: *role, expires_in_days: *days };
            made(&tell(of, environment, PATH, &wish)?, aside)
        }
        TokenCommand::List { of: SiteArgs { edge, site }, json } => {
            let answer = Edge::new(edge, environment)?.get(PATH, site.as_deref())?;
            if *json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
        }
        TokenCommand::Rotate { id, overlap_hours, days, of } => {
            let rotation = Rotation { overlap_hours: *overlap_hours, expires_in_days: *days };
            made(&tell(of, environment, &format!("{PATH}/{id}/rotate"), &rotation)?, aside)
        }
        TokenCommand::Revoke { id, of: SiteArgs { edge, site } } => {
            let answer = Edge::new(edge, environment)?.delete(&format!("{PATH}/{id}"), site.as_deref())?;
            let Revoked { token } = read(&answer)?;
            Ok(format!("{} ({}) is revoked", token.id, printable(&token.name)))
        }
    }
}

fn tell(of: &SiteArgs, environment: Environment<'_>, path: &str, what: &impl Serialize) -> Result<String, Failure> {
    // Texts and numbers: nothing that JSON can't hold.
    let body = serde_json::to_string(what).unwrap_or_default();
    Edge::new(&of.edge, environment)?.tell(path, of.site.as_deref(), &body)
}

fn made(answer: &str, aside: &mut dyn FnMut(&str)) -> Result<String, Failure> {
    let Made { token, secret } = read(answer)?;
    let until = token.expires_at.map_or_else(|| "without an end".to_owned(), |at| format!("until {at}"));
    let (id, name, role) = (&token.id, printable(&token.name), token.role.name());
    aside(&format!("{id} ({name}), {role}, {until}. Keep the secret now: it is not told again."));
    if let Some(former) = token.former_until {
        aside(&format!("The secret before is good until {former}."));
    }
    Ok(secret)
}

fn list(Listed { tokens }: &Listed) -> String {
    if tokens.is_empty() {
        return "No tokens yet.".to_owned();
    }
    let heading = ["id", "name", "role", "state", "created", "ends", "last used"].map(ToOwned::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(heading).chain(tokens.iter().map(row)).collect();
    format!("{}\n{}", table::lay_out(&rows), count(tokens.len(), "token"))
}

fn row(token: &TokenView) -> [String; 7] {
    let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let state = match token.state {
        State::Live => "live",
        State::Expired => "expired",
        State::Revoked => "revoked",
    };
    [
        token.id.to_string(),
        printable(&token.name),
        token.role.name().to_owned(),
        state.to_owned(),
        token.created_at.clone(),
        known(token.revoked_at.as_ref().map_or(&token.expires_at, |_| &token.revoked_at)),
        known(&token.used_on),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};
    use leadline_domain::access::Role;

    const CRM: &str = r#"{"id":"tok_AQEBAQEBAQEBAQEBAQEBAQ","name":"CRM","role":"write","state":"live",
        "created_at":"2026-11-22T09:00:00Z","expires_at":"2027-02-20T09:00:00Z","rotated_at":null,
        "former_until":"2026-11-23T09:00:00Z","revoked_at":null,"used_on":null}"#;

    fn key(name: &str) -> Option<String> {
        (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
    }

    fn of(edge: &StubEdge) -> SiteArgs {
        SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) }
    }

    fn said(command: &TokenCommand) -> (Result<String, Failure>, String) {
        let mut aside = Vec::new();
        let answer = run(command, &key, &mut |line| aside.push(line.to_owned()));
        (answer, aside.join("\n"))
    }

    #[test]
    fn a_secret_is_the_answer_and_what_is_said_of_it_is_not() {
        let edge = StubEdge::answering("200 OK", &format!(r#"{{"token":{CRM},"secret":"llt_demo_x"}}"#));
        let command = TokenCommand::Create { name: "CRM".to_owned(), role: Role::Write, days: Some(90), of: of(&edge) };
        let (answer, aside) = said(&command);
        assert_eq!(answer, Ok("llt_demo_x".to_owned()));
        insta::assert_snapshot!(aside);
        let asked = edge.asked();
        assert!(asked.starts_with("POST /ll/api/v1/tokens?site=demo HTTP/1.1\r\n"), "{asked}");
        assert!(asked.ends_with(r#"{"name":"CRM","role":"write","expires_in_days":90}"#), "{asked}");
    }

    #[test]
    fn a_rotation_says_how_long_both_are_good() {
        let edge = StubEdge::answering("200 OK", &format!(r#"{{"token":{CRM},"secret":"llt_demo_y"}}"#));
        let command = TokenCommand::Rotate { id: "tok_x".to_owned(), overlap_hours: 2, days: None, of: of(&edge) };
        assert_eq!(said(&command).0, Ok("llt_demo_y".to_owned()));
        let asked = edge.asked();
        assert!(asked.starts_with("POST /ll/api/v1/tokens/tok_x/rotate?site=demo HTTP/1.1\r\n"), "{asked}");
        assert!(asked.ends_with(r#"{"overlap_hours":2}"#), "{asked}");
    }

    #[test]
    fn tokens_are_listed_and_one_is_revoked() {
        let revoked =
            CRM.replace("live", "revoked").replace(r#""revoked_at":null"#, r#""revoked_at":"2026-11-22T10:00:00Z""#);
        let edge = StubEdge::answering("200 OK", &format!(r#"{{"site":"demo","tokens":[{CRM},{revoked}]}}"#));
        insta::assert_snapshot!(said(&TokenCommand::List { of: of(&edge), json: false }).0.unwrap());
        let edge = StubEdge::answering("200 OK", &format!(r#"{{"token":{revoked}}}"#));
        let (answer, _) = said(&TokenCommand::Revoke { id: "tok_x".to_owned(), of: of(&edge) });
        assert_eq!(answer, Ok("tok_AQEBAQEBAQEBAQEBAQEBAQ (CRM) is revoked".to_owned()));
        assert!(edge.asked().starts_with("DELETE /ll/api/v1/tokens/tok_x?site=demo HTTP/1.1\r\n"));
    }
}
