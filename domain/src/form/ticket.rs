//! The ticket: which fields of which version of which form somebody saw, sealed, so that the answers are judged by what was
//! asked; and the answers of earlier steps, sealed, where there is no script to keep them.

use super::Answers;
use crate::{
    seal::{self, Context, Nonce, Refused},
    secret::{Key, sha256_hex},
    time::Millis,
};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What a form that was shown carries along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The site's published version the form was rendered from.
    pub version: String,
    /// When it was rendered, by the edge's clock.
    pub issued_at: Millis,
    /// The names of the fields that were asked; nothing where that was not written down: all of them.
    pub visible: Option<Vec<String>>,
    /// Whether it was made for one visitor. One that is not may come from a cache, and its age says nothing.
    pub personal: bool,
    /// [`crate::secret::LeadKey::short`] of the person whose answers were known; nothing where nobody's were.
    pub person: Option<String>,
}

/// What a sealed ticket of the second layout begins with. One of the first begins with the length of a version, which is 16.
const LAYOUT_2: u8 = 2;

#[derive(Serialize, Deserialize)]
struct Version1 {
    version: String,
    issued_at: Millis,
}

#[derive(Serialize, Deserialize)]
struct Version2 {
    version: String,
    issued_at: Millis,
    visible: Option<Vec<String>>,
    personal: bool,
    person: Option<String>,
}

impl Ticket {
    /// Seals the ticket for one form of one site.
    pub fn seal(&self, key: &Key, site: &str, form: &str, nonce: &Nonce) -> Option<String> {
        let Self { version, issued_at, visible, personal, person } = self.clone();
        let sealed = (LAYOUT_2, Version2 { version, issued_at, visible, personal, person });
        seal::seal(key, Context { site, kind: &format!("ticket/{form}") }, nonce, &sealed)
    }

    /// Opens a ticket for this form of this site.
    pub fn open(key: &Key, site: &str, form: &str, token: &str) -> Result<Self, Refused> {
        let plain = seal::unseal(key, Context { site, kind: &format!("ticket/{form}") }, token)?;
        let ticket = match plain.split_first() {
            Some((&LAYOUT_2, rest)) => postcard::from_bytes(rest).map(|sealed| {
                let Version2 { version, issued_at, visible, personal, person } = sealed;
                Self { version, issued_at, visible, personal, person }
            }),
            _ => postcard::from_bytes(&plain).map(|sealed| {
                let Version1 { version, issued_at } = sealed;
                Self { version, issued_at, visible: None, personal: false, person: None }
            }),
        };
        ticket.map_err(|_| Refused)
    }

    /// Whether the answers of this person were known when the form was shown, or nobody's were.
    pub fn suits(&self, person: &str) -> bool {
        self.person.as_deref().is_none_or(|known| known == person)
    }
}

/// What somebody without script has answered in other steps than the one that is shown. It is good for the ticket that it
/// was sealed beside, and for no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    ticket: String,
    answers: Answers,
}

impl Earlier {
    /// Seals the answers beside the sealed ticket of the form.
    pub fn seal(answers: Answers, ticket: &str, key: &Key, site: &str, form: &str, nonce: &Nonce) -> Option<String> {
        let sealed = Self { ticket: sha256_hex(ticket.as_bytes()), answers };
        seal::seal(key, Context { site, kind: &format!("steps/{form}") }, nonce, &sealed)
    }

    /// Opens the answers that were sealed beside this ticket. They are as long as people's answers are.
    pub fn open(ticket: &str, key: &Key, site: &str, form: &str, token: &str) -> Result<Answers, Refused> {
        let plain = seal::unseal_of_any_length(key, Context { site, kind: &format!("steps/{form}") }, token)?;
        let Self { ticket: beside, answers } = postcard::from_bytes(&plain).map_err(|_| Refused)?;
        (beside == sha256_hex(ticket.as_bytes())).then_some(answers).ok_or(Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Purpose, RootSecret};

    fn key(purpose: Purpose) -> Key {
        RootSecret::new("s".repeat(32)).unwrap().key("demo", purpose)
    }

    #[test]
    fn a_ticket_is_good_for_its_own_form_only() {
        let ticket = Ticket {
            version: "v".into(),
            issued_at: Millis(1),
            visible: Some(alloc::vec!["email".into()]),
            personal: true,
            person: Some("0123456789abcdef".into()),
        };
        let token = ticket.seal(&key(Purpose::Ticket), "demo", "whitepaper", &[1; 24]).unwrap();
        assert!(ticket.suits("0123456789abcdef") && !ticket.suits("another"));
        assert_eq!(Ticket::open(&key(Purpose::Ticket), "demo", "whitepaper", &token), Ok(ticket));
        assert_eq!(Ticket::open(&key(Purpose::Ticket), "demo", "contact", &token), Err(Refused));
    }

    #[test]
    fn earlier_answers_are_good_beside_their_own_ticket_only() {
        let answers = Answers::read(b"email=ada%40example.com&parts=a&parts=b");
        let key = key(Purpose::Steps);
        let token = Earlier::seal(answers.clone(), "ll1.t", &key, "demo", "whitepaper", &[1; 24]).unwrap();
        assert_eq!(Earlier::open("ll1.t", &key, "demo", "whitepaper", &token), Ok(answers));
        for (ticket, form) in [("ll1.u", "whitepaper"), ("ll1.t", "contact")] {
            assert_eq!(Earlier::open(ticket, &key, "demo", form, &token), Err(Refused));
        }
        let forged = token.replace(token.get(40..44).unwrap(), "AAAA");
        assert_eq!(Earlier::open("ll1.t", &key, "demo", "whitepaper", &forged), Err(Refused));
        let long = Answers::read(&[b"email=", [b'x'; 9_000].as_slice()].concat());
        let token = Earlier::seal(long.clone(), "ll1.t", &key, "demo", "whitepaper", &[1; 24]).unwrap();
        assert_eq!(Earlier::open("ll1.t", &key, "demo", "whitepaper", &token), Ok(long), "as long as people write");
    }
}
