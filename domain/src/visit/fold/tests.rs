use super::*;
use crate::{
    attribution::Channel,
    email::Email,
    id::LeadId,
    site,
    visit::{Pointer, Touches},
    wire::LinkKind,
};
use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec};
use proptest::prelude::*;
use url::Url;

const SHOP: &str = "https://shop.example";

fn admitted(item: Item) -> Admitted {
    Admitted { page: Url::parse(item.url()).unwrap(), at: item.occurred_at(), item, proof: None }
}

fn view(path: &str, at: i64) -> Admitted {
    let (occurred_at, url) = (Millis(at), SHOP.to_owned() + path);
    admitted(Item::View { occurred_at, url, title: String::new(), referrer: String::new() })
}

fn identify(name: &str, at: i64) -> Admitted {
    let email = Email::parse(&format!("{name}@example.com")).unwrap();
    let traits = Traits { email, fields: BTreeMap::new(), signature: None };
    admitted(Item::Identify { occurred_at: Millis(at), url: SHOP.into(), traits })
}

/// A page seen at the end of a link to somebody.
fn following(name: &str, at: i64) -> Admitted {
    let link = PersonalLink { lead: LeadId::new(1, &[9; 16]), key: name.into(), expires: Millis(9) };
    Admitted { proof: Some(Proof::Link(link)), ..view("/pricing", at) }
}

fn reset(at: i64) -> Admitted {
    admitted(Item::Reset { occurred_at: Millis(at), url: SHOP.into() })
}

fn arrival(id: u8, items: Vec<Admitted>) -> Arrival {
    Arrival { id: BatchId::from_entropy(&[id; 16]), items }
}

/// Folds as the edge does, with a shard that gives everybody a lead. Says whether the batch was new.
fn fold(passport: &mut Passport, arrival: &Arrival, site: &Site) -> bool {
    let Some(mut folding) = Folding::begin(passport, arrival, site) else { return false };
    while let Some(turn) = folding.next_turn(passport) {
        match turn {
            Turn::Reset(entropy) => passport.restart(&entropy),
            Turn::Person(person) => {
                let key = person.traits.email.canonical.clone();
                let lead = LeadId::new(1, &derived_entropy(&[&key]));
                passport.bind(Pointer { lead, key, bond: person.bond }, &person.visitor);
            }
            Turn::Link(Followed { link, visitor }) => {
                passport.follow(link, Some(link.lead.clone()), &visitor);
            }
        }
    }
    true
}

#[test]
fn a_resent_batch_folds_once() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    let batch = arrival(1, vec![view("/pricing", 5)]);
    assert!(fold(&mut passport, &batch, &site));
    let once = passport.clone();
    assert!(!fold(&mut passport, &batch, &site));
    assert_eq!(passport, once);
    let signal = site.scoring.signal("pricing-view").unwrap();
    assert_eq!(passport.signals.total(signal), 1);
}

#[test]
fn eight_batches_are_remembered() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    for id in 0..9 {
        fold(&mut passport, &arrival(id, vec![view("/", 1)]), &site);
    }
    assert!(!fold(&mut passport, &arrival(1, vec![]), &site));
    assert!(fold(&mut passport, &arrival(0, vec![]), &site));
}

#[test]
fn a_reset_begins_a_visitor_who_did_nothing_and_remembers_the_batch() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    let batch = arrival(1, vec![view("/pricing", 5), identify("ada", 6), reset(7), view("/", 8)]);
    fold(&mut passport, &batch, &site);
    assert_ne!(passport.visitor, Passport::new(&[0; 16]).visitor);
    assert_eq!((passport.folded, passport.visits.views, passport.visits.sessions), (1, 1, 1));
    assert_eq!(passport.lead, None);
    assert!(!fold(&mut passport, &batch, &site));
}

#[test]
fn who_is_identified_as_somebody_else_starts_anew() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    fold(&mut passport, &arrival(1, vec![view("/", 1), identify("ada", 2), identify("ada", 3)]), &site);
    let ada = passport.visitor.clone();
    assert_eq!((passport.visits.views, passport.folded), (1, 3), "the first person known takes the activity along");
    fold(&mut passport, &arrival(2, vec![identify("bob", 4), view("/", 5)]), &site);
    assert_ne!(passport.visitor, ada);
    assert_eq!((passport.visits.views, passport.folded), (1, 1));
}

#[test]
fn the_view_a_link_leads_to_is_the_person_s_already() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    fold(&mut passport, &arrival(1, vec![view("/", 1), identify("ada", 2)]), &site);
    let ada = passport.visitor.clone();
    let followed = following("bob", 3);
    let batch = arrival(2, vec![view("/", 3), followed.clone(), followed, view("/", 4)]);
    let mut once = passport.clone();
    fold(&mut once, &batch, &site);
    assert_ne!(once.visitor, ada);
    assert_eq!(
        (once.visits.views, once.bond_to("bob")),
        (3, Bond::Verified),
        "each view once, those before it left out"
    );
    fold(&mut passport, &batch, &site);
    assert_eq!(once, passport, "folded again it ends in the same passport");
}

#[test]
fn who_follows_the_same_link_again_is_led_once_until_somebody_else_comes() {
    let site = site::example();
    let (ada, bob) = (|at| following("ada", at), following("bob", 4));
    let batch = arrival(1, vec![ada(1), view("/", 2), ada(3), bob, ada(5), reset(6), ada(7), ada(8)]);
    let mut passport = Passport::new(&[0; 16]);
    let mut folding = Folding::begin(&mut passport, &batch, &site).unwrap();
    let mut turns = vec![];
    // The lead of none of them is there: nobody is bound, and still nobody is asked for twice.
    while let Some(turn) = folding.next_turn(&mut passport) {
        turns.push(match turn {
            Turn::Link(Followed { link, .. }) => link.key.as_str(),
            _ => "reset",
        });
    }
    assert_eq!(turns, ["ada", "bob", "ada", "reset", "ada"]);
    assert_eq!((passport.visits.views, passport.lead), (7, None));
}

fn any_item() -> impl Strategy<Value = Admitted> {
    let paths = vec!["/pricing", "/", "/case-studies/x", "/?utm_source=news", "/?gclid=1", "/app#/pricing"];
    let what = (0..16_usize, prop::sample::select(paths), 0_u64..4_000_000, prop::sample::select(vec!["ada", "bob"]));
    (what, 0_i64..200_000_000).prop_map(|((kind, path, ms, name), at)| {
        let (occurred_at, url) = (Millis(at), SHOP.to_owned() + path);
        let (form, field) = ("whitepaper".to_owned(), "first_name".to_owned());
        match kind {
            0 => identify(name, at),
            1 => reset(at),
            2 => admitted(Item::Event { occurred_at, url, name: "webinar".into(), props: None }),
            3 => admitted(Item::FormStart { occurred_at, url, form }),
            4 => admitted(Item::FormField { occurred_at, url, form, field }),
            5 => admitted(Item::FormAbandon { occurred_at, url, form, field }),
            6 => admitted(Item::FormSubmit { occurred_at, url, form }),
            7 => admitted(Item::Link { occurred_at, url, link: LinkKind::Outbound, target: SHOP.into() }),
            8..12 => admitted(Item::Engagement { occurred_at, url, ms, scroll: 50 }),
            _ => view(path, at),
        }
    })
}

fn came(path: &str, referrer: &str, at: i64) -> Admitted {
    let (occurred_at, url) = (Millis(at), SHOP.to_owned() + path);
    admitted(Item::View { occurred_at, url, title: String::new(), referrer: referrer.to_owned() })
}

#[test]
fn the_path_leads_from_the_first_touch_over_the_others_to_the_last() {
    let site = site::example();
    let mut passport = Passport::new(&[0; 16]);
    let views = vec![
        came("/", "", 1),
        came("/", "https://www.google.com/", 2),
        came("/basket", "https://www.shop.example/", 3),
        came("/?utm_source=news&utm_medium=email&utm_campaign=may", "", 4),
        came("/thanks", "https://checkout.stripe.com/c/pay/x", 5),
        came("/?li_fat_id=secret", "https://www.linkedin.com/", 6),
    ];
    fold(&mut passport, &arrival(1, views), &site);
    let Touches { first, last, between } = passport.touches;
    let end = |touch: Option<Touch>| touch.map(|touch| (touch.at.0, touch.source, touch.channel));
    assert_eq!(end(first), Some((2, "google".into(), Channel::OrganicSearch)));
    assert_eq!(end(last), Some((6, "linkedin".into(), Channel::PaidSocial)));
    let between: Vec<_> = between.into_iter().map(|touch| (touch.source, touch.campaign, touch.channel)).collect();
    assert_eq!(between, [("news".into(), "may".into(), Channel::Email)]);
}

fn any_arrival() -> impl Strategy<Value = Admitted> {
    let path = prop::sample::select(vec!["/", "/?utm_source=news", "/?utm_campaign=a%20b", "/?gclid=1", "/?fbclid=1"]);
    let referrer = prop::sample::select(vec!["", "https://shop.example/", "https://t.co/", "https://b.example/"]);
    (path, referrer, 0_i64..2_000_000_000).prop_map(|(path, referrer, at)| came(path, referrer, at))
}

/// What an item without counterpart in another split makes up is its own: ids. The rest has to be the same.
fn figures(passport: &Passport) -> impl PartialEq + core::fmt::Debug + use<> {
    let Passport { folded, touches, signals, lead, visits, .. } = passport.clone();
    (folded, touches, signals, lead, visits)
}

proptest! {
    #[test]
    fn batches_in_any_order_end_in_the_same_path(
        order in prop::collection::vec(any_arrival(), 1..30).prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle())),
        cuts in prop::collection::vec(0..30_usize, 0..6),
    ) {
        let site = site::example();
        let (mut ordered, mut shuffled) = (Passport::new(&[0; 16]), Passport::new(&[0; 16]));
        fold(&mut ordered, &arrival(100, order.0), &site);
        for (id, part) in (0..).zip(cut(&order.1, &cuts)) {
            fold(&mut shuffled, &arrival(id, part), &site);
        }
        prop_assert_eq!(ordered.touches, shuffled.touches);
    }

    #[test]
    fn any_split_into_batches_counts_the_same(
        items in prop::collection::vec(any_item(), 1..40),
        cuts in prop::collection::vec(0..40_usize, 0..6),
    ) {
        let site = site::example();
        let (mut whole, mut split) = (Passport::new(&[0; 16]), Passport::new(&[0; 16]));
        fold(&mut whole, &arrival(100, items.clone()), &site);
        for (id, part) in (0..).zip(cut(&items, &cuts)) {
            fold(&mut split, &arrival(id, part), &site);
        }
        prop_assert_eq!(figures(&whole), figures(&split));
    }

    /// Answers get lost: then the batch goes out again with the passport from before, or, once it was answered after all,
    /// with the one from after.
    #[test]
    fn any_retry_and_repetition_ends_in_the_same_passport(
        items in prop::collection::vec(any_item(), 1..40),
        cuts in prop::collection::vec(0..40_usize, 0..6),
        lost in prop::collection::vec(0..3_usize, 8),
        repeated in prop::collection::vec(0..3_usize, 8),
    ) {
        let site = site::example();
        let batches: Vec<Arrival> = (0..).zip(cut(&items, &cuts)).map(|(id, part)| arrival(id, part)).collect();
        let (mut smooth, mut rough): (Option<Passport>, Option<Passport>) = (None, None);
        for ((batch, lost), repeated) in batches.iter().zip(lost).zip(repeated) {
            smooth = Some(shown(smooth.as_ref(), batch, &site));
            for _ in 0..lost {
                shown(rough.as_ref(), batch, &site);
            }
            rough = Some(shown(rough.as_ref(), batch, &site));
            for _ in 0..repeated {
                rough = Some(shown(rough.as_ref(), batch, &site));
            }
            prop_assert_eq!(&smooth, &rough);
        }
    }
}

/// What the edge answers to a batch that shows this passport, or none.
fn shown(passport: Option<&Passport>, batch: &Arrival, site: &Site) -> Passport {
    let mut passport = passport.cloned().unwrap_or_else(|| batch.newcomer());
    fold(&mut passport, batch, site);
    passport
}

fn cut(items: &[Admitted], cuts: &[usize]) -> Vec<Vec<Admitted>> {
    let mut ends: Vec<usize> = cuts.iter().map(|end| (*end).min(items.len())).chain([items.len()]).collect();
    ends.sort_unstable();
    let starts = [0].into_iter().chain(ends.clone());
    starts.zip(ends).map(|(start, end)| items[start..end].to_vec()).collect()
}
