//! Everybody a history knows, kept as a shard keeps its leads.

use super::{Who, event::Event, said};
use leadline_domain::{
    bond::Bond,
    geo::Place,
    id::{LeadId, SubmissionId},
    lead::{
        Activity, Command, Context, Effect, Identification, Lead, Reply, State, Subject, Submission, TakenSubmission,
        decide,
    },
    secret::{derived_entropy, sha256_hex},
    site::Site,
    time::Millis,
    visit::{Passport, Person, Pointer},
};
use std::collections::{BTreeMap, HashMap};

/// Longest answer of a form, in characters, as on the edge.
const LONGEST_ANSWER: usize = 4_000;

/// Somebody a history knows.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The record, as a shard has it.
    pub(crate) lead: Lead,
    /// The first user id that was said.
    pub(crate) user_id: Option<String>,
    /// Their browsers, in the order they came.
    pub(crate) anonymous_ids: Vec<String>,
}

/// Leads by canonical address.
pub(super) struct Ledger<'a> {
    site: &'a Site,
    people: BTreeMap<String, Held>,
    submissions: HashMap<SubmissionId, TakenSubmission>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        Self { site, people: BTreeMap::new(), submissions: HashMap::new() }
    }

    pub(super) fn into_people(self) -> Vec<Held> {
        self.people.into_values().collect()
    }

    /// What names somebody, by the site's own measure.
    pub(super) fn key(&self, who: &Who) -> String {
        self.site.identity.canonical(&who.email)
    }

    /// Whom a browser is bound to.
    pub(super) fn holder(&self, passport: &Passport) -> Option<Who> {
        let held = self.people.get(&passport.lead.as_ref()?.key)?;
        Some(Who { email: held.lead.email.clone(), user_id: held.user_id.clone() })
    }

    /// Remembers what an event calls somebody.
    pub(super) fn name(&mut self, who: &Who, anonymous_id: Option<&str>) {
        let Some(held) = self.people.get_mut(&self.key(who)) else { return };
        if held.user_id.is_none() {
            held.user_id.clone_from(&who.user_id);
        }
        if let Some(id) = anonymous_id.filter(|id| !held.anonymous_ids.iter().any(|known| known == id)) {
            held.anonymous_ids.push(id.to_owned());
        }
    }

    /// Somebody said who the visitor is: as the edge's `identify`.
    pub(super) fn identify(&mut self, passport: &mut Passport, person: &Person<'_>, who: &Who, place: &Place) {
        let key = self.key(who);
        let said = Identification {
            id: person.id.clone(),
            key: key.clone(),
            email: who.email.clone(),
            at: person.at,
            fields: person.traits.fields.clone(),
            place: place.clone(),
            visitor: passport.belongs_to(&key).then(|| passport.snapshot()),
            bond: passport.bond_to(&key).max(person.bond),
            known_as: None,
            holder: None,
        };
        if let Some(lead) = self.run(&key, Command::Identify(said), person.at) {
            passport.bind(Pointer { lead, key, bond: person.bond }, &person.visitor);
        }
    }

    /// Makes a lead of somebody of whom nothing is said.
    pub(super) fn introduce(&mut self, passport: &Passport, who: &Who, at: Millis) {
        let key = self.key(who);
        let id = SubmissionId::from_entropy(&derived_entropy(&["introduced", &key]));
        let (email, visitor) = (who.email.clone(), Some(passport.snapshot()));
        let said = Identification {
            id,
            key: key.clone(),
            email,
            at,
            fields: BTreeMap::new(),
            place: Place::default(),
            visitor,
            bond: Bond::Claimed,
            known_as: None,
            holder: None,
        };
        self.run(&key, Command::Identify(said), at);
    }

    /// A form of the site's own was sent: as the edge takes a submission.
    pub(super) fn submit(&mut self, passport: &mut Passport, event: &Event, form: &str, who: &Who) {
        let key = self.key(who);
        let fields = self.answers(event, form);
        let submission = Submission {
            id: SubmissionId::from_entropy(&derived_entropy(&["submission", &event.line.to_string()])),
            answers_hash: sha256_hex(format!("{form}{key}{fields:?}").as_bytes()),
            form: form.to_owned(),
            key: key.clone(),
            email: who.email.clone(),
            fields,
            typed: BTreeMap::new(),
            test: false,
            place: event.place.clone(),
            visitor: passport.belongs_to(&key).then(|| passport.snapshot()),
            bond: passport.bond_to(&key),
            known_as: None,
            at: None,
            corrected_at: None,
            holder: None,
            agreed: Vec::new(),
            confirm: None,
        };
        if let Some(lead) = self.run(&key, Command::Submit(submission), event.at) {
            let entropy = derived_entropy(&["bound", &event.line.to_string()]);
            passport.bind(Pointer { lead, key, bond: Bond::Claimed }, &entropy);
        }
    }

    /// The answers to the form's own questions.
    fn answers(&self, event: &Event, form: &str) -> BTreeMap<String, String> {
        let asked = self.site.forms.get(form).map(|form| form.fields.as_slice()).unwrap_or_default();
        let short = |value: String| value.chars().take(LONGEST_ANSWER).collect();
        said::fields(&event.properties)
            .into_iter()
            .filter(|(name, _)| asked.iter().any(|field| field.name == *name))
            .map(|(name, value)| (name, short(value)))
            .collect()
    }

    /// A known lead's browser did something.
    pub(super) fn see(&mut self, passport: &Passport, at: Millis) {
        let Some(Pointer { lead, key, bond }) = &passport.lead else { return };
        let (lead, visitor) = (lead.clone(), passport.snapshot());
        let activity = Activity { lead, visitor, bond: *bond, key: String::new(), at, deeds: Vec::new() };
        self.run(key, Command::See(activity), at);
    }

    /// Runs a command as a shard does: state in, effects applied.
    fn run(&mut self, key: &str, command: Command, at: Millis) -> Option<LeadId> {
        let known = self.people.get(key).map(|held| held.lead.clone());
        let state = State {
            subject: known.map_or(Subject::Nobody, |lead| Subject::Lead(Box::new(lead))),
            submission: command.id().and_then(|id| self.submissions.get(id).cloned()),
            ..State::default()
        };
        let entropy = derived_entropy(&["lead", key]);
        let context = Context { site: self.site, shard: 0, now: at, lead_entropy: entropy, outbox_entropy: entropy };
        let decision = decide(state, command, &context);
        for effect in decision.effects {
            self.apply(key, effect);
        }
        match decision.reply {
            Reply::Done { lead, .. } => Some(lead),
            Reply::Unknown
            | Reply::Moved { .. }
            | Reply::Detached
            | Reply::NotMoved(_)
            | Reply::Erased(_)
            | Reply::Dropped
            | Reply::Held
            | Reply::Early => None,
        }
    }

    fn apply(&mut self, key: &str, effect: Effect) {
        match effect {
            Effect::PutLead(lead) => self.keep(key, *lead),
            Effect::PutSubmission(taken) => drop(self.submissions.insert(taken.id.clone(), taken)),
            Effect::PutOutbox(_)
            | Effect::Project(_)
            | Effect::Contribute(_)
            | Effect::Wake(..)
            | Effect::Await(_)
            | Effect::Settled(_) => {}
        }
    }

    fn keep(&mut self, key: &str, lead: Lead) {
        let names = self.people.remove(key).map(|held| (held.user_id, held.anonymous_ids));
        let (user_id, anonymous_ids) = names.unwrap_or_default();
        self.people.insert(key.to_owned(), Held { lead, user_id, anonymous_ids });
    }
}
