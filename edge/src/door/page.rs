//! `p/<slug>`: a hosted page, its form sent without JavaScript, and the thanks after it.

use super::{confirm::spoken, is_from_here, plain::Sheet, query};
use crate::{
    asker::Deed,
    body,
    desk::Desk,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites,
};
use leadline_domain::form::{Answers, MAX_SUBMISSION};
use worker::Request;

/// Shows a page, or the thanks when its form has just been sent.
pub(super) async fn show(request: &Request, desk: &Desk, site: Option<&str>, slug: &str) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site.unwrap_or(&desk.config.home_site)).await?;
    let page = published.site.pages.get(slug).ok_or(Refusal::UnknownPage)?;
    let sheet = Sheet::of_page(desk, &published, page, request.path())?;
    if query(request, "sent").is_some() { sheet.thanks(request).await } else { sheet.show(request).await }
}

/// Takes the page's form.
pub(super) async fn submit(
    request: &mut Request,
    desk: &Desk,
    site: Option<&str>,
    slug: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    asker.speaks(desk, spoken(request), Deed::Sends);
    let published = sites::current(&desk.env, site.unwrap_or(&desk.config.home_site)).await?;
    let page = published.site.pages.get(slug).ok_or(Refusal::UnknownPage)?;
    if !is_from_here(request, asker) {
        return Err(Refusal::Origin);
    }
    let answers = Answers::read(&body::read(request, MAX_SUBMISSION).await?);
    Sheet::of_page(desk, &published, page, request.path())?.take(request, answers, asker).await
}
