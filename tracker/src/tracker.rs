//! The way of a page's items to the edge.
//!
//! State: the queue, kept here as long as the page lives and, if consent allows, copied to storage at every change.
//! Invariant: a batch is stored as frozen before any of its bytes leave, and leaves the queue only when it was answered for
//! good; so whatever happens in between, the same batch goes out again under the same id, and the edge folds it once.

use crate::capture::{CONSENT, HIDDEN, ITEM, LEFT, ONLINE, RESTORED, SENDER, STORED};
use alloc::{borrow::ToOwned, string::String};
use leadline_browser::{
    beacon, clock,
    dom::Callback,
    entropy,
    exchange::{Answer, Content, Exchange, Step},
    passport,
    storage::{self, ADOPTED, OWNED},
    timer::{self, RANG},
};
use leadline_domain::{
    consent::{Consent, Standing},
    id::BatchId,
    parts::joined,
    queue::{self, Queue, Verdict},
    wire,
};

/// Milliseconds from an item to its sending: what happens together travels together.
const GATHER: u32 = 50;

/// After so many failures in a row a batch the edge fails at lets the others pass.
const PATIENCE: u32 = 4;

/// How far the next batch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing is under way.
    Resting,
    /// A timer runs.
    Due,
    /// The lock is being waited for.
    Asked,
    /// A request with the first frozen batch is under way.
    Sent,
    /// The visitor left the page: its queue belongs to whoever comes next.
    Left,
}

/// One site's items in this page, for as long as it lives.
pub(crate) struct Tracker {
    /// What the keys of everything stored for the site begin with.
    prefix: String,
    site: String,
    call: &'static Callback,
    exchange: Exchange,
    consent: Consent,
    /// Whether consent lets anything be kept.
    keeps: bool,
    /// Under which the queue is stored.
    key: String,
    /// Until the page holds the lock of its key, another page may take the queue for an orphan.
    owned: bool,
    queue: Queue,
    stage: Stage,
    failures: u32,
    /// What every batch says of whoever sends it.
    sender: String,
}

impl Tracker {
    pub(crate) fn new(base: &str, site: &str, call: &'static Callback) -> Self {
        let prefix = joined(&["ll.", site, "."]);
        let mut consent = Consent::default();
        consent.recall(storage::load(&joined(&[&prefix, "c"])).as_deref());
        Self {
            prefix,
            site: site.to_owned(),
            call,
            exchange: Exchange::new(site, joined(&[base, "b/", site]), Content::Batch),
            consent,
            keeps: false,
            key: String::new(),
            owned: false,
            queue: Queue::new(&entropy::draw()),
            stage: Stage::Resting,
            failures: 0,
            sender: String::new(),
        }
    }

    /// Hears what `dom.js` and `capture.js` tell, by their numbers.
    pub(crate) fn hear(&mut self, number: u32, text: String) -> Option<String> {
        match number {
            ITEM => self.add(&text),
            RANG | ONLINE => self.begin(),
            HIDDEN => self.hurry(),
            LEFT => self.leave(),
            RESTORED => self.come_back(),
            CONSENT => self.take_word(&text),
            STORED => self.take_answer_of_another(&text),
            SENDER => self.sender = joined(&[&self.sender, ",\"", &text, "\":true"]),
            ADOPTED => self.adopt(&text),
            OWNED => self.own(&text),
            _ => return self.take_step(number, text),
        }
        None
    }

    // --- Consent ----------------------------------------------------------------------------------------------------

    fn take_word(&mut self, word: &str) {
        let before = self.consent;
        let answered = self.consent.take(word);
        if self.consent != before || self.key.is_empty() {
            self.apply_consent(before.standing());
        }
        if let Some(answer) = self.consent.stored().filter(|_| answered) {
            storage::save(&joined(&[&self.prefix, "c"]), Some(answer));
        }
    }

    /// What the visitor answered in another tab, which has stored it; nothing if the answer is gone from storage.
    fn take_answer_of_another(&mut self, stored: &str) {
        let before = self.consent;
        self.consent.recall((!stored.is_empty()).then_some(stored));
        if self.consent != before {
            self.apply_consent(before.standing());
        }
    }

    fn apply_consent(&mut self, before: Standing) {
        let standing = self.consent.standing();
        let keeps = standing == Standing::Keep;
        storage::keep(&self.site, keeps);
        if self.keeps != keeps || self.key.is_empty() {
            self.keeps = keeps;
            self.draw_key();
            if keeps {
                storage::own(&self.queues(), &self.key, self.call);
            }
        }
        if before == Standing::Keep && !keeps {
            self.queue.freeze_empty(&entropy::draw());
        }
        self.send_after(GATHER);
    }

    /// A new key for the queue, which is not this page's own yet.
    fn draw_key(&mut self) {
        self.owned = false;
        self.key = joined(&[&self.queues(), BatchId::from_entropy(&entropy::draw()).as_str()]);
    }

    fn queues(&self) -> String {
        joined(&[&self.prefix, "q."])
    }

    /// By now the queue may have another key, or none may be stored.
    fn own(&mut self, key: &str) {
        self.owned = self.keeps && self.key == key;
        if !self.queue.is_empty() {
            self.save();
        }
    }

    fn adopt(&mut self, text: &str) {
        if self.keeps {
            self.queue.adopt(text);
            // Who has left stores it for the next page, as nobody else has it any more.
            if self.stage == Stage::Left {
                self.store();
            }
            self.save();
            self.send_after(GATHER);
        }
    }

    // --- Sending ----------------------------------------------------------------------------------------------------

    fn add(&mut self, said: &str) {
        self.queue.push(&wire::line(said), &entropy::draw());
        if self.stage == Stage::Left {
            self.hand_over(0);
        } else {
            self.save();
            self.send_after(GATHER);
        }
    }

    fn send_after(&mut self, ms: u32) {
        if self.stage == Stage::Resting && self.consent.standing() != Standing::Hold && !self.queue.is_empty() {
            self.stage = Stage::Due;
            timer::ring_after(ms, self.call);
        }
    }

    fn begin(&mut self) {
        if self.stage == Stage::Due {
            self.stage = Stage::Asked;
            self.exchange.begin(self.call);
        }
    }

    /// Sends what waits, be it that the visitor's answer is still awaited: the page may never be shown again. Not while the
    /// edge is to be left in peace, though.
    fn hurry(&mut self) {
        if self.failures > 0 {
            return;
        }
        if self.stage == Stage::Resting && !self.queue.is_empty() {
            self.stage = Stage::Due;
        }
        self.begin();
    }

    fn take_step(&mut self, number: u32, text: String) -> Option<String> {
        match self.exchange.step(number, text) {
            Step::Compose(passport) => return self.compose(passport),
            Step::Answered(answer) => self.take_answer(&answer),
            Step::Declined | Step::Other => {}
        }
        None
    }

    fn compose(&mut self, passport: Option<String>) -> Option<String> {
        if self.stage != Stage::Asked {
            return None;
        }
        // What is stored stays as it is: the open batch has its id already.
        self.queue.freeze(&entropy::draw());
        let body = self.queue.body(&clock::now(), &self.envelope(passport));
        self.stage = if body.is_some() { Stage::Sent } else { Stage::Resting };
        body
    }

    /// What stands beside the items of a batch.
    fn envelope(&self, passport: Option<String>) -> String {
        let passport = passport.map(|passport| joined(&[r#","passport":""#, &passport, "\""]));
        joined(&[&self.sender, self.consent.envelope(), &passport.unwrap_or_default()])
    }

    fn take_answer(&mut self, answer: &Answer) {
        if self.stage == Stage::Left {
            return;
        }
        self.stage = Stage::Resting;
        if Verdict::of(answer.status) == Verdict::Again {
            let [chance, ..] = entropy::draw();
            self.failures += 1;
            if self.failures > PATIENCE && answer.status >= 500 {
                self.queue.postpone();
            }
            self.send_after(queue::wait(self.failures, chance, &answer.text));
        } else {
            self.failures = 0;
            self.queue.settle();
            self.save();
            self.send_after(GATHER);
        }
    }

    // --- Coming and going -------------------------------------------------------------------------------------------

    /// The last chance to send: the answers to beacons will reach nobody, so what is kept stays in storage, and the next
    /// page sends it again to learn its passport. A request that is under way outlives the page and needs no beacon
    /// beside it.
    fn leave(&mut self) {
        let under_way = self.stage == Stage::Sent;
        self.stage = Stage::Left;
        self.hand_over(usize::from(under_way));
    }

    fn hand_over(&mut self, skip: usize) {
        self.queue.freeze(&entropy::draw());
        let envelope = self.envelope(passport::read(&self.site));
        let url = self.exchange.url();
        self.queue.hand_over(skip, self.keeps, |body| beacon::send(url, body), (&clock::now(), &envelope));
        if self.keeps {
            self.store();
            self.queue = Queue::new(&entropy::draw());
            self.draw_key();
        }
    }

    /// Meanwhile another tab may have heard another word on consent.
    fn come_back(&mut self) {
        self.stage = Stage::Resting;
        self.consent.recall(storage::load(&joined(&[&self.prefix, "c"])).as_deref());
        self.keeps = false;
        self.apply_consent(Standing::Count);
    }

    /// Copies the queue to storage. An empty one leaves nothing there.
    fn save(&self) {
        if self.owned {
            self.store();
        }
    }

    fn store(&self) {
        let text = (!self.queue.is_empty()).then(|| self.queue.text());
        storage::save(&self.key, text.as_deref());
    }
}
