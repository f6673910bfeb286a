//! `GET f/<site>/<form>`: the form's markup with a ticket.

use super::{admit_origin, query};
use crate::{
    clock,
    desk::Desk,
    entropy, markup,
    refusal::Refusal,
    reply::{Asker, Reply},
    sites::{self, Published},
};
use leadline_domain::{
    form::{Answers, Form, Ticket},
    secret::Purpose,
};
use worker::Request;

/// Opens a form.
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
    let action = format!("/{}/f/{site}/{form}", desk.config.prefix);
    let mut view = view(desk, &published, form, shown.clone(), &action)?;
    view.test = query(request, "test").is_some();
    Ok(Reply::Html(markup::form::document(&view, &Answers::default(), &[])))
}

/// What the markup of a form needs, with a fresh ticket.
pub(super) fn view<'a>(
    desk: &Desk,
    published: &Published,
    id: &'a str,
    form: Form,
    action: &'a str,
) -> Result<markup::form::View<'a>, Refusal> {
    let ticket = Ticket { version: published.version.clone(), issued_at: clock::now() };
    let key = desk.key(&published.site, Purpose::Ticket);
    let ticket = ticket.seal(&key, &published.site.id, id, &entropy::draw()).ok_or(Refusal::Unavailable)?;
    Ok(markup::form::View { id, form, action, ticket, test: false, step: 0 })
}
