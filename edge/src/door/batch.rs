//! `POST b/<site>`: a batch comes in, the visitor's state goes back.

use super::{admit_origin, fold::fold, person, proofs::Proofs, sender::Sender, visitor::Visitor};
use crate::{
    body, clock,
    desk::Desk,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites, tally,
};
use leadline_domain::{
    admit::{self, Admitted, Arriving, Judged, Refused},
    geo::Place,
    outcome::{self, Outcome},
    site::Site,
    visit::{Arrival, Passport},
    wire::{Batch, BatchRefused, Consent, Item, MAX_BODY, Receipt},
};
use std::borrow::Cow;
use worker::Request;

/// Receives a batch; one that is refused as a whole is counted.
pub(super) async fn receive(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, site).await?.site;
    let batch = read(request, &site, asker).await.inspect_err(|refusal| {
        if let Some(refused) = refused(refusal) {
            tally::count(&site.id, &refused.counter());
        }
    })?;
    take(request, desk, &site, batch, asker).await
}

async fn read(request: &mut Request, site: &Site, asker: &mut Asker) -> Result<Batch, Refusal> {
    admit_origin(request, site, asker)?;
    Ok(Batch::read(&body::read(request, MAX_BODY).await?)?)
}

const fn refused(refusal: &Refusal) -> Option<Refused> {
    match refusal {
        Refusal::Origin => Some(Refused::Origin),
        Refusal::Unreadable => Some(Refused::Unreadable),
        Refusal::TooLarge(_) => Some(Refused::Batch(BatchRefused::TooLarge)),
        Refusal::Batch(refused) => Some(Refused::Batch(*refused)),
        _ => None,
    }
}

/// Admits each item, folds what counts into the passport, and hands it back.
async fn take(request: &Request, desk: &Desk, site: &Site, batch: Batch, asker: &mut Asker) -> Result<Reply, Refusal> {
    let Batch { id, sent_at, passport, consent, automated, internal, beaconed, items } = batch;
    let sender = Sender::of(request);
    let visitor = Visitor::of(request, asker, desk, site, consent);
    let shown = visitor.passport(passport.as_deref());
    let passport = desk.passport(site, shown);
    let proofs = Proofs::of(desk, site, &items);
    let arriving = Arriving {
        user_agent: &sender.user_agent,
        address: &sender.address,
        automated,
        internal,
        replayed: passport.as_ref().is_some_and(|passport| passport.remembers(&id)),
        pace: sender.pace(desk, site, passport.as_ref()).await,
        consent,
        gpc: visitor.gpc,
        proofs: proofs.shown(),
        sent_at,
        ..Arriving::new(site, &asker.own_origin, clock::now())
    };
    let Judged { items, outcomes, request: judged } = admit::judge(items, &arriving);
    for outcome in outcomes.iter().filter(|outcome| !matches!(outcome, Outcome::Accepted(_))) {
        desk.tell_item(site, "item", outcome.code());
    }
    let arrival = Arrival { id, items };
    let taken = match visitor.consent {
        _ if judged.is_err() => Taken::untouched(shown.filter(|_| passport.is_some())),
        Consent::Given => Taken::folded(desk, site, &arrival, passport, &visitor.place).await?,
        Consent::None | Consent::Withdrawn => Taken::counted(desk, site, &arrival, &visitor.place).await?,
    };
    if let Some(sessions) = taken.sessions.filter(|_| !beaconed) {
        book(desk, site, &arrival.items, &outcomes, sessions);
    }
    asker.cookie = visitor.cookie(taken.passport.as_deref());
    asker.outcomes = Some(outcome::summary(&outcomes));
    Ok(Reply::Text(Receipt { passport: taken.passport, outcomes }.render()))
}

/// What became of a batch as a whole.
struct Taken {
    /// The visitor's state to hand back, sealed.
    passport: Option<String>,
    /// Sessions begun; nothing if the batch had been taken before.
    sessions: Option<u32>,
}

impl Taken {
    /// Nothing is folded: a program, a loop or one of the site's own people leaves the visitor's state as it was.
    fn untouched(shown: Option<&str>) -> Self {
        Self { passport: shown.map(ToOwned::to_owned), sessions: Some(0) }
    }

    /// Items count in aggregates only; but whom a site names becomes a lead, as whoever sends a form does.
    async fn counted(desk: &Desk, site: &Site, arrival: &Arrival, place: &Place) -> Result<Self, Refusal> {
        for person in arrival.people() {
            let key = person::key(desk, site, &person.traits.email);
            person::identify(desk, site, &person, &key, place, None).await?;
        }
        Ok(Self { passport: None, sessions: Some(0) })
    }

    async fn folded(
        desk: &Desk,
        site: &Site,
        arrival: &Arrival,
        shown: Option<Passport>,
        place: &Place,
    ) -> Result<Self, Refusal> {
        let folded = fold(desk, site, arrival, shown, place).await?;
        Ok(Self { passport: Some(desk.seal(site, &folded.passport)?), sessions: folded.sessions })
    }
}

/// Books every item with its outcome. Names come from the site's files, never from the page, so that nobody can fill the
/// counters with names of their own.
fn book(desk: &Desk, site: &Site, items: &[Admitted], outcomes: &[Outcome], sessions: u32) {
    let mut names: Vec<Cow<'_, str>> = Vec::with_capacity(2 * outcomes.len());
    names.extend(outcomes.iter().map(|outcome| Cow::Borrowed(outcome.counter())));
    for Admitted { item, .. } in items {
        let kind = item.kind();
        desk.tell_item(site, kind, "accepted");
        names.push(kind.into());
        if let Some(form) = item.form().filter(|form| site.forms.contains_key(*form)) {
            names.push(format!("{kind}.{form}").into());
        }
        if let Item::Link { link, .. } = item {
            names.push(format!("{kind}.{}", link.name()).into());
        }
    }
    names.extend((0..sessions).map(|_| "session".into()));
    tally::count_all(&site.id, &names);
}
