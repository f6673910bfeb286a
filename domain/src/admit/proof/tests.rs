use super::*;
use crate::{
    admit::{Admitted, judge},
    bond::signed_text,
    email::Email,
    id::LeadId,
    secret::{Purpose, RootSecret, hmac_sha256},
    site::{self, Site},
    time::{DAY, Millis},
    wire::Consent,
};
use alloc::{borrow::ToOwned, format, vec, vec::Vec};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

const NOW: Millis = Millis(1_795_000_000_000);
const SECRET: &str = "signing-secret-of-the-customer-1";
const PAGE: &str = "https://shop.example/welcome";

fn signature(site: &str, address: &str, expiry: &str) -> String {
    let text = signed_text(site, expiry, &Email::parse(address).unwrap());
    format!("v1.{expiry}.{}", BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(SECRET.as_bytes(), text.as_bytes())))
}

fn identify(traits: &serde_json::Value) -> Item {
    Item::read(&json!({"kind": "identify", "occurred_at": NOW.0, "url": PAGE, "traits": traits})).unwrap()
}

fn signed(signature: &str) -> Item {
    identify(&json!({"email": "ada@example.com", "city": "Wien", "ll_signature": signature}))
}

fn unsigned() -> Item {
    identify(&json!({"email": "ada@example.com"}))
}

fn view(query: &str) -> Item {
    let url = format!("{PAGE}{query}");
    Item::read(&json!({"kind": "view", "occurred_at": NOW.0, "url": url, "title": "", "referrer": url})).unwrap()
}

fn key() -> Key {
    RootSecret::new("s".repeat(32)).unwrap().key("demo", Purpose::Link)
}

fn link(draw: u8) -> PersonalLink {
    PersonalLink { lead: LeadId::new(1, &[draw; 16]), key: "0123456789abcdef".into(), expires: NOW.plus(DAY) }
}

fn token(draw: u8) -> String {
    link(draw).seal(&key(), &site::example().id, &[draw; 24]).unwrap()
}

fn judged(site: &Site, consent: Consent, items: Vec<Item>) -> (Vec<&'static str>, Vec<Admitted>) {
    let (secrets, key) = (SigningSecrets::read(SECRET).unwrap(), key());
    let proofs = Proofs { signing: Some(&secrets), links: Some(&key) };
    let arriving = Arriving { consent, proofs, ..Arriving::new(site, "https://edge.example", NOW) };
    let judged = judge(items.into_iter().map(Ok).collect(), &arriving);
    (judged.outcomes.into_iter().map(Outcome::code).collect(), judged.items)
}

fn code(require: bool, item: Item) -> &'static str {
    let mut site = site::example();
    site.identify.require = require;
    judged(&site, Consent::Given, vec![item]).0[0]
}

#[test]
fn whom_the_server_signs_is_verified_and_the_rest_is_what_it_was_called() {
    let id = site::example().id;
    let table = [
        (signed(&signature(&id, "ada@example.com", "1795000600")), "accepted.verified", "accepted.verified"),
        (unsigned(), "accepted", "filtered.unsigned"),
        (signed(&signature(&id, "bob@example.com", "1795000600")), "accepted.proof-wrong", "filtered.proof-wrong"),
        (signed(&signature("other", "ada@example.com", "1795000600")), "accepted.proof-wrong", "filtered.proof-wrong"),
        (signed("nonsense"), "accepted.proof-wrong", "filtered.proof-wrong"),
        (signed(&signature(&id, "ada@example.com", "1794999999")), "accepted.proof-expired", "filtered.proof-expired"),
    ];
    for (item, claimed, required) in table {
        assert_eq!((code(false, item.clone()), code(true, item.clone())), (claimed, required), "{item:?}");
    }
    assert_eq!(code(true, view("")), "accepted", "only names are signed");
}

#[test]
fn a_signature_that_proves_nothing_costs_nothing_else_and_none_is_kept() {
    let id = site::example().id;
    for said in [signature(&id, "ada@example.com", "1795000600"), "nonsense".to_owned()] {
        let (_, items) = judged(&site::example(), Consent::Given, vec![signed(&said)]);
        let Item::Identify { traits, .. } = &items[0].item else { panic!() };
        assert_eq!((traits.signature.as_ref(), traits.fields["city"].as_str()), (None, "Wien"));
        assert_eq!(items[0].proof.is_some(), said != "nonsense");
    }
}

#[test]
fn without_a_secret_nothing_is_verified() {
    let site = site::example();
    let items = vec![Ok(signed(&signature(&site.id, "ada@example.com", "1795000600"))), Ok(view("?ll_link=ll1.x"))];
    let judged = judge(items, &Arriving::new(&site, "https://edge.example", NOW));
    assert!(judged.outcomes.iter().all(|outcome| outcome.code() == "accepted.proof-wrong"));
}

#[test]
fn a_link_is_taken_out_of_every_address_and_followed_where_a_page_is_seen() {
    let query = format!("?utm_source=mail&ll_link={}", token(1));
    let start = json!({"kind": "form-start", "occurred_at": NOW.0, "url": format!("{PAGE}{query}"), "form": "x"});
    let items = vec![view(&query), Item::read(&start).unwrap(), view("?ll_link=ll1.x")];
    let (codes, admitted) = judged(&site::example(), Consent::Given, items);
    assert_eq!(codes, ["accepted.verified", "accepted", "accepted.proof-wrong"]);
    let proofs: Vec<_> = admitted.iter().map(|admitted| admitted.proof.clone()).collect();
    assert_eq!(proofs, [Some(Proof::Link(link(1))), None, None]);
    for Admitted { item, page, .. } in &admitted {
        assert!(!serde_json::to_string(item).unwrap().contains("ll_link") && !page.as_str().contains("ll_link"));
    }
    assert_eq!(admitted[0].page.query(), Some("utm_source=mail"));
}

#[test]
fn links_to_more_people_than_a_batch_may_name_lead_nowhere() {
    let views =
        |draws: &mut dyn Iterator<Item = u8>| draws.map(|draw| view(&format!("?ll_link={}", token(draw)))).collect();
    let (codes, _) = judged(&site::example(), Consent::Given, views(&mut (1..8)));
    assert_eq!(codes[4..], ["accepted.verified", "accepted", "accepted"]);
    let (codes, _) = judged(&site::example(), Consent::Given, views(&mut [1; 8].into_iter()));
    assert!(codes.iter().all(|code| *code == "accepted.verified"), "the same person all the time");
}

#[test]
fn nothing_is_proven_of_whom_nothing_may_be_kept() {
    let (codes, _) = judged(&site::example(), Consent::None, vec![view(&format!("?ll_link={}", token(1)))]);
    assert_eq!(codes, ["accepted.without-consent"]);
}
