//! Where events go: which sink wants which event, where it leads, and what it is told.

mod address;
mod example;
mod filter;
mod secret_name;
mod signature;
mod target;
mod template;

pub use address::{Reach, reach};
pub use example::example;
pub use filter::{Filter, Stages};
pub use secret_name::is_sink_secret;
pub use signature::{SigningKeys, signature};
pub use target::{Header, HttpMethod, HttpRequest, Mail, Target, Via};
pub use template::{Fault, Names, Secrets, Template};

use crate::{
    lead::{Data, Event, EventType, delivery::SinkName},
    secret::sha256_hex,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// How many hex digits of a hash tell configurations apart.
const FINGERPRINT_DIGITS: usize = 16;

/// Somewhere events go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// Its name: in logs, in dead letters, in the API. The site's own.
    pub id: String,
    /// What it wants.
    pub filter: Filter,
    /// Where it is, and how it is told.
    pub target: Target,
}

impl Sink {
    /// What deliveries know of it.
    pub fn name(&self) -> SinkName {
        SinkName { id: self.id.clone(), fingerprint: self.fingerprint() }
    }

    /// Names where it leads and by which secrets, so that a sink that was disabled is tried again once either changes.
    pub fn fingerprint(&self) -> String {
        let told = serde_json::to_string(&self.target.essence()).unwrap_or_default();
        sha256_hex(told.as_bytes()).get(..FINGERPRINT_DIGITS).unwrap_or_default().to_owned()
    }

    /// Positions of the events it wants, of those of one row.
    pub fn wanted(&self, events: &[Event], competitors: &[String]) -> Vec<u8> {
        let wanted = events.iter().zip(0..).filter(|(event, _)| self.wants(event, competitors));
        wanted.map(|(_, at)| at).collect()
    }

    /// A template that tells of leads has nothing to say of somebody who was erased, of a form that was not sent, nor of a site, unless it was written for
    /// that. Who asks for certain leads wants nothing else, unless it is named.
    fn wants(&self, event: &Event, competitors: &[String]) -> bool {
        // What it otherwise asks for is no matter: the form chose it for its mail.
        if let Data::Asked(asked) = &event.data {
            return self.id == asked.confirmation.sink && matches!(self.target, Target::Mail(_));
        }
        let is_named = || self.filter.events.contains(&event.kind);
        let is_for_it = match event.data {
            Data::Lead(_) => true,
            Data::Asked(_) => false,
            Data::Missed(_) | Data::Erased(_) => self.target.is_told_events() || is_named(),
            Data::Silent(_) | Data::Abandoned(_) => {
                (self.target.is_told_events() && !self.filter.asks_of_leads()) || is_named()
            }
            // Whoever heard of a form that was not sent hears that it is to be forgotten, but for templates, which say what was
            // written for something else.
            Data::Forgotten(_) => {
                let heard = !self.filter.asks_of_leads() || self.filter.names(EventType::FormAbandoned);
                (self.target.is_told_events() && heard) || is_named()
            }
        };
        is_for_it && self.filter.takes(event, competitors)
    }
}
