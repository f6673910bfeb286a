//! `POST api/v1/leads/<id>/link`: a link for one person, to be sent in a mail.

use super::{lead, own_origin, person};
use crate::{clients::lead_shard, clock, desk::Desk, entropy, refusal::Refusal, reply::Reply, sites};
use leadline_domain::{
    access::Caller,
    admit::origin,
    bond::{LONGEST_DAYS, PersonalLink, with_token},
    email::Email,
    id::LeadId,
    secret::Purpose,
    time::DAY,
};
use serde::Deserialize;
use serde_json::json;
use worker::{Request, Url};

/// What is asked for.
const EXPECTED: &str = r#"{"to": "https://…", "ttl_days": 30}: to a page of the site, for 1 to 90 days"#;

#[derive(Deserialize)]
struct Wanted {
    to: String,
    #[serde(default = "a_month")]
    ttl_days: u16,
}

const fn a_month() -> u16 {
    30
}

/// Makes a link. Who follows it is taken for the person, so it leads to a page of the site's own and nowhere else.
pub(super) async fn make(request: &mut Request, desk: &Desk, caller: &Caller, id: &str) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let id = lead::known(&site, LeadId::parse(id).ok())?;
    let Wanted { to, ttl_days } = lead::read(request, EXPECTED).await?;
    let to = Url::parse(&to).map_err(|_| Refusal::Body(EXPECTED))?;
    let leads_home = origin::is_allowed(&to.origin().ascii_serialization(), &site, &own_origin(request));
    if !leads_home || !(1..=LONGEST_DAYS).contains(&ttl_days) {
        return Err(Refusal::Body(EXPECTED));
    }
    let found = lead_shard::detail(&desk.env, &site.id, &id).await?.ok_or(Refusal::UnknownLead)?.lead;
    if found.test {
        return Err(Refusal::Body("a lead that did not come of a test"));
    }
    let email = Email::parse(&found.email).map_err(|_| Refusal::UnknownLead)?;
    let expires = clock::now().plus(i64::from(ttl_days) * DAY);
    let key = person::key(desk, &site, &email).short().to_owned();
    let link = PersonalLink { lead: found.id, key, expires };
    let token = link.seal(&desk.key(&site, Purpose::Link), &site.id, &entropy::draw()).ok_or(Refusal::Unavailable)?;
    let url = with_token(&to, &token);
    Ok(Reply::Json(json!({"url": url.as_str(), "expires_at": expires.rfc3339()}).to_string()))
}
