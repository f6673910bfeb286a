//! The ticket: which version of which form somebody saw, sealed, so that the answers are judged by what was asked.

use crate::{
    seal::{self, Context, Nonce, Refused},
    secret::Key,
    time::Millis,
};
use alloc::{format, string::String};
use serde::{Deserialize, Serialize};

/// What a form that was shown carries along. It names no person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The site's published version the form was rendered from.
    pub version: String,
    /// When it was rendered, by the edge's clock.
    pub issued_at: Millis,
}

impl Ticket {
    /// Seals the ticket for one form of one site.
    pub fn seal(&self, key: &Key, site: &str, form: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, Context { site, kind: &kind(form) }, nonce, self)
    }

    /// Opens a ticket for this form of this site.
    pub fn open(key: &Key, site: &str, form: &str, token: &str) -> Result<Self, Refused> {
        seal::open(key, Context { site, kind: &kind(form) }, token)
    }
}

fn kind(form: &str) -> String {
    format!("ticket/{form}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Purpose, RootSecret};

    #[test]
    fn a_ticket_is_good_for_its_own_form_only() {
        let key = RootSecret::new("s".repeat(32)).unwrap().key("demo", Purpose::Ticket);
        let ticket = Ticket { version: "v".into(), issued_at: Millis(1) };
        let token = ticket.seal(&key, "demo", "whitepaper", &[1; 24]).unwrap();
        assert_eq!(Ticket::open(&key, "demo", "whitepaper", &token), Ok(ticket));
        assert_eq!(Ticket::open(&key, "demo", "contact", &token), Err(Refused));
    }
}
