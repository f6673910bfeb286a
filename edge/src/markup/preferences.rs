//! The page on which somebody says what they may be written to about. It works without script, and none runs in it: its address
//! is a secret of theirs.

use super::page::private;
use leadline_domain::{email::Email, lead::Preferences, site::Site};
use maud::{Markup, html};

/// What is said above the page.
#[derive(Clone, Copy)]
pub(crate) enum Told {
    /// What was chosen holds.
    Saved,
    /// Nothing was chosen that could be read.
    Unread,
}

/// The page.
pub(crate) fn page(prefix: &str, site: &Site, now: &Preferences, path: &str, told: Option<Told>) -> String {
    let whom = Email::parse(&now.email).map(|email| email.masked()).unwrap_or_default();
    let content = html! {
        h1 { "Your preferences" }
        @match told {
            Some(Told::Saved) => p.ll-thanks role="status" { "Saved. This is what holds from now on." },
            Some(Told::Unread) => p.ll-message role="alert" { "That could not be read. Please choose again." },
            None => {},
        }
        @if now.want_nothing() { p { "You get no mail at the moment." } }
        p { "What may " (site.name) " write to you about, at " strong.ll-address { (whom) } "?" }
        form.leadline-form method="post" action=(path) {
            fieldset.ll-choices {
                legend { "You want" }
                @for purpose in &site.purposes { (choice(&purpose.id, &purpose.title, purpose.text.as_deref(), now)) }
            }
            div.ll-actions {
                button.ll-button type="submit" name="do" value="save" { "Save" }
                button.ll-button.ll-quiet type="submit" name="do" value="nothing" { "Unsubscribe from everything" }
            }
        }
    };
    let title = match told {
        Some(Told::Saved) => "Saved: your preferences",
        Some(Told::Unread) => "Please choose again: your preferences",
        None => "Your preferences",
    };
    private(prefix, site, title, &content)
}

fn choice(id: &str, title: &str, text: Option<&str>, now: &Preferences) -> Markup {
    let (input, hint) = (format!("purpose-{id}"), format!("purpose-{id}-text"));
    html! {
        div.ll-choice {
            input type="hidden" name="shown" value=(id);
            input #(input) type="checkbox" name="purpose" value=(id) checked[now.allow(id)] aria-describedby=[text.map(|_| &hint)];
            label for=(input) { (title) }
            @if let Some(text) = text { p.ll-hint #(hint) { (text) } }
        }
    }
}

/// What is shown where a link leads to nobody.
pub(crate) fn nothing_here(prefix: &str, site: &Site) -> String {
    let content = html! {
        h1 { "Nothing is kept here" }
        p {
            "This link is damaged, or what it led to was erased. If mail of " (site.name) " still reaches you, use the link in the newest \
             one, or answer it."
        }
    };
    private(prefix, site, "Nothing is kept here", &content)
}
