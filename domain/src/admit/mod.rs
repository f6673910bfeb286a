//! Which items count. One rule a file, each with the same signature; the error is the outcome's reason.

mod foreign_page;
pub mod origin;

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

/// Decides about one item.
pub fn admit(
    item: Result<Item, Invalid>,
    site: &Site,
    sent_at: Millis,
    received_at: Millis,
) -> Result<Admitted, Outcome> {
    let item = item.map_err(Outcome::Invalid)?;
    let page = page_of(&item).map_err(Outcome::Invalid)?;
    filter(&page, site).map_err(Outcome::Filtered)?;
    let at = time::occurred(item.at(), sent_at, received_at);
    Ok(Admitted { item, page, at })
}

fn filter(page: &Url, site: &Site) -> Result<(), Filter> {
    foreign_page::admits(page, site)
}

fn page_of(item: &Item) -> Result<Url, Invalid> {
    let page = Url::parse(item.url()).map_err(|_| Invalid::BadUrl)?;
    matches!(page.scheme(), "http" | "https").then_some(page).ok_or(Invalid::BadUrl)
}
