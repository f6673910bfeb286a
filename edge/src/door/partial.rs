//! `POST f/<site>/<form>/partial`: what somebody typed so far, as the page sends it when it is left. There is nobody to tell
//! anything: whatever becomes of it, the answer is that it came.

use super::{admit_origin, person, submission, visitor::Visitor};
use crate::{
    body,
    clients::holding::{self, Begin},
    desk::Desk,
    journal,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites::{self, Published},
};
use leadline_domain::{
    admit::rate::Pace,
    form::{Answers, MAX_SUBMISSION, PASSPORT_FIELD, TEST_FIELD, TICKET_FIELD, Ticket, spam::HONEYPOT_FIELD},
    lead::{Beginning, Shard, typists},
    secret::Purpose,
};
use worker::Request;

/// Keeps what may be kept.
pub(super) async fn begin(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    form: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    admit_origin(request, &published.site, asker)?;
    if !published.site.forms.contains_key(form) {
        return Err(Refusal::UnknownForm);
    }
    if let Ok(body) = body::read(request, MAX_SUBMISSION).await {
        let answers = Answers::read(&body);
        let visitor = Visitor::of(request, asker, desk, &published.site, submission::consent(&answers));
        if let Some(begin) = kept(desk, &published, form, &answers, &visitor).await
            && holding::begin(&desk.env, &begin).await.is_err()
        {
            journal::fault("partial", "what somebody began is not kept");
        }
    }
    Ok(Reply::Nothing)
}

/// What of it is kept, and where. Only the form's own site and form make a ticket that opens, and it says when the form was
/// shown, so that what is late does not bring back what is over.
async fn kept(desk: &Desk, published: &Published, form: &str, answers: &Answers, visitor: &Visitor) -> Option<Begin> {
    let site = &published.site;
    let definition = site.forms.get(form)?;
    let partial = definition.partial.as_ref()?;
    let is_real = answers.ours(TEST_FIELD).is_none() && answers.ours(HONEYPOT_FIELD).is_none();
    if !is_real || !visitor.consent.keeps_state() {
        return None;
    }
    let token = answers.ours(TICKET_FIELD)?;
    let ticket = Ticket::open(&desk.key(site, Purpose::Ticket), &site.id, form, token).ok()?;
    let (email, fields) = answers.begun(definition)?;
    let passport = desk.passport(site, visitor.passport(answers.ours(PASSPORT_FIELD)));
    if visitor.sender.pace(desk, site, passport.as_ref()).await == Pace::Beyond {
        return None;
    }
    let key = person::key(desk, site, &email);
    let shard = Shard { site: site.id.clone(), number: key.shard(site.shards) };
    let known = passport.as_ref().filter(|_| answers.may_be_recognised(definition)).map(|passport| &passport.visitor);
    let typists = typists(&desk.key(site, Purpose::Sighting), known, ticket.personal.then_some(token));
    let (form, shown_at, remind_minutes) = (form.to_owned(), ticket.issued_at, partial.remind_minutes);
    let typists = typists.into_iter().map(|typist| typist.hex).collect();
    Some(Begin { shard, beginning: Beginning { key: key.hex, form, shown_at, email, fields, remind_minutes, typists } })
}
