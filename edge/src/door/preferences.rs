//! `u/<site>/<token>`: what somebody may be written to about, under a link that their mails carry; one click of a mail program is
//! enough to be left alone (RFC 8058). `POST api/v1/leads/<id>/preferences` makes such links.

use super::{lead, own_origin, person, query};
use crate::{
    body,
    clients::lead_shard,
    clock,
    desk::Desk,
    entropy,
    markup::preferences::{self, Told},
    refusal::Refusal,
    reply::Reply,
    sites::{self, Published},
};
use leadline_domain::{
    access::Caller,
    bond::PreferenceLink,
    email::Email,
    id::LeadId,
    lead::{self as leads, Amendment, Choice, Command, Preferences, Shard, is_one_click},
    secret::Purpose,
};
use serde::Deserialize;
use serde_json::json;
use worker::Request;

/// Longest body, in bytes: what a page of ours or a mail program sends is far below.
const MAX_BODY: usize = 8 * 1024;

/// Through what it was said, as consents tell it.
const SOURCE: &str = "preferences";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    purpose: Option<String>,
}

/// Whose preferences a link opens.
struct Opened {
    published: Published,
    link: PreferenceLink,
    preferences: Preferences,
}

/// Makes a link for the address that is written to, and the headers that a mail with it carries.
pub(super) async fn link(request: &mut Request, desk: &Desk, caller: &Caller, id: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let id = lead::known(&site, LeadId::parse(id).ok())?;
    let expected = r#"nothing, or {"purpose": "…"}: what one click takes back, one of the site's purposes"#;
    let Wanted { purpose } = body::object_or_nothing(request, MAX_BODY, expected).await?;
    if purpose.as_ref().is_some_and(|id| site.purposes.iter().all(|purpose| purpose.id != *id)) {
        return Err(Refusal::Body(expected));
    }
    let found = lead_shard::detail(&desk.env, &site.id, &id).await?.ok_or(Refusal::UnknownLead)?.lead;
    if found.test {
        return Err(Refusal::Body("a lead that did not come of a test"));
    }
    let email = Email::parse(&found.email).map_err(|_| Refusal::UnknownLead)?;
    let key = person::key(desk, &site, &email).short().to_owned();
    let link = PreferenceLink { lead: found.id, key, purpose };
    let token = link.seal(&desk.key(&site, Purpose::Link), &site.id, &entropy::draw()).ok_or(Refusal::Unavailable)?;
    let url = format!("{}/{}/u/{}/{token}", own_origin(request), desk.config.prefix, site.id);
    let headers =
        json!({"List-Unsubscribe": format!("<{url}>"), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"});
    Ok(Reply::Json(json!({"url": url, "headers": headers}).to_string()))
}

/// Shows what is allowed. It changes nothing: programs follow the links of a mail before anybody reads it.
pub(super) async fn show(request: &Request, desk: &Desk, site: &str, token: &str) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    let Some(opened) = open(desk, published.clone(), token).await? else {
        return Ok(Reply::HtmlNotFound(preferences::nothing_here(&desk.config.prefix, &published.site)));
    };
    let is_saved = query(request, "saved").is_some();
    Ok(Reply::Html(page(desk, &opened, &request.path(), is_saved.then_some(Told::Saved))))
}

/// Takes what was chosen.
pub(super) async fn take(request: &mut Request, desk: &Desk, site: &str, token: &str) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, site).await?;
    let body = body::read(request, MAX_BODY).await?;
    let Some(opened) = open(desk, published.clone(), token).await? else {
        // Whoever is not kept is not written to: to a mail program that is done.
        let is_ours =
            PreferenceLink::open(&desk.key(&published.site, Purpose::Link), &published.site.id, token).is_ok();
        if is_ours && is_one_click(&body) {
            return Ok(Reply::Text("ok".to_owned()));
        }
        return Ok(Reply::HtmlNotFound(preferences::nothing_here(&desk.config.prefix, &published.site)));
    };
    let path = request.path();
    let Some(choice) = Choice::read(&body, opened.link.purpose.as_deref()) else {
        return Ok(Reply::HtmlRejected(page(desk, &opened, &path, Some(Told::Unread))));
    };
    let consents = opened.preferences.change(&opened.published.site.purposes, &choice);
    if !consents.is_empty() {
        let shard = Shard { site: opened.published.site.id.clone(), number: opened.link.lead.shard() };
        let amendment = Amendment { consents, ..Amendment::new(opened.link.lead, clock::now(), SOURCE) };
        match lead_shard::run(&desk.env, shard, Command::Amend(amendment)).await? {
            leads::Reply::Done { .. } | leads::Reply::Erased(_) => {}
            _ => return Err(Refusal::Unavailable),
        }
    }
    // A mail program follows no redirect.
    if is_one_click(&body) { Ok(Reply::Text("ok".to_owned())) } else { Ok(Reply::SeeOther(format!("{path}?saved"))) }
}

/// Opens a link; nothing if it is none, or leads to nobody any more.
async fn open(desk: &Desk, published: Published, token: &str) -> Result<Option<Opened>, Refusal> {
    let site = &published.site;
    let Ok(link) = PreferenceLink::open(&desk.key(site, Purpose::Link), &site.id, token) else { return Ok(None) };
    let found = match lead_shard::detail(&desk.env, &site.id, &link.lead).await {
        Err(Refusal::Erased) => None,
        found => found?,
    };
    let key = |email: &Email| person::key(desk, site, email);
    let preferences = found.and_then(|found| Preferences::of(&found, &link.key, key));
    Ok(preferences.map(|preferences| Opened { published, link, preferences }))
}

fn page(desk: &Desk, opened: &Opened, path: &str, told: Option<Told>) -> String {
    preferences::page(&desk.config.prefix, &opened.published.site, &opened.preferences, path, told)
}
