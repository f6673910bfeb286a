//! The ticket: which fields of which version of which form somebody saw, sealed, so that the answers are judged by what was
//! asked; and what travels sealed where there is no script to keep it: the answers of earlier steps, and what came after them.

use super::{Answers, Form, united};
use crate::{
    email::Email,
    seal::{self, Context, Nonce, Refused},
    secret::{Key, sha256_hex},
    time::{DAY, Millis},
};
use alloc::{format, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// For how long answers are taken by what was asked, in milliseconds: for a form that was begun and comes back, and not for
/// texts that the site has long since replaced. It goes for every ticket. A page that somebody copied into their own has an old
/// one for ever, and costs its visitors the form shown once more.
const GOOD_FOR: i64 = 30 * DAY;

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

    /// Whether it is good for nothing any more.
    pub const fn is_over(&self, now: Millis) -> bool {
        now.0.saturating_sub(self.issued_at.0) >= GOOD_FOR
    }

    /// How long the visitor has had the form, in milliseconds, where it was made for this visitor and nothing in it was answered
    /// before.
    pub fn had_for(&self, answers: &Answers, now: Millis) -> Option<i64> {
        let says = self.personal && answers.ours(super::AGAIN_FIELD).is_none();
        says.then(|| now.0.saturating_sub(self.issued_at.0))
    }

    /// The form that answers are judged by; `whole` is all of it, and `named` says what names an address. Whoever is not the person
    /// that the ticket was made for is judged by what a stranger would be asked, too. Where that has to be answered and was not
    /// shown, there is none: the form has to be shown again.
    pub fn judging(&self, whole: &Form, answers: &Answers, named: impl Fn(&Email) -> String) -> Option<Form> {
        let all = || whole.fields.iter().map(|field| field.name.clone()).collect();
        let visible: Vec<String> = self.visible.clone().unwrap_or_else(all);
        let suits = |email: &Email| self.person.as_ref().is_none_or(|known| *known == named(email));
        // An address that is none is nobody's: the form says so.
        if Email::parse(answers.get("email")).map_or(true, |email| suits(&email)) {
            return Some(whole.of_fields(&visible));
        }
        let form = whole.of_fields(&united(&visible, &whole.visible_to_strangers()));
        let of = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| answers.of(field));
        let is_enough = form.needed_beside(&visible, |name| of(name).unwrap_or_default()).is_empty();
        is_enough.then_some(form)
    }
}

/// Which rule came after a submission, for the page that shows what it says: nobody reads what others are told by counting, and
/// what is shown is of the version that the submission was judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The site's published version.
    pub version: String,
    /// The rule's place among those of the form.
    pub after: u32,
}

impl Sent {
    /// Seals it for one form of one site.
    pub fn seal(&self, key: &Key, site: &str, form: &str, nonce: &Nonce) -> Option<String> {
        seal::seal(key, Context { site, kind: &format!("sent/{form}") }, nonce, self)
    }

    /// Opens what was sealed for this form of this site.
    pub fn open(key: &Key, site: &str, form: &str, token: &str) -> Result<Self, Refused> {
        seal::open(key, Context { site, kind: &format!("sent/{form}") }, token)
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
        assert_eq!(Ticket::open(&key(Purpose::Ticket), "demo", "whitepaper", &token), Ok(ticket));
        assert_eq!(Ticket::open(&key(Purpose::Ticket), "demo", "contact", &token), Err(Refused));
    }

    #[test]
    fn a_ticket_is_over_after_a_month_and_says_how_long_one_visitor_had_the_form() {
        let ticket = Ticket { version: "v".into(), issued_at: Millis(1), visible: None, personal: true, person: None };
        assert!(!ticket.is_over(Millis(GOOD_FOR)) && ticket.is_over(Millis(GOOD_FOR + 1)));
        assert!(!ticket.is_over(Millis(0)), "by a clock that is behind");
        let had_for = |ticket: &Ticket, body: &[u8]| ticket.had_for(&Answers::read(body), Millis(2_001));
        assert_eq!(had_for(&ticket, b"a=b"), Some(2_000));
        assert_eq!(had_for(&ticket, b"a=b&ll_again=1"), None, "what was there already takes no time");
        assert_eq!(had_for(&Ticket { personal: false, ..ticket }, b"a=b"), None, "many have it");
    }

    #[test]
    fn whoever_is_somebody_else_is_judged_as_a_stranger() {
        let mut raw: crate::site::RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let field = |name: &str, kind: &str, rest: serde_json::Value| {
            let mut field = serde_json::json!({"name": name, "type": kind, "label": "x"});
            field.as_object_mut().unwrap().extend(rest.as_object().cloned().unwrap());
            field
        };
        let fields = [
            field("email", "email", serde_json::json!({"required": true})),
            field("company", "text", serde_json::json!({"required": true, "queued": true})),
            field("size", "text", serde_json::json!({"queued": true})),
        ];
        let form = serde_json::json!({"title": "a", "button": "b", "thanks": "c", "at_a_time": 1, "field": fields});
        raw.forms.insert("form".into(), serde_json::from_value(form).unwrap());
        let whole = crate::site::Site::check(raw).unwrap().forms["form"].clone();
        let ticket = |person: Option<&str>, visible: &[&str]| Ticket {
            version: "v".into(),
            issued_at: Millis(1),
            visible: Some(visible.iter().map(|name| (*name).into()).collect()),
            personal: true,
            person: person.map(Into::into),
        };
        let known = ["email", "size"];
        let all = ["email", "company", "size"];
        let table: [(&Ticket, &str, Option<&[&str]>); 6] = [
            (&ticket(Some("a@b.example"), &known), "email=a%40b.example", Some(&known)),
            (&ticket(Some("a@b.example"), &known), "email=c%40b.example", None),
            (&ticket(Some("a@b.example"), &known), "email=c%40b.example&company=x", Some(&all)),
            (&ticket(Some("a@b.example"), &known), "email=nobody", Some(&known)),
            (&ticket(None, &["email", "company"]), "email=c%40b.example", Some(&["email", "company"])),
            (&Ticket { visible: None, ..ticket(None, &[]) }, "", Some(&all)),
        ];
        for (ticket, body, expected) in table {
            let form = ticket.judging(&whole, &Answers::read(body.as_bytes()), |email| email.canonical.clone());
            let names = form.map(|form| form.fields.into_iter().map(|field| field.name).collect::<Vec<_>>());
            let expected = expected.map(|names| names.iter().map(|name| String::from(*name)).collect::<Vec<_>>());
            assert_eq!(names, expected, "{body}");
        }
    }

    #[test]
    fn what_came_after_is_shown_under_the_form_it_came_after() {
        let sent = Sent { version: "v".into(), after: 3 };
        let key = key(Purpose::Ticket);
        let token = sent.seal(&key, "demo", "whitepaper", &[1; 24]).unwrap();
        assert_eq!(Sent::open(&key, "demo", "whitepaper", &token), Ok(sent));
        assert_eq!(Sent::open(&key, "demo", "contact", &token), Err(Refused));
        assert_eq!(Sent::open(&key, "demo", "whitepaper", "3"), Err(Refused));
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
