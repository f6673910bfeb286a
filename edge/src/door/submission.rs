//! What every submission goes through, whichever door it came in by.

use super::{
    after::Came,
    asking::Shown,
    person::{self, Kept},
    suspicion,
    visitor::Visitor,
};
use crate::{clients::holding, desk::Desk, entropy, journal, refusal::Refusal, sites::Published, tally};
use std::collections::BTreeMap;

use leadline_domain::{
    bond::Bond,
    form::{
        Answers, CONSENT_FIELD, Checked, Form, LOCALE_FIELD, PASSPORT_FIELD, STRANGER_FIELD, SUBMISSION_FIELD,
        TEST_FIELD, TICKET_FIELD, answers_hash, derived_id, write_phones,
    },
    geo::Place,
    id::{SubmissionId, VisitorId},
    lead::{Change, Command, Confirmation, Submission, typists},
    secret::{LeadKey, Purpose},
    site::Site,
    visit::Passport,
    wire::Consent,
};

/// Longest body of a submission, in bytes: forty answers of four thousand characters do not come from people.
pub(super) const MAX_SUBMISSION: usize = 64 * 1024;

/// A submission that was taken.
pub(super) struct Taken {
    /// The visitor's state, bound to the lead, where it may be kept.
    pub(super) passport: Option<String>,
    /// What comes after it.
    pub(super) came: Came,
}

/// What the page says about consent.
pub(super) fn consent(answers: &Answers) -> Consent {
    answers.ours(CONSENT_FIELD).map(Consent::named).unwrap_or_default()
}

/// Takes a submission: judges the answers by the form that was shown, hands them to the lead's shard, and returns only
/// when that has written them.
pub(super) async fn take(
    desk: &Desk,
    now: &Published,
    form: &str,
    answers: &Answers,
    visitor: &Visitor,
) -> Result<Taken, Refusal> {
    let site = &now.site;
    let shown = Shown::of(desk, now, form, answers.ours(TICKET_FIELD), answers.get(LOCALE_FIELD)).await?;
    let had_for = shown.had_for();
    let definition = &shown.judging(desk, site, answers)?;
    let checked = answers.check(definition).map_err(|issues| {
        tally::count(&site.id, &format!("submit-invalid.{form}"));
        Refusal::Answers(issues, definition.words())
    })?;
    if answers.ours(TEST_FIELD).is_some() {
        return rehearse(desk, site, form, definition, answers, checked, visitor).await;
    }
    let after = definition.after_submission(&checked, &visitor.place, &site.competitors);
    let lead_key = person::key(desk, site, &checked.email);
    let passport = passport(desk, site, definition, answers, visitor);
    let mut submission = submission(form, answers, checked, &lead_key, passport.as_ref());
    submission.typed = write_phones(&mut submission.fields, definition, visitor.place.country.as_deref());
    submission.place = visitor.place.clone();
    let doors = format!("{}/{}/c/{}/", visitor.edge, desk.config.prefix, site.id);
    // Whoever asks for a confirmation now asks it of those, too, who were shown the form before.
    let in_force = site.forms.get(form).map(|form| form.in_locale(&definition.locale));
    submission.confirm = Confirmation::of(in_force.as_ref().unwrap_or(definition), doors).map(Box::new);
    let asked = submission.confirm.is_some();
    let told: (SubmissionId, Vec<String>) = (submission.id.clone(), submission.fields.keys().cloned().collect());
    let was_shown = visitor.passport(answers.ours(PASSPORT_FIELD)).is_some();
    let known = passport.as_ref().filter(|_| was_shown).map(|passport| &passport.visitor);
    let sent = suspicion::Sent { published: now, form: definition, answers, visitor, known, had_for };
    let kept = sent.hand_over(desk, &lead_key, submission).await?;
    let own_ticket = answers.ours(TICKET_FIELD).filter(|_| shown.ticket.personal);
    end_begun(desk, site, form, known, own_ticket).await;
    desk.tell_item(site, "submission", "accepted");
    if matches!(&kept, Kept::Here { change, .. } if *change != Change::None) {
        tally::count(&site.id, &format!("submit.{form}"));
    }
    let came = Came { form: definition.clone(), after, lead: kept.lead().cloned(), asked };
    let passport = passport.map(|mut passport| {
        let is_kept = matches!(kept, Kept::Here { .. });
        kept.bind(&mut passport, &lead_key, Bond::Claimed, &entropy::draw());
        if is_kept {
            let (id, fields) = &told;
            passport.answered.take(form, id, fields.iter().map(String::as_str));
        }
        desk.seal(site, &passport)
    });
    let passport = passport.transpose()?;
    Ok(Taken { passport, came })
}

/// What the same visitor began to type under another address is over, too. The submission is taken by now, whatever becomes of
/// that.
async fn end_begun(desk: &Desk, site: &Site, form: &str, visitor: Option<&VisitorId>, own_ticket: Option<&str>) {
    if site.forms.get(form).is_none_or(|form| form.partial.is_none()) {
        return;
    }
    let typists = typists(&desk.key(site, Purpose::Sighting), visitor, own_ticket);
    if holding::sent(&desk.env, &site.id, site.shards, form, &typists).await.is_err() {
        journal::fault("partial", "others may be told of a form that was sent under another address");
    }
}

/// Takes a test: the whole path, with a lead of its own. The visitor stays who they are, and nothing is counted.
async fn rehearse(
    desk: &Desk,
    site: &Site,
    form: &str,
    definition: &Form,
    answers: &Answers,
    checked: Checked,
    visitor: &Visitor,
) -> Result<Taken, Refusal> {
    let after = definition.after_submission(&checked, &visitor.place, &site.competitors);
    let key = LeadKey::of_test(&desk.key(site, Purpose::LeadKey), &site.identity.canonical(&checked.email));
    let mut submission = submission(form, answers, checked, &key, None);
    submission.test = true;
    submission.typed = write_phones(&mut submission.fields, definition, visitor.place.country.as_deref());
    submission.place = visitor.place.clone();
    let kept = person::hand_over(desk, site, &key, Command::Submit(submission)).await?;
    desk.tell_item(site, "submission", "test");
    let passport = visitor.passport(answers.ours(PASSPORT_FIELD)).filter(|_| !definition.kiosk).map(ToOwned::to_owned);
    let came = Came { form: definition.clone(), after, lead: kept.lead().cloned(), asked: false };
    Ok(Taken { passport, came })
}

/// The passport that a submission takes along and that is bound to its lead. Where many people answer in one browser there
/// is none; whoever says to be nobody this browser knows begins with a new one, in which the batches stay remembered.
fn passport(desk: &Desk, site: &Site, form: &Form, answers: &Answers, visitor: &Visitor) -> Option<Passport> {
    if form.kiosk || !visitor.consent.keeps_state() {
        return None;
    }
    let shown = desk.passport(site, visitor.passport(answers.ours(PASSPORT_FIELD)));
    let mut passport = shown.unwrap_or_else(|| Passport::new(&entropy::draw()));
    if answers.ours(STRANGER_FIELD).is_some() {
        passport.restart(&entropy::draw());
    }
    Some(passport)
}

fn submission(
    form: &str,
    answers: &Answers,
    checked: Checked,
    key: &LeadKey,
    passport: Option<&Passport>,
) -> Submission {
    let answers_hash = answers_hash(form, &checked);
    let id = answers
        .ours(SUBMISSION_FIELD)
        .and_then(|id| SubmissionId::parse(id).ok())
        .unwrap_or_else(|| derived_id(answers.get(TICKET_FIELD), &answers_hash));
    Submission {
        id,
        answers_hash,
        form: form.to_owned(),
        key: key.hex.clone(),
        email: checked.email,
        fields: checked.fields,
        typed: BTreeMap::new(),
        test: false,
        place: Place::default(),
        bond: passport.map_or(Bond::Claimed, |known| known.bond_to(key.short())),
        visitor: passport.filter(|known| known.belongs_to(key.short())).map(Passport::snapshot),
        at: None,
        known_as: passport.and_then(|known| known.lead.as_ref()).map(|pointer| pointer.lead.clone()),
        holder: None,
        agreed: checked.agreed,
        confirm: None,
    }
}
