//! `GET api/v1/leads` and `POST api/v1/leads/search`: a site's leads, newest change first, with score and reasons, as JSON or as a
//! table.

use super::{paging, query};
use crate::{
    body,
    clients::lead_shard::{self, Page},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    lead::{self, LeadView, NoQuery, Position, Query, Shard, Table},
    site::Site,
};
use serde_json::json;
use worker::Request;

/// Longest query, in bytes.
const MAX_QUERY: usize = 8 * 1024;

/// Lists leads.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    page(request, desk, caller, Query::default()).await
}

/// Lists those that are asked for.
pub(super) async fn search(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let expected = "{} with any of stage, score_at_least, score_at_most, owner, source, channel, account, tags, text, updated_since, test";
    let query: Query = body::object(request, MAX_QUERY, expected).await?;
    query.clone().check().map_err(|NoQuery(expected)| Refusal::Body(expected))?;
    page(request, desk, caller, query).await
}

/// Every shard hands over its first ones behind the cursor and one more, and they are merged.
async fn page(request: &Request, desk: &Desk, caller: &Caller, query: Query) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let (limit, behind, is_table) = (paging::limit(request)?, cursor(request)?, is_table(request)?);
    let is_first = behind.is_none();
    let (env, page) = (&desk.env, &Page { behind, limit: limit + 1, query });
    let shards = (0..site.shards).map(|number| Shard { site: site.id.clone(), number });
    let sheets = try_join_all(shards.map(|shard| async move { lead_shard::list(env, &shard, page).await })).await?;
    let (leads, next) = lead::page(sheets, usize::try_from(limit).unwrap_or(usize::MAX));
    let next = next.map(|next| next.cursor());
    if is_table {
        return Ok(Reply::Table { text: table(&site, &leads, is_first), next });
    }
    Ok(Reply::Json(json!({"leads": leads, "next": next}).to_string()))
}

/// Pages of one table fit together: the columns are those of the site's forms, and the first page names them.
fn table(site: &Site, leads: &[LeadView], is_first: bool) -> String {
    let fields = site.forms.values().flat_map(|form| form.fields.iter().map(|field| field.lead_field.clone()));
    let mut table = Table::new(fields);
    if is_first {
        table.head();
    }
    for lead in leads {
        table.add(lead);
    }
    table.into_text()
}

fn cursor(request: &Request) -> Result<Option<Position>, Refusal> {
    let Some(cursor) = query(request, "cursor") else { return Ok(None) };
    Position::parse(&cursor).map(Some).ok_or(Refusal::Parameter("cursor as `next` of an answer has it"))
}

fn is_table(request: &Request) -> Result<bool, Refusal> {
    match query(request, "format").as_deref() {
        None | Some("json") => Ok(false),
        Some("csv") => Ok(true),
        Some(_) => Err(Refusal::Parameter("format as json or csv")),
    }
}
