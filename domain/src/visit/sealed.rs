//! How a passport travels: its layouts, its keys, its age.
//!
//! What is sealed begins with a byte that names the layout; postcard can't tell one from another. Version 1 is the
//! passport as it was first; from version 2 on the day it was sealed stands in front.

mod layout;

use super::Passport;
use crate::{
    keyring::Keyring,
    seal::{self, Context, Nonce},
    time::Day,
};
use alloc::string::String;
use layout::{Version1, Version2, Version3, Version4, Version5};
use serde::de::DeserializeOwned;

/// A passport that was sealed longer ago than this many days is as good as none: 13 months, as long as a cookie may live
/// where the law names a time (CNIL), and within what browsers allow (400 days).
pub const LIFETIME: u16 = 395;

/// Why a passport was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassportRefused {
    /// It does not open: forged, damaged, of another site or of a key that is gone.
    Unreadable,
    /// It was sealed more than [`LIFETIME`] days ago.
    Expired,
}

impl PassportRefused {
    /// The stable code, in counters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "passport.refused",
            Self::Expired => "passport.expired",
        }
    }
}

impl Passport {
    /// Opens a sealed passport of `site`, whichever of the keys it was sealed with.
    pub fn open(keys: &Keyring, site: &str, token: &str, today: Day) -> Result<Self, PassportRefused> {
        let plain = keys.all().find_map(|key| seal::unseal(key, context(site), token).ok());
        Self::read(&plain.ok_or(PassportRefused::Unreadable)?, today)
    }

    /// Seals the passport for `site` with the newest key. `None` only if it can't be encoded, which no passport is.
    pub fn seal(&self, keys: &Keyring, site: &str, today: Day, nonce: &Nonce) -> Option<String> {
        seal::seal(keys.newest(), context(site), nonce, &(5_u8, today, Version5::from(self)))
    }

    fn read(plain: &[u8], today: Day) -> Result<Self, PassportRefused> {
        match plain.split_first() {
            Some((1, rest)) => decode::<Version1>(rest).map(Self::from),
            Some((2, rest)) => dated::<Version2>(rest, today).map(Self::from),
            Some((3, rest)) => dated::<Version3>(rest, today).map(Self::from),
            Some((4, rest)) => dated::<Version4>(rest, today).map(Self::from),
            Some((5, rest)) => dated::<Version5>(rest, today).map(Self::from),
            _ => Err(PassportRefused::Unreadable),
        }
    }
}

fn dated<T: DeserializeOwned>(bytes: &[u8], today: Day) -> Result<T, PassportRefused> {
    let (sealed_on, layout): (Day, T) = decode(bytes)?;
    let age = today.0.saturating_sub(sealed_on.0);
    (age <= LIFETIME).then_some(layout).ok_or(PassportRefused::Expired)
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, PassportRefused> {
    postcard::from_bytes(bytes).map_err(|_| PassportRefused::Unreadable)
}

const fn context(site: &str) -> Context<'_> {
    Context { site, kind: "passport" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attribution::{Channel, Origin},
        bond::Bond,
        id::{BatchId, LeadId, SubmissionId},
        keyring::PassportSecrets,
        secret::RootSecret,
        site::{MAX_SIGNALS, SignalKey},
        time::{DAY, Millis},
        visit::{MAX_BETWEEN, Pointer, Touch, Touches, Visits},
    };
    use alloc::{format, string::ToString};
    use proptest::prelude::*;

    const TODAY: Day = Day(20_000);
    /// More fields and forms than a passport remembers.
    const MOST_ANSWERED: usize = 50;

    fn root(letter: &str) -> RootSecret {
        RootSecret::new(letter.repeat(32)).unwrap()
    }

    fn keys(listed: &str) -> Keyring {
        PassportSecrets::read(listed, &root("s")).unwrap().keyring("demo")
    }

    #[test]
    fn thirteen_months_is_how_long_a_passport_is_good() {
        let passport = Passport::new(&[1; 16]);
        let token = passport.seal(&keys(""), "demo", TODAY, &[2; 24]).unwrap();
        let open = |today| Passport::open(&keys(""), "demo", &token, today);
        assert_eq!(open(Day(TODAY.0 + LIFETIME)), Ok(passport.clone()));
        assert_eq!(open(Day(TODAY.0 + LIFETIME + 1)), Err(PassportRefused::Expired));
        assert_eq!(open(Day(0)), Ok(passport), "a clock that was ahead is no fault of the visitor");
    }

    #[test]
    fn passports_outlive_the_key_they_were_sealed_with() {
        let (first, second) = ("a".repeat(32), "b".repeat(32));
        let passport = Passport::new(&[1; 16]);
        let sealed = |listed: &str| passport.seal(&keys(listed), "demo", TODAY, &[2; 24]).unwrap();
        let opens = |listed: &str, token: &str| Passport::open(&keys(listed), "demo", token, TODAY).is_ok();
        assert!(opens(&first, &sealed("")), "introducing the list is a rotation");
        assert!(opens(&format!("{second}\n {first}"), &sealed(&first)));
        assert!(!opens(&first, &sealed(&second)), "what is not listed does not open");
        assert_ne!(sealed(""), sealed(&first), "the newest seals");
    }

    #[test]
    fn an_unknown_layout_is_refused() {
        for plain in [&[][..], &[0], &[1], &[2, 0], &[3, 0, 0], &[4, 0, 0], &[5, 0, 0], &[6, 0, 0]] {
            assert_eq!(Passport::read(plain, TODAY), Err(PassportRefused::Unreadable));
        }
    }

    /// As much as a touch can hold.
    fn touch(letter: char, day: u16) -> Touch {
        let text = letter.to_string().repeat(100);
        let origin = Origin { source: text.clone(), medium: text.clone(), campaign: text, ..Origin::direct() };
        let channel = Channel::MobilePush;
        Touch { channel, ..Touch::new(&origin, Millis(i64::from(day) * DAY)) }
    }

    fn fullest_touches() -> Touches {
        let mut touches = Touches::default();
        for (day, letter) in (60_000..).zip('a'..='z') {
            touches.take(touch(letter, day));
        }
        assert_eq!(touches.between.len(), MAX_BETWEEN);
        for end in [&mut touches.first, &mut touches.last].into_iter().flatten() {
            end.at = Millis(9_007_199_254_740_991);
        }
        touches
    }

    proptest! {
        #[test]
        fn the_fullest_passport_stays_below_two_kilobytes(days in prop::collection::vec((0_u32..48, 0_u16..400), 0..400)) {
            let mut passport = Passport::new(&[255; 16]);
            passport.batches = (0..8).map(|i| BatchId::from_entropy(&[i; 16])).collect();
            (passport.touches, passport.folded) = (fullest_touches(), u32::MAX);
            passport.lead = Some(Pointer { lead: LeadId::new(1, &[4; 16]), key: "f".repeat(16), bond: Bond::Verified });
            let last_seen = Some(Millis(9_007_199_254_740_991));
            passport.visits = Visits { sessions: u32::MAX, views: u32::MAX, engaged_ms: u64::MAX, last_seen };
            for number in 0..MOST_ANSWERED {
                let (form, field) = (number.to_string(), number.to_string());
                passport.answered.take(&form, &SubmissionId::from_entropy(&[255; 16]), [field.as_str()].into_iter());
            }
            let all = (0..u32::try_from(MAX_SIGNALS).unwrap()).flat_map(|signal| [(signal, 400), (signal, 401)]);
            for (signal, day) in days.into_iter().chain(all) {
                passport.signals.add_many(SignalKey(u32::MAX - signal), Day(60_000 + day), u16::MAX);
            }
            let sealed = passport.seal(&keys(""), "demo", Day(60_500), &[3; 24]).unwrap();
            prop_assert!(sealed.len() < 2048, "{}", sealed.len());
            prop_assert_eq!(Passport::open(&keys(""), "demo", &sealed, Day(60_500)), Ok(passport));
        }
    }

    #[test]
    fn a_passport_of_another_site_is_refused() {
        let token = Passport::new(&[1; 16]).seal(&keys(""), "demo", TODAY, &[2; 24]).unwrap();
        let refused = Err(PassportRefused::Unreadable);
        assert_eq!(Passport::open(&keys(""), "other", &token, TODAY), refused);
        assert_eq!(Passport::open(&keys(""), "demo", "ll1.", TODAY), refused);
    }
}
