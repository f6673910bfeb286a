//! What a page says its server has signed.

use crate::demo;
use leadline_domain::{
    bond::{LONGEST_AHEAD, Signature, SigningSecrets, Unproven},
    email::Email,
    time::{DAY, Millis},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The first line is the address, the rest the signature. One that verifies does so for this address and this site alone, and
/// not for longer than it may; nothing that is said panics or is printed.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (address, said) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(email) = Email::parse(address) else { return false };
    let signature = Signature::said(said.trim_end());
    assert_eq!(format!("{signature:?}"), "Signature(…)");
    let Ok(()) = verify(SECRET, demo::SITE, &email, &signature, demo::NOW) else { return false };
    let other = Email::parse("somebody@else.example").expect("an address");
    assert_eq!(verify(SECRET, demo::SITE, &other, &signature, demo::NOW), Err(Unproven::Wrong));
    assert_eq!(verify(SECRET, "other", &email, &signature, demo::NOW), Err(Unproven::Wrong));
    assert_eq!(verify(&SECRET.replace('0', "1"), demo::SITE, &email, &signature, demo::NOW), Err(Unproven::Wrong));
    let long_after = demo::NOW.plus(LONGEST_AHEAD + DAY);
    assert_eq!(verify(SECRET, demo::SITE, &email, &signature, long_after), Err(Unproven::Expired));
    true
}

fn verify(secret: &str, site: &str, email: &Email, signature: &Signature, now: Millis) -> Result<(), Unproven> {
    SigningSecrets::read(secret).expect("long enough").verify(site, email, signature, now)
}
