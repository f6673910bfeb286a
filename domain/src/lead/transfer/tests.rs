use super::*;
use crate::{
    lead::{Mover, Newborn, Reply, Stage, StageEntry, decide::Decision},
    secret::{Purpose, RootSecret},
    site::{self, Site},
};
use alloc::format;

const NOW: Millis = Millis(1_795_000_000_000);

fn context(site: &Site) -> Context<'_> {
    Context { site, shard: 0, now: NOW, lead_entropy: [1; 16], outbox_entropy: [2; 16] }
}

fn key(email: &Email) -> LeadKey {
    let root = RootSecret::new("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
    LeadKey::of(&root.key("demo", Purpose::LeadKey), &email.canonical)
}

fn row(fields: &[(&str, &str)], at: i64) -> Row {
    let all = [("email", "ada@acme.example")].iter().chain(fields);
    let traits = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Newcomer { traits, at: Millis(at), source: "import:crm".into(), tell: false }.row(key).unwrap().1
}

fn kept(decision: &Decision) -> Option<Lead> {
    decision.effects.iter().find_map(|effect| match effect {
        Effect::PutLead(lead) => Some((**lead).clone()),
        _ => None,
    })
}

fn told(decision: &Decision) -> Vec<String> {
    let rows = decision.effects.iter().filter_map(|effect| match effect {
        Effect::PutOutbox(row) => Some(&row.events),
        _ => None,
    });
    rows.flatten().map(|event| event.kind.clone()).collect()
}

fn change(decision: &Decision) -> Change {
    let Reply::Done { change, .. } = decision.reply else { panic!("{:?}", decision.reply) };
    change
}

#[test]
fn somebody_from_elsewhere_is_a_lead_without_a_submission_and_nobody_is_told() {
    let site = site::example();
    let decision = welcome(Err(Newborn::default()), &row(&[("job_title", "Director")], 5), &context(&site));
    let lead = kept(&decision).unwrap();
    assert_eq!(
        (change(&decision), told(&decision).len(), lead.profile.submitted.submissions()),
        (Change::Created, 0, 0)
    );
    assert_eq!(lead.created_at, Millis(5));
    let title = lead.profile.fields.present("job_title").unwrap();
    assert_eq!((title.value.as_str(), title.source.as_str(), title.at), ("Director", "import:crm", Millis(5)));
    assert!(lead.score.total.0 > 0, "and is scored");
}

#[test]
fn others_hear_of_it_where_that_is_asked_for() {
    let site = site::example();
    let decision = welcome(Err(Newborn::default()), &Row { tell: true, ..row(&[], 5) }, &context(&site));
    assert_eq!(told(&decision), ["lead.created"]);
}

#[test]
fn the_same_row_changes_nothing_the_second_time_whatever_was_said_since() {
    let site = site::example();
    let said = row(&[("company", "Acme"), ("phone", "+43 1 234567")], 5);
    let mut lead = kept(&welcome(Err(Newborn::default()), &said, &context(&site))).unwrap();
    let again = welcome(Ok(lead.clone()), &said, &context(&site));
    assert_eq!((change(&again), again.effects.len()), (Change::None, 0));
    let newer = FieldValue { at: NOW.plus(-9), value: "Beta".into(), source: "form:x".into(), typed: None };
    lead.profile.fields.learn("company", newer);
    assert_eq!(change(&welcome(Ok(lead.clone()), &said, &context(&site))), Change::None);
    let later = Row { at: NOW.plus(1), ..said };
    assert_eq!(change(&welcome(Ok(lead), &later, &context(&site))), Change::Updated, "a later word is news");
}

#[test]
fn what_is_not_within_its_bounds_is_nobody() {
    let newcomer = |email: &str, name: &str, source: &str| {
        let traits = [("email", email), (name, "x")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        Newcomer { traits: traits.into(), at: Millis(0), source: source.into(), tell: false }.row(key).is_some()
    };
    assert!(newcomer("ada@acme.example", "company", "import:x"));
    for (email, name, source) in [
        ("ada", "company", "import:x"),
        ("ada@acme.example", "Company Name", "import:x"),
        ("ada@acme.example", "company", "form:x"),
        ("ada@acme.example", "company", &format!("import:{}", "x".repeat(99))),
    ] {
        assert!(!newcomer(email, name, source), "{email} {name} {source}");
    }
}

/// A lead that came far, as a backup has it.
fn backed_up(site: &Site) -> Lead {
    let mut lead = kept(&welcome(Err(Newborn::default()), &row(&[("company", "Acme")], 5), &context(site))).unwrap();
    lead.profile.tag("vip", &Latest { at: Millis(6), value: true });
    let (at, stage, by) = (Millis(6), Stage::Sql, Mover::Rules);
    lead.journey.enter(StageEntry { at, stage, by, reason: None, note: None, request: None });
    lead.arrive();
    (lead.version, lead.updated_at) = (7, Millis(9));
    lead
}

#[test]
fn into_an_empty_site_a_lead_comes_back_as_it_was_and_nobody_is_told() {
    let site = site::example();
    let backup = backed_up(&site);
    let decision = restore(None, backup.clone(), &context(&site));
    assert_eq!((kept(&decision), change(&decision), told(&decision).len()), (Some(backup.clone()), Change::Created, 0));
    let again = restore(Some(backup.clone()), backup, &context(&site));
    assert_eq!((change(&again), again.effects.len()), (Change::None, 0));
}

#[test]
fn a_known_lead_learns_what_it_does_not_know_and_keeps_what_is_newer() {
    let site = site::example();
    let backup = backed_up(&site);
    let mut living =
        kept(&welcome(Err(Newborn::default()), &row(&[("company", "Beta")], 50), &context(&site))).unwrap();
    living.profile.tag("vip", &Latest { at: Millis(60), value: false });
    let decision = restore(Some(living.clone()), backup.clone(), &context(&site));
    let lead = kept(&decision).unwrap();
    assert_eq!(lead.profile.fields.history("company").len(), 2);
    assert_eq!((lead.profile.fields.value("company"), lead.profile.tags_on().count()), (Some("Beta"), 0));
    assert_eq!((lead.stage, told(&decision).len()), (Stage::Sql, 0), "that it came so far was told then");
    assert!(lead.merged.is_empty(), "no lead is part of itself");
    assert_eq!(change(&restore(Some(lead), backup, &context(&site))), Change::None);
}

#[test]
fn in_another_deployment_addresses_have_its_keys_and_the_id_stays_where_it_can() {
    let site = site::example();
    let mut lead = backed_up(&site);
    lead.profile.rename(|_| "key of another secret".to_owned());
    lead.id = LeadId::new(5, &[9; 16]);
    let agreed = crate::lead::ConsentEntry::new(Millis(1), "form:x".into(), String::new());
    lead.profile.consents.tell("key of another secret", "mail", crate::lead::Said::Given, &agreed);
    let own = key(&lead.email).hex;
    let stays = lead.clone().moved_in(8, |email| key(email).hex);
    assert!(stays.profile.addresses.contains(&own) && stays.profile.consents.allows(&own, "mail"));
    assert_eq!((&stays.id, stays.merged.len()), (&lead.id, 0));
    let goes = lead.clone().moved_in(4, |email| key(email).hex);
    assert_eq!((goes.id.shard(), goes.merged.contains(&lead.id)), (1, true));
    assert_eq!(goes.clone().moved_in(4, |email| key(email).hex), goes);
}

#[test]
fn every_line_reads_back() {
    let site = site::example();
    let mut lead = backed_up(&site);
    lead.profile
        .browsers
        .see(crate::lead::decide::tests::snapshot(1, 3, &["pricing-view"]), crate::bond::Bond::Claimed);
    let alias = Alias { id: LeadId::new(1, &[1; 16]), lead: lead.id.clone() };
    let newcomer = Newcomer { traits: BTreeMap::new(), at: NOW, source: "import:x".to_owned(), tell: true };
    for line in [Line::Lead(Box::new(lead)), Line::Alias(alias), Line::Person(newcomer)] {
        let text = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line, "{text}");
    }
}

#[test]
fn a_junior_that_is_there_anew_after_a_restore_brings_along_what_it_has_learned_since() {
    let site = site::example();
    let mut senior = backed_up(&site);
    let mut junior = kept(&welcome(Err(Newborn::default()), &row(&[], 50), &context(&site))).unwrap();
    junior.id = LeadId::new(3, &[3; 16]);
    senior.merged.insert(junior.id.clone());
    let city = FieldValue { at: NOW, value: "Graz".into(), source: "form:x".into(), typed: None };
    junior.profile.fields.learn("city", city);
    let taken = crate::lead::merge::take(senior, &junior, &context(&site));
    let lead = kept(&taken).unwrap();
    assert_eq!((change(&taken), lead.profile.fields.value("city")), (Change::Updated, Some("Graz")));
    assert_eq!(change(&crate::lead::merge::take(lead, &junior, &context(&site))), Change::None);
}
