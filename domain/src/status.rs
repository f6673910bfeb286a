//! What is not well with a site, as far as the edge can see, and what to do about it.

use crate::{
    lead::delivery::{Health, HealthState},
    silence::Silence,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What is known of a site's shards and sinks.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// A silence that is not usual.
    pub silence: Option<&'a Silence>,
    /// Each sink of the version in force by its id, and how it is doing.
    pub sinks: &'a [(&'a str, Health)],
    /// Deliveries that were given up.
    pub dead_letters: u64,
    /// Leads that have waited for an owner for longer than picking one takes.
    pub unrouted: u64,
}

/// Something that is not well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trouble {
    /// What systems go by: `site-silent`, `sink-failing`, `sink-resting`, `sink-disabled`, `dead-letters` or `leads-without-owner`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["site-silent", "sink-failing", "sink-resting", "sink-disabled", "dead-letters", "leads-without-owner"])))]
    pub code: String,
    /// What people read, with what to do.
    pub detail: String,
}

impl Trouble {
    fn new(code: &str, detail: String) -> Self {
        Self { code: code.to_owned(), detail }
    }
}

impl Seen<'_> {
    /// What is not well, what loses most first.
    pub fn troubles(&self) -> Vec<Trouble> {
        let mut troubles: Vec<Trouble> = self.silence.map(of_silence).into_iter().collect();
        troubles.extend(self.sinks.iter().filter_map(|(id, health)| of_sink(id, health)));
        if self.dead_letters > 0 {
            let count = self.dead_letters;
            let detail = format!("Given up: {count}. See why with leadline dead-letters list, and replay them.");
            troubles.push(Trouble::new("dead-letters", detail));
        }
        if self.unrouted > 0 {
            let count = self.unrouted;
            let detail = format!(
                "Qualified leads that wait for an owner: {count}. They get one by themselves; if their number stays, the log \
                 says what is in the way."
            );
            troubles.push(Trouble::new("leads-without-owner", detail));
        }
        troubles
    }
}

fn of_silence(silence: &Silence) -> Trouble {
    let (since, usual) = (silence.since.begins().rfc3339(), silence.usual());
    let detail = format!(
        "Nothing has come in from pages since {since}; usual is {usual}. Open a page with ?leadline_debug: the console says what is \
         sent and what becomes of it; if it says nothing, the script is not on the page."
    );
    Trouble::new("site-silent", detail)
}

fn of_sink(id: &str, health: &Health) -> Option<Trouble> {
    let why = health.why.as_deref().unwrap_or("no reason is known");
    match health.state {
        HealthState::Well => None,
        HealthState::Failing => Some(Trouble::new(
            "sink-failing",
            format!("{id} did not take what it was sent ({why}), {} in a row. It is tried again.", health.failures),
        )),
        HealthState::Resting => {
            let until = health.rests_until.as_deref().unwrap_or("some moment");
            let detail = format!("{id} is left alone until {until} ({why}). What is for it waits.");
            Some(Trouble::new("sink-resting", detail))
        }
        HealthState::Disabled => Some(Trouble::new(
            "sink-disabled",
            format!("{id} said that it is gone ({why}). Take it out of routing.toml, or correct it and publish."),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silence::{Heard, Hour};

    fn health(state: HealthState) -> Health {
        let why = Some("answered 500".to_owned());
        let rests_until = (state == HealthState::Resting).then(|| "2026-11-23T10:00:00.000Z".to_owned());
        Health { state, failures: 3, why, failed_at: None, taken_at: None, rests_until }
    }

    #[test]
    fn each_trouble_says_what_to_do() {
        let sinks = [
            ("crm", health(HealthState::Well)),
            ("chat", health(HealthState::Failing)),
            ("mail", health(HealthState::Resting)),
            ("old", health(HealthState::Disabled)),
        ];
        let monday = Hour(20_773 * 24 + 9);
        let heard = Heard::new((0..4).map(|week| monday.plus(week * 7 * 24)), []);
        let silence = heard.silence(1);
        let seen = Seen { silence: silence.as_ref(), sinks: &sinks, dead_letters: 2, unrouted: 1 };
        let lines: Vec<String> =
            seen.troubles().into_iter().map(|trouble| format!("{}: {}", trouble.code, trouble.detail)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn where_all_is_well_there_is_nothing_to_say() {
        let sinks = [("crm", health(HealthState::Well))];
        assert_eq!(Seen { silence: None, sinks: &sinks, dead_letters: 0, unrouted: 0 }.troubles(), []);
    }
}
