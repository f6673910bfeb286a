//! What a hosted page shows once its form was sent, without script.

use super::page::{Frame, sent, turnstile};
use leadline_domain::form::{Form, filled};
use maud::{Markup, html};

/// What follows besides what is said.
pub(crate) enum Then {
    /// Nothing.
    Nothing,
    /// The visitor goes elsewhere.
    Go(String),
    /// A file is theirs.
    File {
        /// What it is called.
        name: String,
        /// Where it is.
        path: String,
    },
    /// Another form.
    Form {
        /// Its id.
        id: String,
        /// It.
        markup: Markup,
        /// Whether Turnstile is asked about whoever sends it.
        is_vouched: bool,
    },
}

/// The page. One that leads elsewhere goes there by itself, and has a link for whoever's browser does not.
pub(crate) fn page(frame: &Frame<'_>, form: &Form, said: &str, asked: bool, then: &Then) -> String {
    let words = form.words();
    let content = html! {
        p.ll-thanks role="status" { (said) }
        @if asked { p { (words.confirm_sent) } }
        @match then {
            Then::Nothing => {},
            Then::Go(to) => p { a.ll-next href=(to) rel="noreferrer" { (filled(words.continue_to, &[&host(to)])) } },
            Then::File { name, path } => p { a.ll-next href=(path) { (filled(words.download, &[name])) } },
            Then::Form { id, markup, .. } => div data-leadline-form=(id) { (markup) },
        }
    };
    let script = html! { @if matches!(then, Then::Form { is_vouched: true, .. }) { (turnstile()) } };
    let head = html! {
        @if let Then::Go(to) = then { meta http-equiv="refresh" content={ "0; url=" (to) }; }
    };
    sent(frame, form, &head, &html! { (content) (script) })
}

/// Where an address leads, as people read it.
fn host(address: &str) -> String {
    let behind = address.split_once("://").map_or(address, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}
