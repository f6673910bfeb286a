//! A site's shards in memory, as the edge's objects keep them, and browsers.

use super::super::{
    Activity, Change, Command, Context, Decision, Effect, Holder, Identification, Lead, Reply, State, Subject,
    Submission, TakenSubmission, Tombstone, decide,
    merge::{self, Given, Seniority},
    tombstone::Names,
};
use crate::{
    bond::{Bond, PersonalLink},
    email::{Email, Identity},
    geo::Place,
    id::{Entropy, LeadId, SubmissionId},
    secret::{LeadKey, Purpose, RootSecret, derived_entropy},
    site::{self, SignalKey, Site},
    time::{Day, Millis},
    visit::{Passport, Pointer, Snapshot},
};
use alloc::{
    borrow::ToOwned,
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

pub(super) const NOW: Millis = Millis(1_795_000_000_000);
pub(super) const SHARDS: u8 = 2;

/// What a shard keeps.
#[derive(Default)]
pub(super) struct Store {
    pub(super) alias: BTreeMap<String, LeadId>,
    pub(super) leads: BTreeMap<LeadId, Lead>,
    pub(super) submissions: BTreeMap<SubmissionId, TakenSubmission>,
    pub(super) moving: BTreeMap<LeadId, (Lead, LeadId)>,
    pub(super) told: Vec<String>,
    pub(super) stones: BTreeMap<String, Tombstone>,
    /// Shards that are to hear what leads to a lead that was erased.
    pub(super) burials: BTreeSet<(LeadId, u8)>,
}

impl Store {
    pub(super) fn by_key(&self, shard: u8, key: &str) -> Subject {
        self.alias.get(key).map_or_else(|| self.erased(key), |lead| self.by_id(shard, lead.clone()))
    }

    fn erased(&self, name: &str) -> Subject {
        self.stones.get(name).cloned().map_or(Subject::Nobody, Subject::Erased)
    }

    /// The lead that has somebody by now, as far as this shard knows.
    pub(super) fn holder(&self, mut lead: LeadId) -> LeadId {
        while let Some(next) = self.alias.get(lead.as_str()) {
            lead = next.clone();
        }
        lead
    }

    pub(super) fn by_id(&self, shard: u8, mut lead: LeadId) -> Subject {
        loop {
            if let Some(found) = self.leads.get(&lead) {
                return Subject::Lead(Box::new(found.clone()));
            }
            match self.alias.get(lead.as_str()) {
                Some(next) => lead = next.clone(),
                None if self.stones.contains_key(lead.as_str()) => return self.erased(lead.as_str()),
                None if lead.shard() != shard => return Subject::Moved(lead),
                None => return Subject::Nobody,
            }
        }
    }

    pub(super) fn apply(&mut self, identifier: Option<&str>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::PutLead(lead) => {
                    if let Some(identifier) = identifier {
                        self.alias.insert(identifier.to_owned(), lead.id.clone());
                    }
                    self.leads.insert(lead.id.clone(), *lead);
                }
                Effect::PutSubmission(taken) => drop(self.submissions.insert(taken.id.clone(), taken)),
                Effect::PutOutbox(row) => self.told.extend(row.events.into_iter().map(|event| event.kind)),
                Effect::Project(_)
                | Effect::Contribute(_)
                | Effect::Wake(..)
                | Effect::Await(_)
                | Effect::Settled(_) => {}
            }
        }
    }
}

/// A site's shards, and a clock that goes on with every command.
pub(super) struct World {
    pub(super) site: Site,
    pub(super) root: RootSecret,
    pub(super) shards: Vec<Store>,
    pub(super) clock: Millis,
}

impl World {
    pub(super) fn new() -> Self {
        let root = RootSecret::new("0123456789abcdef0123456789abcdef".to_owned()).unwrap();
        Self { site: site::example(), root, shards: (0..SHARDS).map(|_| Store::default()).collect(), clock: NOW }
    }

    pub(super) fn tick(&mut self) -> Millis {
        self.clock = self.clock.plus(1);
        self.clock
    }

    pub(super) fn key(&self, address: &str) -> LeadKey {
        let canonical = Identity::default().canonical(&Email::parse(address).unwrap());
        LeadKey::of(&self.root.key("demo", Purpose::LeadKey), &canonical)
    }

    pub(super) fn store(&mut self, shard: u8) -> &mut Store {
        &mut self.shards[usize::from(shard)]
    }

    pub(super) fn context<R>(&mut self, shard: u8, work: impl FnOnce(&Context<'_>) -> R) -> R {
        let now = self.tick();
        let entropy = derived_entropy(&["world", &now.0.to_string()]);
        work(&Context { site: &self.site, shard, now, lead_entropy: entropy, outbox_entropy: entropy })
    }

    /// Runs a command as the edge does: on the shard that the key or the id names, and on from there.
    pub(super) fn run(&mut self, mut shard: u8, mut command: Command) -> Reply {
        let mut passed = vec![];
        loop {
            let store = self.store(shard);
            let subject = match (command.lead(), command.identifier()) {
                (Some(lead), _) => store.by_id(shard, lead.clone()),
                (None, Some(key)) => store.by_key(shard, key),
                (None, None) => Subject::Nobody,
            };
            let submission = command.id().and_then(|id| store.submissions.get(id).cloned()).map(|taken| {
                let lead = store.holder(taken.lead.clone());
                TakenSubmission { lead, ..taken }
            });
            let key = command.identifier().filter(|_| command.holder().is_none()).map(ToOwned::to_owned);
            let tombstone = command.identifier().and_then(|key| store.stones.get(key).cloned());
            let was_erased = command.id().is_some_and(|id| store.stones.contains_key(&Names::submission(id)));
            let unwanted = command.identifier().and_then(|key| store.stones.get(&Names::unwanted(key)));
            let unwanted_since = Tombstone::unwanted_since(tombstone.as_ref(), unwanted);
            let has_key = |lead: &Lead| command.identifier().is_some_and(|key| lead.profile.addresses.contains(key));
            let is_on_its_way = store.moving.values().any(|(junior, _)| has_key(junior));
            let state = State { subject, submission, tombstone, was_erased, unwanted_since, is_on_its_way };
            let decision = self.context(shard, |context| decide(state, command.clone(), context));
            self.store(shard).apply(key.as_deref(), decision.effects);
            match decision.reply {
                Reply::Moved { to, taken, taken_at, erased_at } => {
                    shard = to.shard();
                    passed.push(to.clone());
                    command = command.forwarded(Holder { lead: to, taken, taken_at, erased_at });
                }
                Reply::Erased(tombstone) if command.holder().is_some() => {
                    shard = self.tell_of(&tombstone, &passed, &command);
                    passed.clear();
                    command = command.returned();
                }
                // Whoever sent it tries again, and is not the first to.
                Reply::Early => self.hand_over(shard),
                reply => return reply,
            }
        }
    }

    pub(super) fn submit(
        &mut self,
        id: u8,
        address: &str,
        fields: &[(&str, &str)],
        visitor: Option<Snapshot>,
    ) -> (LeadId, Change) {
        let Reply::Done { lead, change, .. } = self.send(id, address, fields, (visitor, None)) else { panic!() };
        (lead, change)
    }

    /// The same, with the lead the visitor was known as.
    pub(super) fn send(
        &mut self,
        id: u8,
        address: &str,
        fields: &[(&str, &str)],
        (visitor, known_as): (Option<Snapshot>, Option<LeadId>),
    ) -> Reply {
        self.send_as(Bond::Claimed, id, address, fields, (visitor, known_as))
    }

    fn send_as(
        &mut self,
        bond: Bond,
        id: u8,
        address: &str,
        fields: &[(&str, &str)],
        (visitor, before): (Option<Snapshot>, Option<LeadId>),
    ) -> Reply {
        let submission = Submission { visitor, bond, known_as: before, ..self.form(id, address, fields) };
        self.send_form(submission)
    }

    /// What somebody nobody knows answers.
    pub(super) fn form(&self, id: u8, address: &str, fields: &[(&str, &str)]) -> Submission {
        let key = self.key(address);
        Submission {
            id: SubmissionId::from_entropy(&[id; 16]),
            answers_hash: format!("{address}{fields:?}"),
            form: "whitepaper".into(),
            key: key.hex,
            email: Email::parse(address).unwrap(),
            fields: fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            typed: BTreeMap::new(),
            test: false,
            place: Place::default(),
            visitor: None,
            bond: Bond::Claimed,
            known_as: None,
            at: None,
            corrected_at: None,
            holder: None,
            agreed: Vec::new(),
            confirm: None,
        }
    }

    pub(super) fn send_form(&mut self, submission: Submission) -> Reply {
        let shard = LeadKey::parse(&submission.key).unwrap().shard(SHARDS);
        self.run(shard, Command::Submit(submission))
    }

    /// A form is sent in a browser: what the edge does with the passport, too.
    pub(super) fn submit_in(
        &mut self,
        browser: &mut Passport,
        id: u8,
        address: &str,
        fields: &[(&str, &str)],
    ) -> LeadId {
        let key = self.key(address);
        let visitor = browser.belongs_to(key.short()).then(|| browser.snapshot());
        let before = browser.lead.as_ref().map(|pointer| pointer.lead.clone());
        let reply = self.send_as(browser.bond_to(key.short()), id, address, fields, (visitor, before));
        let Reply::Done { lead, anew, .. } = reply else { panic!() };
        if anew {
            browser.restart(&derived_entropy(&["anew", &self.clock.0.to_string()]));
        }
        browser.bind(
            Pointer { lead: lead.clone(), key: key.short().to_owned(), bond: Bond::Claimed },
            &entropy(id, "submission"),
        );
        lead
    }

    /// A site says in a browser who it is, with or without proof: what the edge does with the passport, too.
    pub(super) fn identify_in(&mut self, browser: &mut Passport, id: u8, address: &str, bond: Bond) -> LeadId {
        let key = self.key(address);
        let said = Identification {
            id: SubmissionId::from_entropy(&entropy(id, "said")),
            key: key.hex.clone(),
            email: Email::parse(address).unwrap(),
            at: self.clock,
            fields: BTreeMap::new(),
            place: Place::default(),
            visitor: browser.belongs_to(key.short()).then(|| browser.snapshot()),
            bond: browser.bond_to(key.short()).max(bond),
            known_as: browser.lead.as_ref().map(|pointer| pointer.lead.clone()),
            holder: None,
        };
        let Reply::Done { lead, .. } = self.run(key.shard(SHARDS), Command::Identify(said)) else { panic!() };
        browser.bind(Pointer { lead: lead.clone(), key: key.short().to_owned(), bond }, &entropy(id, "visitor"));
        lead
    }

    /// A link that was made for a lead is followed in a browser, which then shows the page it leads to. What a lead is told
    /// of that; nothing where the browser is nobody's.
    pub(super) fn follow_in(&mut self, browser: &mut Passport, id: u8, link: &PersonalLink) -> Option<Reply> {
        let holder = if browser.is_led_by(link) { Some(link.lead.clone()) } else { self.holder(&link.lead) };
        if holder.is_some() && !browser.belongs_to(&link.key) {
            self.see(browser);
        }
        browser.follow(link, holder, &entropy(id, "visitor"));
        browse(browser);
        browser.lead.is_some().then(|| self.see(browser))
    }

    /// Which lead has whom an id named, if anybody does.
    fn holder(&self, id: &LeadId) -> Option<LeadId> {
        let mut id = id.clone();
        loop {
            match self.shards[usize::from(id.shard())].by_id(id.shard(), id) {
                Subject::Lead(lead) => return Some(lead.id.clone()),
                Subject::Moved(to) => id = to,
                Subject::Erased(_) | Subject::Nobody => return None,
            }
        }
    }

    /// The browser of a known person does something.
    pub(super) fn see(&mut self, browser: &Passport) -> Reply {
        let Pointer { lead, bond, key } = browser.lead.clone().unwrap();
        let at = self.clock;
        let shard = lead.shard();
        self.run(shard, Command::See(Activity { lead, visitor: browser.snapshot(), bond, key, at, deeds: vec![] }))
    }

    pub(super) fn lead(&self, id: &LeadId) -> &Lead {
        let holder = self.holder(id).unwrap_or_else(|| panic!("no lead {id}"));
        &self.shards[usize::from(holder.shard())].leads[&holder]
    }

    pub(super) fn leads(&self) -> usize {
        self.shards.iter().map(|store| store.leads.len()).sum()
    }

    /// The first half of a merge: the junior is given away.
    pub(super) fn give(&mut self, junior: &LeadId, senior: &Seniority) -> Given {
        let store = self.store(junior.shard());
        match store.by_id(junior.shard(), junior.clone()) {
            Subject::Lead(lead) if lead.id != *junior => Given::To(lead.id),
            Subject::Lead(lead) if Seniority::of(&lead) <= *senior => Given::IsSenior,
            Subject::Lead(lead) => {
                store.leads.remove(&lead.id);
                store
                    .alias
                    .values_mut()
                    .filter(|named| **named == lead.id)
                    .for_each(|named| *named = senior.id.clone());
                store.alias.insert(lead.id.as_str().to_owned(), senior.id.clone());
                store.moving.insert(lead.id.clone(), (*lead, senior.id.clone()));
                Given::To(senior.id.clone())
            }
            Subject::Moved(to) => Given::To(to),
            Subject::Nobody | Subject::Erased(_) => Given::Unknown,
        }
    }

    /// The second half: what was given away is handed over, as far as one try goes.
    pub(super) fn hand_over(&mut self, shard: u8) {
        for (id, (junior, senior)) in self.store(shard).moving.clone() {
            match self.take(&senior, &junior) {
                Reply::Done { .. } => drop(self.store(shard).moving.remove(&id)),
                Reply::Moved { to, .. } => drop(self.store(shard).moving.insert(id, (junior, to))),
                Reply::Erased(tombstone) => self.bury_along(shard, &tombstone, &junior, &senior),
                other => panic!("{other:?}"),
            }
        }
    }

    pub(super) fn take(&mut self, senior: &LeadId, junior: &Lead) -> Reply {
        match self.store(senior.shard()).by_id(senior.shard(), senior.clone()) {
            Subject::Lead(lead) => {
                let Decision { effects, reply } =
                    self.context(senior.shard(), |context| merge::take(*lead, junior, context));
                self.store(senior.shard()).apply(None, effects);
                reply
            }
            Subject::Moved(to) => Reply::Moved { to, taken: None, taken_at: None, erased_at: None },
            Subject::Erased(tombstone) => Reply::Erased(tombstone),
            Subject::Nobody => Reply::Unknown,
        }
    }

    pub(super) fn begin_merge(&mut self, one: &LeadId, other: &LeadId) {
        let pair = Seniority::pair(Seniority::of(self.lead(one)), Seniority::of(self.lead(other)));
        if let Some((junior, senior)) = pair {
            assert!(matches!(self.give(&junior.id, &senior), Given::To(_)));
        }
    }

    pub(super) fn merge(&mut self, one: &LeadId, other: &LeadId) {
        self.begin_merge(one, other);
        self.settle();
    }

    /// Every shard's alarm, until nothing is on its way.
    pub(super) fn settle(&mut self) {
        while self.shards.iter().any(|store| !store.moving.is_empty() || !store.burials.is_empty()) {
            (0..SHARDS).for_each(|shard| {
                self.hand_over(shard);
                self.spread(shard);
            });
        }
    }
}

fn entropy(id: u8, what: &str) -> Entropy {
    derived_entropy(&[what, &id.to_string()])
}

/// A browser nobody is known in yet, that saw pricing some times.
pub(super) fn browser(id: u8, views: u8) -> Passport {
    let mut passport = Passport::new(&[id; 16]);
    (0..views).for_each(|_| browse(&mut passport));
    passport
}

pub(super) fn browse(passport: &mut Passport) {
    passport.folded += 1;
    passport.visits.views += 1;
    passport.visits.last_seen = Some(NOW.plus(i64::from(passport.folded)));
    passport.signals.add(SignalKey::of("pricing-view"), Day(100));
}

pub(super) fn views(lead: &Lead) -> u32 {
    lead.profile.browsers.visits().views
}

pub(super) fn submissions(lead: &Lead) -> u32 {
    lead.profile.submitted.submissions()
}
