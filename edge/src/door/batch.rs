//! `POST b/<site>`: a batch comes in, the visitor's state goes back.

use super::{admit_origin, own_origin};
use crate::{
    body,
    clients::lead_shard,
    clock,
    desk::Desk,
    journal,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites, tally,
};
use leadline_domain::{
    admit::{self, Admitted, Arriving},
    id::BatchId,
    lead::{self, Activity, Command, Shard},
    outcome::{Invalid, Outcome},
    site::Site,
    visit::{Arrival, Folded, Passport, fold},
    wire::{Batch, Item, MAX_BODY, Receipt},
};
use worker::Request;

/// Receives a batch: admits each item, folds what counts into the passport, and hands it back.
pub(super) async fn receive(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, site).await?.site;
    admit_origin(request, &site, asker)?;
    let own_origin = own_origin(request);
    let batch = Batch::read(&body::read(request, MAX_BODY).await?)?;
    let (mut passport, refused) = desk.passport(&site, batch.passport.as_deref());
    if refused {
        tally::count(&site.id, "passport.refused");
    }
    let arriving = Arriving { site: &site, own_origin: &own_origin, sent_at: batch.sent_at, received_at: clock::now() };
    let (arrival, outcomes) = admit_all(batch.id, batch.items, arriving);
    if fold(&mut passport, &arrival, &site) == Folded::Now {
        book(&site, &arrival.items, &outcomes);
        tell_lead(desk, &site, &mut passport).await;
    }
    let passport = desk.seal(&site, &passport)?;
    Ok(Reply::Text(Receipt { passport: Some(passport), outcomes }.render()))
}

fn admit_all(id: BatchId, sent: Vec<Result<Item, Invalid>>, arriving: Arriving<'_>) -> (Arrival, Vec<Outcome>) {
    let mut items = Vec::new();
    let mut outcomes = Vec::new();
    for item in sent {
        match admit::admit(item, arriving) {
            Ok(admitted) => {
                outcomes.push(Outcome::Accepted);
                items.push(admitted);
            }
            Err(outcome) => {
                journal::item(&arriving.site.id, "item", outcome.code());
                outcomes.push(outcome);
            }
        }
    }
    (Arrival { id, items }, outcomes)
}

/// Books every item with its outcome. Names come from the site's files, never from the page, so that nobody can fill the
/// counters with names of their own.
fn book(site: &Site, items: &[Admitted], outcomes: &[Outcome]) {
    for outcome in outcomes {
        tally::count(&site.id, &format!("outcome.{}", outcome.code()));
    }
    for admitted in items {
        journal::item(&site.id, admitted.item.kind(), Outcome::Accepted.code());
        tally::count(&site.id, admitted.item.kind());
        if let Item::FormStart { form, .. } = &admitted.item
            && site.forms.contains_key(form)
        {
            tally::count(&site.id, &format!("form-start.{form}"));
        }
    }
}

/// A known lead's activity goes to the lead, as a whole: if it does not arrive now, the next batch brings it.
async fn tell_lead(desk: &Desk, site: &Site, passport: &mut Passport) {
    let Some(pointer) = &passport.lead else { return };
    let shard = Shard { site: site.id.clone(), number: pointer.lead.shard() };
    let activity = Activity { lead: pointer.lead.clone(), visitor: passport.snapshot() };
    match lead_shard::run_aside(&desk.env, shard, Command::See(activity)).await {
        Ok(lead::Reply::Unknown) => passport.lead = None,
        Ok(reply) => journal::lead(&site.id, &reply),
        Err(_) => journal::fault("activity", "kept in the passport for the next batch"),
    }
}
