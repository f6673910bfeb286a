//! A lead: who it is, what is known, how far it has come, and how commands change it.

mod command;
mod confirmation;
mod decide;
pub mod delivery;
mod detail;
pub mod disclosure;
mod event;
mod held;
mod journey;
mod listing;
pub mod merge;
mod pending;
mod preferences;
mod profile;
mod query;
mod question;
mod record;
mod rescoring;
mod retention;
mod shard;
mod sla;
mod stage;
mod table;
pub mod tombstone;
pub mod transfer;
mod view;

pub use command::{
    Activity, Agreement, Amendment, Change, Command, Contact, Detachment, Goal, Holder, Identification, Move, NotMoved,
    Reply, Settled, Submission, Told,
};
pub use confirmation::{Confirmation, ConfirmationAsked};
pub use decide::{
    Context, Decision, Effect, Newborn, OutboxRow, State, Subject, TakenSubmission, announcement, decide, farewell,
    rescore,
};
pub use detail::{AddressView, Answer, Browser, ConsentLine, ConsentView, DiaryLine, LeadDetail};
pub use event::{Abandoned, Data, Erased, Event, EventType, Forgotten, Missed, Silent};
pub use held::{Glance, HELD_DAYS, Held, HeldView, MOST_HELD};
pub use journey::{Journey, Mover, StageEntry};
pub use listing::{Placed, Position, Sheet, page};
pub use pending::{Beginning, Heard, MOST_BEGUN, MOST_DONE, PENDING_FOR, Passed, Pending, forgetting, typists};
pub use preferences::{Choice, Preferences, is_one_click};
pub use profile::{
    Address, AddressState, Addresses, Answers, Browsers, ConsentEntry, Consents, Deed, Diary, DiaryEntry, FieldValue,
    Fields, Latest, MAIL, MAX_ANSWERS, MAX_DEEDS, MOST_CONTACTS, Mailbox, Mailboxes, Profile, Said, Share, Submitted,
    Wording, Wordings,
};
pub use query::{Asked, NoQuery, Query};
pub use question::{Question, SHOWN};
pub use record::Lead;
pub use rescoring::{Progress, Rescoring, Turn};
pub use shard::Shard;
pub use sla::{Promise, PromiseView};
pub use stage::Stage;
pub use table::Table;
pub use tombstone::Tombstone;
pub use view::{AssignedView, LeadView, MOST_STEPS, Origin, Step};

#[cfg(test)]
mod people;
