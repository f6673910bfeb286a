//! What somebody agrees to by sending a form, and whether they are asked by mail to confirm it.

use crate::{
    lead::{Confirmation, ConfirmationAsked, ConsentEntry, Lead, Said, Submission},
    time::Millis,
};
use alloc::format;

/// Notes what was agreed to, as of when it was sent. Where it corrects what was sent at the time `before`, nothing that was agreed
/// to then counts any more unless it is agreed to again; what the same person agreed to elsewhere does. Where the form asks for a
/// confirmation, nothing is allowed before it comes. Says what mail goes out, if one does: an address is written to no more often
/// than [`crate::lead::Mailbox::may_be_asked`] lets it be, and a test asks nobody.
pub(super) fn agree(
    lead: &mut Lead,
    before: Option<Millis>,
    submission: &mut Submission,
    at: Millis,
    now: Millis,
) -> Option<ConfirmationAsked> {
    let confirmation: Option<Confirmation> = submission.confirm.take().map(|confirmation| *confirmation);
    let source = format!("form:{}", submission.form);
    if let Some(before) = before.filter(|before| *before < at) {
        lead.profile.consents.correct(&submission.key, (&source, before), at);
    }
    let said = if confirmation.is_some() { Said::Pending } else { Said::Given };
    for agreed in &submission.agreed {
        if !lead.profile.consents.has_room(&agreed.purpose) {
            continue;
        }
        let text = agreed.version();
        let entry = ConsentEntry::new(at, source.clone(), text.clone());
        lead.profile.consents.tell(&submission.key, &agreed.purpose, said, &entry);
        lead.profile.wordings.tell(&text, &agreed.text, &agreed.locale);
    }
    let confirmation = confirmation.filter(|_| !lead.test)?;
    let goes_out = lead.profile.mailboxes.ask(&submission.key, now);
    goes_out.then(|| confirmation.to(submission, now))
}

#[cfg(test)]
mod tests;
