//! `POST b/<site>`: a batch comes in, the visitor's state goes back.

use super::{admit_origin, fold::fold, own_origin, person, visitor::Visitor};
use crate::{
    body, clock,
    desk::Desk,
    journal,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites, tally,
};
use leadline_domain::{
    admit::{self, Admitted, Arriving, Judged},
    outcome::Outcome,
    site::Site,
    visit::Arrival,
    wire::{Batch, Consent, Item, MAX_BODY, Receipt},
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
    let Batch { id, sent_at, passport, consent, automated, internal, beaconed, items } =
        Batch::read(&body::read(request, MAX_BODY).await?)?;
    let visitor = Visitor::of(request, desk, &site, consent);
    let shown = visitor.passport(passport.as_deref());
    let arriving = Arriving { automated, internal, sent_at, ..Arriving::new(&site, &own_origin, clock::now()) };
    let Judged { items, outcomes, request: judged } = admit::judge(items, &arriving);
    for outcome in outcomes.iter().filter(|outcome| !matches!(outcome, Outcome::Accepted(_))) {
        journal::item(&site.id, "item", outcome.code());
    }
    let arrival = Arrival { id, items };
    let taken = match visitor.consent {
        _ if judged.is_err() => Taken::untouched(desk, &site, shown),
        Consent::Given => Taken::folded(desk, &site, &arrival, shown).await?,
        Consent::None | Consent::Withdrawn => Taken::counted(desk, &site, &arrival).await?,
    };
    if let Some(sessions) = taken.sessions.filter(|_| !beaconed) {
        book(&site, &arrival.items, &outcomes, sessions);
    }
    asker.cookie = visitor.cookie(taken.passport.as_deref());
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
    /// Nothing is folded: whoever drives a browser leaves the visitor it was as they were.
    fn untouched(desk: &Desk, site: &Site, shown: Option<&str>) -> Self {
        let passport = shown.filter(|token| desk.passport(site, Some(token)).is_some());
        Self { passport: passport.map(ToOwned::to_owned), sessions: Some(0) }
    }

    /// Items count in aggregates only; but whom a site names becomes a lead, as whoever sends a form does.
    async fn counted(desk: &Desk, site: &Site, arrival: &Arrival) -> Result<Self, Refusal> {
        for person in arrival.people() {
            person::identify(desk, site, &person, &person::key(desk, site, &person), None).await?;
        }
        Ok(Self { passport: None, sessions: Some(0) })
    }

    async fn folded(desk: &Desk, site: &Site, arrival: &Arrival, shown: Option<&str>) -> Result<Self, Refusal> {
        let folded = fold(desk, site, arrival, shown).await?;
        Ok(Self { passport: Some(desk.seal(site, &folded.passport)?), sessions: folded.sessions })
    }
}

/// Books every item with its outcome. Names come from the site's files, never from the page, so that nobody can fill the
/// counters with names of their own.
fn book(site: &Site, items: &[Admitted], outcomes: &[Outcome], sessions: u32) {
    for outcome in outcomes {
        tally::count(&site.id, &format!("outcome.{}", outcome.code()));
    }
    for Admitted { item, .. } in items {
        let kind = item.kind();
        journal::item(&site.id, kind, "accepted");
        tally::count(&site.id, kind);
        if let Some(form) = item.form().filter(|form| site.forms.contains_key(*form)) {
            tally::count(&site.id, &format!("{kind}.{form}"));
        }
        if let Item::Link { link, .. } = item {
            tally::count(&site.id, &format!("{kind}.{}", link.name()));
        }
    }
    tally::add(&site.id, "session", u64::from(sessions));
}
