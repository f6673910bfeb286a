//! `POST api/v1/import`: lines of an export come back, and people come from elsewhere.
//!
//! Every line is safe to send again, so nothing has to be remembered between two requests. A lead is written first, and what
//! names it after: should that break off, whoever submits meanwhile is somebody new, and sending the line again makes one
//! of the two.

use super::{
    gate,
    lead::{United, unite},
    query,
};
use crate::{
    body,
    clients::transfer::{self, Became, Keep, Kept},
    desk::Desk,
    refusal::Refusal,
    reply::Reply,
    sites,
};
use futures_util::future::try_join_all;
use leadline_domain::{
    access::Caller,
    email::Email,
    id::LeadId,
    lead::{
        Address, Change, Lead, Shard,
        transfer::{Kept as KeptSubmission, Line, Newcomer},
    },
    secret::{Key, LeadKey, Purpose},
    site::Site,
    trail::Verb,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, rc::Rc};
use worker::Request;

/// Most lines of a request.
const MAX_LINES: usize = 50;

/// Longest body, in bytes: a lead that has seen hundreds of browsers is half a megabyte.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Longest line, in bytes: below what a row of an object holds.
const MAX_LINE: usize = 1_500_000;

/// How many leads one may have become one after the other.
const MAX_HOPS: usize = 8;

/// What is answered of a line.
enum Fate {
    /// It is kept, now or before.
    Kept { lead: Option<LeadId>, change: Change, person: Option<String> },
    /// It can't be, and why.
    Invalid(&'static str),
}

/// What is on its way to a shard: which line it is of, and what.
struct Parcel {
    line: usize,
    shard: u8,
    kept: Kept,
}

/// Takes lines in, and says of each what became of it.
pub(super) async fn take(request: &mut Request, desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let site = sites::current(&desk.env, &caller.site).await?.site;
    let is_rehearsal = query(request, "dry_run").is_some_and(|said| said == "true");
    let body = body::read(request, MAX_BODY).await?;
    let text = String::from_utf8(body).map_err(|_| Refusal::Body("JSON lines in UTF-8"))?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.len() > MAX_LINES {
        return Err(Refusal::Body("at most 50 lines"));
    }
    if !is_rehearsal {
        gate::note(desk, caller, Verb::LeadsImported, Vec::new()).await?;
    }
    let key = desk.key(&site, Purpose::LeadKey);
    let importer = Importer { desk, site, key, is_rehearsal };
    let fates = importer.take(&lines).await?;
    Ok(Reply::Json(json!({"lines": fates.iter().map(told).collect::<Vec<_>>()}).to_string()))
}

fn told(fate: &Fate) -> Value {
    match fate {
        Fate::Invalid(why) => json!({"became": "invalid", "why": why}),
        Fate::Kept { lead, change, person } => {
            let became = match change {
                Change::Created => "created",
                Change::Updated => "merged",
                Change::None => "unchanged",
            };
            json!({"became": became, "lead": lead, "person": person})
        }
    }
}

struct Importer<'a> {
    desk: &'a Desk,
    site: Rc<Site>,
    key: Key,
    is_rehearsal: bool,
}

impl Importer<'_> {
    async fn take(&self, lines: &[&str]) -> Result<Vec<Fate>, Refusal> {
        let (mut fates, mut parcels, mut names) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut questions = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let fate = match self.read(at, line, &mut names) {
                Ok((parcel, person)) => {
                    questions.extend(parcel.iter().flat_map(|parcel| self.questions(parcel)));
                    parcels.extend(parcel);
                    Fate::Kept { lead: None, change: Change::None, person }
                }
                Err(why) => Fate::Invalid(why),
            };
            fates.push(fate);
        }
        self.deliver(questions, &mut fates).await?;
        let may_come = |parcel: &Parcel| !matches!(fates.get(parcel.line), Some(Fate::Invalid(_)));
        parcels.retain(may_come);
        self.deliver(parcels, &mut fates).await?;
        if !self.is_rehearsal {
            let labels = labels(&names, &fates);
            self.deliver(labels, &mut fates).await?;
        }
        Ok(fates)
    }

    /// What a line asks of a shard; and of a lead, what names it.
    fn read(
        &self,
        at: usize,
        line: &str,
        names: &mut BTreeMap<usize, Vec<(String, u8)>>,
    ) -> Result<(Option<Parcel>, Option<String>), &'static str> {
        if line.len() > MAX_LINE {
            return Err("longer than 1,500,000 bytes");
        }
        let line: Line = serde_json::from_str(line).map_err(|_| "not a line of an export, or of a newer release")?;
        let parcel = |shard, kept| Some(Parcel { line: at, shard, kept });
        match line {
            Line::Lead(lead) => {
                let is_test = lead.test;
                let lead = lead.moved_in(self.site.shards, |email| self.key_of_lead(is_test, email).hex);
                names.insert(at, self.names_of(&lead));
                Ok((parcel(lead.id.shard(), Kept::Lead(lead.id.clone(), Box::new(lead))), None))
            }
            Line::Submission(KeptSubmission { shard, mut taken }) => {
                taken.lead = taken.lead.within(self.site.shards);
                let shard = if shard < self.site.shards { shard } else { taken.lead.shard() };
                Ok((parcel(shard, Kept::Submission(taken)), None))
            }
            // The line of the lead it leads to says so, too.
            Line::Alias(_) => Ok((None, None)),
            Line::Person(newcomer) => self.row(at, &newcomer),
        }
    }

    fn row(&self, at: usize, newcomer: &Newcomer) -> Result<(Option<Parcel>, Option<String>), &'static str> {
        let row = newcomer.row(|email| self.key_of(email));
        let (key, row) = row.ok_or("no e-mail address, or a field beyond its bounds")?;
        let shard = key.shard(self.site.shards);
        Ok((Some(Parcel { line: at, shard, kept: Kept::Row(row) }), Some(key.short().to_owned())))
    }

    fn key_of_lead(&self, is_test: bool, email: &Email) -> LeadKey {
        if is_test {
            return LeadKey::of_test(&self.key, &self.site.identity.canonical(email));
        }
        self.key_of(email)
    }

    fn key_of(&self, email: &Email) -> LeadKey {
        LeadKey::of(&self.key, &self.site.identity.canonical(email))
    }

    /// Before a lead comes back: was anybody erased who had one of its addresses? The address' own shard knows.
    fn questions(&self, parcel: &Parcel) -> Vec<Parcel> {
        let Kept::Lead(_, lead) = &parcel.kept else { return Vec::new() };
        let question = |(_, address): (&str, &Address)| {
            let key = self.key_of_lead(lead.test, &address.email);
            let shard = key.shard(self.site.shards);
            Parcel { line: parcel.line, shard, kept: Kept::Address(key.hex, address.since) }
        };
        lead.profile.addresses.iter().map(question).collect()
    }

    /// Everything that names a lead, and in which shard.
    fn names_of(&self, lead: &Lead) -> Vec<(String, u8)> {
        let keys = lead.profile.addresses.iter().map(|(_, address)| self.key_of_lead(lead.test, &address.email));
        let keys = keys.map(|key| (key.hex.clone(), key.shard(self.site.shards)));
        let ids = lead.merged.iter().map(|id| (id.as_str().to_owned(), id.shard()));
        keys.chain(ids.filter(|(_, shard)| *shard < self.site.shards)).collect()
    }

    /// Hands everything to its shard, and on to where a lead is by now.
    async fn deliver(&self, mut parcels: Vec<Parcel>, fates: &mut [Fate]) -> Result<(), Refusal> {
        for _ in 0..MAX_HOPS {
            if parcels.is_empty() {
                return Ok(());
            }
            let answers = self.send(&parcels).await?;
            let mut on = Vec::new();
            for (parcel, became) in parcels.into_iter().zip(answers) {
                if let Became::At(lead) = became {
                    on.push(forwarded(parcel, lead));
                } else {
                    self.settle(parcel, became, fates).await?;
                }
            }
            parcels = on;
        }
        Err(Refusal::Unavailable)
    }

    /// One call of each shard there is something for; the answers in the order of the parcels.
    async fn send(&self, parcels: &[Parcel]) -> Result<Vec<Became>, Refusal> {
        let mut by_shard: BTreeMap<u8, Vec<(usize, Kept)>> = BTreeMap::new();
        for (at, parcel) in parcels.iter().enumerate() {
            by_shard.entry(parcel.shard).or_default().push((at, parcel.kept.clone()));
        }
        let calls = by_shard.into_iter().map(|(number, of_shard)| async move {
            let (places, all): (Vec<usize>, Vec<Kept>) = of_shard.into_iter().unzip();
            let shard = Shard { site: self.site.id.clone(), number };
            let keep = Keep { shard, all, is_rehearsal: self.is_rehearsal };
            let became = transfer::keep(&self.desk.env, &keep).await?;
            Ok::<_, Refusal>(places.into_iter().zip(became).collect::<Vec<_>>())
        });
        let mut answers: Vec<(usize, Became)> = try_join_all(calls).await?.into_iter().flatten().collect();
        answers.sort_unstable_by_key(|(at, _)| *at);
        Ok(answers.into_iter().map(|(_, became)| became).collect())
    }

    async fn settle(&self, parcel: Parcel, became: Became, fates: &mut [Fate]) -> Result<(), Refusal> {
        let Some(fate) = fates.get_mut(parcel.line) else { return Ok(()) };
        let (found, news) = match (became, parcel.kept) {
            (Became::Kept(lead, change), Kept::Name(..)) => {
                (lead, if change == Change::None { change } else { Change::Updated })
            }
            (Became::Kept(lead, change), _) => (lead, change),
            (Became::Names(other), Kept::Name(_, lead)) => {
                match unite(self.desk, &self.site, &lead, &other).await {
                    Ok(United { lead, is_news: true, .. }) => (Some(lead), Change::Updated),
                    Ok(United { lead, .. }) => (Some(lead), Change::None),
                    // Who it was is gone, and this line stays what it is.
                    Err(Refusal::UnknownLead | Refusal::Erased) => (None, Change::None),
                    Err(refusal) => return Err(refusal),
                }
            }
            (Became::Forgotten, _) => {
                *fate = Fate::Invalid("of somebody who was erased, and from before");
                return Ok(());
            }
            (Became::At(_) | Became::Names(_), _) => return Ok(()),
        };
        if let Fate::Kept { lead, change, .. } = fate {
            *lead = found.or(lead.take());
            if *change == Change::None {
                *change = news;
            }
        }
        Ok(())
    }
}

/// What names the leads that were kept, on its way.
fn labels(names: &BTreeMap<usize, Vec<(String, u8)>>, fates: &[Fate]) -> Vec<Parcel> {
    let mut parcels = Vec::new();
    for (line, names) in names {
        if let Some(Fate::Kept { lead: Some(lead), .. }) = fates.get(*line) {
            let parcel = |(name, shard): &(String, u8)| Parcel {
                line: *line,
                shard: *shard,
                kept: Kept::Name(name.clone(), lead.clone()),
            };
            parcels.extend(names.iter().filter(|(name, _)| name != lead.as_str()).map(parcel));
        }
    }
    parcels
}

fn forwarded(parcel: Parcel, to: LeadId) -> Parcel {
    let shard = to.shard();
    let kept = match parcel.kept {
        Kept::Lead(_, lead) => Kept::Lead(to, lead),
        Kept::Row(mut row) => {
            row.lead = Some(to);
            Kept::Row(row)
        }
        kept => kept,
    };
    Parcel { shard, kept, ..parcel }
}
