use super::*;
use crate::{
    id::{SubmissionId, VisitorId},
    secret::{LeadKey, Purpose, RootSecret},
    site::Turnstile,
    time::{DAY, Millis, SECOND},
};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec,
};
use proptest::prelude::*;

const NOW: Millis = Millis(1_795_000_000_000);

fn form() -> Form {
    let raw = serde_json::json!({
        "title": "Ask", "button": "Send", "thanks": "Thanks",
        "field": [
            {"name": "email", "type": "email", "label": "E-mail", "required": true},
            {"name": "title", "type": "text", "label": "Title"},
            {"name": "size", "type": "select", "label": "Size", "options": ["1", "2"]},
            {"name": "text", "type": "textarea", "label": "Text"},
        ],
    });
    Form::check(&serde_json::from_value(raw).unwrap(), &mut |place, found, _| panic!("{place:?}: {found}"))
}

fn judged(body: &str, change: impl FnOnce(&mut Seen<'_>)) -> Vec<Suspicion> {
    let (form, answers) = (form(), Answers::read(body.as_bytes()));
    let mut seen = Seen::new(&form, &answers);
    change(&mut seen);
    suspicions(&seen, &Spam::default())
}

#[test]
fn whoever_fills_a_form_in_like_people_do_is_not_suspected() {
    let body = "email=ada%40example.com&title=Head&text=See+https%3A%2F%2Fexample.com&ll_url=";
    let usual = |seen: &mut Seen<'_>| {
        (seen.had_for, seen.by_visitor, seen.by_network, seen.by_content) = (Some(3 * SECOND), 10, 60, 5);
    };
    assert_eq!(judged(body, usual), []);
}

#[test]
fn each_rule_suspects_by_itself_and_names_itself() {
    type Change = fn(&mut Seen<'_>);
    let four = "text=http%3A%2F%2Fa+http%3A%2F%2Fb+http%3A%2F%2Fc+http%3A%2F%2Fd";
    let table: [(&str, Change, Suspicion); 6] = [
        ("ll_url=x", |_| {}, Suspicion::Honeypot),
        ("", |seen| seen.had_for = Some(3 * SECOND - 1), Suspicion::Haste),
        ("", |seen| seen.by_visitor = 11, Suspicion::Visitor),
        ("", |seen| seen.by_network = 61, Suspicion::Network),
        (four, |_| {}, Suspicion::Links),
        ("", |seen| seen.by_content = 6, Suspicion::Repeat),
    ];
    for (body, change, expected) in table {
        assert_eq!(judged(body, change), [expected], "{expected:?}");
    }
}

#[test]
fn a_verdict_names_every_reason() {
    let all = |seen: &mut Seen<'_>| {
        (seen.had_for, seen.by_visitor, seen.by_network, seen.by_content) = (Some(0), 99, 99, 99);
    };
    let found = judged("ll_url=x", all);
    assert_eq!(
        found,
        [Suspicion::Honeypot, Suspicion::Haste, Suspicion::Visitor, Suspicion::Network, Suspicion::Repeat]
    );
    let codes: BTreeSet<&str> = Suspicion::ALL.iter().map(|suspicion| suspicion.code()).collect();
    assert_eq!(codes.len(), Suspicion::ALL.len());
    for suspicion in Suspicion::ALL {
        assert_eq!(serde_json::to_value(suspicion).unwrap(), suspicion.code());
    }
}

#[test]
fn at_a_stand_of_a_fair_one_visitor_is_many() {
    let (mut form, answers) = (form(), Answers::default());
    form.kiosk = true;
    let seen = Seen { by_visitor: 500, ..Seen::new(&form, &answers) };
    assert_eq!(suspicions(&seen, &Spam::default()), []);
}

#[test]
fn what_turnstile_does_not_vouch_for_is_suspected_where_the_site_uses_it() {
    let (form, answers) = (form(), Answers::default());
    let turnstile = Some(Turnstile { sitekey: "1x".to_owned(), secret: "TURNSTILE".to_owned() });
    let uses = Spam { turnstile, ..Spam::default() };
    let said = |token, spam: &Spam| suspicions(&Seen { token, ..Seen::new(&form, &answers) }, spam);
    assert_eq!(said(Token::Good, &uses), []);
    assert_eq!(said(Token::Bad, &uses), [Suspicion::Turnstile]);
    assert_eq!(said(Token::Away, &uses), [Suspicion::TurnstileAway]);
    assert_eq!(said(Token::Bad, &Spam::default()), []);
}

#[test]
fn the_same_text_is_the_same_however_it_is_spaced_and_whoever_sends_it() {
    let hash = |body: &str| content(&form(), &Answers::read(body.as_bytes()));
    let text = "text=We+offer+search+engine+optimisation+for+your+website";
    let one = hash(&format!("email=a%40a.example&{text}&size=1"));
    assert!(one.is_some());
    assert_eq!(one, hash(&format!("email=b%40b.example&{text}+&size=2").replace("offer", "OFFER+")));
    assert_ne!(one, hash(&format!("{text}+now")));
    assert_eq!(hash("email=a%40a.example&size=1&title=Head+of+Marketing"), None, "many have that title");
    let mut offered = form();
    offered
        .fields
        .iter_mut()
        .for_each(|field| field.default = Some("I would like an offer for my own production line.".into()));
    let untouched = Answers::default().with_defaults(&offered);
    assert_eq!(content(&offered, &untouched), None, "nobody typed that");
}

/// What is counted where everything is known.
fn all_counts(body: &str, address: &str, kiosk: bool) -> Counts {
    let (mut form, answers) = (form(), Answers::read(body.as_bytes()));
    form.kiosk = kiosk;
    let secret = RootSecret::new("s".repeat(32)).unwrap();
    let person = LeadKey::of(&secret.key("demo", Purpose::LeadKey), answers.get("email"));
    let (visitor, id) = (VisitorId::from_entropy(&[1; 16]), SubmissionId::from_entropy(&[2; 16]));
    let sender = Sender { visitor: Some(&visitor), address, person: &person, id: &id };
    Counts::of(&form, &answers, sender, &Spam::default(), &secret.key("demo", Purpose::Sighting))
}

#[test]
fn only_what_is_known_is_counted_and_at_a_stand_no_visitor() {
    let text = "email=a%40a.example&text=We+offer+search+engine+optimisation+for+your+website";
    let kinds = |counts: &Counts| {
        [&counts.visitor, &counts.network, &counts.content].map(|count| count.as_ref().map(|count| count.most))
    };
    let table = [
        (text, "203.0.113.7", false, [Some(10), Some(60), Some(5)]),
        (text, "203.0.113.7", true, [None, Some(60), Some(5)]),
        (text, "127.0.0.1", false, [Some(10), None, Some(5)]),
        ("email=a%40a.example&text=short", "", false, [Some(10), None, None]),
    ];
    for (body, address, kiosk, expected) in table {
        assert_eq!(kinds(&all_counts(body, address, kiosk)), expected, "{body} {address} {kiosk}");
    }
}

#[test]
fn what_is_kept_of_who_sent_a_text_tells_a_few_people_apart_and_is_nobody_s_name() {
    let text = "text=We+offer+search+engine+optimisation+for+your+website";
    let of = |email: &str, text: &str| all_counts(&format!("email={email}&{text}"), "", false).content.unwrap();
    let one = of("a%40a.example", text);
    assert_eq!(one, of("a%40a.example", text), "the same person is seen once");
    assert_ne!(one.what, of("b%40b.example", text).what);
    assert_ne!(one.what, of("a%40a.example", &format!("{text}+now")).what, "under each text it is another");
    let people = (0..9_000).map(|nth| of(&format!("p{nth}%40a.example"), text).what);
    let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
    people.for_each(|kind| *kinds.entry(kind).or_default() += 1);
    let alone = kinds.values().filter(|many| **many == 1).count();
    assert!(kinds.len() <= 4_096 && alone < 1_500, "{alone} of 9,000 share theirs with nobody");
}

#[test]
fn what_nobody_misses_weighs_most() {
    let mut all = Suspicion::ALL;
    all.sort_by_key(|suspicion| suspicion.weight());
    assert_eq!((all[0], all[7]), (Suspicion::TurnstileAway, Suspicion::Honeypot));
    assert!(Suspicion::Network.weight() > Suspicion::Haste.weight());
}

#[test]
fn networks_are_named_by_a_keyed_hash_and_local_addresses_by_none() {
    let table = [
        ("203.0.113.7", Some("203.0.113.0/24")),
        ("::ffff:203.0.113.200", Some("203.0.113.0/24")),
        ("2001:db8:1:2:3::4", Some("2001:db8:1:2::/64")),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("::1", None),
        ("fd00::1", None),
        ("", None),
        ("office", None),
    ];
    for (address, expected) in table {
        assert_eq!(counted(address).as_deref(), expected, "{address}");
    }
    let key = |site: &str| RootSecret::new("s".repeat(32)).unwrap().key(site, Purpose::Sighting);
    let name = Counted::Network.name(&key("demo"), "203.0.113.0/24");
    assert!(!name.hex.contains("203") || name.hex.len() == 64);
    assert_ne!(name, Counted::Network.name(&key("other"), "203.0.113.0/24"));
    assert_ne!(name, Counted::Visitor.name(&key("demo"), "203.0.113.0/24"));
}

proptest! {
    #[test]
    fn what_is_seen_again_is_seen_once_and_no_more_is_kept_than_decides(
        what in prop::collection::vec((0_i64..2_000, 0_u8..12), 1..60), most in 1_u16..8,
    ) {
        let (mut sightings, mut at) = (Sightings::default(), NOW);
        let mut seen: Vec<(Millis, String)> = vec![];
        let mut last: BTreeMap<String, Millis> = BTreeMap::new();
        for (later, tag) in what {
            at = at.plus(later * SECOND);
            let tag = tag.to_string();
            let many = sightings.note(&tag, Counted::Visitor, most, at);
            let since = at.plus(-Counted::Visitor.window());
            seen.retain(|(at, _)| *at > since);
            last.retain(|_, at| *at > since);
            if !seen.iter().any(|(_, known)| *known == tag) {
                seen.push((at, tag.clone()));
            }
            last.insert(tag, at);
            // What was let go as one too many and comes again is new, so it may be remembered for longer than from its first time.
            let bounded = |exact: usize| u32::try_from(exact).unwrap().min(u32::from(most) + 1);
            prop_assert!((bounded(seen.len())..=bounded(last.len())).contains(&many), "{many} of {seen:?}");
        }
        let read: Sightings = serde_json::from_str(&serde_json::to_string(&sightings).unwrap()).unwrap();
        prop_assert_eq!(read.until(Counted::Content), at_of_last(&sightings).plus(DAY));
    }

    #[test]
    fn any_submission_s_id_is_a_uuid_of_its_own(one: [u8; 16]) {
        let text = uuid(&SubmissionId::from_entropy(&one));
        prop_assert_eq!(text.len(), 36);
        prop_assert_eq!(text.matches('-').count(), 4);
        prop_assert_eq!(&text[14..15], "8");
    }

    #[test]
    fn nothing_that_is_typed_makes_a_rule_fall_over(body in "\\PC{0,300}") {
        let _ = judged(&body, |_| {});
        let _ = content(&form(), &Answers::read(body.as_bytes()));
        let _ = counted(&body);
    }
}

fn at_of_last(sightings: &Sightings) -> Millis {
    sightings.until(Counted::Content).plus(-DAY)
}
