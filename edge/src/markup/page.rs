//! A hosted page. It works without script; with it, the form's behaviour and the tracker are added.

use super::form::{self, View};
use leadline_domain::{
    form::{Answers, Issue, Words},
    site::{Page, Site},
};
use maud::{DOCTYPE, Markup, html};

/// What is the same on every page.
pub(crate) struct Frame<'a> {
    /// Path prefix.
    pub(crate) prefix: &'a str,
    /// File name of the script.
    pub(crate) loader: &'a str,
    /// Whose page.
    pub(crate) site: &'a Site,
    /// Which page.
    pub(crate) page: &'a Page,
}

/// The page with its form.
pub(crate) fn document(
    frame: &Frame<'_>,
    view: &View<'_>,
    answers: &Answers,
    issues: &[Issue],
    message: Option<&str>,
) -> String {
    // A title that says what happened is the first thing a screen reader reads after a reload.
    let title =
        if issues.is_empty() { frame.page.title.clone() } else { format!("Please correct: {}", frame.page.title) };
    let content = html! {
        h1 { (frame.page.title) }
        @for paragraph in &frame.page.text { p { (paragraph) } }
        div data-leadline-form=(view.id) { (form::form(view, answers, issues, message)) }
    };
    shell(frame, Words::english(), &title, &html! {}, &content)
}

/// A page that is about one person: no script runs in it, and nobody finds it by searching.
pub(crate) fn private(prefix: &str, site: &Site, title: &str, content: &Markup) -> String {
    let head = html! { meta name="robots" content="noindex"; };
    frameless(prefix, site, Words::english(), title, &head, content)
}

/// The same in a language.
pub(crate) fn private_in(prefix: &str, site: &Site, words: &Words, title: &str, content: &Markup) -> String {
    let head = html! { meta name="robots" content="noindex"; };
    frameless(prefix, site, words, title, &head, content)
}

/// The page after its form was sent.
pub(crate) fn sent(frame: &Frame<'_>, words: &Words, head: &Markup, content: &Markup) -> String {
    shell(frame, words, &frame.page.title, head, content)
}

fn shell(frame: &Frame<'_>, words: &Words, title: &str, head: &Markup, content: &Markup) -> String {
    let Frame { prefix, loader, site, .. } = frame;
    let head = html! {
        (head)
        meta name="description" content=(frame.page.description);
        script async src={ "/" (prefix) "/" (loader) } data-site=(site.id) {}
    };
    frameless(prefix, site, words, title, &head, content)
}

fn frameless(prefix: &str, site: &Site, words: &Words, title: &str, head: &Markup, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(words.tag) dir=(words.dir) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (site.name) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ "/" (prefix) "/page.css" };
                (head)
            }
            body.ll-page {
                header { (site.name) }
                main { (content) }
            }
        }
    }
    .into_string()
}
