//! Which address was meant: slips of the fingers in the domains of big mail providers.
//!
//! Only what fingers do counts: two letters swapped, one left out, typed twice or hit beside its key, a dot forgotten, the
//! end of `.com` botched. Never the first letter, but swapped: companies are called Hotdocs and Grail. Names of under five
//! letters (`aol`, `live`) are too near to others; only their endings are mended.

use super::{Kind, canonical::canonical_domain, is_plausible};
use crate::suffix;
use alloc::{format, string::String};

/// Providers that so many use that a near miss is a slip; of two that are as near, the first is meant.
const PROVIDERS: [&str; 60] = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "live.com",
    "msn.com",
    "googlemail.com",
    "protonmail.com",
    "proton.me",
    "comcast.net",
    "verizon.net",
    "sbcglobal.net",
    "bellsouth.net",
    "charter.net",
    "earthlink.net",
    "ymail.com",
    "rocketmail.com",
    "fastmail.com",
    "yahoo.co.uk",
    "hotmail.co.uk",
    "live.co.uk",
    "btinternet.com",
    "yahoo.fr",
    "hotmail.fr",
    "outlook.fr",
    "live.fr",
    "orange.fr",
    "wanadoo.fr",
    "laposte.net",
    "free.fr",
    "gmx.de",
    "gmx.net",
    "web.de",
    "t-online.de",
    "freenet.de",
    "yahoo.de",
    "hotmail.de",
    "outlook.de",
    "bluewin.ch",
    "yahoo.it",
    "hotmail.it",
    "libero.it",
    "virgilio.it",
    "yahoo.es",
    "hotmail.es",
    "yahoo.com.br",
    "hotmail.com.br",
    "uol.com.br",
    "terra.com.br",
    "yahoo.co.in",
    "rediffmail.com",
    "yahoo.co.jp",
    "naver.com",
    "mail.ru",
    "yandex.ru",
    "rambler.ru",
    "seznam.cz",
    "bigpond.com",
];

/// Companies one slip from a provider.
const MEANT: [&str; 3] = ["gail.com", "hotmall.com", "outlooks.com"];

/// Slips that lists of free providers took for providers.
const SLIPS: [&str; 1] = ["yaho.com"];

/// Letters of a name so short that another one is near.
const SHORT: usize = 5;

/// The address that was probably meant, if what was typed is a slip in a big provider's domain.
///
/// ```
/// # use leadline_domain::email::suggestion;
/// assert_eq!(suggestion("Ada@gmial.com").as_deref(), Some("Ada@gmail.com"));
/// assert_eq!(suggestion("ada@gmail.com"), None);
/// assert_eq!(suggestion("ada@grail.com"), None);
/// ```
pub fn suggestion(text: &str) -> Option<String> {
    let (local, typed) = text.trim().rsplit_once('@')?;
    let domain = typed.trim().to_lowercase();
    let provider = match canonical_domain(&domain).filter(|domain| domain.contains('.')) {
        Some(domain) if PROVIDERS.contains(&domain.as_str()) || is_another_s(&domain) => return None,
        Some(domain) => PROVIDERS.iter().find(|provider| is_slip(&domain, provider))?,
        None => PROVIDERS.iter().find(|provider| is_broken(&domain, provider))?,
    };
    let meant = format!("{}@{provider}", local.trim());
    is_plausible(&meant).then_some(meant)
}

/// Whether somebody has this domain for mail of their own. Throwaway providers buy slips, so theirs are none.
fn is_another_s(domain: &str) -> bool {
    MEANT.contains(&domain) || (Kind::of(domain) == Kind::Free && !SLIPS.contains(&domain))
}

/// Not a domain at all: the provider's name alone, or with its dots lost, doubled or mistaken for their neighbours.
fn is_broken(domain: &str, provider: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !matches!(c, '.' | ',' | ';' | ' ')).collect::<String>();
    let name = provider.split('.').next().unwrap_or_default();
    domain == name || letters(domain) == letters(provider)
}

/// A domain of somebody's, but nearly the provider's: by its name, by its ending, or by both.
fn is_slip(domain: &str, provider: &str) -> bool {
    let halves = |text| str::split_once(text, '.');
    let (Some((name, end)), Some((their_name, their_end))) = (halves(domain), halves(provider)) else {
        return false;
    };
    // In this order: to look an ending up takes longer than the rest together.
    (name == their_name || (their_name.len() >= SHORT && is_one_slip(name, their_name, is_beside)))
        && (end == their_end || is_botched(end, their_end, their_name))
}

/// A botched ending: one that is no top-level domain, one slip away. Some that are (Oman, Cameroon, Colombia) are hit by
/// `.com` of big names far more often than meant.
fn is_botched(end: &str, their_end: &str, their_name: &str) -> bool {
    let is_hit = their_end == "com" && their_name.len() >= SHORT && matches!(end, "co" | "cm" | "om");
    let any_key = |_, _| true;
    is_hit || (their_end.len() > 2 && !exists(end) && is_one_slip(end, their_end, any_key))
}

fn exists(end: &str) -> bool {
    suffix::is_top_level(end.rsplit('.').next().unwrap_or_default())
}

/// Whether `typed` is `meant` with one slip: what is left between their common beginning and end.
fn is_one_slip(typed: &str, meant: &str, is_key_hit_for: fn(u8, u8) -> bool) -> bool {
    let (typed, meant) = (typed.as_bytes(), meant.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let before = typed.iter().zip(meant).take_while(same).count();
    let (typed_rest, meant_rest) = (typed.get(before..).unwrap_or_default(), meant.get(before..).unwrap_or_default());
    let after = typed_rest.iter().rev().zip(meant_rest.iter().rev()).take_while(same).count();
    let cut = |rest: &[u8]| rest.len() - after;
    let neighbours = || [before.checked_sub(1).and_then(|at| meant.get(at)), meant.get(before)];
    match (typed_rest.get(..cut(typed_rest)), meant_rest.get(..cut(meant_rest))) {
        (Some([]), Some([_])) => before > 0,
        (Some([extra]), Some([])) => {
            before > 0 && neighbours().into_iter().flatten().any(|key| key == extra || is_key_hit_for(*extra, *key))
        }
        (Some([hit]), Some([wanted])) => before > 0 && is_key_hit_for(*hit, *wanted),
        (Some([a, b]), Some([c, d])) => (a, b) == (d, c),
        _ => false,
    }
}

/// Whether two letters are neighbours on a keyboard (QWERTY; the others differ little in what slips).
fn is_beside(a: u8, b: u8) -> bool {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place =
        |key| ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.iter().position(|other| *other == key)?)));
    let (Some((row, column)), Some((other_row, other_column))) = (place(a), place(b)) else {
        return false;
    };
    // Each row is set off to the right by half a key or so.
    match row.abs_diff(other_row) {
        0 => column.abs_diff(other_column) == 1,
        1 => {
            let (upper, lower) = if row < other_row { (column, other_column) } else { (other_column, column) };
            upper == lower || upper == lower + 1
        }
        _ => false,
    }
}
