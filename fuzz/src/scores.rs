//! The laws of scores, for any site that was checked.

use leadline_domain::{
    condition::Person,
    email::Email,
    lead::Fields,
    score::{Facts, Score, score},
    site::Site,
    time::Day,
    visit::SignalCounts,
};

/// Days on which signals happened, and on which the lead is scored.
const DAYS: [u16; 4] = [20_000, 20_001, 20_030, 20_400];

/// Reasons add up to the score exactly, whatever the model, and nobody needs to have been seen.
pub(crate) fn hold(site: &Site) {
    let email = Email::parse("ada@rival.example").expect("an address");
    let fields = Fields::default();
    let person = Person::with_address(&email, &fields, &site.competitors);
    let mut counts = SignalCounts::default();
    for (times, signal) in site.scoring.signals.iter().enumerate() {
        for day in DAYS.iter().cycle().take(times % 6) {
            counts.add(signal.key, Day(*day));
        }
    }
    let mut facts = Facts::of(&site.scoring, counts, &person);
    for model in site.scoring.models() {
        assert!(model.thresholds.mql < model.thresholds.sql);
        for day in DAYS {
            adds_up(&score(model, &facts, Day(day)));
        }
        adds_up(&score(model, &Facts::default(), Day(DAYS[0])));
    }
    facts.holds = site.scoring.signals.iter().map(|signal| signal.key).collect();
    site.scoring.models().for_each(|model| adds_up(&score(model, &facts, Day(DAYS[2]))));
}

fn adds_up(score: &Score) {
    assert_eq!(score.reasons.iter().map(|reason| reason.points.0).sum::<i64>(), score.total.0);
    assert!(score.reasons.iter().all(|reason| reason.points.0 != 0 || reason.capped), "{:?}", score.reasons);
}
