//! `leadline accounts`: the organisations that leads belong to, those first that were heard of last.

use crate::{
    args::PageArgs,
    edge::Edge,
    expand::Environment,
    failure::Failure,
    finding::count,
    leads::{points, printable},
    sink::read,
    table::{self, Align},
};
use leadline_domain::score::Points;
use serde::Deserialize;

/// What `GET api/v1/accounts` answers.
#[derive(Deserialize)]
struct Listed {
    accounts: Vec<Account>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    domain: Option<String>,
    id: String,
    contacts: u32,
    active: u32,
    engagement: Points,
    active_on: String,
    owner: Option<String>,
}

/// Lists a page of accounts.
pub(crate) fn run(args: &PageArgs, environment: Environment<'_>) -> Result<String, Failure> {
    let limit = args.limit.map(|limit| limit.to_string());
    let query = [("site", args.of.site.as_deref()), ("limit", limit.as_deref()), ("cursor", args.cursor.as_deref())];
    let answer = Edge::new(&args.of.edge, environment)?.get_by("api/v1/accounts", &query)?;
    if args.json { Ok(answer) } else { read(&answer).map(|listed| list(&listed)) }
}

fn list(Listed { accounts, next }: &Listed) -> String {
    if accounts.is_empty() {
        return "No accounts yet.".to_owned();
    }
    let heading = ["domain", "contacts", "active", "engagement", "last heard of", "owner"].map(ToOwned::to_owned);
    let rows: Vec<[String; 6]> = std::iter::once(heading).chain(accounts.iter().map(row)).collect();
    let more = next.as_ref().map(|next| format!("; more with --cursor {}", printable(next))).unwrap_or_default();
    let aligns = [Align::Left, Align::Right, Align::Right, Align::Point, Align::Left, Align::Left];
    format!("{}\n{}{more}", table::lay_out_by(aligns, &rows), count(accounts.len(), "account"))
}

fn row(account: &Account) -> [String; 6] {
    [
        printable(account.domain.as_ref().unwrap_or(&account.id)),
        account.contacts.to_string(),
        account.active.to_string(),
        points(account.engagement),
        printable(&account.active_on),
        account.owner.as_deref().map(printable).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        args::{EdgeArgs, SiteArgs},
        stub_edge::StubEdge,
    };

    #[test]
    fn accounts_are_a_table_that_says_where_it_goes_on() {
        let edge = StubEdge::answering(
            "200 OK",
            r#"{"site":"demo","next":"NSBh","accounts":[
            {"domain":"example.com","id":"acc_0123456789abcdef","contacts":3,"active":2,"engagement":72.5,"active_on":"2026-11-22","owner":"ada"},
            {"domain":null,"id":"acc_fedcba9876543210","contacts":12,"active":0,"engagement":5,"active_on":"2026-10-01","owner":null}]}"#,
        );
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let args = PageArgs { of, limit: None, cursor: Some("OSBh".to_owned()), json: false };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        insta::assert_snapshot!(run(&args, &key).unwrap());
        assert!(edge.asked().starts_with("GET /ll/api/v1/accounts?site=demo&cursor=OSBh HTTP/1.1\r\n"));
    }
}
