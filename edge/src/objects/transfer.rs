//! The `LeadShard`'s part in exporting leads, and in taking them back.
//!
//! What is to be kept comes some at a time and is written in one transaction; each is a join or is there already, so that
//! it makes no difference where an import was killed.

use super::{identity_sql, lead_sql, rescore, tombstone_sql, transfer_sql, writing::Writer};
use crate::{
    clients::transfer::{Became, Export, Exported, Keep, Kept, Part},
    clock, entropy,
    sites::Published,
};
use leadline_domain::{
    id::LeadId,
    lead::{
        Change, Context, Decision, Lead, Newborn, Reply, Subject, TakenSubmission, Tombstone,
        tombstone::Names,
        transfer::{self, Row},
    },
};
use serde_json::json;
use worker::{Result, SqlStorage};

/// Most rows of a page.
const PAGE: i64 = 200;

/// A page of one of the tables.
pub(super) fn export(sql: &SqlStorage, export: &Export) -> Result<Exported> {
    let Export { number, part, behind } = export;
    let rows = match part {
        Part::Leads => transfer_sql::leads(sql, behind, PAGE)?,
        Part::Submissions => transfer_sql::submissions(sql, behind, PAGE)?,
        Part::Aliases => transfer_sql::aliases(sql, behind, PAGE)?,
    };
    let next = rows.last().map(|row| row.id.clone());
    let line = |row: transfer_sql::Row| match part {
        Part::Leads => format!("{{\"lead\":{}}}", row.value),
        Part::Submissions => format!("{{\"submission\":{{\"shard\":{number},\"taken\":{}}}}}", row.value),
        Part::Aliases => json!({"alias": {"id": row.id, "lead": row.value}}).to_string(),
    };
    Ok(Exported { lines: rows.into_iter().map(line).collect(), next })
}

/// Keeps what is sent, in a transaction.
pub(super) fn keep(sql: &SqlStorage, published: &Published, keep: Keep) -> Result<Vec<Became>> {
    if rescore::is_stale(sql, &published.site)? && !keep.is_rehearsal {
        rescore::begin(sql, published, false)?;
    }
    let Keep { shard, all, is_rehearsal } = keep;
    let taker = Taker { sql, published, shard: shard.number, is_rehearsal };
    all.into_iter().map(|kept| taker.take(kept)).collect()
}

/// Who has an address, where whoever had it before was erased.
fn since(subject: Subject) -> Subject {
    if matches!(subject, Subject::Erased(_)) { Subject::Nobody } else { subject }
}

struct Taker<'a> {
    sql: &'a SqlStorage,
    published: &'a Published,
    shard: u8,
    is_rehearsal: bool,
}

impl Taker<'_> {
    fn take(&self, kept: Kept) -> Result<Became> {
        match kept {
            Kept::Address(key, since) => {
                let erased = tombstone_sql::tombstone(self.sql, &key)?;
                let is_from_before = erased.is_some_and(|erased| erased.covers(since));
                Ok(if is_from_before { Became::Forgotten } else { Became::Kept(None, Change::None) })
            }
            Kept::Lead(id, lead) => {
                let subject = identity_sql::by_id(self.sql, self.shard, id)?;
                self.decide(subject, None, |known, context| transfer::restore(known, *lead, context))
            }
            Kept::Submission(taken) => self.remember(&taken),
            Kept::Name(identifier, lead) => self.name(&identifier, &lead),
            Kept::Row(row) => self.welcome(&row),
        }
    }

    fn welcome(&self, row: &Row) -> Result<Became> {
        let subject = if let Some(lead) = &row.lead {
            identity_sql::by_id(self.sql, self.shard, lead.clone())?
        } else {
            let erased = tombstone_sql::tombstone(self.sql, &row.key)?;
            if erased.is_some_and(|erased| erased.covers(row.at)) {
                return Ok(Became::Forgotten);
            }
            since(identity_sql::by_key(self.sql, self.shard, &row.key)?)
        };
        let key = row.lead.is_none().then_some(row.key.as_str());
        let left = tombstone_sql::tombstone(self.sql, &row.key)?;
        let wish = tombstone_sql::tombstone(self.sql, &Names::unwanted(&row.key))?;
        let newborn = Newborn { unwanted_since: Tombstone::unwanted_since(left.as_ref(), wish.as_ref()) };
        self.decide(subject, key, |known, context| transfer::welcome(known.ok_or(newborn), row, context))
    }

    fn decide(
        &self,
        subject: Subject,
        key: Option<&str>,
        rule: impl FnOnce(Option<Lead>, &Context<'_>) -> Decision,
    ) -> Result<Became> {
        let known = match subject {
            Subject::Lead(lead) => Some(*lead),
            Subject::Nobody => None,
            Subject::Moved(to) => return Ok(Became::At(to)),
            Subject::Erased(_) => return Ok(Became::Forgotten),
        };
        let now = clock::now();
        let context = Context {
            site: &self.published.site,
            shard: self.shard,
            now,
            lead_entropy: entropy::draw(),
            outbox_entropy: entropy::draw(),
        };
        let Decision { effects, reply } = rule(known, &context);
        if !self.is_rehearsal {
            Writer { store: self.sql, site: &self.published.site, now, again_at: None }.write(key, &effects)?;
        }
        Ok(match reply {
            Reply::Done { lead, change, .. } => Became::Kept(Some(lead), change),
            _ => Became::Forgotten,
        })
    }

    fn remember(&self, taken: &TakenSubmission) -> Result<Became> {
        let names = [Names::submission(&taken.id), taken.lead.as_str().to_owned()];
        for name in &names {
            if tombstone_sql::tombstone(self.sql, name)?.is_some() {
                return Ok(Became::Forgotten);
            }
        }
        if lead_sql::submission(self.sql, &taken.id)?.is_some() {
            return Ok(Became::Kept(None, Change::None));
        }
        if !self.is_rehearsal {
            lead_sql::put_submission(self.sql, taken)?;
        }
        Ok(Became::Kept(None, Change::Created))
    }

    /// What names another lead already is left to it: whoever asked makes one of the two. The id of somebody who was erased
    /// names nobody again; their address may.
    fn name(&self, identifier: &str, lead: &LeadId) -> Result<Became> {
        if LeadId::parse(identifier).is_ok() && tombstone_sql::tombstone(self.sql, identifier)?.is_some() {
            return Ok(Became::Forgotten);
        }
        let change = match self.named(identifier)? {
            Some(named) if named == *lead => Change::None,
            Some(named) => return Ok(Became::Names(named)),
            None if self.is_rehearsal => Change::Created,
            None => {
                identity_sql::put_alias(self.sql, identifier, lead)?;
                Change::Created
            }
        };
        Ok(Became::Kept(Some(lead.clone()), change))
    }

    /// Whom an address' key, or an id, names so far.
    fn named(&self, identifier: &str) -> Result<Option<LeadId>> {
        let subject = match LeadId::parse(identifier) {
            Ok(id) => identity_sql::by_id(self.sql, self.shard, id)?,
            Err(_) => identity_sql::by_key(self.sql, self.shard, identifier)?,
        };
        Ok(match subject {
            Subject::Lead(found) => Some(found.id),
            Subject::Moved(to) => Some(to),
            Subject::Nobody | Subject::Erased(_) => None,
        })
    }
}
