//! The page on which somebody confirms what they sent, and what is said where a link is good for nothing. No script runs in
//! them: their addresses are secrets.

use super::page::private_in;
use leadline_domain::{
    form::{Words, filled},
    lead::{Question, SHOWN},
    site::Site,
};
use maud::html;

/// What somebody is asked to confirm.
pub(crate) struct Asked<'a> {
    /// The address, as far as it is shown.
    pub(crate) whom: &'a str,
    /// What they agreed to.
    pub(crate) questions: &'a [Question],
}

/// Asks. Nothing is confirmed by looking: programs follow the links of a mail before anybody reads it.
pub(crate) fn ask(prefix: &str, site: &Site, words: &'static Words, asked: &Asked<'_>, path: &str) -> String {
    let Asked { whom, questions } = asked;
    let sentence = if questions.is_empty() { words.confirm_address } else { words.confirm_agreed };
    let content = html! {
        h1 { (words.confirm_title) }
        p { (filled(sentence, &[whom])) }
        @if !questions.is_empty() { ul { @for question in *questions { li { (question.wording) } } } }
        form.leadline-form method="post" action=(path) {
            @for question in *questions { input type="hidden" name=(SHOWN) value=(question.name()); }
            div.ll-actions { button.ll-button type="submit" { (words.confirm_button) } }
        }
    };
    private_in(prefix, site, words, words.confirm_title, &content)
}

/// It is confirmed; `back` leads to the site as the person who was proven to be there.
pub(crate) fn done(prefix: &str, site: &Site, words: &'static Words, back: &str) -> String {
    let content = html! {
        h1 { (words.confirm_done) }
        // This page's address is the link, which is nobody else's business.
        p { a.ll-next href=(back) rel="noreferrer" { (filled(words.continue_to, &[&site.name])) } }
    };
    private_in(prefix, site, words, words.confirm_done, &content)
}

/// A link is good for nothing.
pub(crate) fn useless(prefix: &str, site: &Site, words: &'static Words, why: &str) -> String {
    private_in(prefix, site, words, why, &html! { h1 { (why) } })
}
