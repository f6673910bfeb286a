//! `GET openapi.json`: what the API takes and answers, as `cargo xtask openapi` writes it.

use crate::reply::{Asker, Reply};

/// Shows it to whoever asks, pages that draw such documents included: it says nothing of any site.
pub(super) fn show(asker: &mut Asker) -> Reply {
    asker.origin = Some("*".to_owned());
    Reply::Json(include_str!("../../openapi.json").to_owned())
}
