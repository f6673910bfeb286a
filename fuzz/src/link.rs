//! What the address of a page brings along: the token of a link for one person, or something that looks like one.

use crate::{demo, raw_seal::sealed};
use leadline_domain::{
    bond::{PersonalLink, Unproven, take_token},
    seal::LONGEST_TOKEN,
    secret::{Key, Purpose},
};

/// Bytes that begin with `p` are what lies behind the seal; all others are an address. Of an address the token is taken whole
/// and at once, and one that nobody sealed opens nothing. A link that opens is sealed and opened again the same, for no
/// other site or purpose, and not when it has expired.
pub fn check(input: &[u8]) -> bool {
    let key = demo::key(Purpose::Link);
    if let Some((b'p', plain)) = input.split_first() {
        return behind_the_seal(&key, plain);
    }
    let mut url = String::from_utf8_lossy(input).into_owned();
    let before = url.len();
    let Some(token) = take_token(&mut url) else { return false };
    assert!(url.len() < before);
    let left = url.clone();
    assert_eq!((take_token(&mut url), &url), (None, &left));
    assert_eq!(open(&key, &token), Err(Unproven::Wrong));
    true
}

fn behind_the_seal(key: &Key, plain: &[u8]) -> bool {
    let token = sealed(key, "link", plain);
    let Ok(link) = open(key, &token) else { return false };
    let again = link.seal(key, demo::SITE, &[1; 24]).expect("a link can be sealed");
    if again.len() <= LONGEST_TOKEN {
        assert_eq!(open(key, &again), Ok(link.clone()));
        assert_eq!(PersonalLink::open(key, demo::SITE, &again, link.expires), Err(Unproven::Expired));
    }
    assert_eq!(PersonalLink::open(key, "other", &token, demo::NOW), Err(Unproven::Wrong));
    assert_eq!(open(&demo::key(Purpose::Ticket), &token), Err(Unproven::Wrong));
    true
}

fn open(key: &Key, token: &str) -> Result<PersonalLink, Unproven> {
    PersonalLink::open(key, demo::SITE, token, demo::NOW)
}
