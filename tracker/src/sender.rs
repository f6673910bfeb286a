//! The way of a tab's items to the edge.
//!
//! State: the queue, kept here as long as the page lives and copied to storage at every change. Invariant: a batch is
//! stored as frozen before any of its bytes leave, and leaves the queue only when it was answered for good; so whatever
//! happens in between, the same batch goes out again under the same id, and the edge folds it once.

use crate::tab;
use alloc::{borrow::ToOwned, boxed::Box, string::String};
use core::cell::{Cell, OnceCell};
use leadline_browser::{
    beacon, clock, entropy,
    exchange::{Answer, Content, Exchange},
    page::{self, Turn},
    passport,
    storage::{self, Place},
    timer::Timer,
};
use leadline_domain::{
    queue::{self, Queue, TabId, Verdict},
    wire::Item,
};

/// Milliseconds from an item to its sending: what happens together travels together.
const GATHER: u32 = 50;

/// How far the next batch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing is under way.
    Resting,
    /// A timer runs, or the lock is being waited for.
    Due,
    /// A request with the frozen batch is under way.
    Sent,
    /// The visitor left the page: the queue belongs to the next page of the tab.
    Left,
}

/// Sends one site's items, for as long as the page lives.
pub(crate) struct Sender {
    site: String,
    url: String,
    /// None only before the first is taken. Its queue is written to as long as no other page has taken it.
    tab: Cell<Option<TabId>>,
    queue: Cell<Queue>,
    stage: Cell<Stage>,
    failures: Cell<u32>,
    /// Set once, right after the sender has its place in memory: both call it back.
    means: OnceCell<(Timer, Exchange)>,
}

impl Sender {
    /// Takes up the tab's queue where the page before left it.
    pub(crate) fn start(base: &str, site: &str) -> &'static Self {
        let sender: &'static Self = Box::leak(Box::new(Self {
            site: site.to_owned(),
            url: base.to_owned() + "b/" + site,
            tab: Cell::default(),
            queue: Cell::default(),
            stage: Cell::new(Stage::Resting),
            failures: Cell::default(),
            means: OnceCell::new(),
        }));
        sender.means.get_or_init(|| (Timer::new(|| sender.ring()), sender.exchange()));
        sender.take_tab();
        page::on_turn(|turn| match turn {
            Turn::Left => sender.leave(),
            Turn::Restored => sender.take_tab(),
        });
        sender
    }

    fn exchange(&'static self) -> Exchange {
        Exchange::new(
            &self.site,
            self.url.clone(),
            Content::Batch,
            |passport| self.compose(passport.as_deref()),
            |answer| self.take_answer(&answer),
        )
    }

    fn ring(&self) {
        if let Some((_, exchange)) = self.means.get() {
            exchange.begin();
        }
    }

    /// Adds an item and sees that it is sent.
    pub(crate) fn add(&self, item: &Item) {
        if self.stage.get() == Stage::Left {
            self.add_late(item);
        } else {
            self.change(|queue| queue.push(item));
            self.send_after(GATHER);
        }
    }

    /// The page's own handler of pagehide may come after ours, but not after the next page of the tab. What it says waits
    /// for that page; where nothing is frozen yet it is frozen and beaconed, as in [`leave`](Self::leave).
    fn add_late(&self, item: &Item) {
        if self.with_tab(|tab| tab::is_left(&self.site, tab)) != Some(true) {
            return;
        }
        self.change(|queue| queue.push(item));
        if self.with_queue(|queue| queue.body(clock::now(), None).is_none()) {
            self.beacon();
        }
    }

    fn take_tab(&self) {
        let tab = tab::take(&self.site);
        let stored = storage::load(Place::Local, &tab.queue_key(&self.site));
        self.queue.set(Queue::read(&stored.unwrap_or_default()));
        self.tab.set(Some(tab));
        self.stage.set(Stage::Resting);
        self.send_after(GATHER);
    }

    fn send_after(&self, ms: u32) {
        if self.stage.get() == Stage::Resting && !self.with_queue(|queue| queue.is_empty()) {
            self.stage.set(Stage::Due);
            if let Some((timer, _)) = self.means.get() {
                timer.ring_after(ms);
            }
        }
    }

    fn compose(&self, passport: Option<&str>) -> Option<String> {
        if self.stage.get() == Stage::Left {
            return None;
        }
        let body = self.frozen_body(passport);
        self.stage.set(if body.is_some() { Stage::Sent } else { Stage::Resting });
        body
    }

    fn frozen_body(&self, passport: Option<&str>) -> Option<String> {
        self.change(|queue| queue.freeze(&entropy::draw()));
        self.with_queue(|queue| queue.body(clock::now(), passport))
    }

    fn take_answer(&self, answer: &Answer) {
        if self.stage.get() == Stage::Left {
            return;
        }
        self.stage.set(Stage::Resting);
        if Verdict::of(answer.status) == Verdict::Again {
            self.try_again();
        } else {
            self.failures.set(0);
            self.change(Queue::settle);
            self.send_after(GATHER);
        }
    }

    fn try_again(&self) {
        let [chance, ..] = entropy::draw();
        self.failures.set(self.failures.get() + 1);
        self.send_after(queue::wait(self.failures.get(), chance));
    }

    /// The last chance to send: the beacon's answer will reach nobody, so the batch stays frozen in storage, and the
    /// next page of the tab sends it again to learn its passport. A request that is under way outlives the page and
    /// needs no beacon beside it.
    fn leave(&self) {
        if self.stage.replace(Stage::Left) != Stage::Sent {
            self.beacon();
        }
        self.with_tab(|tab| tab::leave(&self.site, tab));
    }

    fn beacon(&self) {
        if let Some(body) = self.frozen_body(passport::read(&self.site).as_deref()) {
            beacon::send(&self.url, &body);
        }
    }

    /// Changes the queue, here and in storage. An empty one leaves nothing there.
    fn change<T>(&self, change: impl FnOnce(&mut Queue) -> T) -> T {
        self.with_queue(|queue| {
            let result = change(queue);
            self.with_tab(|tab| {
                let text = (!queue.is_empty()).then(|| queue.text());
                storage::save(Place::Local, &tab.queue_key(&self.site), text.as_deref());
            });
            result
        })
    }

    fn with_tab<T>(&self, work: impl FnOnce(&TabId) -> T) -> Option<T> {
        let tab = self.tab.take();
        let result = tab.as_ref().map(work);
        self.tab.set(tab);
        result
    }

    fn with_queue<T>(&self, work: impl FnOnce(&mut Queue) -> T) -> T {
        let mut queue = self.queue.take();
        let result = work(&mut queue);
        self.queue.set(queue);
        result
    }
}
