//! `.dev.vars`: the secrets of this checkout's local edge, made once and never committed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files::hex;

const SECRET: &str = "LEADLINE_SECRET";
const API_TOKEN: &str = "LEADLINE_API_TOKEN";

/// The variables of the file.
#[derive(Debug)]
pub(super) struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Reads the file; adds what is missing and leaves the rest. Changing a secret would orphan all local leads.
    pub(super) fn load_or_create(path: &Path) -> Result<Self> {
        let mut text = fs::read_to_string(path).unwrap_or_default();
        let before = parse(&text);
        for name in [SECRET, API_TOKEN].into_iter().filter(|name| !before.contains_key(*name)) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            writeln!(text, "{name}={}", random_hex()?)?;
        }
        let secrets = parse(&text);
        if secrets.len() > before.len() {
            fs::write(path, &text).context(".dev.vars cannot be written")?;
        }
        Ok(Self(secrets))
    }

    /// The bearer token of the local API.
    pub(super) fn api_token(&self) -> &str {
        self.0.get(API_TOKEN).map_or("", String::as_str)
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches('"').to_owned())).collect()
}

/// 32 bytes of the system's randomness as 64 hex characters.
fn random_hex() -> Result<String> {
    let mut bytes = [0; 32];
    system_randomness(&mut bytes).context("the system gives no random bytes")?;
    Ok(hex(&bytes))
}

#[cfg(unix)]
fn system_randomness(bytes: &mut [u8]) -> Result<()> {
    Ok(fs::File::open("/dev/urandom")?.read_exact(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_what_is_there_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(".dev.vars");
        fs::write(&path, "OTHER=1\nLEADLINE_API_TOKEN=mine").unwrap();
        let first = Secrets::load_or_create(&path).unwrap();
        assert_eq!(first.api_token(), "mine");
        assert_eq!(first.0[SECRET].len(), 64);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("OTHER=1\nLEADLINE_API_TOKEN=mine\n"));
        let second = Secrets::load_or_create(&path).unwrap();
        assert_eq!(second.0[SECRET], first.0[SECRET]);
    }
}
