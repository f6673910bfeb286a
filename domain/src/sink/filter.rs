//! Which events a sink wants.

use crate::{
    condition::{CameFrom, Formula, Person, Provenance, Totals, Truth},
    email::Email,
    lead::{Data, Event, EventType, FieldValue, Fields, LeadView, Origin, Stage},
    time::Millis,
};
use alloc::{string::String, vec::Vec};

/// Which events a sink wants. All that is said has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Event types; empty for all.
    pub events: Vec<String>,
    /// Where the lead is.
    pub stages: Stages,
    /// What is true of the person.
    pub when: Option<Formula<Truth>>,
}

/// Where a lead has to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stages {
    /// Anywhere.
    #[default]
    Any,
    /// In one of these.
    In(Vec<Stage>),
    /// In this one, or further.
    AtLeast(Stage),
}

impl Filter {
    /// Whether it lets an event through. What it asks of the lead is asked of the lead as the event tells it, so that the answer
    /// is the same whenever it is asked. Of somebody who was erased nothing is left to ask: whoever takes that type hears of
    /// it, because they may have been told of the person when other things were true. Nor is there a lead to ask in what is
    /// about a site.
    pub fn takes(&self, event: &Event, competitors: &[String]) -> bool {
        let is_to_forget = matches!(event.data, Data::Forgotten(_)) && self.names(EventType::FormAbandoned);
        let of_type = self.events.is_empty() || self.events.contains(&event.kind) || is_to_forget;
        let of_lead = |lead: &LeadView| {
            self.stages.has(lead.stage) && self.when.as_ref().is_none_or(|when| holds(when, lead, competitors))
        };
        of_type && event.data.lead().is_none_or(of_lead)
    }

    /// Whether it asks for this type by name.
    pub(super) fn names(&self, kind: EventType) -> bool {
        self.events.iter().any(|name| name == kind.name())
    }

    /// Whether it asks something of leads.
    pub(super) fn asks_of_leads(&self) -> bool {
        self.stages != Stages::Any || self.when.is_some()
    }
}

impl Stages {
    fn has(&self, stage: Stage) -> bool {
        match self {
            Self::Any => true,
            Self::In(stages) => stages.contains(&stage),
            Self::AtLeast(least) => stage >= *least,
        }
    }
}

fn holds(when: &Formula<Truth>, lead: &LeadView, competitors: &[String]) -> bool {
    // What is told was taken from an address that could be read; one that can't be any more passes no condition.
    let Ok(email) = Email::parse(&lead.email) else { return false };
    let mut fields = Fields::default();
    for (name, value) in &lead.fields {
        fields.learn(name, FieldValue { at: Millis(0), value: value.clone(), source: String::new(), typed: None });
    }
    let person = person(lead, &email, &fields, competitors);
    when.holds(&|truth: &Truth| truth.holds(&person))
}

fn person<'a>(lead: &'a LeadView, email: &'a Email, fields: &'a Fields, competitors: &[String]) -> Person<'a> {
    let tracked = lead.sessions > 0 || lead.views > 0 || lead.first_touch.is_some() || lead.last_touch.is_some();
    let came = |origin: &'a Option<Origin>| tracked.then(|| origin.as_ref().map_or(Provenance::DIRECT, provenance));
    Person {
        touches: CameFrom { first: came(&lead.first_touch), last: came(&lead.last_touch) },
        tracked,
        country: lead.country.as_deref(),
        region: lead.region.as_deref(),
        totals: Totals {
            sessions: lead.sessions,
            views: lead.views,
            engaged_minutes: u32::try_from(lead.engaged_seconds / 60).unwrap_or(u32::MAX),
            submissions: lead.submissions,
            active_contacts: lead.active_contacts,
        },
        ..Person::with_address(email, fields, competitors)
    }
}

fn provenance(origin: &Origin) -> Provenance<'_> {
    let Origin { source, medium, campaign, channel, .. } = origin;
    Provenance { source, medium, campaign, channel: channel.name() }
}

#[cfg(test)]
mod tests;
