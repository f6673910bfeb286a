//! What every submission goes through, whichever door it came in by.

use super::{
    after::Came,
    asking::Shown,
    person::{self, Kept},
    suspicion::Sent,
    visitor::Visitor,
};
use crate::{clients::holding, clock, desk::Desk, entropy, journal, refusal::Refusal, sites::Published, tally};

use leadline_domain::{
    bond::Bond,
    form::{
        Answers, CONSENT_FIELD, Checked, Form, LOCALE_FIELD, PASSPORT_FIELD, STRANGER_FIELD, SUBMISSION_FIELD,
        TEST_FIELD, TICKET_FIELD, answers_hash, derived_id, write_phones,
    },
    id::{LeadId, SubmissionId},
    lead::{Change, Confirmation, Submission, typists},
    secret::{LeadKey, Purpose},
    site::Site,
    visit::Passport,
    wire::Consent,
};
use std::rc::Rc;

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
    let definition = shown.judging(desk, site, answers)?;
    let checked = answers.check(&definition).map_err(|issues| {
        tally::count(&site.id, &format!("submit-invalid.{form}"));
        Refusal::Answers(issues, definition.words())
    })?;
    let after = definition.after_submission(&checked, &visitor.place, &site.competitors);
    let passport = passport(desk, site, &definition, answers, visitor);
    let was_shown = visitor.passport(answers.ours(PASSPORT_FIELD)).is_some();
    let known = passport.as_ref().filter(|_| was_shown).map(|passport| passport.visitor.clone());
    let had_for = shown.ticket.had_for(answers, clock::now());
    let sent = Sent { published: now, id: form, form: &definition, answers, visitor, known, had_for };
    let done = if answers.ours(TEST_FIELD).is_some() {
        rehearse(desk, sent, checked).await?
    } else {
        let done = keep(desk, &sent, checked, passport).await?;
        end_begun(desk, &sent, answers.ours(TICKET_FIELD).filter(|_| shown.ticket.personal));
        done
    };
    let Done { passport, lead, asked } = done;
    Ok(Taken {
        passport,
        came: Came { id: form.to_owned(), version: shown.ticket.version, form: definition, after, lead, asked },
    })
}

/// What became of a submission.
struct Done {
    passport: Option<String>,
    lead: Option<LeadId>,
    asked: bool,
}

/// Has a submission kept, and binds the visitor to its lead.
async fn keep(desk: &Desk, sent: &Sent<'_>, checked: Checked, mut passport: Option<Passport>) -> Result<Done, Refusal> {
    let Sent { published, id: form, form: definition, visitor, .. } = *sent;
    let site = &published.site;
    let lead_key = person::key(desk, site, &checked.email);
    let mut submission = submission(sent, checked, &lead_key, passport.as_ref());
    let doors = format!("{}/{}/c/{}/", visitor.edge, desk.config.prefix, site.id);
    // Whoever asks for a confirmation now asks it of those, too, who were shown the form before.
    let in_force = site.forms.get(form).map(|form| form.in_locale(&definition.locale));
    submission.confirm = Confirmation::of(in_force.as_ref().unwrap_or(definition), doors).map(Box::new);
    let asked = submission.confirm.is_some();
    let told: (SubmissionId, Vec<String>) = (submission.id.clone(), submission.fields.keys().cloned().collect());
    let kept = sent.hand_over(desk, &lead_key, submission).await?;
    desk.tell_item(site, "submission", "accepted");
    if matches!(&kept, Kept::Here { change, .. } if *change != Change::None) {
        tally::count(&site.id, &format!("submit.{form}"));
    }
    let lead = kept.lead().cloned();
    if let Some(passport) = &mut passport {
        let is_kept = matches!(kept, Kept::Here { .. });
        kept.bind(passport, &lead_key, Bond::Claimed, &entropy::draw());
        if is_kept {
            let (id, fields) = &told;
            passport.answered.take(form, id, fields.iter().map(String::as_str));
        }
    }
    let passport = passport.map(|passport| desk.seal(site, &passport)).transpose()?;
    Ok(Done { passport, lead, asked })
}

/// What the same visitor began to type under another address is over, too. The submission is taken by now, whatever becomes of
/// that, so it is done behind the answer: nobody waits for shards that others led to.
fn end_begun(desk: &Desk, sent: &Sent<'_>, own_ticket: Option<&str>) {
    let site = Rc::clone(&sent.published.site);
    if site.forms.get(sent.id).is_none_or(|form| form.partial.is_none()) {
        return;
    }
    let known = sent.known.as_ref().filter(|_| sent.answers.may_be_recognised(sent.form));
    let typists = typists(&desk.key(&site, Purpose::Sighting), known, own_ticket);
    let (env, form, at) = (desk.env.clone(), sent.id.to_owned(), clock::now());
    desk.context.wait_until(async move {
        if holding::sent(&env, &site, &form, &typists, at).await.is_err() {
            journal::fault("partial", "others may be told of a form that was sent under another address");
        }
    });
}

/// Takes a test: the whole path, with a lead of its own. The visitor stays who they are, and nothing is counted. It is suspected
/// as others are, or whoever wanted to fill a site's sinks would only have to call it one; but people who test are quick.
async fn rehearse(desk: &Desk, sent: Sent<'_>, checked: Checked) -> Result<Done, Refusal> {
    let sent = Sent { had_for: None, ..sent };
    let Sent { published, form: definition, answers, visitor, .. } = sent;
    let site = &published.site;
    let key = LeadKey::of_test(&desk.key(site, Purpose::LeadKey), &site.identity.canonical(&checked.email));
    let submission = Submission { test: true, ..submission(&sent, checked, &key, None) };
    let kept = sent.hand_over(desk, &key, submission).await?;
    desk.tell_item(site, "submission", "test");
    let passport = visitor.passport(answers.ours(PASSPORT_FIELD)).filter(|_| !definition.kiosk).map(ToOwned::to_owned);
    Ok(Done { passport, lead: kept.lead().cloned(), asked: false })
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

fn submission(sent: &Sent<'_>, mut checked: Checked, key: &LeadKey, passport: Option<&Passport>) -> Submission {
    let Sent { id: form, form: definition, answers, visitor, .. } = *sent;
    let answers_hash = answers_hash(form, &checked);
    let id = answers
        .ours(SUBMISSION_FIELD)
        .and_then(|id| SubmissionId::parse(id).ok())
        .unwrap_or_else(|| derived_id(answers.get(TICKET_FIELD), &answers_hash));
    let typed = write_phones(&mut checked.fields, definition, visitor.place.country.as_deref());
    Submission {
        id,
        answers_hash,
        form: form.to_owned(),
        key: key.hex.clone(),
        email: checked.email,
        fields: checked.fields,
        typed,
        test: false,
        place: visitor.place.clone(),
        bond: passport.map_or(Bond::Claimed, |known| known.bond_to(key.short())),
        visitor: passport.filter(|known| known.belongs_to(key.short())).map(Passport::snapshot),
        at: None,
        corrected_at: None,
        known_as: passport.and_then(|known| known.lead.as_ref()).map(|pointer| pointer.lead.clone()),
        holder: None,
        agreed: checked.agreed,
        confirm: None,
    }
}
