use super::*;
use crate::{
    bond::Bond,
    email::Email,
    form::Agreed,
    geo::Place,
    id::SubmissionId,
    lead::{
        Agreement, Amendment, Command, Context, Data, Effect, LeadDetail, OutboxRow, Preferences, Question, State,
        Subject, TakenSubmission, decide,
    },
    secret::{LeadKey, Purpose, RootSecret},
    site::{RawSite, Site},
    time::{DAY, MINUTE},
};
use alloc::{boxed::Box, collections::BTreeMap, string::String, vec, vec::Vec};

const NOW: Millis = Millis(1_795_000_000_000);
const ADDRESS: &str = "ada@example.com";

/// The example with two mail sinks and a webhook, which wants everything.
fn site() -> Site {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../../site/example.json")).unwrap();
    for id in ["confirming", "sales"] {
        let mail = serde_json::json!({
            "id": id, "from": "a@shop.example", "to": ["b@shop.example"], "subject": "s", "text": "t",
            "events": ["lead.qualified"],
        });
        raw.routing.mail.push(serde_json::from_value(mail).unwrap());
    }
    let signal = serde_json::json!({"id": "fetched", "when": {"download": "/files/*"}});
    raw.scoring.signals.push(serde_json::from_value(signal).unwrap());
    Site::check(raw).unwrap()
}

fn key() -> LeadKey {
    let root = RootSecret::new("s".repeat(32)).unwrap();
    LeadKey::of(&root.key("demo", Purpose::LeadKey), ADDRESS)
}

fn submission(id: u8, asks: bool) -> Submission {
    let confirmation = Confirmation {
        sink: "confirming".into(),
        subject: "Please".into(),
        text: "Here: {{link}}".into(),
        doors: "https://edge.example/ll/c/demo/".into(),
        locale: "en".into(),
    };
    Submission {
        id: SubmissionId::from_entropy(&[id; 16]),
        answers_hash: format!("{id}"),
        form: "newsletter".into(),
        key: key().hex,
        email: Email::parse(ADDRESS).unwrap(),
        fields: BTreeMap::new(),
        typed: BTreeMap::new(),
        test: false,
        place: Place::default(),
        visitor: None,
        bond: Bond::Claimed,
        at: None,
        corrected_at: None,
        known_as: None,
        holder: None,
        agreed: vec![Agreed { purpose: "news".into(), text: "Write to me.".into(), locale: "en".into() }],
        confirm: asks.then(|| Box::new(confirmation)),
    }
}

/// A shard with one lead.
struct Shard {
    site: Site,
    lead: Option<Lead>,
    rows: Vec<OutboxRow>,
    taken: BTreeMap<SubmissionId, TakenSubmission>,
}

impl Shard {
    fn new() -> Self {
        Self { site: site(), lead: None, rows: Vec::new(), taken: BTreeMap::new() }
    }

    fn run(&mut self, command: Command, at: i64) {
        let now = NOW.plus(at);
        let context = Context { site: &self.site, shard: 2, now, lead_entropy: [1; 16], outbox_entropy: [2; 16] };
        let subject = self.lead.clone().map_or(Subject::Nobody, |lead| Subject::Lead(Box::new(lead)));
        let submission = command.id().and_then(|id| self.taken.get(id).cloned());
        for effect in decide(State { subject, submission, ..State::default() }, command, &context).effects {
            match effect {
                Effect::PutSubmission(taken) => drop(self.taken.insert(taken.id.clone(), taken)),
                Effect::PutLead(lead) => self.lead = Some(*lead),
                Effect::PutOutbox(row) => self.rows.push(row),
                _ => {}
            }
        }
    }

    fn asked(&self) -> Vec<&ConfirmationAsked> {
        let events = self.rows.iter().flat_map(|row| &row.events);
        events.filter_map(|event| if let Data::Asked(asked) = &event.data { Some(&**asked) } else { None }).collect()
    }

    fn allows(&self) -> bool {
        self.lead.as_ref().unwrap().profile.consents.allows(&key().hex, "news")
    }

    /// What is said under the link of a mail.
    fn confirms(&mut self, asked_at: Millis, at: i64) {
        let lead = LeadDetail::from(self.lead.as_ref().unwrap());
        let preferences = Preferences::of(&lead, key().short(), |_| key()).unwrap();
        let agreed: Vec<(String, String)> =
            submission(1, true).agreed.iter().map(|agreed| (agreed.purpose.clone(), agreed.version())).collect();
        let consents: Vec<Agreement> = preferences.confirm(&lead.questions(ADDRESS, &agreed, asked_at));
        let lead = lead.lead.id;
        let verified = vec![preferences.key];
        let source = "form:newsletter";
        let said = Amendment { consents, verified, ..Amendment::new(lead, NOW.plus(at), source) };
        self.run(Command::Amend(said), at);
    }
}

#[test]
fn what_a_form_says_is_given_or_waits_with_its_text() {
    for (asks, said, allowed) in [(false, Said::Given, true), (true, Said::Pending, false)] {
        let mut shard = Shard::new();
        shard.run(Command::Submit(submission(1, asks)), 0);
        let shown = LeadDetail::from(shard.lead.as_ref().unwrap());
        let line = &shown.consents[0].log[0];
        assert_eq!((line.said, shard.allows(), shard.asked().len()), (said, allowed, usize::from(asks)));
        assert_eq!((line.wording.as_deref(), line.locale.as_deref()), (Some("Write to me."), Some("en")));
        assert_eq!(line.text, submission(1, asks).agreed[0].version());
    }
}

#[test]
fn only_the_sink_that_the_form_names_is_told_to_ask() {
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, true)), 0);
    let asked = *shard.asked().first().unwrap();
    let agreed = submission(1, true).agreed[0].version();
    assert_eq!((asked.to.as_str(), asked.key.as_str(), asked.asked_at), (ADDRESS, key().short(), NOW));
    assert_eq!(asked.agreed, [("news".into(), agreed)]);
    assert_eq!(asked.confirmation.with_link("ll1.x"), "Here: https://edge.example/ll/c/demo/ll1.x");
    let row = &shard.rows[0];
    let position = u8::try_from(row.events.iter().position(|event| matches!(event.data, Data::Asked(_))).unwrap());
    let wanted = |sink: &str| shard.site.sink(sink).unwrap().wanted(&row.events, &[]);
    assert_eq!(wanted("confirming"), [position.unwrap()]);
    assert!(wanted("sales").is_empty());
    for sink in shard.site.sinks.iter().filter(|sink| sink.id != "confirming") {
        assert!(!sink.wanted(&row.events, &[]).contains(&position.unwrap()), "{}", sink.id);
    }
}

#[test]
fn an_address_is_asked_seldom_whoever_types_it_and_a_test_asks_nobody() {
    let mut shard = Shard::new();
    let times = [0, 9 * MINUTE, 10 * MINUTE, 20 * MINUTE, 60 * MINUTE, DAY, DAY + MINUTE, DAY + 10 * MINUTE];
    let counts: Vec<usize> = times
        .into_iter()
        .zip(1..)
        .map(|(at, id)| {
            shard.run(Command::Submit(submission(id, true)), at);
            shard.asked().len()
        })
        .collect();
    assert_eq!(counts, [1, 1, 2, 3, 3, 4, 4, 5]);
    let mut tested = Shard::new();
    tested.run(Command::Submit(Submission { test: true, ..submission(1, true) }), 0);
    assert!(tested.asked().is_empty());
}

#[test]
fn confirming_is_done_once_and_lifts_no_later_withdrawal() {
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, true)), 0);
    shard.confirms(NOW, 5);
    let once = shard.lead.clone().unwrap();
    assert!(shard.allows() && once.profile.mailboxes.get(&key().hex).unwrap().verified_at.is_some());
    shard.confirms(NOW, 6);
    assert_eq!(shard.lead, Some(once.clone()));
    let taken_back = |purpose: &str| {
        let (purpose, text) = (purpose.into(), String::new());
        Agreement { key: None, purpose, said: Said::Withdrawn, text, unless_since: None }
    };
    let consents = ["news", "mail"].map(taken_back).into();
    let said = Amendment { consents, ..Amendment::new(once.id, NOW.plus(7), "preferences") };
    shard.run(Command::Amend(said), 7);
    let wants_none = |shard: &Shard| shard.lead.as_ref().unwrap().profile.consents.is_taken_back(&key().hex, "mail");
    shard.confirms(NOW, 8);
    assert!(!shard.allows() && wants_none(&shard), "by the link that was used");
    shard.run(Command::Submit(submission(2, true)), 9);
    assert!(!shard.allows() && wants_none(&shard), "by typing");
    shard.confirms(NOW.plus(9), 10);
    assert!(shard.allows() && !wants_none(&shard), "by a later link");
}

/// What a correction says, of which nothing but the box may have changed.
fn corrected(id: u8, asks: bool, is_ticked: bool) -> Submission {
    let mut submission = submission(id, asks);
    submission.answers_hash = format!("{id} {is_ticked}");
    submission.agreed.retain(|_| is_ticked);
    submission
}

#[test]
fn what_a_correction_unticks_was_never_agreed_to_and_what_was_agreed_to_elsewhere_stays() {
    let words = |shard: &Shard| -> Vec<Said> {
        let shown = LeadDetail::from(shard.lead.as_ref().unwrap());
        shown.consents.iter().flat_map(|view| view.log.iter().rev().map(|line| line.said)).collect()
    };
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, false)), 0);
    shard.run(Command::Submit(corrected(1, false, false)), 5);
    assert!(!shard.allows());
    assert_eq!(words(&shard), [Said::Given, Said::Corrected]);
    shard.run(Command::Submit(corrected(1, false, true)), 6);
    assert!(shard.allows(), "and ticked again it is agreed to: nobody has unsubscribed");
    shard.run(Command::Submit(corrected(1, false, false)), 7);
    assert!(!shard.allows(), "however often it is corrected");

    shard.run(Command::Submit(Submission { form: "contact".into(), ..submission(2, false) }), 8);
    shard.run(Command::Submit(submission(3, false)), 9);
    shard.run(Command::Submit(corrected(3, false, false)), 10);
    assert!(shard.allows(), "in another form");
    let mut ticked = Shard::new();
    ticked.run(Command::Submit(submission(1, false)), 0);
    ticked.run(Command::Submit(Submission { answers_hash: "other".into(), ..submission(1, false) }), 5);
    assert!(ticked.allows(), "what stays ticked stays");
}

#[test]
fn what_is_corrected_while_it_is_released_is_unticked_however_often() {
    let mut shard = Shard::new();
    let released = |is_ticked, corrected_at: Option<i64>| {
        let corrected_at = corrected_at.map(|at| NOW.plus(at));
        Command::Submit(Submission { at: Some(NOW), corrected_at, ..corrected(1, false, is_ticked) })
    };
    shard.run(released(true, None), 10);
    assert!(shard.allows());
    shard.run(released(false, Some(5)), 11);
    assert!(!shard.allows());
    shard.run(released(true, Some(6)), 12);
    assert!(shard.allows());
    shard.run(released(false, Some(5)), 13);
    assert!(shard.allows(), "what came before it changes nothing");
    let mut once = Shard::new();
    once.run(released(true, Some(5)), 10);
    let created = once.lead.as_ref().map(|lead| lead.created_at);
    assert_eq!((created, once.allows()), (Some(NOW), true), "it is a submission of when it first came");
}

#[test]
fn a_link_asks_no_more_about_what_was_unticked_since() {
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, true)), 0);
    shard.run(Command::Submit(corrected(1, true, false)), 5);
    shard.confirms(NOW, 6);
    assert!(!shard.allows());
    shard.run(Command::Submit(corrected(1, true, true)), 7);
    shard.confirms(NOW, 8);
    assert!(shard.allows(), "{:?}", shard.lead);
}

#[test]
fn a_link_asks_about_all_that_waits_when_it_is_opened_each_with_its_text() {
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, true)), 0);
    let events = Agreed { purpose: "events".into(), text: "Invite me.".into(), locale: "en".into() };
    let second = Submission { form: "fair".into(), agreed: vec![events], ..submission(2, true) };
    shard.run(Command::Submit(second), MINUTE);
    assert_eq!(shard.asked().len(), 1, "an address is asked seldom");
    let questions = |shard: &Shard| {
        let agreed = shard.asked()[0].agreed.clone();
        LeadDetail::from(shard.lead.as_ref().unwrap()).questions(ADDRESS, &agreed, NOW)
    };
    let texts = |shard: &Shard| -> Vec<String> { questions(shard).into_iter().map(|asked| asked.wording).collect() };
    assert_eq!(texts(&shard), ["Invite me.", "Write to me."]);
    // What came to wait after the page was opened nobody has read.
    let body = format!("shown={}&x=y", questions(&shard)[0].name().replace(':', "%3A"));
    let shown = |body: &str| Question::shown(&questions(&shard), body.as_bytes());
    assert_eq!(shown(&body).unwrap(), questions(&shard)[..1]);
    assert_eq!(
        (shown(""), shown("shown=events%3Aother")),
        (None, None),
        "of texts that were not shown nobody has agreed to any"
    );
    assert_eq!(Question::shown(&[], b""), Some(Vec::new()), "an address is confirmed alone where nothing waits");
    shard.confirms(NOW, 2 * MINUTE);
    let allows = |purpose| shard.lead.as_ref().unwrap().profile.consents.allows(&key().hex, purpose);
    assert!(allows("news") && allows("events"));
    assert_eq!(texts(&shard), ["Write to me."], "what it was sent for can be read under it again");
    assert!(LeadDetail::from(shard.lead.as_ref().unwrap()).questions("other@example.com", &[], NOW).is_empty());
}

#[test]
fn a_file_counts_once_a_day_and_merges_to_the_same() {
    let mut shard = Shard::new();
    shard.run(Command::Submit(submission(1, false)), 0);
    let lead = shard.lead.as_ref().unwrap().id.clone();
    let signal = shard.site.scoring.signal("fetched").unwrap();
    let count = |lead: &Lead| {
        let mut counts = crate::visit::SignalCounts::default();
        lead.profile.submitted.add_signals(&mut counts);
        (counts.total(signal), lead.profile.submitted.submissions())
    };
    let counted: Vec<(u32, u32)> = [("/files/a", 1), ("/files/a", 2), ("/files/b", 3), ("/files/a", DAY), ("/x", DAY)]
        .into_iter()
        .map(|(path, at)| {
            let before = shard.lead.clone().unwrap();
            let fetched = vec![path.into()];
            shard.run(Command::Amend(Amendment { fetched, ..Amendment::new(lead.clone(), NOW.plus(at), "file") }), at);
            let mut merged = before;
            merged.absorb(shard.lead.as_ref().unwrap());
            assert_eq!(count(&merged), count(shard.lead.as_ref().unwrap()), "{path} {at}");
            count(shard.lead.as_ref().unwrap())
        })
        .collect();
    assert_eq!(counted, [(1, 1), (1, 1), (2, 1), (3, 1), (3, 1)]);
}
