//! `[identify]` of site.toml.

use super::Report;
use crate::{
    sink::is_sink_secret,
    site::{Identify, RawIdentify},
};

pub(super) fn check(raw: RawIdentify, report: &mut Report<'_>) -> Identify {
    let RawIdentify { secret, require } = raw;
    if let Some(name) = secret.as_ref().filter(|name| !is_sink_secret(name)) {
        let expected = "the name of a Worker secret, such as DEMO_IDENTIFY_SECRET: capital letters, digits, underscores; \
                        not LEADLINE_…";
        report.add(&["identify", "secret"], name, expected);
    }
    if require && secret.is_none() {
        let expected =
            "no require, or secret = \"…\": without one no signature can be verified, and nobody would be let in";
        report.add(&["identify", "require"], "true", expected);
    }
    Identify { secret, require }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, string::String, vec::Vec};

    fn found(secret: Option<&str>, require: bool) -> Vec<String> {
        let mut problems = Vec::new();
        let mut report = Report { file: "site.toml", problems: &mut problems };
        check(RawIdentify { secret: secret.map(ToOwned::to_owned), require }, &mut report);
        problems.iter().map(|problem| problem.place.join(".")).collect()
    }

    #[test]
    fn signatures_can_only_be_required_where_they_can_be_verified() {
        assert!(found(Some("DEMO_IDENTIFY_SECRET"), true).is_empty() && found(None, false).is_empty());
        assert_eq!(found(None, true), ["identify.require"]);
    }

    #[test]
    fn a_secret_in_place_of_its_name_is_found() {
        for name in ["LEADLINE_SECRET", "5f3a5f3a5f3a5f3a", "", "demo-secret"] {
            assert_eq!(found(Some(name), true), ["identify.secret"], "{name}");
        }
    }
}
