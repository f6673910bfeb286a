//! `POST api/v1/leads/<id>/accept`, `…/reject`, `…/stage`, `…/contact`: what people do with a lead; `PATCH
//! api/v1/leads/<id>`: what they know better.

use super::{header, lead, person};
use crate::{
    body,
    clients::lead_shard,
    clock,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites::{self, Published},
};
use leadline_domain::{
    access::Caller,
    email::Email,
    id::LeadId,
    lead::{self as leads, Agreement, Amendment, Command, Contact, Goal, Move, Said, Shard, Stage},
    secret::sha256_hex,
    time::Millis,
    wire::are_fields,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use std::collections::BTreeMap;
use worker::Request;

/// Longest body, in bytes.
const MAX_BODY: usize = 16 * 1024;
/// Longest reason and note, in characters.
const MAX_NOTE: usize = 1_000;
/// Longest owner and tag, in characters.
const MAX_NAME: usize = 200;
/// Most tags a request changes.
const MAX_TAGS: usize = 50;
/// Most consents a request tells of.
const MAX_CONSENTS: usize = 20;
/// Longest `Idempotency-Key`, in bytes.
const MAX_KEY: usize = 255;

/// Most addresses of which it is said at once whether mail to them comes back.
const MAX_BOUNCES: usize = 20;

/// Why, in the words of the site and in one's own.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Why {
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entering {
    stage: Stage,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contacted {
    #[serde(default)]
    at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    tags: BTreeMap<String, bool>,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    consents: Vec<Consent>,
    #[serde(default)]
    bounced: BTreeMap<String, bool>,
}

/// What the person agreed to, or took back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    purpose: String,
    said: Said,
    #[serde(default)]
    text: String,
}

/// Sales takes the lead.
pub(super) async fn accept(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let (published, lead) = addressed(desk, caller, lead).await?;
    let Why { reason, note } = read(request, r#"nothing, or {"note": "…"}"#).await?;
    go(request, desk, &published, lead, Goal::Accept, (reason, note)).await
}

/// Sales does not.
pub(super) async fn reject(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let (published, lead) = addressed(desk, caller, lead).await?;
    let Why { reason, note } = read(request, r#"{"reason": "wrong-timing", "note": "…"}"#).await?;
    go(request, desk, &published, lead, Goal::Reject, (reason, note)).await
}

/// Somebody, or a CRM, moves the lead.
pub(super) async fn enter(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let (published, lead) = addressed(desk, caller, lead).await?;
    let expected = r#"{"stage": "opportunity", "reason": "…", "note": "…"}"#;
    let Entering { stage, reason, note } = body::object(request, MAX_BODY, expected).await?;
    go(request, desk, &published, lead, Goal::Enter(stage), (reason, note)).await
}

/// Somebody talked to the person, or tried to.
pub(super) async fn contact(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let (published, lead) = addressed(desk, caller, lead).await?;
    let expected = r#"nothing, or {"at": "2026-11-23T09:30:00Z"}"#;
    let Contacted { at } = read(request, expected).await?;
    let at = match at {
        Some(at) => Millis::parse(&at).ok_or(Refusal::Body(expected))?,
        None => desk.now(),
    };
    run(desk, &published, Command::Contact(Contact { lead, at })).await
}

/// Changes fields, tags and owner.
pub(super) async fn patch(request: &mut Request, desk: &Desk, caller: &Caller, lead: &str) -> Result<Reply, Refusal> {
    let (published, lead) = addressed(desk, caller, lead).await?;
    let expected = r#"{"fields": {"company": "…"}, "tags": {"vip": true}, "owner": "…", "consents": [{"purpose": "mail", "said": "given"}], "bounced": {"ada@example.com": true}}, each of them if it changes"#;
    let Patch { fields, tags, owner, consents, bounced } = body::object(request, MAX_BODY, expected).await?;
    let fits = |text: &String| text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control);
    let are_names = tags.len() <= MAX_TAGS && tags.keys().all(|tag| !tag.is_empty() && fits(tag));
    if !are_fields(&fields) || !are_names || !owner.as_ref().is_none_or(fits) {
        let expected =
            "fields by names of small letters, digits and underscores; tags and an owner of at most 200 characters";
        return Err(Refusal::Body(expected));
    }
    let is_sound =
        |consent: &Consent| is_purpose(&consent.purpose) && fits(&consent.text) && consent.said.is_word_of_people();
    if consents.len() > MAX_CONSENTS || !consents.iter().all(is_sound) {
        let expected = "at most 20 consents: a purpose of 1 to 40 small letters, digits and hyphens, said as given, confirmed or \
                        withdrawn, and which text, in at most 200 characters";
        return Err(Refusal::Body(expected));
    }
    let agreement = |Consent { purpose, said, text }| Agreement { key: None, purpose, said, text, unless_since: None };
    let consents = consents.into_iter().map(agreement).collect();
    let bounced = bounces(desk, &published, bounced)?;
    let amendment = Amendment { fields, tags, owner, consents, bounced, ..Amendment::new(lead, clock::now(), "api") };
    run(desk, &published, Command::Amend(amendment)).await
}

/// What was said of addresses, by what names them.
fn bounces(
    desk: &Desk,
    published: &Published,
    said: BTreeMap<String, bool>,
) -> Result<BTreeMap<String, bool>, Refusal> {
    let keyed = |(email, bounced): (String, bool)| {
        let email = Email::parse(&email).ok()?;
        Some((person::key(desk, &published.site, &email).hex, bounced))
    };
    let keyed: Option<BTreeMap<String, bool>> = said.into_iter().take(MAX_BOUNCES + 1).map(keyed).collect();
    let keyed = keyed.filter(|keyed| keyed.len() <= MAX_BOUNCES);
    keyed.ok_or(Refusal::Body("bounced as at most 20 addresses of the person, each true or false"))
}

async fn addressed(desk: &Desk, caller: &Caller, lead: &str) -> Result<(Published, LeadId), Refusal> {
    let published = sites::current(&desk.env, &caller.site).await?;
    let lead = lead::known(&published.site, LeadId::parse(lead).ok())?;
    Ok((published, lead))
}

fn is_purpose(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=40).contains(&text.len()) && text.bytes().all(is_part)
}

/// Reads a body that may be left out.
async fn read<T: DeserializeOwned + Default>(request: &mut Request, expected: &'static str) -> Result<T, Refusal> {
    body::object_or_nothing(request, MAX_BODY, expected).await
}

async fn go(
    request: &Request,
    desk: &Desk,
    published: &Published,
    lead: LeadId,
    goal: Goal,
    (reason, note): (Option<String>, Option<String>),
) -> Result<Reply, Refusal> {
    // A blank says nothing.
    let (reason, note) = (reason.filter(|text| !text.trim().is_empty()), note.filter(|text| !text.trim().is_empty()));
    if reason.iter().chain(&note).any(|text| text.chars().count() > MAX_NOTE) {
        return Err(Refusal::Body("a reason and a note of at most 1000 characters"));
    }
    let key = header(request, "Idempotency-Key");
    if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > MAX_KEY) {
        return Err(Refusal::Body("an Idempotency-Key of 1 to 255 bytes"));
    }
    // What a caller makes a key of may say something about people. For another move it is another key.
    let request = key.map(|key| sha256_hex(format!("{goal:?} {key}").as_bytes()).chars().take(32).collect());
    run(desk, published, Command::Move(Move { lead, goal, reason, note, request })).await
}

async fn run(desk: &Desk, published: &Published, command: Command) -> Result<Reply, Refusal> {
    let number = command.lead().map(LeadId::shard).ok_or(Refusal::UnknownLead)?;
    let shard = Shard { site: published.site.id.clone(), number };
    match lead_shard::run(&desk.env, shard, command).await? {
        leads::Reply::Done { lead, change, stage, score, .. } => {
            let told = json!({"lead": lead, "change": change, "stage": stage, "score": score});
            Ok(Reply::Json(told.to_string()))
        }
        leads::Reply::NotMoved(not) => Err(Refusal::NotMoved(not)),
        leads::Reply::Erased(_) => Err(Refusal::Erased),
        _ => Err(Refusal::UnknownLead),
    }
}
