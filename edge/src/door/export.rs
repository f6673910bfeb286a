//! `GET api/v1/export`: all that a shard keeps of leads, page by page.
//!
//! Pages go by id, straight from one shard: what is there neither moves nor is shown twice between two pages. Each line is
//! the lead as it is at that moment; what comes or changes behind the page's back is another export's.

use super::query;
use crate::{
    clients::transfer::{self, Export, Part},
    clock,
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use leadline_domain::{
    access::Caller,
    id::{LeadId, SubmissionId},
    lead::Shard,
};
use serde_json::json;
use worker::Request;

/// A page: lines of an export, and a last one that says where the next page begins.
pub(super) async fn page(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let number = query(request, "shard").unwrap_or_else(|| "0".to_owned()).parse().ok();
    let number = number
        .filter(|number| *number < site.shards)
        .ok_or(Refusal::Parameter("shard as a number below the site's"))?;
    let part = part(&query(request, "part").unwrap_or_else(|| "leads".to_owned()))?;
    let behind = query(request, "cursor").unwrap_or_default();
    if !is_cursor(part, &behind) {
        return Err(Refusal::Parameter("cursor as `next` of the page before has it"));
    }
    let shard = Shard { site: site.id.clone(), number };
    let page = transfer::export(&desk.env, &shard, &Export { number, part, behind }).await?;
    let last = json!({"site": site.id, "shards": site.shards, "at": clock::now().rfc3339(), "next": page.next});
    let mut text = page.lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(Reply::JsonLines(format!("{text}{last}\n")))
}

fn part(name: &str) -> Result<Part, Refusal> {
    match name {
        "leads" => Ok(Part::Leads),
        "submissions" => Ok(Part::Submissions),
        "aliases" => Ok(Part::Aliases),
        _ => Err(Refusal::Parameter("part as leads, submissions or aliases")),
    }
}

fn is_cursor(part: Part, text: &str) -> bool {
    text.is_empty()
        || match part {
            Part::Leads | Part::Aliases => LeadId::parse(text).is_ok(),
            Part::Submissions => SubmissionId::parse(text).is_ok(),
        }
}
