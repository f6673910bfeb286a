//! `p/<slug>`: a hosted page, its form sent without JavaScript, and the thanks after it.

use super::{after, is_from_here, open_form, query, submission, visitor::Visitor};
use crate::{
    body,
    desk::Desk,
    markup,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites::{self, Published},
};
use leadline_domain::{
    form::{Answers, Issue, TEST_FIELD},
    site::Page,
};
use worker::Request;

/// What a page that was asked for as a test has been answered before anybody answers.
const TESTED: &[u8] = b"ll_test=1";

/// Shows a page, or the thanks when its form has just been sent.
pub(super) async fn show(request: &Request, desk: &Desk, site: Option<&str>, slug: &str) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site.unwrap_or(&desk.config.home_site)).await?;
    let page = published.site.pages.get(slug).ok_or(Refusal::UnknownPage)?;
    if let Some(html) = after::page(request, desk, &published, &frame(desk, &published, page))? {
        return Ok(Reply::Html(html));
    }
    let said = if query(request, TEST_FIELD).is_some() { TESTED } else { b"" };
    let html = with_form(desk, &published, page, &request.path(), &Answers::read(said), &[], None)?;
    Ok(Reply::Html(html))
}

/// Takes the page's form. Whatever is wrong is shown in the page, with everything that was typed still there.
pub(super) async fn submit(
    request: &mut Request,
    desk: &Desk,
    site: Option<&str>,
    slug: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site.unwrap_or(&desk.config.home_site)).await?;
    let page = published.site.pages.get(slug).ok_or(Refusal::UnknownPage)?;
    if !is_from_here(request, asker) {
        return Err(Refusal::Origin);
    }
    let path = request.path();
    let answers = Answers::read(&body::read(request, submission::MAX_SUBMISSION).await?);
    let visitor = Visitor::of(request, asker, desk, &published.site, submission::consent(&answers));
    let (issues, message) = match submission::take(desk, &published, &page.form, &answers, &visitor).await {
        Ok(taken) => {
            asker.cookie = visitor.cookie_of_page(taken.passport.as_deref());
            return Ok(Reply::SeeOther(taken.came.location(desk, &published.site, &path, &asker.own_origin)?));
        }
        Err(Refusal::Answers(issues, _)) => (issues, None),
        Err(Refusal::Ticket) => (Vec::new(), Some("This page had been open for long. Please send the form again.")),
        Err(Refusal::Unavailable) => (Vec::new(), Some("This could not be sent just now. Please send it again.")),
        Err(refusal) => return Err(refusal),
    };
    with_form(desk, &published, page, &path, &answers, &issues, message).map(Reply::HtmlRejected)
}

fn frame<'a>(desk: &'a Desk, published: &'a Published, page: &'a Page) -> markup::page::Frame<'a> {
    let config = &desk.config;
    markup::page::Frame { prefix: &config.prefix, loader: &config.loader, site: &published.site, page }
}

fn with_form(
    desk: &Desk,
    published: &Published,
    page: &Page,
    path: &str,
    answers: &Answers,
    issues: &[Issue],
    message: Option<&str>,
) -> Result<String, Refusal> {
    let form = published.site.forms.get(&page.form).ok_or(Refusal::UnknownForm)?;
    let mut view = open_form::view(desk, published, &page.form, form.clone(), path)?;
    view.test = answers.ours(TEST_FIELD).is_some();
    Ok(markup::page::document(&frame(desk, published, page), &view, answers, issues, message))
}
