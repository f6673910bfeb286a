//! Sinks and dead letters.

use leadline_domain::{lead::Event, lead::delivery::DeadLetter, lead::delivery::Health, lead::delivery::Ledger};
use schemars::JsonSchema;
use serde::Serialize;

/// Where a site's events go.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sinks {
    /// The site's key.
    site: String,
    /// Those of the version in force.
    sinks: Vec<Sink>,
    /// Rows of the outbox that wait for some sink.
    waiting: u64,
    /// Dead letters there are.
    dead_letters: u64,
}

/// Where events go.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sink {
    /// Its id.
    id: String,
    /// What it is.
    #[schemars(extend("enum" = ["webhook", "http", "mail"]))]
    kind: String,
    /// The types of events it takes; all of them if it is empty.
    events: Vec<String>,
    /// How it is doing.
    health: Health,
}

/// What became of an example.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SinkTested {
    /// The sink's id.
    sink: String,
    /// The id of the event it was sent.
    event: String,
    /// Whether it took it.
    is_taken: bool,
    /// Why it did not.
    why: Option<String>,
    /// How long that took.
    milliseconds: i64,
}

/// Dead letters, the latest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DeadLetters {
    /// The site's key.
    site: String,
    /// Without what their events tell.
    dead_letters: Vec<DeadLetter>,
    /// Goes on behind the last one; `null` at the end.
    cursor: Option<String>,
}

/// A dead letter with everything that is known of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DeadLetterShown {
    /// What it is.
    letter: DeadLetter,
    /// What it tells of people.
    events: Vec<Event>,
    /// What each sink has of it; moments in milliseconds since 1970.
    deliveries: Ledger,
}

/// What is tried again.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Replayed {
    /// How many dead letters.
    replayed: u32,
    /// Whether there may be more: ask again.
    has_more: bool,
}
