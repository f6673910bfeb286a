//! A hosted page. It works without script; with it, the form's behaviour and the tracker are added.

use super::form::{self, View};
use leadline_domain::{
    form::{Answers, Form, Issue, Words, filled},
    site::{Page, Site},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Cloudflare's script, in a page of a site that uses Turnstile. What people type is escaped, so that nobody else brings it in.
const TURNSTILE: &str = "<script src=\"https://challenges.cloudflare.com/turnstile/v0/api.js\" async defer></script>";

/// The script, for a page with a form of such a site.
pub(super) fn turnstile() -> Markup {
    PreEscaped(TURNSTILE.to_owned())
}

/// Whether a page runs Cloudflare's script.
pub(crate) fn runs_turnstile(html: &str) -> bool {
    html.contains(TURNSTILE)
}

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
    /// The language its own texts are taken to be in: that of its form before it is translated.
    pub(crate) locale: &'a str,
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
    let words = view.form.words();
    let title = &frame.page.title;
    let title = if issues.is_empty() { title.clone() } else { filled(words.correct_page, &[title]) };
    let content = html! {
        (heading(frame, &view.form))
        @let (lang, dir) = frame.own(&view.form);
        @for paragraph in &frame.page.text { p lang=[lang] dir=[dir] { (paragraph) } }
        div data-leadline-form=(view.id) { (form::form(view, answers, issues, message)) }
    };
    let script = html! { @if view.sitekey.is_some() { (turnstile()) } };
    shell(frame, &view.form, &title, &html! {}, &html! { (content) (script) })
}

/// A page that is about one person: no script runs in it, and nobody finds it by searching.
pub(crate) fn private(prefix: &str, site: &Site, title: &str, content: &Markup) -> String {
    let head = html! { meta name="robots" content="noindex"; };
    frameless(prefix, site, ("en", "ltr"), title, &head, content)
}

/// The same in a language.
pub(crate) fn private_in(prefix: &str, site: &Site, words: &Words, title: &str, content: &Markup) -> String {
    let head = html! { meta name="robots" content="noindex"; };
    frameless(prefix, site, (words.tag, words.dir), title, &head, content)
}

/// What people are told where no page can be shown.
pub(crate) fn sorry(prefix: &str, words: &Words, said: &str) -> String {
    let head = html! { meta name="robots" content="noindex"; title { (said) } };
    bare(prefix, (words.tag, words.dir), &head, &html! { main { h1 { (said) } } })
}

/// The page after its form was sent.
pub(crate) fn sent(frame: &Frame<'_>, form: &Form, head: &Markup, content: &Markup) -> String {
    let content = html! { (heading(frame, form)) (content) };
    shell(frame, form, &frame.page.title, head, &content)
}

impl Frame<'_> {
    /// Language and direction of the page's own texts, where the form below them is in another language.
    fn own(&self, form: &Form) -> (Option<&str>, Option<&'static str>) {
        let lang = Some(self.locale).filter(|locale| *locale != form.locale);
        (lang, lang.and_then(leadline_domain::form::words).map(|words| words.dir))
    }
}

fn heading(frame: &Frame<'_>, form: &Form) -> Markup {
    let (lang, dir) = frame.own(form);
    html! { h1 lang=[lang] dir=[dir] { (frame.page.title) } }
}

fn shell(frame: &Frame<'_>, form: &Form, title: &str, head: &Markup, content: &Markup) -> String {
    let Frame { prefix, loader, site, .. } = frame;
    let head = html! {
        (head)
        meta name="description" content=(frame.page.description);
        script async src={ "/" (prefix) "/" (loader) } data-site=(site.id) {}
    };
    frameless(prefix, site, (&form.locale, form.words().dir), title, &head, content)
}

fn frameless(
    prefix: &str,
    site: &Site,
    (lang, dir): (&str, &str),
    title: &str,
    head: &Markup,
    content: &Markup,
) -> String {
    let head = html! { title { (title) " · " (site.name) } (head) };
    bare(prefix, (lang, dir), &head, &html! { header { (site.name) } main { (content) } })
}

fn bare(prefix: &str, (lang, dir): (&str, &str), head: &Markup, content: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang) dir=(dir) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="data:,";
                link rel="stylesheet" href={ "/" (prefix) "/page.css" };
                (head)
            }
            body.ll-page { (content) }
        }
    }
    .into_string()
}
