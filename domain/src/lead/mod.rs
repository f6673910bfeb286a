//! A lead: who it is, what is known, how far it has come, and how commands change it.

mod command;
mod decide;
pub mod delivery;
mod event;
mod fields;
mod record;
mod rescoring;
mod shard;
mod stage;
mod view;

pub use command::{Activity, Change, Command, Identification, Reply, Submission};
pub use decide::{Context, Decision, Effect, OutboxRow, State, TakenSubmission, decide, rescore};
pub use event::{Event, EventType};
pub use fields::{FieldValue, Fields};
pub use record::Lead;
pub use rescoring::{Progress, Rescoring, Turn};
pub use shard::Shard;
pub use stage::{Stage, StageEntry};
pub use view::{LeadView, Origin};
