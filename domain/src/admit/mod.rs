//! Which items count. One rule a file, each with the same signature; the error is the outcome's reason.

mod automated;
mod foreign_page;
pub mod origin;
mod people;

pub use people::People;

use crate::{
    outcome::{Filter, Invalid, Outcome},
    site::Site,
    time::{self, Millis},
    wire::Item,
};
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
}

/// What of a request bears on its items.
#[derive(Clone, Copy, Debug)]
pub struct Arriving<'a> {
    /// The site they are for.
    pub site: &'a Site,
    /// The edge's own origin, where hosted pages are.
    pub own_origin: &'a str,
    /// Whether a program drives the browser.
    pub automated: bool,
    /// When they were sent, by the client's clock.
    pub sent_at: Millis,
    /// When they came in, by the edge's.
    pub received_at: Millis,
}

/// Decides about one item.
pub fn admit(item: Result<Item, Invalid>, arriving: Arriving<'_>) -> Result<Admitted, Outcome> {
    let item = item.map_err(Outcome::Invalid)?;
    let page = page_of(&item).map_err(Outcome::Invalid)?;
    filter(&page, arriving).map_err(Outcome::Filtered)?;
    let at = time::occurred(item.occurred_at(), arriving.sent_at, arriving.received_at);
    Ok(Admitted { item, page, at })
}

fn filter(page: &Url, arriving: Arriving<'_>) -> Result<(), Filter> {
    automated::admits(page, arriving)?;
    foreign_page::admits(page, arriving)
}

fn page_of(item: &Item) -> Result<Url, Invalid> {
    let page = Url::parse(item.url()).map_err(|_| Invalid::BadUrl)?;
    matches!(page.scheme(), "http" | "https").then_some(page).ok_or(Invalid::BadUrl)
}
