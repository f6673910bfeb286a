//! From text to parts.

use super::{Fault, Names, Part};
use crate::sink::is_sink_secret;
use alloc::{borrow::ToOwned, string::String, vec::Vec};

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

pub(super) fn parse(text: &str, names: &Names) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (name, behind) = after.split_once(CLOSE).ok_or(Fault::Open)?;
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(place(name.trim(), names)?);
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn place(name: &str, names: &Names) -> Result<Part, Fault> {
    if let Some(secret) = name.strip_prefix("secret.") {
        let part = Part::Secret(secret.to_owned());
        return match (names.takes_secrets(), is_sink_secret(secret)) {
            (false, _) => Err(Fault::Misplaced(name.to_owned())),
            (true, false) => Err(Fault::SecretName(secret.to_owned())),
            (true, true) => Ok(part),
        };
    }
    if !names.known().iter().any(|known| known == name) {
        let fault = if names.is_known_elsewhere(name) { Fault::Misplaced } else { Fault::Unknown };
        return Err(fault(name.to_owned()));
    }
    Ok(Part::Value(name.split('.').map(String::from).collect()))
}
