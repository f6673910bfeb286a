//! `.dev.vars`: the secrets of this checkout's local edge, made once and never committed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use base64ct::{Base64, Encoding};

use crate::files::hex;

const SECRET: &str = "LEADLINE_SECRET";
const API_TOKEN: &str = "LEADLINE_API_TOKEN";
/// The demo site's webhook signs with it (sites/demo/routing.toml).
const WEBHOOK: &str = "CRM_WEBHOOK_SECRET";
/// Its server would sign with it who is logged in (sites/demo/site.toml).
const IDENTIFY: &str = "DEMO_IDENTIFY_SECRET";

/// The variables of the file.
#[derive(Debug)]
pub(super) struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Reads the file; adds what is missing and leaves the rest. Changing a secret would orphan all local leads.
    pub(super) fn load_or_create(path: &Path) -> Result<Self> {
        let mut text = fs::read_to_string(path).unwrap_or_default();
        let before = parse(&text);
        for name in [SECRET, API_TOKEN, WEBHOOK, IDENTIFY].into_iter().filter(|name| !before.contains_key(*name)) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            writeln!(text, "{name}={}", drawn(name)?)?;
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

    /// The name and value of what the demo customer website verifies its webhook with.
    pub(super) fn webhook(&self) -> (&'static str, &str) {
        (WEBHOOK, self.0.get(WEBHOOK).map_or("", String::as_str))
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches('"').to_owned())).collect()
}

/// 32 random bytes: hex, or what Standard Webhooks has a signing key look like.
fn drawn(name: &str) -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("the system gives no random bytes: {error}"))?;
    Ok(if name == WEBHOOK { format!("whsec_{}", Base64::encode_string(&bytes)) } else { hex(&bytes) })
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
        assert!(first.webhook().1.starts_with("whsec_"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("OTHER=1\nLEADLINE_API_TOKEN=mine\n"));
        let second = Secrets::load_or_create(&path).unwrap();
        assert_eq!(second.0[SECRET], first.0[SECRET]);
    }
}
