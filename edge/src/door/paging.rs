//! Lists page by page: what every list takes.

use super::query;
use crate::{clients::registry::Part, refusal::Refusal};
use leadline_domain::trail::Cursor;
use worker::Request;

/// Most of anything on one page.
const MOST: u32 = 200;

/// How much is on a page: 50 if nothing is said.
pub(super) fn limit(request: &Request) -> Result<u32, Refusal> {
    let Some(limit) = query(request, "limit") else { return Ok(50) };
    let limit = limit.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    limit.ok_or(Refusal::Parameter("limit from 1 to 200"))
}

/// Which part of a list of the registry's.
pub(super) fn part(request: &Request) -> Result<Part, Refusal> {
    let behind = query(request, "cursor").map(|cursor| Cursor::parse(&cursor));
    let behind = behind.map(|cursor| cursor.ok_or(Refusal::Parameter("cursor as `next` of an answer has it")));
    Ok(Part { behind: behind.transpose()?, limit: limit(request)? })
}
