//! Somebody was erased: what comes from before is dropped.

use crate::{
    bond::Bond,
    lead::{Command, Identification, Lead, Reply, Submission},
    time::Millis,
};

/// Whether a command tells of somebody as they were before they were erased: it was taken then, or said then. A form that
/// was not taken before is sent now, whenever it was filled in.
pub(super) fn is_from_before(command: &Command, erased_at: Option<Millis>, was_taken: bool) -> bool {
    let said_before = |said: &Identification| erased_at.is_some_and(|erased_at| said.at <= erased_at);
    was_taken || matches!(command, Command::Identify(said) if said_before(said))
}

/// Takes from a command what a visitor did who is not known to have begun since: only who was bound to the present lead is,
/// because whoever was erased starts anew with the submission that makes them known again. A visitor's state says nowhere
/// when it began. Says whether the visitor is to start anew.
pub(super) fn without_history(command: &mut Command, known: Option<&Lead>, erased_at: Option<Millis>) -> bool {
    let (Command::Submit(Submission { visitor, bond, known_as, .. })
    | Command::Identify(Identification { visitor, bond, known_as, .. })) = command
    else {
        return false;
    };
    let began_since = known.zip(known_as.as_ref()).is_some_and(|(lead, known_as)| lead.is_or_was(known_as));
    if erased_at.is_none() || began_since {
        return false;
    }
    // Nor is anything verified of a visitor who is somebody new.
    *bond = Bond::Claimed;
    visitor.take().is_some()
}

/// Says in a reply that the visitor starts anew.
pub(super) const fn begin_anew(reply: &mut Reply) {
    if let Reply::Done { anew, .. } = reply {
        *anew = true;
    }
}
