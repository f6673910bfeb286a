//! The demo site, keys and a day, for decoders that need one.

use crate::{reading::Reading, source::Source};
use leadline_domain::{
    keyring::{Keyring, PassportSecrets},
    secret::{Key, Purpose, RootSecret, sha256_hex},
    site::{RawFile, RawSite, Site},
    time::{Day, Millis},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, sync::LazyLock};

/// When everything arrives.
pub(crate) const NOW: Millis = Millis(1_795_000_000_000);
/// The edge's own origin.
pub(crate) const OWN_ORIGIN: &str = "https://edge.example";
/// A page of the demo site.
pub(crate) const SITE: &str = "demo";

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OLDER_SECRET: &str = "fedcba9876543210fedcba9876543210";

/// Files of `sites/demo`, with the names they have there.
pub(crate) const FILES: [(&str, &str); 7] = [
    ("site.toml", include_str!("../../sites/demo/site.toml")),
    ("scoring.toml", include_str!("../../sites/demo/scoring.toml")),
    ("lifecycle.toml", include_str!("../../sites/demo/lifecycle.toml")),
    ("routing.toml", include_str!("../../sites/demo/routing.toml")),
    ("forms/demo-request.toml", include_str!("../../sites/demo/forms/demo-request.toml")),
    ("forms/whitepaper.toml", include_str!("../../sites/demo/forms/whitepaper.toml")),
    ("pages/whitepaper.toml", include_str!("../../sites/demo/pages/whitepaper.toml")),
];

static RAW: LazyLock<RawSite> = LazyLock::new(|| RawSite {
    site: read("site.toml"),
    scoring: read("scoring.toml"),
    models: BTreeMap::new(),
    lifecycle: read("lifecycle.toml"),
    routing: read("routing.toml"),
    forms: BTreeMap::from(["demo-request", "whitepaper"].map(|id| (id.to_owned(), read(&format!("forms/{id}.toml"))))),
    pages: BTreeMap::from([("whitepaper".to_owned(), read("pages/whitepaper.toml"))]),
    files: BTreeMap::from([(
        "gauges-in-cleanrooms.txt".to_owned(),
        file(include_bytes!("../../sites/demo/files/gauges-in-cleanrooms.txt")),
    )]),
});

/// A file that a form hands out, as a published site names it.
fn file(bytes: &[u8]) -> RawFile {
    RawFile { sha256: sha256_hex(bytes), bytes: bytes.len() as u64 }
}

static CHECKED: LazyLock<Site> = LazyLock::new(|| Site::check(RAW.clone()).expect("the demo site is sound"));

/// The demo site as written.
pub(crate) fn raw() -> RawSite {
    RAW.clone()
}

/// The demo site.
pub(crate) fn site() -> &'static Site {
    &CHECKED
}

/// The day everything arrives.
pub(crate) fn today() -> Day {
    NOW.day()
}

/// Keys of the demo site's passports: one that seals, two that open.
pub(crate) fn keyring() -> &'static Keyring {
    static KEYS: LazyLock<Keyring> = LazyLock::new(|| {
        let root = RootSecret::new(OLDER_SECRET.to_owned()).expect("long enough");
        PassportSecrets::read(SECRET, &root).expect("long enough").keyring(SITE)
    });
    &KEYS
}

/// The key of the demo site for a purpose.
pub(crate) fn key(purpose: Purpose) -> Key {
    RootSecret::new(OLDER_SECRET.to_owned()).expect("long enough").key(SITE, purpose)
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let (_, text) = FILES.iter().find(|(known, _)| *known == name).expect("a file of the demo site");
    let source = Source { name: name.to_owned(), path: name.to_owned(), text: (*text).to_owned() };
    Reading::of(&source, &|_| None).value.expect("the demo site is sound")
}
