//! `POST f/<site>/<form>`: a submission from the embedded form.

use super::{admit_origin, confirm::spoken, plain::Sheet, submission, visitor::Visitor};
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

/// Takes a submission. A plain form is answered with a page; the script with the passport on the first line, if one may be
/// kept, and what comes next below.
pub(super) async fn submit(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    form: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    // Before anything can fail: people read what became of what they sent, not a document for programs.
    if asker.reads_pages {
        asker.speaks(desk, spoken(request), Deed::Sends);
    }
    let published = sites::current(&desk.env, site).await?;
    admit_origin(request, &published.site, asker)?;
    let answers = Answers::read(&body::read(request, MAX_SUBMISSION).await?);
    if asker.reads_pages {
        return Sheet::of_form(desk, &published, form)?.take(request, answers, asker).await;
    }
    let visitor = Visitor::of(request, asker, desk, &published.site, submission::consent(&answers));
    let taken = submission::take(desk, &published, form, &answers, &visitor).await?;
    asker.cookie = visitor.cookie(taken.passport.as_deref());
    let lines = taken.came.lines(desk, &published.site, &asker.own_origin, asker.asking.as_deref())?;
    Ok(Reply::Text(format!("{}\n{lines}", taken.passport.unwrap_or_default())))
}
