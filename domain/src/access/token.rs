//! A token as its site's registry keeps it: what it is for, how long, and hashes.

use super::{Role, Rotation, TokenWish};
use crate::{
    id::TokenId,
    secret::same_secret,
    time::{DAY, Day, Millis},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most tokens of a site that can be used at the same time.
pub const MAX_LIVE: usize = 100;
/// For how long a token that is over stays in the list, and how many of them at most.
const REMEMBERED: i64 = 400 * DAY;
const MAX_OVER: usize = 100;

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// How far it reaches.
    pub role: Role,
    /// Since when it is there.
    pub created_at: Millis,
    /// From when on it is good for nothing, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
    /// When it got the secret it has, if that is not its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Millis>,
    /// When it was taken back, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Millis>,
    /// The last day it was used. Not the moment: that would be a row for each use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_on: Option<Day>,
    /// SHA-256 of the secret, in hex.
    hash: String,
    /// The secret before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former: Option<Former>,
}

/// A secret that was replaced and is good for a while yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Former {
    hash: String,
    until: Millis,
}

/// What a token that is good for something opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The token.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// How far it reaches.
    pub role: Role,
    /// From when on it does no longer, as far as that is known.
    pub until: Option<Millis>,
}

/// Whether a token can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TokenState"))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It can.
    Live,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// A token that is over can't have another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over;

/// A site has as many live tokens as it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl Token {
    /// A new token, whose secret has this hash.
    pub fn new(id: TokenId, wish: TokenWish, hash: String, now: Millis) -> Self {
        Self {
            id,
            expires_at: wish.expires_at(now),
            name: wish.name,
            role: wish.role,
            created_at: now,
            rotated_at: None,
            revoked_at: None,
            used_on: None,
            hash,
            former: None,
        }
    }

    /// Whether it can be used at this moment.
    pub fn state(&self, now: Millis) -> State {
        if self.revoked_at.is_some() {
            State::Revoked
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            State::Expired
        } else {
            State::Live
        }
    }

    /// What a secret of this hash opens; nothing if it is not, or no longer, the token's.
    pub fn admits(&self, hash: &str, now: Millis) -> Option<Grant> {
        if self.state(now) != State::Live {
            return None;
        }
        let former = self.former.as_ref().filter(|former| former.until > now && same_secret(hash, &former.hash));
        // Both are compared, whichever it is.
        let until = match (same_secret(hash, &self.hash), former) {
            (true, _) => self.expires_at,
            (false, former) => Some(former?.until),
        };
        Some(Grant { id: self.id.clone(), name: self.name.clone(), role: self.role, until })
    }

    /// Notes that it was used; says whether that is news.
    pub fn note_use(&mut self, now: Millis) -> bool {
        let is_news = self.used_on != Some(now.day());
        self.used_on = Some(now.day());
        is_news
    }

    /// Gives it the secret of this hash. The one before stays good for the overlap, but never for longer than it would have
    /// been; one before that is over at once. Safe to repeat.
    pub fn rotate(&mut self, hash: String, rotation: &Rotation, now: Millis) -> Result<(), Over> {
        if self.state(now) != State::Live {
            return Err(Over);
        }
        if same_secret(&hash, &self.hash) {
            return Ok(());
        }
        let until = now.plus(rotation.overlap());
        let until = self.expires_at.map_or(until, |expires_at| until.min(expires_at));
        let replaced = core::mem::replace(&mut self.hash, hash);
        self.former = (until > now).then_some(Former { hash: replaced, until });
        self.expires_at = rotation.expires_at(now).or(self.expires_at);
        self.rotated_at = Some(now);
        Ok(())
    }

    /// Takes it back, with every secret it has. Safe to repeat.
    pub fn revoke(&mut self, now: Millis) {
        self.revoked_at.get_or_insert(now);
        self.former = None;
    }

    /// What may be shown of it: everything but hashes.
    pub fn view(&self, now: Millis) -> TokenView {
        let former = self.former.as_ref().filter(|former| former.until > now);
        let written = |at: Option<Millis>| at.map(Millis::rfc3339);
        TokenView {
            id: self.id.clone(),
            name: self.name.clone(),
            role: self.role,
            state: self.state(now),
            created_at: self.created_at.rfc3339(),
            expires_at: written(self.expires_at),
            rotated_at: written(self.rotated_at),
            former_until: written(former.map(|former| former.until)),
            revoked_at: written(self.revoked_at),
            used_on: self.used_on.map(Day::iso),
        }
    }

    /// When it was over, if it is.
    fn over_at(&self, now: Millis) -> Option<Millis> {
        match self.state(now) {
            State::Live => None,
            State::Expired => self.expires_at,
            State::Revoked => self.revoked_at,
        }
    }
}

/// A token as the API shows it; moments in RFC 3339, UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Token"))]
pub struct TokenView {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// How far it reaches.
    pub role: Role,
    /// Whether it can be used.
    pub state: State,
    /// Since when it is there.
    pub created_at: String,
    /// From when on it is good for nothing, if ever.
    pub expires_at: Option<String>,
    /// When it got the secret it has, if that is not its first.
    pub rotated_at: Option<String>,
    /// Until when the secret before is good, if it still is.
    pub former_until: Option<String>,
    /// When it was taken back.
    pub revoked_at: Option<String>,
    /// The last day it was used, UTC.
    pub used_on: Option<String>,
}

/// Makes room for one more token: which of those that are over have to go. There may be only so many that are not.
pub fn make_room(tokens: &[Token], now: Millis) -> Result<Vec<TokenId>, TooMany> {
    let mut over: Vec<(Millis, &TokenId)> =
        tokens.iter().filter_map(|token| Some((token.over_at(now)?, &token.id))).collect();
    if tokens.len() - over.len() >= MAX_LIVE {
        return Err(TooMany);
    }
    over.sort_unstable();
    let too_many = over.len().saturating_sub(MAX_OVER);
    let goes = |(at, (since, _)): &(usize, &(Millis, &TokenId))| *at < too_many || since.plus(REMEMBERED) <= now;
    Ok(over.iter().enumerate().filter(goes).map(|(_, (_, id))| (*id).clone()).collect())
}

#[cfg(test)]
mod tests;
