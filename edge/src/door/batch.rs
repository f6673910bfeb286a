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
    admit::{self, Admitted, Arriving, People},
    id::BatchId,
    outcome::{Invalid, Outcome},
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
    let Batch { id, sent_at, passport, consent, automated, beaconed, items } =
        Batch::read(&body::read(request, MAX_BODY).await?)?;
    let visitor = Visitor::of(request, desk, &site, consent);
    let shown = visitor.passport(passport.as_deref());
    let arriving = Arriving { site: &site, own_origin: &own_origin, automated, sent_at, received_at: clock::now() };
    let (arrival, outcomes) = admit_all(id, items, arriving);
    let taken = match visitor.consent {
        _ if automated => Taken::untouched(desk, &site, shown),
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

fn admit_all(id: BatchId, sent: Vec<Result<Item, Invalid>>, arriving: Arriving<'_>) -> (Arrival, Vec<Outcome>) {
    let (mut items, mut outcomes) = (Vec::new(), Vec::new());
    let mut people = People::default();
    for item in sent {
        let admitted = admit::admit(item, arriving)
            .and_then(|admitted| people.admit(&admitted.item).map(|()| admitted).map_err(Outcome::Limited));
        match admitted {
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
fn book(site: &Site, items: &[Admitted], outcomes: &[Outcome], sessions: u32) {
    for outcome in outcomes {
        tally::count(&site.id, &format!("outcome.{}", outcome.code()));
    }
    for Admitted { item, .. } in items {
        let kind = item.kind();
        journal::item(&site.id, kind, Outcome::Accepted.code());
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
