use super::*;
use crate::{
    outcome::{Accepted, Filter, Limit},
    site,
    time::{DAY, MINUTE},
};
use alloc::{format, string::String, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: Millis = Millis(1_795_000_000_000);
const EDGE: &str = "https://edge.example";

fn view(url: &str, referrer: &str) -> Item {
    Item::View { occurred_at: NOW, url: url.into(), title: String::new(), referrer: referrer.into() }
}

fn outcome(item: Result<Item, Invalid>, change: impl FnOnce(&mut Arriving<'_>)) -> &'static str {
    let site = site::example();
    let mut arriving = Arriving::new(&site, EDGE, NOW);
    change(&mut arriving);
    let judged = judge(vec![item], &arriving);
    assert_eq!(judged.outcomes.len(), 1);
    assert_eq!(judged.items.len(), usize::from(matches!(judged.outcomes[0], Outcome::Accepted(_))));
    judged.outcomes[0].code()
}

fn of_view(change: impl FnOnce(&mut Arriving<'_>)) -> &'static str {
    outcome(Ok(view("https://shop.example/", "")), change)
}

#[test]
fn each_rule_about_a_request_has_its_outcome() {
    assert_eq!(of_view(|_| ()), "accepted");
    assert_eq!(of_view(|arriving| arriving.replayed = true), "filtered.replay");
    assert_eq!(of_view(|arriving| arriving.pace = rate::Pace::Beyond), "limited.rate");
    assert_eq!(of_view(|arriving| arriving.automated = true), "filtered.automated");
    assert_eq!(of_view(|arriving| arriving.internal = true), "filtered.internal");
    assert_eq!(of_view(|arriving| arriving.user_agent = "curl/8.5.0"), "filtered.crawler");
    assert_eq!(of_view(|arriving| arriving.consent = Consent::None), "accepted.without-consent");
    assert_eq!(of_view(|arriving| (arriving.gpc, arriving.consent) = (true, Consent::Withdrawn)), "accepted.gpc");
}

#[test]
fn a_site_says_who_is_its_own_and_whom_it_lets_in() {
    let mut site = site::example();
    site.admission.internal.push(crate::network::Network::parse("203.0.113.0/24").unwrap());
    site.admission.allow_agents.push("acmebot".into());
    site.admission.referrer_spam.push("spam.example".into());
    site.honours_gpc = false;
    let arriving = Arriving { gpc: true, ..Arriving::new(&site, EDGE, NOW) };
    let judged =
        |referrer, arriving| judge(vec![Ok(view("https://shop.example/", referrer))], &arriving).outcomes[0].code();
    assert_eq!(judged("", arriving), "accepted");
    assert_eq!(judged("", Arriving { address: "::ffff:203.0.113.8", ..arriving }), "filtered.internal");
    assert_eq!(judged("", Arriving { address: "203.0.112.8", ..arriving }), "accepted");
    assert_eq!(judged("", Arriving { user_agent: "AcmeBot/1", ..arriving }), "accepted");
    assert_eq!(judged("", Arriving { user_agent: "OtherBot/1", ..arriving }), "filtered.crawler");
    assert_eq!(judged("https://a.spam.example/x", arriving), "filtered.referrer-spam");
    assert_eq!(judged("https://nospam.example/x", arriving), "accepted");
}

#[test]
fn each_item_is_judged_by_its_own_page() {
    let pages = [
        ("https://shop.example/a", "accepted"),
        ("https://elsewhere.example/", "filtered.foreign-page"),
        ("https://shop.example/a", "accepted"),
        ("https://shop.example/b", "accepted"),
        ("nowhere", "invalid.bad-url"),
        ("nowhere", "invalid.bad-url"),
        ("https://ada@shop.example/", "accepted"),
        ("https://shop.example@elsewhere.example/", "filtered.foreign-page"),
        ("https://shop.example.elsewhere.example/", "filtered.foreign-page"),
    ];
    let site = site::example();
    let sent = pages.iter().map(|(page, _)| Ok(view(page, ""))).collect();
    let judged = judge(sent, &Arriving::new(&site, EDGE, NOW));
    let codes: Vec<_> = judged.outcomes.iter().map(|outcome| outcome.code()).collect();
    assert_eq!(codes, pages.map(|(_, code)| code));
    let admitted: Vec<_> = judged.items.iter().map(|admitted| admitted.page.path()).collect();
    assert_eq!(admitted, ["/a", "/a", "/b", "/"]);
}

#[test]
fn a_view_from_the_page_before_is_no_spam_and_a_name_that_only_begins_like_it_may_be() {
    let mut site = site::example();
    site.admission.referrer_spam.extend(["shop.example".into(), "evil.example".into()]);
    let arriving = Arriving::new(&site, EDGE, NOW);
    let judged =
        |referrer: &str| judge(vec![Ok(view("https://shop.example/", referrer))], &arriving).outcomes[0].code();
    assert_eq!(judged("https://shop.example/pricing"), "accepted");
    assert_eq!(judged("https://shop.example.evil.example/"), "filtered.referrer-spam");
    let long = format!("https://{}evil.example/", "a.".repeat(121));
    assert_eq!(judged(&long), "accepted", "no host is so long");
}

#[test]
fn each_rule_about_an_item_has_its_outcome() {
    let event = |name: &str| {
        Item::read(&json!({"kind": "event", "occurred_at": 5, "url": "https://shop.example/", "name": name}))
    };
    let identify = |email: &str| {
        Item::read(
            &json!({"kind": "identify", "occurred_at": 5, "url": "https://shop.example/", "traits": {"email": email}}),
        )
    };
    let start = |form: &str| {
        Item::read(&json!({"kind": "form-start", "occurred_at": 5, "url": "https://shop.example/", "form": form}))
    };
    let at = |time: Value| Item::read(&json!({"kind": "reset", "occurred_at": time, "url": "https://shop.example/"}));
    let table = [
        (Ok(view("https://elsewhere.example/", "")), "filtered.foreign-page"),
        (Ok(view("https://edge.example/ll/p/x", "")), "accepted"),
        (Ok(view("https://shop.example/", "https://site1.semalt.com/crawler.php")), "filtered.referrer-spam"),
        (Ok(view("https://shop.example/", "not an address")), "accepted"),
        (Ok(view("mailto:x", "")), "invalid.bad-url"),
        (event("undefined"), "invalid.illegal-id"),
        (event("[object Object]"), "invalid.illegal-id"),
        (event("guest"), "accepted.clock-clamped"),
        (start("NULL"), "invalid.illegal-id"),
        (identify("undefined"), "invalid.illegal-id"),
        (identify("guest"), "invalid.illegal-id"),
        (identify("ada"), "invalid.traits"),
        (identify("undefined@undefined.com"), "invalid.illegal-id"),
        (identify("guest@hotel.example"), "accepted.clock-clamped"),
        (at(json!(1e300)), "invalid.time"),
        (at(json!(8_640_000_000_000_001_i64)), "invalid.time"),
        (at(json!(1.5)), "invalid.time"),
        (at(json!("now")), "invalid.malformed"),
        (at(Value::Null), "invalid.malformed"),
    ];
    for (item, expected) in table {
        assert_eq!(outcome(item.clone(), |_| ()), expected, "{item:?}");
    }
}

#[test]
fn a_wrong_clock_costs_nothing() {
    let at = |occurred: i64, sent: i64| {
        let item = Ok(Item::Reset { occurred_at: Millis(occurred), url: "https://shop.example/".into() });
        outcome(item, |arriving| arriving.sent_at = Millis(sent))
    };
    assert_eq!(at(NOW.0 - MINUTE, NOW.0), "accepted");
    assert_eq!(at(NOW.0 + 10 * MINUTE, NOW.0 + 10 * MINUTE), "accepted");
    assert_eq!(at(5, 10), "accepted.clock-corrected");
    assert_eq!(at(NOW.0 + 400 * DAY, NOW.0 + 400 * DAY + 1), "accepted.clock-corrected");
    assert_eq!(at(NOW.0 - 8 * DAY, NOW.0), "accepted.clock-clamped");
    assert_eq!(at(NOW.0 + DAY, NOW.0), "accepted.clock-clamped");
    assert_eq!(at(-MINUTE, 0), "accepted.clock-corrected");
}

#[test]
fn one_person_too_many_is_limited() {
    let reset = || Ok(Item::Reset { occurred_at: NOW, url: "https://shop.example/".into() });
    let site = site::example();
    let judged = judge((0..7).map(|_| reset()).collect(), &Arriving::new(&site, EDGE, NOW));
    assert_eq!(judged.outcomes.iter().filter(|outcome| **outcome == Outcome::Limited(Limit::People)).count(), 2);
}

#[test]
fn what_can_t_be_read_is_said_to_be_so_whoever_sent_it() {
    let site = site::example();
    let arriving = Arriving { automated: true, ..Arriving::new(&site, EDGE, NOW) };
    let judged = judge(vec![Err(Invalid::UnknownKind), Ok(view("https://shop.example/", ""))], &arriving);
    let automated = Outcome::Filtered(Filter::Automated);
    assert_eq!(judged.outcomes, [Outcome::Invalid(Invalid::UnknownKind), automated]);
    assert_eq!((judged.request, judged.items.len()), (Err(automated), 0));
}

/// JSON of any shape, often with keys and words of items.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "(view|event|form-start|identify|reset|engagement|link|undefined|contact|mail|download)",
        "https://(shop|edge|x)\\.example/[a-z?=#]{0,8}",
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        Just(json!({"email": "ada@b.example"})),
    ];
    let key = prop_oneof![
        "(kind|occurred_at|url|name|form|field|title|referrer|ms|scroll|link|target|traits|props)",
        "[a-z]{0,3}"
    ];
    leaf.prop_recursive(3, 40, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..12)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

prop_compose! {
    fn any_item()(kind in "(view|event|form-start|form-field|identify|reset|engagement|link)", at in any::<i64>(), mut json in any_json()) -> Value {
        if let Some(item) = json.as_object_mut() {
            item.insert("kind".into(), kind.into());
            item.entry("occurred_at").or_insert(at.into());
            item.entry("url").or_insert("https://shop.example/".into());
        }
        json
    }
}

proptest! {
    // Trees of JSON take their time, and fuzzing goes further.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_item_ends_in_exactly_one_outcome(
        sent in prop::collection::vec(prop_oneof![any_json(), any_item()], 0..12),
        flags in any::<[bool; 5]>(),
        agent in "\\PC{0,40}",
        address in "[0-9a-f.:]{0,16}",
        sent_at in any::<i64>(),
    ) {
        let site = site::example();
        let [automated, internal, replayed, gpc, beyond] = flags.map(|flag| flag && sent.len() % 3 == 0);
        let pace = if beyond { rate::Pace::Beyond } else { rate::Pace::Within };
        let arriving = Arriving {
            user_agent: &agent, address: &address, automated, internal, replayed, gpc, pace, sent_at: Millis(sent_at),
            ..Arriving::new(&site, EDGE, NOW)
        };
        let judged = judge(sent.iter().map(Item::read).collect(), &arriving);
        prop_assert_eq!(judged.outcomes.len(), sent.len());
        let accepted = judged.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted(_))).count();
        prop_assert_eq!(accepted, judged.items.len());
        prop_assert!(judged.request.is_ok() || judged.items.is_empty());
        prop_assert!(judged.items.iter().all(|item| item.at <= NOW && item.at >= NOW.plus(-7 * DAY)));
        prop_assert!(judged.outcomes.iter().all(|outcome| Outcome::ALL.contains(outcome)));
    }

    #[test]
    fn no_clock_costs_an_item(occurred in -8_640_000_000_000_000_i64..=8_640_000_000_000_000, sent in any::<i64>()) {
        let item = json!({"kind": "reset", "occurred_at": occurred, "url": "https://shop.example/"});
        let code = outcome(Item::read(&item), |arriving| arriving.sent_at = Millis(sent));
        prop_assert!(code.starts_with("accepted"), "{}", format!("{code}"));
    }
}

#[test]
fn the_clock_s_words_are_only_for_what_was_moved() {
    let site = site::example();
    let judged = judge(vec![Ok(view("https://shop.example/", ""))], &Arriving::new(&site, EDGE, NOW));
    assert_eq!(judged.outcomes, [Outcome::Accepted(Accepted::Whole)]);
}
