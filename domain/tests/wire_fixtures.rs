//! What older clients and edges wrote has to be read for ever: each shape on the wire or at rest, as a file.
//!
//! A new shape gets a new file (`WRITE_FIXTURES=1 cargo test` writes what is missing, then `cargo xtask tidy --bless`); a
//! file that exists is never changed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as expected; clippy knows only functions marked #[test]"
)]

use leadline_domain::{
    admit::{self, Arriving},
    attribution::Channel,
    bond::{Bond, ConfirmLink, FileLink, PersonalLink, PreferenceLink},
    form::{
        Agreed, Answers, Rules, Ticket,
        spam::{Counted, Sightings, Suspicion},
    },
    geo::Place,
    id::{LeadId, OutboxId, SubmissionId},
    keyring::{Keyring, PassportSecrets},
    lead::{
        Addresses, Beginning, Browsers, Command, Confirmation, Context, Data, Diary, Effect, Event, Held, Holder,
        Identification, Latest, Lead, LeadView, Mailboxes, OutboxRow, Passed, Pending, Profile, Reply, State,
        Submission, TakenSubmission, Tombstone, announcement, decide, farewell, forgetting,
    },
    outcome::{Invalid, Outcome},
    score::Score,
    secret::{LeadKey, Purpose, RootSecret},
    silence::{Heard, Hour},
    site::{RawSite, Site},
    time::{DAY, Millis},
    visit::{Arrival, Folding, Passport, Pointer, Snapshot, Touch, Visits},
    wire::{Batch, Consent, Item, Receipt},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, fs, path::PathBuf};

const NOW: Millis = Millis(1_795_000_000_000);

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/v1").join(name)
}

fn fixture(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What is written today is what the file holds.
fn golden(name: &str, written: &str) {
    if std::env::var_os("WRITE_FIXTURES").is_some() && !path(name).exists() {
        fs::write(path(name), written).unwrap();
    }
    assert_eq!(fixture(name), written, "{name}: the shape changed; older data could no longer be read");
}

/// JSON at rest or on the wire: written as the file has it, and read back as the same value.
fn golden_json<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    golden(name, &serde_json::to_string_pretty(value).unwrap());
    assert_eq!(&serde_json::from_str::<T>(&fixture(name)).unwrap(), value);
}

fn secret() -> RootSecret {
    RootSecret::new("a secret of the fixtures, thirty-two and more".into()).unwrap()
}

fn site() -> Site {
    let raw: RawSite = serde_json::from_str(&fixture("site.json")).unwrap();
    Site::check(raw).unwrap()
}

fn outcomes(batch: &Batch) -> (Arrival, Vec<Outcome>) {
    let site = site();
    let arriving = Arriving { sent_at: batch.sent_at, ..Arriving::new(&site, "https://edge.example", NOW) };
    let judged = admit::judge(batch.items.clone(), &arriving);
    (Arrival { id: batch.id.clone(), items: judged.items }, judged.outcomes)
}

fn folded() -> Passport {
    let (site, mut passport) = (site(), Passport::new(&[1; 16]));
    let batch = Batch::read(fixture("batch.json").as_bytes()).unwrap();
    let arrival = outcomes(&batch).0;
    let mut folding = Folding::begin(&mut passport, &arrival, &site).unwrap();
    assert_eq!(folding.next_turn(&mut passport), None);
    passport
}

/// As it was before visits were counted.
fn without_visits(snapshot: Snapshot) -> Snapshot {
    Snapshot { visits: Visits::default(), ..snapshot }
}

fn bound() -> Passport {
    let mut passport = folded();
    passport.bind(
        Pointer { lead: LeadId::new(3, &[2; 16]), key: "0123456789abcdef".into(), bond: Bond::Claimed },
        &[4; 16],
    );
    passport
}

fn passport_keys() -> Keyring {
    PassportSecrets::read("", &secret()).unwrap().keyring("demo")
}

fn submission() -> Submission {
    let site = site();
    let answers = Answers::read(fixture("submission.txt").trim_end().as_bytes());
    let checked = answers.check(&site.forms["whitepaper"]).unwrap();
    let key = LeadKey::of(&secret().key("demo", Purpose::LeadKey), &checked.email.canonical);
    Submission {
        id: SubmissionId::parse(answers.get("ll_submission")).unwrap(),
        answers_hash: "hash".into(),
        form: "whitepaper".into(),
        key: key.hex,
        email: checked.email,
        fields: checked.fields,
        typed: std::collections::BTreeMap::new(),
        test: false,
        place: Place::default(),
        visitor: Some(folded().snapshot()),
        bond: Bond::Claimed,
        known_as: None,
        at: None,
        corrected_at: None,
        holder: None,
        agreed: Vec::new(),
        confirm: None,
    }
}

fn effects() -> Vec<Effect> {
    let site = site();
    let context = Context { site: &site, shard: 3, now: NOW, lead_entropy: [2; 16], outbox_entropy: [3; 16] };
    decide(State::default(), Command::Submit(submission()), &context).effects
}

#[test]
fn a_batch_of_version_1_is_read_and_answered() {
    let batch = Batch::read(fixture("batch.json").as_bytes()).unwrap();
    let receipt = Receipt { passport: Some("ll1.example".into()), outcomes: outcomes(&batch).1 };
    golden("receipt.txt", &receipt.render());
}

#[test]
fn a_batch_with_all_a_tracker_captures_is_read() {
    let batch = Batch::read(fixture("batch-tracker.json").as_bytes()).unwrap();
    assert_eq!((batch.consent, batch.automated, batch.beaconed), (Consent::None, true, true));
    let read: Vec<_> =
        batch.items.iter().map(|item| item.as_ref().map_or_else(|invalid| refusal(*invalid), Item::kind)).collect();
    golden("batch-tracker.txt", &read.join("\n"));
}

fn refusal(invalid: Invalid) -> &'static str {
    Outcome::Invalid(invalid).code()
}

#[test]
fn a_passport_of_version_1_opens() {
    let opened = Passport::open(&passport_keys(), "demo", &fixture("passport.txt"), NOW.day());
    assert_eq!(opened, Ok(Passport { visits: Visits::default(), ..bound() }));
}

#[test]
fn a_passport_of_version_2_opens() {
    assert_eq!(Passport::open(&passport_keys(), "demo", &fixture("passport-2.txt"), NOW.day()), Ok(bound()));
}

#[test]
fn a_passport_of_version_3_opens() {
    let mut passport = bound();
    for days in 1..4 {
        passport.touches.take(Touch { at: NOW.plus(days * DAY), ..passport.touches.first.clone().unwrap() });
    }
    assert_eq!(passport.touches.between.len(), 2);
    assert_eq!(Passport::open(&passport_keys(), "demo", &fixture("passport-3.txt"), NOW.day()), Ok(passport));
}

#[test]
fn a_passport_of_version_4_opens() {
    let mut passport = bound();
    passport.bind(Pointer { bond: Bond::Verified, ..passport.lead.clone().unwrap() }, &[4; 16]);
    assert_eq!(Passport::open(&passport_keys(), "demo", &fixture("passport-4.txt"), NOW.day()), Ok(passport));
}

#[test]
fn a_link_of_version_1_opens() {
    let key = secret().key("demo", Purpose::Link);
    let link = PersonalLink { lead: LeadId::new(3, &[2; 16]), key: "0123456789abcdef".into(), expires: NOW.plus(DAY) };
    golden("link.txt", &link.seal(&key, "demo", &[7; 24]).unwrap());
    assert_eq!(PersonalLink::open(&key, "demo", &fixture("link.txt"), NOW), Ok(link));
}

#[test]
fn a_preference_link_in_an_old_mail_opens() {
    let key = secret().key("demo", Purpose::Link);
    let (lead, purpose) = (LeadId::new(3, &[2; 16]), Some("events".into()));
    let link = PreferenceLink { lead, key: "0123456789abcdef".into(), purpose };
    golden("preference-link.txt", &link.seal(&key, "demo", &[7; 24]).unwrap());
    assert_eq!(PreferenceLink::open(&key, "demo", &fixture("preference-link.txt")), Ok(link));
}

#[test]
fn what_is_known_of_mailboxes_is_read_by_a_newer_shard() {
    let mut mailboxes = Mailboxes::default();
    mailboxes.verify("key", NOW);
    mailboxes.bounce("key", &Latest { at: NOW, value: true });
    golden_json("mailboxes.json", &mailboxes);
}

#[test]
fn a_passport_of_version_5_opens() {
    let mut passport = bound();
    let submission = SubmissionId::from_entropy(&[5; 16]);
    passport.answered.take("whitepaper", &submission, ["first_name", "company_size"].into_iter());
    golden("passport-5.txt", &passport.seal(&passport_keys(), "demo", NOW.day(), &[8; 24]).unwrap());
    assert_eq!(Passport::open(&passport_keys(), "demo", &fixture("passport-5.txt"), NOW.day()), Ok(passport));
}

#[test]
fn a_ticket_of_version_1_opens() {
    let key = secret().key("demo", Purpose::Ticket);
    let ticket =
        Ticket { version: "0123456789abcdef".into(), issued_at: NOW, visible: None, personal: false, person: None };
    assert_eq!(Ticket::open(&key, "demo", "whitepaper", &fixture("ticket.txt")), Ok(ticket));
}

#[test]
fn a_ticket_of_version_2_opens() {
    let key = secret().key("demo", Purpose::Ticket);
    let ticket = Ticket {
        version: "0123456789abcdef".into(),
        issued_at: NOW,
        visible: Some(vec!["email".into(), "company_size".into()]),
        personal: true,
        person: Some("0123456789abcdef".into()),
    };
    golden("ticket-2.txt", &ticket.seal(&key, "demo", "whitepaper", &[6; 24]).unwrap());
    assert_eq!(Ticket::open(&key, "demo", "whitepaper", &fixture("ticket-2.txt")), Ok(ticket));
}

#[test]
fn rules_are_read_by_a_page_that_was_cached() {
    let rules = site().forms["whitepaper"].rules();
    golden("rules-2.txt", &rules.encode());
    let page = Rules::decode(&fixture("rules-2.txt")).unwrap();
    assert_eq!(page.encode(), rules.encode());
    assert_eq!(Rules::decode(&fixture("rules.txt")), None, "markup of version 1 is judged by the edge alone");
}

/// JSON that an earlier release wrote.
fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&fixture(name)).unwrap()
}

#[test]
fn a_command_of_version_1_is_read_by_a_newer_shard() {
    let mut before = submission();
    before.visitor = before.visitor.map(without_visits);
    assert_eq!(read::<Command>("command-submit.json"), Command::Submit(before));
    assert_eq!(read::<Command>("command-submit-2.json"), Command::Submit(submission()), "a touch finds its channel");
    golden_json("command-submit-3.json", &Command::Submit(submission()));
    golden_json("command-submit-4.json", &Command::Submit(agreeing()));
}

/// Somebody agreed to something, and is asked to confirm it.
fn agreeing() -> Submission {
    let agreed = vec![Agreed { purpose: "news".into(), text: "Write to me.".into(), locale: "en".into() }];
    let confirm = Confirmation {
        sink: "confirming".into(),
        subject: "Please confirm".into(),
        text: "Here: {{link}}".into(),
        doors: "https://edge.example/ll/c/demo/".into(),
        locale: "en".into(),
    };
    Submission { agreed, confirm: Some(Box::new(confirm)), ..submission() }
}

#[test]
fn what_was_agreed_to_and_is_asked_about_is_read_by_a_newer_shard() {
    let site = site();
    let context = Context { site: &site, shard: 3, now: NOW, lead_entropy: [2; 16], outbox_entropy: [3; 16] };
    for effect in decide(State::default(), Command::Submit(agreeing()), &context).effects {
        match effect {
            Effect::PutLead(lead) => {
                let Profile { consents, wordings, mailboxes, .. } = &lead.profile;
                golden_json("consents-pending.json", consents);
                let mut corrected = consents.clone();
                corrected.correct(&agreeing().key, ("form:whitepaper", NOW), NOW.plus(60_000));
                golden_json("consents-corrected.json", &corrected);
                golden_json("wordings.json", wordings);
                golden_json("mailboxes-asked.json", mailboxes);
            }
            Effect::PutOutbox(row) => golden_json::<Event>("event-asked.json", row.events.last().unwrap()),
            _ => {}
        }
    }
}

#[test]
fn links_that_mails_and_pages_carry_open() {
    let key = secret().key("demo", Purpose::Link);
    let lead = LeadId::new(3, &[2; 16]);
    let confirm = ConfirmLink {
        lead: lead.clone(),
        key: "0123456789abcdef".into(),
        form: "newsletter".into(),
        locale: "en".into(),
        agreed: vec![("news".into(), "0123456789abcdef".into())],
        asked_at: NOW,
    };
    golden("confirm-link.txt", &confirm.seal(&key, "demo", &[8; 24]).unwrap());
    assert_eq!(ConfirmLink::open(&key, "demo", &fixture("confirm-link.txt"), NOW), Ok(confirm));
    let (name, sha256) = ("guide.pdf".into(), "0f".repeat(32));
    let file = FileLink { name, sha256, lead: Some(lead), locale: "en".into(), expires: NOW.plus(DAY) };
    golden("file-link.txt", &file.seal(&key, "demo", &[9; 24]).unwrap());
    assert_eq!(FileLink::open(&key, "demo", &fixture("file-link.txt"), NOW), Ok(file));
}

#[test]
fn an_identification_is_read_by_a_newer_shard() {
    let Submission { key, email, fields, visitor, id, .. } = submission();
    let (place, bond) = (Place::default(), Bond::Claimed);
    let said = Identification { id, key, email, at: NOW, fields, place, visitor, bond, known_as: None, holder: None };
    assert_eq!(read::<Command>("command-identify.json"), Command::Identify(said.clone()));
    golden_json("command-identify-2.json", &Command::Identify(said.clone()));
    golden_json("command-identify-3.json", &Command::Identify(Identification { bond: Bond::Verified, ..said }));
}

#[test]
fn what_a_shard_keeps_is_read_by_a_newer_shard() {
    for effect in effects() {
        match effect {
            Effect::PutLead(lead) => {
                golden_json::<Lead>("lead-6.json", &lead);
                let unexplained = without_reasons(&lead);
                assert_eq!(read::<Lead>("lead-4.json"), unexplained);
                assert_eq!(read::<Lead>("lead-5.json"), verified(unexplained.clone()));
                let flat = before_profiles(unexplained);
                assert_eq!(read::<Lead>("lead-3.json"), flat);
                let before = Lead { score: without_ages(flat.score.clone()), ..flat };
                assert_eq!(read::<Lead>("lead-2.json"), before);
                let mut profile = Profile { browsers: Browsers::default(), ..before.profile.clone() };
                for seen in before.profile.browsers.counting() {
                    profile.browsers.see(without_visits(seen.clone()), Bond::Claimed);
                }
                assert_eq!(read::<Lead>("lead.json"), Lead { profile, ..before });
            }
            Effect::PutSubmission(taken) => {
                golden_json::<TakenSubmission>("submission-taken-2.json", &taken);
                let before = TakenSubmission { form: String::new(), at: Millis(0), ..taken };
                assert_eq!(read::<TakenSubmission>("submission-taken.json"), before);
            }
            Effect::PutOutbox(row) => {
                assert_eq!(row.id, OutboxId::from_entropy(&[3; 16]));
                golden_json::<OutboxRow>("outbox-row-4.json", &row);
                let row = told_without_journeys(row);
                assert_eq!(read::<OutboxRow>("outbox-row-3.json"), row);
                let before = told_without_ages(without_channels(row));
                assert_eq!(read::<OutboxRow>("outbox-row-2.json"), before);
                assert_eq!(read::<OutboxRow>("outbox-row.json"), without_figures(before));
            }
            Effect::Project(_) | Effect::Contribute(_) | Effect::Wake(..) | Effect::Await(_) | Effect::Settled(_) => {}
        }
    }
}

/// As it is read from where its parts stood in the lead itself: which key names the address was not said, nor what the
/// person did.
fn before_profiles(mut lead: Lead) -> Lead {
    lead.profile.addresses = Addresses::default();
    lead.profile.addresses.tell("", lead.email.clone(), lead.created_at);
    lead.profile.diary = Diary::default();
    lead.contributed_on = None;
    lead
}

/// The same with the browser verified, before and when it sent the form.
fn verified(mut lead: Lead) -> Lead {
    let seen: Vec<Snapshot> = lead.profile.browsers.counting().cloned().collect();
    for snapshot in seen {
        lead.profile.browsers.see(snapshot, Bond::Verified);
    }
    let signal = site().scoring.signals[0].key;
    lead.profile.submitted.add(&lead.id.clone(), Bond::Verified, std::iter::once(signal), NOW.day());
    lead
}

/// As it was before reasons said how old they are.
fn without_ages(mut score: Score) -> Score {
    score.reasons.iter_mut().for_each(|reason| reason.age_days = None);
    score
}

/// The lead an event tells of.
fn told_of(event: &mut Event) -> Option<&mut LeadView> {
    match &mut event.data {
        Data::Lead(lead) => Some(lead),
        Data::Missed(missed) => Some(&mut missed.lead),
        Data::Erased(_) | Data::Silent(_) | Data::Abandoned(_) | Data::Forgotten(_) | Data::Asked(_) => None,
    }
}

/// As it was before stages said why they were entered.
fn without_reasons(lead: &Lead) -> Lead {
    let mut written = serde_json::to_value(lead).unwrap();
    for entry in written["entries"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("reason");
    }
    serde_json::from_value(written).unwrap()
}

/// As it was told before leads said which way they came.
fn told_without_journeys(mut row: OutboxRow) -> OutboxRow {
    row.events.iter_mut().filter_map(told_of).for_each(|lead| lead.journey.clear());
    row
}

#[test]
fn that_somebody_was_erased_is_read_by_a_newer_shard() {
    let lead = effects().into_iter().find_map(|effect| match effect {
        Effect::PutLead(lead) => Some(lead),
        _ => None,
    });
    let tombstone = Tombstone { erased_at: NOW, lead: LeadId::new(3, &[2; 16]) };
    golden_json::<OutboxRow>("outbox-row-erased.json", &farewell(&lead.unwrap(), &tombstone, "demo", &[3; 16]));
}

#[test]
fn that_nothing_comes_in_is_read_by_a_newer_shard_and_told_under_one_id() {
    let monday = Hour(20_773 * 24 + 9);
    let silence = Heard::new((0..4).map(|week| monday.plus(week * 7 * 24)), []).silence(1).unwrap();
    let row = announcement("demo", &silence);
    assert_eq!(row, announcement("demo", &silence));
    golden_json::<OutboxRow>("outbox-row-silent.json", &row);
    assert_ne!(row.id, announcement("other", &silence).id);
}

/// As it was told before reasons had ages and leads accounts.
#[test]
fn what_is_held_back_or_begun_is_read_by_a_newer_shard() {
    let held = Held { at: NOW, reasons: Suspicion::ALL.to_vec(), submission: submission() };
    golden_json("held.json", &held);
    golden_json("command-submit-released.json", &Command::Submit(held.clone().released()));
    let (lead, taken, taken_at) = (LeadId::new(3, &[2; 16]), Some("hash".to_owned()), Some(NOW));
    let moved = Reply::Moved { to: lead.clone(), taken: taken.clone(), taken_at, erased_at: None };
    golden_json("reply-moved.json", &moved);
    let corrected = Submission { corrected_at: Some(NOW.plus(1)), ..held.released() };
    let holder = Holder { lead, taken, taken_at, erased_at: None };
    golden_json("command-submit-corrected.json", &Command::Submit(corrected).forwarded(holder));
    let Submission { key, form, email, fields, .. } = submission();
    let typists = vec!["0f".repeat(32)];
    let beginning = Beginning { key, form, shown_at: NOW, email, fields, remind_minutes: Some(60), typists };
    let begun = |beginning| Pending::begin(None, beginning, None, NOW).unwrap();
    let of_anybody = begun(Beginning { typists: Vec::new(), ..beginning.clone() });
    golden_json("pending.json", &[of_anybody.clone(), Pending::Done(NOW)]);
    let Passed::Told(mut told, row) = of_anybody.pass("demo", &[1; 16], NOW.plus(DAY)) else { panic!() };
    golden_json("pending-told-2.json", &[*told.clone(), begun(beginning)]);
    let Pending::Begun { row: told_by, .. } = &mut *told else { panic!() };
    *told_by = None;
    golden_json("pending-told.json", &*told);
    golden_json("outbox-abandoned.json", &row);
    golden_json("pending-late.json", &Pending::sent(Some(row.id.clone()), NOW));
    golden_json("outbox-forgotten.json", &forgetting("demo", &row.id, NOW));
    let mut seen = Sightings::default();
    seen.note("0123456789abcdef", Counted::Content, 5, NOW);
    golden_json("sightings.json", &seen);
}

fn told_without_ages(mut row: OutboxRow) -> OutboxRow {
    for lead in row.events.iter_mut().filter_map(told_of) {
        lead.score = without_ages(lead.score.clone());
        lead.account = None;
    }
    row
}

fn without_channels(mut row: OutboxRow) -> OutboxRow {
    for lead in row.events.iter_mut().filter_map(told_of) {
        for touch in [&mut lead.first_touch, &mut lead.last_touch].into_iter().flatten() {
            touch.channel = Channel::Unassigned;
        }
    }
    row
}

fn without_figures(mut row: OutboxRow) -> OutboxRow {
    for lead in row.events.iter_mut().filter_map(told_of) {
        (lead.sessions, lead.views, lead.engaged_seconds) = (0, 0, 0);
    }
    row
}

#[test]
fn a_lead_s_key_never_changes() {
    let key = LeadKey::of(&secret().key("demo", Purpose::LeadKey), "ada@example.com");
    golden("lead-key.txt", &format!("{} {}", key.hex, key.bucket));
}
