//! Aggregate counters: an isolate adds up and hands the sums to the site's Counter every few seconds of traffic.
//!
//! At least once, and said to be: a sum whose hand-over failed is handed over again, also when only its answer was lost;
//! and what an isolate holds when it is dropped is gone. Leads and submissions are counted exactly, elsewhere.

use crate::{
    clients::counter::{self, Tally},
    clock, config, journal,
};
use leadline_domain::time::{Day, Millis, SECOND};
use std::{cell::RefCell, collections::BTreeMap};
use worker::{Context, Delay, Env};

/// A plan that was not carried out by now was cut off by the platform; the next request makes another.
const PLAN_LAPSES: i64 = 30 * SECOND;

#[derive(Default)]
struct Sums {
    by_site: BTreeMap<String, counter::Counts>,
    planned_at: Option<Millis>,
    /// The last day that was counted on, and its name: writing a date takes longer than counting.
    last: Option<(Day, String)>,
}

impl Sums {
    fn name_of(&mut self, day: Day) -> String {
        if self.last.as_ref().is_none_or(|(last, _)| *last != day) {
            self.last = Some((day, day.iso()));
        }
        self.last.as_ref().map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

thread_local! {
    static SUMS: RefCell<Sums> = RefCell::default();
}

/// Counts `name` once more for a site, today.
pub(crate) fn count(site: &str, name: &str) {
    count_all(site, &[name]);
}

/// Counts each of these names once more for a site, today.
pub(crate) fn count_all(site: &str, names: &[impl AsRef<str>]) {
    if names.is_empty() {
        return;
    }
    let today = clock::now().day();
    SUMS.with_borrow_mut(|sums| {
        let day = sums.name_of(today);
        let counts = sums.by_site.entry(site.to_owned()).or_default().entry(day).or_default();
        for name in names.iter().map(AsRef::as_ref) {
            match counts.get_mut(name) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(name.to_owned(), 1);
                }
            }
        }
    });
}

/// Sees to it that what has been counted is handed over soon after this request.
pub(crate) fn plan_handover(env: &Env, context: &Context) {
    let now = clock::now();
    let due = SUMS.with_borrow_mut(|sums| {
        let planned = sums.planned_at.is_some_and(|at| at.plus(PLAN_LAPSES) > now);
        let due = !planned && !sums.by_site.is_empty();
        if due {
            sums.planned_at = Some(now);
        }
        due
    });
    if due {
        let env = env.clone();
        context.wait_until(async move {
            Delay::from(config::gathering(&env)).await;
            hand_over(&env).await;
        });
    }
}

async fn hand_over(env: &Env) {
    let gathered = SUMS.with_borrow_mut(|sums| {
        sums.planned_at = None;
        std::mem::take(&mut sums.by_site)
    });
    for (site, counts) in gathered {
        let tally = Tally { site, counts };
        if counter::add(env, &tally).await.is_err() {
            journal::fault("counter", "kept for the next hand-over");
            SUMS.with_borrow_mut(|sums| put_back(sums, tally));
        }
    }
}

fn put_back(sums: &mut Sums, Tally { site, counts }: Tally) {
    let kept = sums.by_site.entry(site).or_default();
    for (day, names) in counts {
        let kept = kept.entry(day).or_default();
        for (name, count) in names {
            *kept.entry(name).or_default() += count;
        }
    }
}
