//! `api/v1/dead-letters`: what was given up, and having it tried again.

use super::{paging, query};
use crate::{
    clients::lead_shard::{self, DeadLetters, ListedLetter, Replay, Replayed},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    lead::{
        Shard,
        delivery::{DeadLetter, DeadLetterId},
    },
    site::Site,
};
use serde_json::json;
use std::{cmp::Reverse, rc::Rc};
use worker::Request;

/// Lists dead letters, the latest first: every shard hands over its latest, and they are merged.
pub(super) async fn list(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = site(desk, caller).await?;
    let limit = paging::limit(request)?;
    let behind = query(request, "cursor").map(|cursor| DeadLetter::read_cursor(&cursor));
    let behind = behind.map(|cursor| cursor.ok_or(Refusal::Parameter("cursor as the answer before has it")));
    let which = DeadLetters { behind: behind.transpose()?, limit };
    let (env, which) = (&desk.env, &which);
    let lists = shards(&site).map(|shard| async move { lead_shard::dead_letters(env, &shard, which).await });
    let mut letters: Vec<ListedLetter> = try_join_all(lists).await?.into_iter().flatten().collect();
    letters.sort_by_key(|listed| Reverse((listed.at, listed.letter.id.row.clone())));
    let asked = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = letters.len() >= asked;
    letters.truncate(asked);
    let last = letters.last().filter(|_| has_more);
    let cursor = last.map(|last| DeadLetter::cursor(last.at, &last.letter.id.row));
    let letters: Vec<&DeadLetter> = letters.iter().map(|listed| &listed.letter).collect();
    Ok(Reply::Json(json!({"site": site.id, "dead_letters": letters, "cursor": cursor}).to_string()))
}

/// Shows one, with its events: whoever asks sees personal data.
pub(super) async fn show(desk: &Desk, caller: &Caller, letter: &str) -> Result<Reply, Refusal> {
    let (shard, id) = find(desk, caller, letter).await?;
    let opened = lead_shard::dead_letter(&desk.env, &shard, &id.row).await?.ok_or(Refusal::UnknownDeadLetter)?;
    Ok(Reply::Json(json!(opened).to_string()))
}

/// Has one tried again.
pub(super) async fn replay(request: &Request, desk: &Desk, caller: &Caller, letter: &str) -> Result<Reply, Refusal> {
    let (shard, id) = find(desk, caller, letter).await?;
    let replay = Replay { row: Some(id.row), sink: query(request, "sink") };
    let replayed = lead_shard::replay(&desk.env, &shard, &replay).await?;
    if replayed.rows == 0 {
        return Err(Refusal::UnknownDeadLetter);
    }
    Ok(answer(replayed))
}

/// Has all of a sink tried again, or all there are. Each shard takes so many at a time: `has_more` says to ask again.
pub(super) async fn replay_all(request: &Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = site(desk, caller).await?;
    let replay = &Replay { row: None, sink: query(request, "sink") };
    let env = &desk.env;
    let all = shards(&site).map(|shard| async move { lead_shard::replay(env, &shard, replay).await });
    let sum = |sum: Replayed, one: Replayed| Replayed {
        rows: sum.rows.saturating_add(one.rows),
        has_more: sum.has_more || one.has_more,
    };
    Ok(answer(try_join_all(all).await?.into_iter().fold(Replayed::default(), sum)))
}

fn answer(replayed: Replayed) -> Reply {
    Reply::Json(json!({"replayed": replayed.rows, "has_more": replayed.has_more}).to_string())
}

async fn site(desk: &Desk, caller: &Caller) -> Result<Rc<Site>, Refusal> {
    Ok(sites::current(&desk.env, &caller.site).await?.site)
}

fn shards(site: &Site) -> impl Iterator<Item = Shard> {
    (0..site.shards).map(|number| Shard { site: site.id.clone(), number })
}

/// Where the dead letter of an id is kept.
async fn find(desk: &Desk, caller: &Caller, letter: &str) -> Result<(Shard, DeadLetterId), Refusal> {
    let site = site(desk, caller).await?;
    let id = DeadLetterId::parse(letter).ok().filter(|id| id.shard < site.shards).ok_or(Refusal::UnknownDeadLetter)?;
    Ok((Shard { site: site.id.clone(), number: id.shard }, id))
}
