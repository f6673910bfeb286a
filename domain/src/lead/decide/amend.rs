//! What an operator, or a system that may, changes.

use super::{Context, Decision, MAX_FIELDS, done, finish, quietly, stage_events};
use crate::{
    condition::{CameFrom, Happened, Occasion},
    form::write_phone,
    lead::{
        Agreement, Amendment, Change, ConsentEntry, Deed, Detachment, DiaryEntry, EventType, FieldValue, Latest, Lead,
        MAIL, Reply, Said, Told,
    },
    time::Millis,
};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// What the diary calls it that a file was fetched.
const FETCHED: &str = "download";

/// Takes the change in. What is known already changes nothing.
pub(super) fn amend(mut lead: Lead, amendment: Amendment, context: &Context<'_>) -> Decision {
    if !learn(&mut lead, amendment, context) {
        return Decision::answer(done(&lead, Change::None));
    }
    reconsidered(lead, context)
}

fn learn(lead: &mut Lead, amendment: Amendment, context: &Context<'_>) -> bool {
    let Amendment { at, source, fields, tags, owner, consents, bounced, verified, fetched, .. } = amendment;
    let country = lead.profile.place.as_ref().and_then(|place| place.value.country.clone());
    let mut news = false;
    for (name, said) in fields {
        let (value, typed) = write_phone(&name, &said, context.site, country.as_deref());
        let answer = FieldValue { at, value, source: source.clone(), typed };
        let fields = &mut lead.profile.fields;
        if fields.present(&name).is_some() || fields.len() < MAX_FIELDS {
            news |= fields.learn(&name, answer);
        }
    }
    for (tag, on) in tags {
        news |= lead.profile.tag(&tag, &Latest { at, value: on });
    }
    if let Some(owner) = owner {
        news |= lead.profile.own(&Latest { at, value: owner });
    }
    for said in consents {
        news |= agree(lead, &said, at, &source);
    }
    for key in verified {
        news |= lead.profile.verify(&key, at);
    }
    for path in fetched {
        news |= fetch(lead, path, at, context);
    }
    for (key, value) in bounced.into_iter().filter(|(key, _)| lead.profile.addresses.contains(key)).collect::<Vec<_>>()
    {
        news |= lead.profile.mailboxes.bounce(&key, &Latest { at, value });
    }
    news
}

/// Something was agreed to, or taken back. Says whether that is news.
fn agree(lead: &mut Lead, said: &Agreement, at: Millis, source: &str) -> bool {
    if !lead.profile.consents.has_room(&said.purpose) {
        return false;
    }
    let entry = ConsentEntry::new(at, source.to_owned(), said.text.clone());
    let mut news = false;
    for key in concerned(lead, said) {
        let consents = &lead.profile.consents;
        // Said twice, it is taken back since the first time.
        let is_said = match said.unless_since {
            _ if said.said == Said::Withdrawn => consents.is_taken_back(&key, &said.purpose),
            since => since.is_some_and(|since| consents.is_confirmed_since(&key, &said.purpose, since)),
        };
        if is_said {
            continue;
        }
        news |= lead.profile.consents.tell(&key, &said.purpose, said.said, &entry);
        // Whoever wanted no mail at all and presses the button of a mail of ours wants mail.
        if said.unless_since.is_some() && lead.profile.consents.is_taken_back(&key, MAIL) {
            let entry = ConsentEntry::new(at, source.to_owned(), String::new());
            news |= lead.profile.consents.tell(&key, MAIL, said.said, &entry);
        }
        // Only whoever has the mailbox can follow the link.
        news |= said.said == Said::Confirmed && lead.profile.verify(&key, at);
    }
    news
}

/// A file was fetched that a form handed out: a download, once a day however often the link is used. Says whether that is news.
fn fetch(lead: &mut Lead, path: String, at: Millis, context: &Context<'_>) -> bool {
    let deed = Deed { kind: FETCHED.to_owned(), what: path };
    let is_known = |entry: &DiaryEntry| entry.at.day() == at.day() && entry.deeds.contains(&deed);
    if lead.profile.diary.iter().any(is_known) {
        return false;
    }
    let occasion = Occasion { what: Happened::File(&deed.what), touches: CameFrom::default() };
    let signals = context.site.scoring.signals_of(&occasion);
    lead.profile.submitted.fetch(&lead.id, signals, at.day());
    lead.profile.diary.note(DiaryEntry { at, visitor: None, deeds: alloc::vec![deed] })
}

/// The keys of the addresses that something was said for.
fn concerned(lead: &Lead, said: &Agreement) -> Vec<String> {
    let addresses = &lead.profile.addresses;
    match (&said.key, said.said) {
        (Some(key), _) => alloc::vec![key.clone()],
        (None, Said::Withdrawn) => addresses.iter().map(|(key, _)| key.to_owned()).collect(),
        (None, Said::Given | Said::Confirmed | Said::Pending | Said::Corrected) => {
            addresses.first_key().map(ToOwned::to_owned).into_iter().collect()
        }
    }
}

/// A browser turned out to be somebody else's: what it did leaves the score. The stage stays, as it does when scores fade.
pub(super) fn detach(mut lead: Lead, detachment: &Detachment, context: &Context<'_>) -> Decision {
    let browsers = &mut lead.profile.browsers;
    if !browsers.knows(&detachment.visitor) {
        return Decision::answer(Reply::Unknown);
    }
    if !browsers.detach(&detachment.visitor) {
        return Decision::answer(done(&lead, Change::None));
    }
    reconsidered(lead, context)
}

/// The account told how it stands: the score follows, and others are told only if that changed the stage or the grade.
pub(super) fn stand(mut lead: Lead, told: &Told, context: &Context<'_>) -> Decision {
    if told.contact != lead.id || !Latest::take(&mut lead.standing, &told.standing) {
        return Decision::answer(done(&lead, Change::None));
    }
    quietly(lead, context)
}

fn reconsidered(mut lead: Lead, context: &Context<'_>) -> Decision {
    let entered = lead.reconsider(context.site, context.now);
    let mut events = stage_events(&entered);
    events.insert(0, EventType::LeadUpdated);
    finish(lead, Change::Updated, Vec::new(), &events, context)
}

#[cfg(test)]
mod tests;
