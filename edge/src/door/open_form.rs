//! `f/<site>/<form>`: a form's markup with a ticket. `GET` answers what a stranger is asked, for caches, too; `POST …/open`
//! what this visitor is asked.

use super::{admit_origin, asking, asking::Asking, plain::Sheet, query, submission, visitor::Visitor};
use crate::{
    body,
    desk::Desk,
    markup,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites,
};
use leadline_domain::form::{
    AGAIN_FIELD, Answers, LOCALE_FIELD, PASSPORT_FIELD, PLACE_FIELD, STRANGER_FIELD, TEST_FIELD,
};
use worker::Request;

/// Longest body that says who opens a form, in bytes.
const MAX_BODY: usize = 8 * 1024;

/// Opens a form for anybody.
pub(super) async fn open(
    request: &Request,
    desk: &Desk,
    site: &str,
    form: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    admit_origin(request, &published.site, asker)?;
    let shown = published.site.forms.get(form).ok_or(Refusal::UnknownForm)?;
    if query(request, "sent").is_some() {
        return Sheet::of_form(desk, &published, form)?.thanks(request).await;
    }
    let asking = Asking::of_anybody(&published, &shown.in_locale(asking::locale(request, shown, "")));
    let mut view = view(desk, &published, form, &asking)?;
    view.test = query(request, "test").is_some();
    Ok(Reply::HtmlForAll(markup::form::document(&view)))
}

/// Opens a form for a visitor, by the passport they bring.
pub(super) async fn open_for(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    form: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    admit_origin(request, &published.site, asker)?;
    let shown = published.site.forms.get(form).ok_or(Refusal::UnknownForm)?;
    let said = Answers::read(&body::read(request, MAX_BODY).await?);
    let visitor = Visitor::of(request, asker, desk, &published.site, submission::consent(&said));
    let is_stranger = said.ours(STRANGER_FIELD).is_some();
    let token = visitor.passport(said.ours(PASSPORT_FIELD)).filter(|_| !is_stranger);
    let passport = desk.passport(&published.site, token);
    let shown = shown.in_locale(asking::locale(request, shown, said.get(LOCALE_FIELD)));
    let asking = Asking::of_visitor(desk, &published, form, &shown, passport.as_ref()).await;
    let asking = if said.ours(AGAIN_FIELD).is_some() { asking.of_no_age() } else { asking };
    let mut view = view(desk, &published, form, &asking)?;
    view.test = said.ours(TEST_FIELD).is_some();
    view.stranger = is_stranger;
    view.place = said.ours(PLACE_FIELD).and_then(|place| place.parse().ok()).unwrap_or_default();
    // Only a script asks so, and takes the form out of what it gets.
    Ok(Reply::Html(markup::form::alone(&view).into_string()))
}

/// What the markup of a form needs that is taken out of its document.
pub(super) fn view<'a>(
    desk: &Desk,
    published: &sites::Published,
    id: &'a str,
    asking: &Asking,
) -> Result<markup::form::View<'a>, Refusal> {
    Ok(markup::form::View {
        id,
        place: 0,
        form: asking.form.clone(),
        action: format!("/{}/f/{}/{id}", desk.config.prefix, published.site.id),
        ticket: asking.sealed(desk, &published.site, id)?,
        test: false,
        step: 0,
        known: asking.is_known,
        again: false,
        stranger: false,
        leave: None,
        sitekey: published.site.sitekey(),
        earlier: String::new(),
    })
}
