//! Which items count. One rule a file; the error is the outcome, and what passes them all is accepted.
//!
//! Rules about the request come first, cheap ones before dear ones: [`OF_REQUEST`]. One of them leaves out all that a batch
//! brings. Then the rules about each item: [`OF_ITEM`], and how many people a batch may name ([`People`]).
//! Whether it proves whose browser it is (`proof`) refuses it only where the site wants proof. Last it is said how an item
//! counts: by consent (`consent`) and by the clock (`clock`), which never refuse one. A whole
//! batch is refused ([`Refused`]) where its origin is foreign, or it is too large or can't be read.

mod automated;
mod clock;
mod consent;
mod crawler;
mod foreign_page;
mod illegal_id;
mod internal;
pub mod origin;
mod people;
mod proof;
pub mod rate;
mod referrer_spam;
mod refused;
mod replay;
pub mod size;

pub use illegal_id::{is_artefact, names_nobody};
pub use people::People;
pub use proof::{Proof, Proofs};
pub use refused::Refused;

use crate::{
    outcome::{Invalid, Outcome},
    site::Site,
    time::Millis,
    wire::{Consent, Item},
};
use alloc::vec::Vec;
use url::Url;

/// An item that counts: its page parsed, its time by the edge's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The item as received.
    pub item: Item,
    /// The page it happened on.
    pub page: Url,
    /// When it happened, by the edge's clock.
    pub at: Millis,
    /// What it proved of who the visitor is.
    pub proof: Option<Proof>,
}

/// What of a request bears on its items.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what others say of the request, each by itself")]
pub struct Arriving<'a> {
    /// The site they are for.
    pub site: &'a Site,
    /// The edge's own origin, where hosted pages are.
    pub own_origin: &'a str,
    /// The header `User-Agent`; empty if there is none.
    pub user_agent: &'a str,
    /// The address it came from, as the platform says it; empty if not known. Looked at and never kept.
    pub address: &'a str,
    /// Whether a program drives the browser, as the batch says.
    pub automated: bool,
    /// Whether the browser is marked as one of the site's own people, as the batch says.
    pub internal: bool,
    /// Whether the passport remembers the batch.
    pub replayed: bool,
    /// What the platform's rate limit says of the visitor.
    pub pace: rate::Pace,
    /// What may be kept, as the page says.
    pub consent: Consent,
    /// Whether the browser sends `Sec-GPC: 1`.
    pub gpc: bool,
    /// What proofs of who the visitor is are held against.
    pub proofs: Proofs<'a>,
    /// When they were sent, by the client's clock.
    pub sent_at: Millis,
    /// When they came in, by the edge's.
    pub received_at: Millis,
}

impl<'a> Arriving<'a> {
    /// A request of which nothing else is known: the usual everywhere, sent when it was received.
    pub fn new(site: &'a Site, own_origin: &'a str, received_at: Millis) -> Self {
        Self {
            site,
            own_origin,
            user_agent: "",
            address: "",
            automated: false,
            internal: false,
            replayed: false,
            pace: rate::Pace::Within,
            consent: Consent::Given,
            gpc: false,
            proofs: Proofs::default(),
            sent_at: received_at,
            received_at,
        }
    }
}

/// A rule about a request.
type OfRequest = fn(&Arriving<'_>) -> Result<(), Outcome>;
/// A rule about an item and the page it happened on.
type OfItem = fn(&Item, &Url, &Arriving<'_>) -> Result<(), Outcome>;

/// What is known anyway comes first, then the look into networks and into lists of crawlers.
const OF_REQUEST: [OfRequest; 5] = [replay::admits, rate::admits, automated::admits, internal::admits, crawler::admits];
const OF_ITEM: [OfItem; 3] = [illegal_id::admits, foreign_page::admits, referrer_spam::admits];

/// What became of a batch's items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Those that count, in the order sent.
    pub items: Vec<Admitted>,
    /// One for each that was sent.
    pub outcomes: Vec<Outcome>,
    /// Why nothing of this request counts, if that is so: whoever sent it leaves the visitor's state as it was.
    pub request: Result<(), Outcome>,
}

/// Decides about all items of a batch.
pub fn judge(sent: Vec<Result<Item, Invalid>>, arriving: &Arriving<'_>) -> Judged {
    let request = OF_REQUEST.iter().try_for_each(|admits| admits(arriving));
    let (mut items, mut outcomes) = (Vec::new(), Vec::new());
    let mut people = People::default();
    for item in sent {
        match admit(item, request, &items, &mut people, arriving) {
            Ok((admitted, outcome)) => {
                items.push(admitted);
                outcomes.push(outcome);
            }
            Err(outcome) => outcomes.push(outcome),
        }
    }
    Judged { items, outcomes, request }
}

/// Decides about one item. What can't be read is said to be so whoever sent it: it helps whoever debugs the page.
fn admit(
    item: Result<Item, Invalid>,
    request: Result<(), Outcome>,
    before: &[Admitted],
    people: &mut People,
    arriving: &Arriving<'_>,
) -> Result<(Admitted, Outcome), Outcome> {
    let mut item = item.map_err(Outcome::Invalid)?;
    let said = proof::take(&mut item);
    let page = page_of(&item, before).map_err(Outcome::Invalid)?;
    request?;
    OF_ITEM.iter().try_for_each(|admits| admits(&item, &page, arriving))?;
    let weighed = proof::weigh(&said, &item, arriving);
    proof::admits(&item, &weighed, arriving)?;
    people.admit(&item).map_err(Outcome::Limited)?;
    let weighed = weighed.map(|proof| proof.filter(|proof| people.may_follow(proof)));
    let (at, by_clock) = clock::at(item.occurred_at(), arriving);
    let in_aggregates = consent::in_aggregates(arriving);
    let accepted = in_aggregates.or_else(|| proof::accepted(&weighed)).unwrap_or(by_clock);
    Ok((Admitted { item, page, at, proof: weighed.unwrap_or_default() }, Outcome::Accepted(accepted)))
}

/// The page an item happened on. Most happen on the page of the one before, whose address need not be parsed again.
fn page_of(item: &Item, before: &[Admitted]) -> Result<Url, Invalid> {
    if let Some(same) = before.last().filter(|last| last.item.url() == item.url()) {
        return Ok(same.page.clone());
    }
    let page = Url::parse(item.url()).map_err(|_| Invalid::BadUrl)?;
    matches!(page.scheme(), "http" | "https").then_some(page).ok_or(Invalid::BadUrl)
}

#[cfg(test)]
mod tests;
