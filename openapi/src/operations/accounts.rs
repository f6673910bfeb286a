//! Accounts: the organisations that leads belong to.

use crate::{
    answers::accounts::{AccountAssigned, AccountPage, AccountShown},
    operation::{Section, operation},
    parameter::{CURSOR, LIMIT},
    requests::AccountPatch,
};
use serde_json::json;

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET accounts", "listAccounts", "List organisations")
            .about("Those first of whose contacts any was heard of last.")
            .takes(&[&LIMIT, &CURSOR])
            .answers::<AccountPage>()
            .refusing(&["parameter-invalid"]),
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
