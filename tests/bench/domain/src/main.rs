//! How fast the rules are, on one core, without an engine around them. Prints one JSON object a line:
//! `{"key": …, "nanoseconds": …, "least": …, "most": …}`, each the time of one call.
#![expect(clippy::print_stdout, reason = "the figures are what this is for")]
#![expect(clippy::expect_used, reason = "a benchmark that can't go on has nothing to say")]

mod measure;
mod sample;

use leadline_domain::{
    attribution::{self, Rules},
    crawler,
    email::Email,
    score::score,
    visit::Passport,
    wire::Batch,
};
use measure::measure;
use sample::Sample;
use std::hint::black_box;

fn main() {
    let sample = Sample::new();
    let body = sample.body.as_bytes();
    measure("parse", || serde_json::from_slice::<serde_json::Value>(black_box(body)).is_ok());
    measure("read", || Batch::read(black_box(body)).is_ok());
    let batch = Batch::read(body).expect("a batch");
    measure("admit", || sample.arrival(black_box(&batch)).items.len());
    of_passports(&sample, &batch);
    let (model, facts) = (&sample.site.scoring.default, sample.facts());
    measure("score", || score(model, black_box(&facts), sample::today()).total);
    of_recognition(&sample);
}

/// Opening, folding, sealing, and the whole request but for the engine.
fn of_passports(sample: &Sample, batch: &Batch) {
    let arrival = sample.arrival(batch);
    let grown = sample.passport();
    let token = sample.seal(&grown);
    measure("copy", || black_box(&grown).clone());
    measure("fold", || {
        let mut passport = black_box(&grown).clone();
        sample.fold(&mut passport, &arrival);
        passport
    });
    measure("open", || sample.open(black_box(&token)).folded);
    measure("seal", || sample.seal(black_box(&grown)).len());
    let body = sample.body.as_bytes();
    measure("batch", || {
        let batch = Batch::read(black_box(body)).expect("a batch");
        let mut passport: Passport = sample.open(black_box(&token));
        sample.fold(&mut passport, &sample.arrival(&batch));
        sample.seal(&passport)
    });
}

/// What is asked of a request or a submission, over a handful of inputs each.
fn of_recognition(sample: &Sample) {
    let mut agents = sample::AGENTS.iter().cycle();
    measure("crawler", || agents.next().and_then(|agent| crawler::name(black_box(agent))));
    let mut addresses = sample::ADDRESSES.iter().cycle();
    measure("email", || {
        let email = addresses.next().and_then(|address| Email::parse(black_box(address)).ok());
        email.map(|email| (email.kind(), email.account()))
    });
    let rules = Rules::default();
    let mut visits = sample.visits.iter().cycle();
    measure("visit", || {
        visits.next().map(|(page, referrer)| attribution::attribute(black_box(page), black_box(referrer), &rules))
    });
}
