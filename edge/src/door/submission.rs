//! What every submission goes through, whichever door it came in by.

use crate::{
    clients::lead_shard,
    desk::Desk,
    entropy, journal,
    refusal::Refusal,
    sites::{self, Published},
    tally,
};
use leadline_domain::{
    form::{Answers, Checked, PASSPORT_FIELD, SUBMISSION_FIELD, TICKET_FIELD, Ticket, answers_hash, derived_id},
    id::{LeadId, SubmissionId},
    lead::{Change, Command, Reply, Shard, Submission},
    secret::{LeadKey, Purpose},
    site::Site,
    visit::{Passport, Pointer},
};

/// Longest body of a submission, in bytes: forty answers of four thousand characters do not come from people.
pub(super) const MAX_SUBMISSION: usize = 64 * 1024;

/// A submission that was taken.
pub(super) struct Taken {
    /// The visitor's state, bound to the lead.
    pub(super) passport: String,
    /// What to say.
    pub(super) thanks: String,
}

/// Takes a submission: judges the answers by the form that was shown, hands them to the lead's shard, and returns only
/// when that has written them.
pub(super) async fn take(desk: &Desk, now: &Published, form: &str, answers: &Answers) -> Result<Taken, Refusal> {
    let site = &now.site;
    let shown = shown(desk, now, form, answers).await?;
    let definition = shown.site.forms.get(form).ok_or(Refusal::UnknownForm)?;
    let checked = answers.check(definition).map_err(|issues| {
        tally::count(&site.id, &format!("submit-invalid.{form}"));
        Refusal::Answers(issues)
    })?;
    let lead_key = LeadKey::of(&desk.key(site, Purpose::LeadKey), &checked.email.canonical);
    let (mut passport, _) = desk.passport(site, answers.ours(PASSPORT_FIELD));
    let submission = submission(form, answers, checked, &lead_key, &passport);
    let (lead, change) = hand_over(desk, site, &lead_key, submission).await?;
    if change != Change::None {
        tally::count(&site.id, &format!("submit.{form}"));
    }
    passport.bind(Pointer { lead, key: lead_key.short().to_owned() }, &entropy::draw());
    Ok(Taken { passport: desk.seal(site, &passport)?, thanks: definition.thanks.clone() })
}

/// The site as it was when the form was shown, so that answers are judged by what was asked.
async fn shown(desk: &Desk, now: &Published, form: &str, answers: &Answers) -> Result<Published, Refusal> {
    let token = answers.ours(TICKET_FIELD).ok_or(Refusal::Ticket)?;
    let key = desk.key(&now.site, Purpose::Ticket);
    let ticket = Ticket::open(&key, &now.site.id, form, token).map_err(|_| Refusal::Ticket)?;
    sites::exact(&desk.env, &now.site.id, &ticket.version).await?.ok_or(Refusal::Ticket)
}

fn submission(form: &str, answers: &Answers, checked: Checked, key: &LeadKey, passport: &Passport) -> Submission {
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
        visitor: passport.belongs_to(key.short()).then(|| passport.snapshot()),
    }
}

async fn hand_over(
    desk: &Desk,
    site: &Site,
    key: &LeadKey,
    submission: Submission,
) -> Result<(LeadId, Change), Refusal> {
    let shard = Shard { site: site.id.clone(), number: key.shard(site.shards) };
    let reply = lead_shard::run(&desk.env, shard, Command::Submit(submission)).await?;
    journal::item(&site.id, "submission", "accepted");
    journal::lead(&site.id, &reply);
    match reply {
        Reply::Done { lead, change, .. } => Ok((lead, change)),
        Reply::Unknown => Err(Refusal::Unavailable),
    }
}
