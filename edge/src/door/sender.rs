//! What a request says of whoever sent it. Judged by, and never kept.

use super::header;
use crate::{
    desk::Desk,
    journal,
    timeout::{self, TimedOut},
};
use leadline_domain::{
    admit::rate::{Counted, Pace},
    site::Site,
    visit::Passport,
};
use std::time::Duration;
use worker::Request;

/// How long the platform's count may take: a visitor does not wait for it.
const COUNTING: Duration = Duration::from_millis(500);

/// Whoever sent a request.
pub(super) struct Sender {
    /// The header `User-Agent`; empty if there is none.
    pub(super) user_agent: String,
    /// The address it came from, as the platform says it; empty if not known.
    pub(super) address: String,
}

impl Sender {
    /// Looks at a request.
    pub(super) fn of(request: &Request) -> Self {
        Self {
            user_agent: header(request, "User-Agent").unwrap_or_default(),
            address: header(request, "CF-Connecting-IP").unwrap_or_default(),
        }
    }

    /// Whether this visitor, or else this address, sends too often. Where the platform does not count, nobody does.
    pub(super) async fn pace(&self, desk: &Desk, site: &Site, passport: Option<&Passport>) -> Pace {
        match Counted::of(&site.id, passport.map(|passport| &passport.visitor), &self.address) {
            Counted::Visitor(key) => count(desk, "VISITOR_RATE", key).await,
            Counted::Address(key) => count(desk, "ADDRESS_RATE", key).await,
            Counted::Nobody => Pace::Within,
        }
    }
}

fn uncounted(binding: &str, why: &str) -> Pace {
    journal::fault(binding, why);
    Pace::Within
}

async fn count(desk: &Desk, binding: &str, key: String) -> Pace {
    let Ok(limiter) = desk.env.rate_limiter(binding) else { return Pace::Within };
    match timeout::within(COUNTING, limiter.limit(key)).await {
        Ok(Ok(outcome)) if outcome.success => Pace::Within,
        Ok(Ok(_)) => Pace::Beyond,
        Ok(Err(error)) => uncounted(binding, &journal::kind(&error)),
        Err(TimedOut) => uncounted(binding, "no answer in time"),
    }
}
