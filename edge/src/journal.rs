//! One structured line for each thing worth telling whoever watches. No personal data: ids, kinds, codes, counts.

use leadline_domain::lead::Reply;
use serde_json::json;
use worker::{Error, console_log};

/// An item was received.
pub(crate) fn item(site: &str, kind: &str, outcome: &str) {
    console_log!("{}", json!({"leadline": "item", "site": site, "kind": kind, "outcome": outcome}));
}

/// A command reached a lead.
pub(crate) fn lead(site: &str, reply: &Reply) {
    if let Reply::Done { lead, change, stage, score, .. } = reply {
        console_log!(
            "{}",
            json!({"leadline": "lead", "site": site, "lead": lead, "change": change, "score": score, "stage": stage})
        );
    }
}

/// An event reached a sink.
pub(crate) fn delivered(site: &str, event: &str, kind: &str, sink: &str) {
    console_log!("{}", json!({"leadline": "delivered", "site": site, "event": event, "type": kind, "sink": sink}));
}

/// An event did not reach a sink.
pub(crate) fn undelivered(site: &str, event: &str, sink: &str, why: &str) {
    console_log!("{}", json!({"leadline": "undelivered", "site": site, "event": event, "sink": sink, "why": why}));
}

/// A request was refused; `origin` is the page's, if it said one.
pub(crate) fn refused(code: &str, origin: &str) {
    let origin: String = origin.chars().take(80).collect();
    console_log!("{}", json!({"leadline": "refused", "code": code, "origin": origin}));
}

/// Something behind a door failed. `what` names the place; `why` is the platform's message.
pub(crate) fn fault(what: &str, why: &str) {
    console_log!("{}", json!({"leadline": "fault", "what": what, "why": why}));
}

/// What kind of error it was. The text of a JSON error quotes the value it stumbled over, which may be somebody's.
pub(crate) fn kind(error: &Error) -> String {
    match error {
        Error::SerdeJsonError(_) | Error::SerdeWasmBindgenError(_) => "unreadable JSON".to_owned(),
        other => other.to_string(),
    }
}
