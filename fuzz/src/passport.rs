//! What a visitor shows: a sealed passport, or something that looks like one.

use crate::{demo, raw_seal::sealed};
use leadline_domain::{
    seal::LONGEST_TOKEN,
    time::Day,
    visit::{Passport, PassportRefused},
};

/// Bytes that begin with `p` are what lies behind the seal, as a stranger to our layouts might have written it; all others
/// are a token. A token nobody sealed never opens. A passport that opens is sealed and opened again the same.
pub fn check(input: &[u8]) -> bool {
    if let Some((b'p', plain)) = input.split_first() {
        return behind_the_seal(plain);
    }
    assert_eq!(open(&String::from_utf8_lossy(input)), Err(PassportRefused::Unreadable));
    false
}

fn behind_the_seal(plain: &[u8]) -> bool {
    let token = sealed(demo::keyring().newest(), "passport", plain);
    let Ok(passport) = open(&token) else { return false };
    let again = passport.seal(demo::keyring(), demo::SITE, demo::today(), &[1; 24]).expect("a passport can be sealed");
    if again.len() <= LONGEST_TOKEN {
        assert_eq!(open(&again), Ok(passport.clone()));
        changed_by_a_bit(&again, plain.len());
        let much_later = Day(demo::today().0.saturating_add(396));
        let late = Passport::open(demo::keyring(), demo::SITE, &again, much_later);
        assert_eq!(late, Err(PassportRefused::Expired));
    }
    let snapshot = passport.snapshot();
    assert_eq!((snapshot.folded, snapshot.visitor), (passport.folded, passport.visitor));
    true
}

/// One letter of a token changed is another token, or the same bytes spelt otherwise, which is refused, too.
fn changed_by_a_bit(token: &str, at: usize) {
    let mut letters = token.as_bytes().to_vec();
    let at = at % letters.len();
    letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(letters).expect("still ASCII");
    assert_eq!(open(&changed), Err(PassportRefused::Unreadable));
}

fn open(token: &str) -> Result<Passport, PassportRefused> {
    Passport::open(demo::keyring(), demo::SITE, token, demo::today())
}
