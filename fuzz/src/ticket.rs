//! What a form that was shown brings back: a sealed ticket, or something that looks like one.

use crate::{demo, raw_seal::sealed};
use leadline_domain::{
    form::Ticket,
    seal::{LONGEST_TOKEN, Refused},
    secret::{Key, Purpose},
};

const FORM: &str = "whitepaper";

/// Bytes that begin with `p` are what lies behind the seal; all others are a token, which never opens. A ticket that opens
/// is sealed and opened again the same, and opens for no other form, site or purpose.
pub fn check(input: &[u8]) -> bool {
    let key = demo::key(Purpose::Ticket);
    if let Some((b'p', plain)) = input.split_first() {
        return behind_the_seal(&key, plain);
    }
    assert_eq!(open(&key, &String::from_utf8_lossy(input)), Err(Refused));
    false
}

fn behind_the_seal(key: &Key, plain: &[u8]) -> bool {
    let token = sealed(key, &format!("ticket/{FORM}"), plain);
    let Ok(ticket) = open(key, &token) else { return false };
    let again = ticket.seal(key, demo::SITE, FORM, &[1; 24]).expect("a ticket can be sealed");
    if again.len() <= LONGEST_TOKEN {
        assert_eq!(open(key, &again), Ok(ticket));
    }
    assert_eq!(Ticket::open(key, demo::SITE, "demo-request", &token), Err(Refused));
    assert_eq!(Ticket::open(key, "other", FORM, &token), Err(Refused));
    assert_eq!(open(&demo::key(Purpose::Passport), &token), Err(Refused));
    true
}

fn open(key: &Key, token: &str) -> Result<Ticket, Refused> {
    Ticket::open(key, demo::SITE, FORM, token)
}
