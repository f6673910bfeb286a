//! Replays a history through the very code the edge runs: fold, decide, score.

mod event;
mod item;
mod json_lines;
mod ledger;
mod said;
mod silence;
#[cfg(test)]
mod tests;

pub(crate) use json_lines::{Complaint, json_lines};
pub(crate) use ledger::Held;
pub(crate) use silence::Silence;

use event::{Event, Kind};
use leadline_domain::{
    admit::{Admitted, Proof},
    email::Email,
    id::BatchId,
    secret::{derived_entropy, sha256_hex},
    site::Site,
    time::{Day, Millis},
    visit::{Arrival, Folding, Passport, Turn},
    wire::{Item, Traits},
};
use ledger::Ledger;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What became of a history.
pub(crate) struct Replayed {
    /// Everybody who was known at the end.
    pub(crate) people: Vec<Held>,
    /// The day people are scored as of.
    pub(crate) day: Day,
    /// What became of the lines.
    pub(crate) tally: Tally,
    /// Lines that could not be read, in their order.
    pub(crate) complaints: Vec<Complaint>,
    /// The newest event, if its date looks wrong and decides the day people are scored as of.
    pub(crate) outlier: Option<Outlier>,
}

/// How many days after the middle one of all events the newest may be: more than a year's history is rarely that uneven.
const UNEVEN: u16 = 400;

/// What became of the lines of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Replayed.
    pub(crate) replayed: usize,
    /// Their message had been there before.
    pub(crate) repeated: usize,
    /// Of a kind that says nothing about leads: screen, alias, group.
    pub(crate) ignored: usize,
    /// After the day people are scored as of.
    pub(crate) later: usize,
    /// Visitors nobody was ever known to be.
    pub(crate) strangers: usize,
    /// What events were meant to say, and did not.
    pub(crate) silences: BTreeMap<Silence, usize>,
}

/// An event long after most others, by which everybody is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outlier {
    pub(crate) line: usize,
    pub(crate) day: Day,
    pub(crate) days_after_most: u16,
}

/// How to replay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// The day people are scored as of; the day of the newest event if none is said.
    pub(crate) at: Option<Day>,
    /// Whether visitors nobody was ever known to be are scored as well.
    pub(crate) strangers: bool,
}

/// Replays a history.
pub(crate) fn replay(site: &Site, text: &str, options: Options) -> Replayed {
    let mut tally = Tally::default();
    let (values, mut complaints) = json_lines(text);
    let mut events = Vec::new();
    for (line, value) in values {
        match event::read(&value, line, site) {
            Ok(Some(event)) => events.push(event),
            Ok(None) => tally.ignored += 1,
            Err(what) => complaints.push(Complaint { line, what }),
        }
    }
    complaints.sort_by_key(|complaint| complaint.line);
    // By time, and of one moment in the order of the lines.
    events.sort_by_key(|event| (event.at, event.line));
    let newest = events.last().map(|event| event.at.day()).unwrap_or_default();
    let day = options.at.unwrap_or(newest);
    let outlier = outlier(&events).filter(|_| options.at.is_none());
    let mut seen = HashSet::new();
    let mut replay = Replay::new(site, &events);
    for event in events {
        if event.at.day() > day {
            tally.later += 1;
        } else if event.message.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
            tally.repeated += 1;
        } else {
            tally.replayed += 1;
            let unsaid = replay.take(&event);
            for silence in event.silences.into_iter().chain(unsaid) {
                *tally.silences.entry(silence).or_default() += 1;
            }
        }
    }
    tally.strangers = replay.passports.values().filter(|passport| passport.lead.is_none()).count();
    if options.strangers {
        replay.introduce_strangers();
    }
    Replayed { people: replay.ledger.into_people(), day, tally, complaints, outlier }
}

/// The newest of events in their order, if it is long after the middle one.
fn outlier(events: &[Event]) -> Option<Outlier> {
    let (middle, newest) = (events.get(events.len() / 2)?, events.last()?);
    let day = newest.at.day();
    let days_after_most = day.0.saturating_sub(middle.at.day().0);
    (days_after_most > UNEVEN).then_some(Outlier { line: newest.line, day, days_after_most })
}

/// The state of a history at some moment.
struct Replay<'a> {
    site: &'a Site,
    ledger: Ledger<'a>,
    passports: BTreeMap<String, Passport>,
    /// The first address each user id was ever said to have: what happened before it was said is theirs, too.
    addresses: HashMap<String, Email>,
    latest: Millis,
}

/// Who an event is about.
#[derive(Clone)]
struct Who {
    email: Email,
    user_id: Option<String>,
}

impl<'a> Replay<'a> {
    fn new(site: &'a Site, events: &[Event]) -> Self {
        let mut addresses = HashMap::new();
        for event in events {
            if let (Some(user_id), Some(email)) = (&event.user_id, &event.email) {
                addresses.entry(user_id.clone()).or_insert_with(|| email.clone());
            }
        }
        Self { site, ledger: Ledger::new(site), passports: BTreeMap::new(), addresses, latest: Millis::default() }
    }

    /// Takes one event in, as the edge takes a batch of one; tells what of it came to nothing.
    fn take(&mut self, event: &Event) -> Option<Silence> {
        self.latest = event.at;
        let who = self.who(event);
        let visitor =
            event.anonymous_id.clone().or_else(|| who.as_ref().map(|who| format!("\0{}", who.email.canonical)));
        let visitor = visitor?;
        let batch = BatchId::from_entropy(&derived_entropy(&["replay", &event.line.to_string()]));
        let mut passport = match self.passports.remove(&visitor) {
            Some(passport) => passport,
            None => Passport::new(&derived_entropy(&["visitor", &visitor])),
        };
        let named = who.as_ref().filter(|who| event.kind == Kind::Identify || !self.is_bound(&passport, who));
        let identify = named.map(|who| identification(event, who));
        let proof = event.verified.then_some(Proof::Signature);
        let identify = identify.and_then(|item| admitted(item, event.at, proof));
        let others = item::items(event).into_iter().filter_map(|item| admitted(item, event.at, None));
        let items: Vec<Admitted> = identify.into_iter().chain(others).collect();
        self.fold(&mut passport, &Arrival { id: batch, items }, event, who.as_ref());
        let unsaid = self.submit(&mut passport, event, who.as_ref());
        if let Some(who) = &who {
            self.ledger.name(who, event.anonymous_id.as_deref());
        }
        self.passports.insert(visitor, passport);
        unsaid
    }

    fn fold(&mut self, passport: &mut Passport, arrival: &Arrival, event: &Event, who: Option<&Who>) {
        let Some(mut folding) = Folding::begin(passport, arrival, self.site) else { return };
        while let Some(turn) = folding.next_turn(passport) {
            if let (Turn::Person(person), Some(who)) = (turn, who) {
                self.ledger.identify(passport, &person, who, &event.place);
            }
        }
        self.ledger.see(passport, self.latest);
    }

    /// A form of the site's own, sent by somebody known, is a submission: known by what the event says, or because the
    /// browser is theirs.
    fn submit(&mut self, passport: &mut Passport, event: &Event, who: Option<&Who>) -> Option<Silence> {
        if !matches!(&event.kind, Kind::Track(name) if item::is_form_sent(name)) {
            return None;
        }
        let Some(form) = item::form_sent(event).filter(|form| self.site.forms.contains_key(*form)) else {
            return Some(Silence::ForeignForm);
        };
        let Some(sender) = who.cloned().or_else(|| self.ledger.holder(passport)) else {
            return Some(Silence::UnknownSender);
        };
        self.ledger.submit(passport, event, form, &sender);
        None
    }

    /// Whom an event is about, if it says: by its address, or by the address its user id is known to have; a user id that
    /// never has one stands for itself.
    fn who(&self, event: &Event) -> Option<Who> {
        let user_id = event.user_id.clone();
        let known =
            || user_id.as_ref().map(|id| self.addresses.get(id).cloned().unwrap_or_else(|| stand_in("user", id)));
        let email = event.email.clone().or_else(known)?;
        Some(Who { email, user_id })
    }

    fn is_bound(&self, passport: &Passport, who: &Who) -> bool {
        passport.lead.as_ref().is_some_and(|pointer| pointer.key == self.ledger.key(who))
    }

    fn introduce_strangers(&mut self) {
        let strangers = self.passports.iter_mut().filter(|(_, passport)| passport.lead.is_none());
        for (visitor, passport) in strangers {
            let who = Who { email: stand_in("visitor", visitor), user_id: None };
            self.ledger.introduce(passport, &who, self.latest);
            self.ledger.name(&who, Some(visitor));
        }
    }
}

/// An address for somebody who has none; there is no domain of this name (RFC 6761), and conditions take it for none.
fn stand_in(kind: &str, id: &str) -> Email {
    let name = sha256_hex(id.as_bytes());
    let address = format!("{kind}-{}@leadline.invalid", name.get(..32).unwrap_or_default());
    Email { canonical: address.clone(), typed: address }
}

/// Whether an address is a stand-in.
pub(crate) fn is_stand_in(email: &Email) -> bool {
    email.domain() == "leadline.invalid"
}

fn identification(event: &Event, who: &Who) -> Item {
    let fields = if event.kind == Kind::Identify { said::fields(&event.traits) } else { BTreeMap::new() };
    let traits = Traits { email: who.email.clone(), fields, signature: None };
    Item::Identify { occurred_at: event.at, url: event.url.to_string(), traits }
}

/// History is taken as it is: what is admitted on the edge was admitted by whoever wrote it down.
fn admitted(item: Item, at: Millis, proof: Option<Proof>) -> Option<Admitted> {
    let page = url::Url::parse(item.url()).ok()?;
    Some(Admitted { item, page, at, proof })
}
