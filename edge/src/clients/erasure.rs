//! Erasing somebody, wherever they are by now.

use super::{
    lead_shard::{Located, address},
    object::{self, Patience},
};
use crate::{journal, refusal::Refusal};
use leadline_domain::{
    id::LeadId,
    lead::{
        Command, Shard, Tombstone,
        tombstone::{Names, RECOVERY_DAYS},
    },
    secret::LeadKey,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use worker::Env;

/// How many leads one may have become one after the other.
const MAX_HOPS: usize = 8;

/// Who is to be erased.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Who {
    /// A lead, by its id or one it had.
    Lead(LeadId),
    /// Whom an address' key names; see [`LeadKey::hex`].
    Key(String),
}

/// Erasing somebody.
#[derive(Serialize, Deserialize)]
pub(crate) struct Erase {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// Who.
    pub(crate) who: Who,
    /// What led there.
    pub(crate) trail: Names,
}

/// Somebody who is erased.
#[derive(Serialize, Deserialize)]
pub(crate) struct Gone {
    /// What is left.
    pub(crate) tombstone: Tombstone,
    /// Whether every shard that anything of the person led to has done its part, and nothing shows the person; if not, that
    /// follows by itself.
    pub(crate) is_done: bool,
}

/// Burying what a shard has of somebody who is erased.
#[derive(Serialize, Deserialize)]
pub(crate) struct Bury {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What is left of the person.
    pub(crate) tombstone: Tombstone,
    /// What leads to the person, as far as whoever asks knows.
    pub(crate) names: Names,
}

/// How far a shard is that was told to bury somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Buried {
    /// KV may still show the person, or an account count them: ask again.
    Partly,
    /// It has nothing left to do of its own; a shard that it told may have.
    Here,
    /// Nothing follows.
    Everywhere,
}

impl Gone {
    /// What can be shown to whoever asked to be erased.
    pub(crate) fn proof(&self) -> Value {
        let Tombstone { erased_at, lead } = &self.tombstone;
        json!({
            "id": lead,
            "erased_at": erased_at.rfc3339(),
            "is_done": self.is_done,
            "recovery": {"days": RECOVERY_DAYS, "until": self.tombstone.final_at().rfc3339()},
        })
    }
}

/// Erases somebody. Safe to ask again: that tells every shard again.
pub(crate) async fn erase(env: &Env, site: &str, shards: u8, who: Who) -> Result<Option<Gone>, Refusal> {
    let mut erase = Erase { shard: shard_of(site, shards, &who)?, who, trail: Names::default() };
    for _ in 0..MAX_HOPS {
        let name = erase.shard.name();
        match object::ask(env, address(&name), "erase", &erase, Patience::Needed).await? {
            Located::Here(gone) => return Ok(Some(gone)),
            Located::Nowhere | Located::Erased(_) => return Ok(None),
            Located::At(lead) => {
                let passed = match erase.who {
                    Who::Lead(lead) => lead.into(),
                    Who::Key(key) => key,
                };
                erase.trail.extend([passed]);
                erase.shard.number = lead.shard();
                erase.who = Who::Lead(lead);
            }
        }
    }
    journal::fault("erase", "a lead that was merged over and over was not found");
    Err(Refusal::Unavailable)
}

fn shard_of(site: &str, shards: u8, who: &Who) -> Result<Shard, Refusal> {
    let number = match who {
        Who::Lead(lead) => lead.shard(),
        Who::Key(key) => LeadKey::parse(key).ok_or(Refusal::UnknownLead)?.shard(shards),
    };
    Ok(Shard { site: site.to_owned(), number })
}

/// Has a shard bury what it has.
pub(crate) async fn bury(env: &Env, bury: &Bury) -> Result<Buried, Refusal> {
    object::ask(env, address(&bury.shard.name()), "bury", bury, Patience::Needed).await
}

/// Tells the shard of a command's address that the lead it sent for was erased, and through which leads that was found.
pub(super) async fn tell(
    env: &Env,
    home: &Shard,
    command: &Command,
    passed: &[LeadId],
    tombstone: Tombstone,
) -> Result<(), Refusal> {
    let ids = passed.iter().chain([&tombstone.lead]).map(LeadId::as_str);
    let names = ids.chain(command.identifier()).map(ToOwned::to_owned).collect();
    bury(env, &Bury { shard: home.clone(), tombstone, names }).await.map(|_| ())
}
