//! Accounts: the organisations that leads belong to.

use crate::{
    answers::{AccountAssigned, AccountShown},
    operation::{Section, operation},
    requests::AccountPatch,
};
use serde_json::json;

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET accounts/<domain>", "showAccount", "Show how an organisation stands")
            .answers::<AccountShown>()
            .refusing(&["unknown-account"]),
        operation("PATCH accounts/<domain>", "assignAccount", "Say who has an organisation's leads")
            .about("Its leads that qualify from now on. The organisation need not be known yet.")
            .body::<AccountPatch>(json!({"owner": "ada"}))
            .answers::<AccountAssigned>()
            .refusing(&["unknown-account", "owner-unknown"]),
    ];
    Section { tag: "accounts", about: "The organisations that leads belong to", operations }
}
