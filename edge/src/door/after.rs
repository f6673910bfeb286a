//! What comes after a submission: what it is said as to the script, and what a page without script shows.

use super::{asking::Asking, open_form, query};
use crate::{
    clock,
    desk::Desk,
    entropy,
    markup::{self, after::Then, page::Frame},
    refusal::Refusal,
    sites::{self, Published},
};
use leadline_domain::{
    bond::{FILE_GOOD_FOR, FileLink},
    form::{Form, Next, Sent},
    id::LeadId,
    secret::Purpose,
    site::Site,
};
use worker::Request;

/// The parameter of a page's address that says that its form was sent, and which rule came after.
const SENT: &str = "sent";
/// The parameter with the token of a file.
const FILE: &str = "file";
/// The parameter that says that a mail asks for a confirmation.
const ASKED: &str = "asked";

/// What comes after a submission that was taken.
pub(super) struct Came {
    /// Form id.
    pub(super) id: String,
    /// The site's version that the form is of.
    pub(super) version: String,
    /// The form as it was sent, in the language it was read in.
    pub(super) form: Form,
    /// Which of its rules; none for its thanks alone.
    pub(super) after: Option<usize>,
    /// Whose it is now.
    pub(super) lead: Option<LeadId>,
    /// Whether a mail asks for a confirmation.
    pub(super) asked: bool,
}

impl Came {
    /// What the script reads below the passport: a verb, and what it needs.
    pub(super) fn lines(&self, desk: &Desk, site: &Site, edge: &str, asking: Option<&str>) -> Result<String, Refusal> {
        let (said, next) = self.form.outcome(self.after);
        let said = if self.asked { format!("{said}\n{}", self.form.words().confirm_sent) } else { said.to_owned() };
        Ok(match next {
            None => format!("say\n{said}"),
            Some(Next::Redirect(to)) => format!("go\n{}", absolute(to, site, asking)),
            Some(Next::File { name, sha256 }) => {
                let token = self.token(desk, site, name, sha256)?;
                format!("file\n{edge}{}\n{said}", file_path(desk, site, &token))
            }
            Some(Next::Form(form)) => format!("form\n{form}\n{said}"),
        })
    }

    /// Where a browser without script goes from a page: to one that shows what came, or straight on where nothing has to be
    /// said. A page's policy lets its form lead to no other origin, so those are gone to from that page.
    /// `own_locale` is the language that the page has unless its address says another.
    pub(super) fn location(
        &self,
        desk: &Desk,
        site: &Site,
        (path, own_locale): (&str, &str),
        edge: &str,
    ) -> Result<String, Refusal> {
        let (_, next) = self.form.outcome(self.after);
        // Numbers, tokens and languages stand in an address as they are.
        let mut to = match (self.after, next) {
            (_, Some(Next::Redirect(to))) if absolute(to, site, None).starts_with(&format!("{edge}/")) => {
                return Ok(absolute(to, site, None));
            }
            (Some(at), Some(Next::File { name, sha256 })) => {
                format!("{path}?{SENT}={}&{FILE}={}", self.rule(desk, site, at)?, self.token(desk, site, name, sha256)?)
            }
            (Some(at), _) => format!("{path}?{SENT}={}", self.rule(desk, site, at)?),
            (None, _) => format!("{path}?{SENT}"),
        };
        if self.asked {
            to.extend(["&", ASKED]);
        }
        if self.form.locale != own_locale {
            to.extend(["&locale=", &self.form.locale]);
        }
        Ok(to)
    }

    /// Which rule came, for the page that shows it.
    fn rule(&self, desk: &Desk, site: &Site, at: usize) -> Result<String, Refusal> {
        let sent = Sent { version: self.version.clone(), after: u32::try_from(at).unwrap_or(u32::MAX) };
        let key = desk.key(site, Purpose::Ticket);
        sent.seal(&key, &site.id, &self.id, &entropy::draw()).ok_or(Refusal::Unavailable)
    }

    fn token(&self, desk: &Desk, site: &Site, name: &str, sha256: &str) -> Result<String, Refusal> {
        let link = FileLink {
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            lead: self.lead.clone(),
            locale: self.form.locale.clone(),
            expires: clock::now().plus(FILE_GOOD_FOR),
        };
        link.seal(&desk.key(site, Purpose::Link), &site.id, &entropy::draw()).ok_or(Refusal::Unavailable)
    }
}

fn file_path(desk: &Desk, site: &Site, token: &str) -> String {
    format!("/{}/d/{}/{token}", desk.config.prefix, site.id)
}

/// An address to go to. A path is one of the site that asks, or else of its first origin: the edge may live on another one.
fn absolute(to: &str, site: &Site, asking: Option<&str>) -> String {
    let asking = asking.filter(|asking| site.origins.iter().any(|origin| origin == asking));
    let origin = asking.or(site.origins.first().map(String::as_str)).unwrap_or_default();
    if to.starts_with('/') { format!("{origin}{to}") } else { to.to_owned() }
}

/// What a page shows once its form was sent, in the language of the form.
pub(super) async fn page(
    request: &Request,
    desk: &Desk,
    published: &Published,
    (id, form): (&str, &Form),
    frame: &Frame<'_>,
) -> Result<String, Refusal> {
    let then = judged(request, desk, published, id).await;
    let (form, after) =
        then.map_or((form.clone(), None), |(then, after)| (then.in_locale(&form.locale), usize::try_from(after).ok()));
    let (said, next) = form.outcome(after);
    let then = following(request, desk, published, &form, next)?;
    Ok(markup::after::page(frame, &form, said, query(request, ASKED).is_some(), &then))
}

/// The form that the submission was judged by, and which of its rules came after it; nothing where the address does not say, or
/// says what we did not.
async fn judged(request: &Request, desk: &Desk, published: &Published, id: &str) -> Option<(Form, u32)> {
    let site = &published.site;
    let token = query(request, SENT)?;
    let Sent { version, after } = Sent::open(&desk.key(site, Purpose::Ticket), &site.id, id, &token).ok()?;
    let then = sites::exact(&desk.env, &site.id, &version).await.ok()??;
    Some((then.site.forms.get(id)?.clone(), after))
}

/// What follows on the page besides what is said.
fn following(
    request: &Request,
    desk: &Desk,
    published: &Published,
    form: &Form,
    next: Option<&Next>,
) -> Result<Then, Refusal> {
    let site = &published.site;
    Ok(match next {
        None => Then::Nothing,
        Some(Next::Redirect(to)) => Then::Go(absolute(to, site, None)),
        Some(Next::File { name, .. }) => {
            let key = desk.key(site, Purpose::Link);
            let is_good = |token: &String| FileLink::open(&key, &site.id, token, clock::now()).is_ok();
            let token = query(request, FILE).filter(is_good);
            let file = |token: String| Then::File { name: name.clone(), path: file_path(desk, site, &token) };
            token.map_or(Then::Nothing, file)
        }
        // It may be gone since.
        Some(Next::Form(id)) => match site.forms.get(id) {
            None => Then::Nothing,
            Some(next) => {
                let next = next.in_locale(&form.locale);
                let view = open_form::view(desk, published, id, &Asking::of_anybody(published, &next))?;
                Then::Form { id: id.clone(), markup: markup::form::alone(&view), is_vouched: view.sitekey.is_some() }
            }
        },
    })
}
