//! `c/<site>/<token>`: somebody confirms what they sent, under a link of a mail (double opt-in).

use super::{person, visitor::Visitor};
use crate::{
    body,
    clients::lead_shard,
    clock,
    desk::Desk,
    entropy,
    markup::confirm::{self, Asked},
    refusal::Refusal,
    reply::{Asker, Reply},
    sites::{self, Published},
};
use leadline_domain::{
    bond::{ConfirmLink, PersonalLink, Unproven, with_token},
    email::Email,
    form::{self, Words, wishes},
    lead::{self as leads, Amendment, Command, LeadDetail, Preferences, Question, Shard},
    secret::Purpose,
    time::{MINUTE, Millis},
    wire::Consent,
};
use worker::{Request, Url};

/// For how long the way back to the site proves who goes it, in milliseconds: it stands on the page behind the button.
const BACK_GOOD_FOR: i64 = 30 * MINUTE;

/// Longest body of what was shown, in bytes: as many purposes as a lead has at most.
const MAX_BODY: usize = 8 * 1024;

/// What a link opens.
struct Opened {
    published: Published,
    link: ConfirmLink,
    lead: LeadDetail,
    preferences: Preferences,
}

/// Shows what there is to confirm. It changes nothing.
pub(super) async fn show(request: &Request, desk: &Desk, site: &str, token: &str) -> Result<Reply, Refusal> {
    let opened = match open(request, desk, site, token).await? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    Ok(opened.ask(request, desk, &opened.questions()))
}

/// Confirms it: exactly what was shown, once, however often the button is pressed.
pub(super) async fn take(
    request: &mut Request,
    desk: &Desk,
    site: &str,
    token: &str,
    asker: &mut Asker,
) -> Result<Reply, Refusal> {
    let opened = match open(request, desk, site, token).await? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    let (site, link) = (&opened.published.site, &opened.link);
    let waiting = opened.questions();
    let Some(questions) = Question::shown(&waiting, &body::read(request, MAX_BODY).await?) else {
        return Ok(opened.ask(request, desk, &waiting));
    };
    let amendment = Amendment {
        consents: opened.preferences.confirm(&questions),
        verified: vec![opened.preferences.key.clone()],
        ..Amendment::new(opened.lead.lead.id.clone(), clock::now(), &format!("form:{}", link.form))
    };
    let shard = Shard { site: site.id.clone(), number: amendment.lead.shard() };
    match lead_shard::run(&desk.env, shard, Command::Amend(amendment)).await? {
        leads::Reply::Done { .. } => {}
        leads::Reply::Erased(_) => return Ok(gone(desk, &opened.published, opened.words())),
        _ => return Err(Refusal::Unavailable),
    }
    let personal =
        PersonalLink { lead: opened.lead.lead.id.clone(), key: link.key.clone(), expires: expires(clock::now()) };
    asker.cookie = follow(request, desk, &opened, &personal, asker)?;
    let back = personal.seal(&desk.key(site, Purpose::Link), &site.id, &entropy::draw()).ok_or(Refusal::Unavailable)?;
    let home = site.origins.first().and_then(|origin| Url::parse(origin).ok()).ok_or(Refusal::Unavailable)?;
    let back = with_token(&home, &back);
    Ok(Reply::Html(confirm::done(&desk.config.prefix, site, opened.words(), back.as_str())))
}

const fn expires(now: Millis) -> Millis {
    now.plus(BACK_GOOD_FOR)
}

/// Where the browser's state came along as a cookie, it is the person's from now on, verified: nobody else has their mail. One
/// that is somebody else's stays so.
fn follow(
    request: &Request,
    desk: &Desk,
    opened: &Opened,
    personal: &PersonalLink,
    asker: &Asker,
) -> Result<Option<String>, Refusal> {
    let site = &opened.published.site;
    let visitor = Visitor::of(request, asker, desk, site, Consent::default());
    let Some(mut passport) = desk.passport(site, visitor.passport(None)) else { return Ok(None) };
    if passport.belongs_to(&personal.key) {
        passport.follow(personal, Some(personal.lead.clone()), &entropy::draw());
    }
    Ok(visitor.cookie_of_page(Some(&desk.seal(site, &passport)?)))
}

/// Opens a link, or says what to answer to one that is good for nothing.
async fn open(request: &Request, desk: &Desk, site: &str, token: &str) -> Result<Result<Opened, Reply>, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    let site = &published.site;
    let link = match ConfirmLink::open(&desk.key(site, Purpose::Link), &site.id, token, clock::now()) {
        Ok(link) => link,
        Err(unproven) => return Ok(Err(refused(desk, &published, spoken(request), unproven))),
    };
    let found = match lead_shard::detail(&desk.env, &site.id, &link.lead).await {
        Err(Refusal::Erased) => None,
        found => found?,
    };
    let key = |email: &Email| person::key(desk, site, email);
    let opened = found.and_then(|lead| Some((Preferences::of(&lead, &link.key, key)?, lead)));
    let Some((preferences, lead)) = opened else {
        let words = Words::of(&link.locale);
        return Ok(Err(gone(desk, &published, words)));
    };
    Ok(Ok(Opened { published: published.clone(), link, lead, preferences }))
}

impl Opened {
    fn words(&self) -> &'static Words {
        Words::of(&self.link.locale)
    }

    fn questions(&self) -> Vec<Question> {
        self.lead.questions(&self.preferences.email, &self.link.agreed, self.link.asked_at)
    }

    /// The page that asks to confirm.
    fn ask(&self, request: &Request, desk: &Desk, questions: &[Question]) -> Reply {
        let whom = Email::parse(&self.preferences.email).map(|email| email.masked()).unwrap_or_default();
        let asked = Asked { whom: &whom, questions };
        let page = confirm::ask(&desk.config.prefix, &self.published.site, self.words(), &asked, &request.path());
        Reply::Html(page)
    }
}

/// The answer to a link that does not open.
pub(super) fn refused(desk: &Desk, published: &Published, words: &'static Words, unproven: Unproven) -> Reply {
    let page = |why| confirm::useless(&desk.config.prefix, &published.site, words, why);
    match unproven {
        Unproven::Expired => Reply::HtmlGone(page(words.link_expired)),
        Unproven::Wrong => Reply::HtmlForbidden(page(words.link_damaged)),
    }
}

/// The answer to a link that leads to nothing any more.
pub(super) fn gone(desk: &Desk, published: &Published, words: &'static Words) -> Reply {
    Reply::HtmlGone(confirm::useless(&desk.config.prefix, &published.site, words, words.link_gone))
}

/// The words of the language that a browser asks for first, of those there are.
pub(super) fn spoken(request: &Request) -> &'static Words {
    let preferred = super::header(request, "Accept-Language").unwrap_or_default();
    let primary = |wish: &str| wish.split('-').next().unwrap_or_default().to_ascii_lowercase();
    wishes(&preferred).into_iter().find_map(|wish| form::words(&primary(wish))).unwrap_or_else(Words::english)
}
