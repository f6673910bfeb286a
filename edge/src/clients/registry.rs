//! The per-site registry: published versions, tokens, the trail.

use super::object::{self, Address, Patience};
use crate::refusal::Refusal;
use leadline_domain::{
    access::{Actor, Grant, Named, Repeat, Rotation, Token, TokenView},
    assignment::{Ask, Assigned},
    id::TokenId,
    time::Millis,
    trail::{Cursor, Entry},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use worker::Env;

/// A version to put in force.
#[derive(Serialize, Deserialize)]
pub(crate) struct Publication {
    /// Site key.
    pub(crate) site: String,
    /// Its version.
    pub(crate) version: String,
    /// How many shards its leads live in.
    pub(crate) shards: u8,
    /// The site as JSON.
    pub(crate) json: String,
    /// What the trail has of it.
    pub(crate) entry: Entry,
}

/// What became of it.
#[derive(Serialize, Deserialize)]
pub(crate) enum Published {
    /// It is in force since then.
    InForce(Millis),
    /// The site's leads already live in this many shards, which can't be changed.
    ShardsFixed(u8),
    /// The site's leads are already kept under keys that another `[identity]` names.
    IdentityFixed,
}

/// A token somebody shows, without its text.
#[derive(Serialize, Deserialize)]
pub(crate) struct Question {
    /// Its id.
    pub(crate) id: TokenId,
    /// SHA-256 of its text.
    pub(crate) hash: String,
}

/// A token to keep.
#[derive(Serialize, Deserialize)]
pub(crate) struct Creation {
    /// The token.
    pub(crate) token: Token,
    /// What the trail has of it.
    pub(crate) entry: Entry,
}

/// Another secret for a token.
#[derive(Serialize, Deserialize)]
pub(crate) struct Replacement {
    /// Which token.
    pub(crate) id: TokenId,
    /// SHA-256 of its new text.
    pub(crate) hash: String,
    /// How.
    pub(crate) rotation: Rotation,
    /// What the trail has of it.
    pub(crate) entry: Entry,
}

/// A token to take back.
#[derive(Serialize, Deserialize)]
pub(crate) struct Revocation {
    /// Which token.
    pub(crate) id: TokenId,
    /// What the trail has of it.
    pub(crate) entry: Entry,
}

/// What became of a change of tokens.
#[derive(Serialize, Deserialize)]
pub(crate) enum Changed {
    /// It is done, and the token is like this now.
    Done(TokenView),
    /// There is no such token.
    Unknown,
    /// It is over.
    Over,
    /// There are as many as there may be.
    TooMany,
}

/// Who has the leads of an organisation from now on.
#[derive(Serialize, Deserialize)]
pub(crate) struct Holding {
    /// Names the organisation; see [`super::account_shard::Account::key`].
    pub(crate) account: String,
    /// Who; nobody, if none.
    pub(crate) owner: Option<String>,
    /// What the trail has of it.
    pub(crate) entry: Entry,
}

/// A request that its caller named.
#[derive(Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// Its name.
    pub(crate) named: Named,
    /// Which attempt at it this is.
    pub(crate) attempt: String,
}

/// How it ended.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ended {
    /// Its name.
    pub(crate) named: Named,
    /// Which attempt at it that was.
    pub(crate) attempt: String,
    /// How.
    pub(crate) end: End,
}

/// How a request that its caller named ended.
#[derive(Serialize, Deserialize)]
pub(crate) enum End {
    /// This was answered, sealed.
    Answered(String),
    /// It was refused: nothing was done, and it may be corrected under the same name.
    Refused,
    /// It is not known what became of it.
    Unknown,
}

/// Which part of a list is asked for.
#[derive(Serialize, Deserialize)]
pub(crate) struct Part {
    /// Behind this one; from the newest if none.
    pub(crate) behind: Option<Cursor>,
    /// At most so many.
    pub(crate) limit: u32,
}

/// Part of a list.
#[derive(Serialize, Deserialize)]
pub(crate) struct Listed<T> {
    /// What is in it.
    pub(crate) items: Vec<T>,
    /// Where it goes on; nothing behind the last.
    pub(crate) next: Option<Cursor>,
}

/// A version, without its files.
#[derive(Serialize, Deserialize)]
pub(crate) struct VersionView {
    /// Its name.
    pub(crate) version: String,
    /// When it was put in force last, RFC 3339, UTC.
    pub(crate) published_at: String,
    /// On whose behalf, where that is known.
    pub(crate) published_by: Option<Actor>,
    /// Whether it is the one in force.
    pub(crate) in_force: bool,
}

/// A version with its files.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What is said of it.
    #[serde(flatten)]
    pub(crate) view: VersionView,
    /// The site's files.
    pub(crate) files: Value,
}

/// Puts a version in force.
pub(crate) async fn publish(env: &Env, publication: &Publication) -> Result<Published, Refusal> {
    ask(env, &publication.site, "publish", publication).await
}

/// What a token opens; nothing if it is not good for anything.
pub(crate) async fn judge(env: &Env, site: &str, question: &Question) -> Result<Option<Grant>, Refusal> {
    ask(env, site, "judge", question).await
}

/// Who gets a lead that waits for an owner.
pub(crate) async fn assign(env: &Env, site: &str, wanted: &Ask) -> Result<Assigned, Refusal> {
    ask(env, site, "assign", wanted).await
}

/// Who has the leads of an organisation, by its key.
pub(crate) async fn holder(env: &Env, site: &str, account: &str) -> Result<Option<String>, Refusal> {
    ask(env, site, "holder", &account).await
}

/// Who has the leads of each of these organisations, by its key.
pub(crate) async fn holders(env: &Env, site: &str, accounts: &[&str]) -> Result<BTreeMap<String, String>, Refusal> {
    ask(env, site, "holders", &accounts).await
}

/// Says who has them.
pub(crate) async fn hold(env: &Env, site: &str, holding: &Holding) -> Result<(), Refusal> {
    ask(env, site, "hold", holding).await
}

/// Begins a request that its caller named, unless it is known.
pub(crate) async fn begin(env: &Env, site: &str, attempt: &Attempt) -> Result<Repeat, Refusal> {
    ask(env, site, "begin", attempt).await
}

/// Ends it.
pub(crate) async fn end(env: &Env, site: &str, ended: &Ended) -> Result<(), Refusal> {
    ask(env, site, "end", ended).await
}

/// A site's tokens.
pub(crate) async fn tokens(env: &Env, site: &str) -> Result<Vec<TokenView>, Refusal> {
    ask(env, site, "tokens", &()).await
}

/// Keeps a new token.
pub(crate) async fn create(env: &Env, site: &str, creation: &Creation) -> Result<Changed, Refusal> {
    ask(env, site, "create-token", creation).await
}

/// Gives a token another secret.
pub(crate) async fn rotate(env: &Env, site: &str, replacement: &Replacement) -> Result<Changed, Refusal> {
    ask(env, site, "rotate-token", replacement).await
}

/// Takes a token back.
pub(crate) async fn revoke(env: &Env, site: &str, revocation: &Revocation) -> Result<Changed, Refusal> {
    ask(env, site, "revoke-token", revocation).await
}

/// Writes down what is about to be changed.
pub(crate) async fn note(env: &Env, site: &str, entry: &Entry) -> Result<(), Refusal> {
    ask(env, site, "note", entry).await
}

/// Part of the trail.
pub(crate) async fn trail(env: &Env, site: &str, part: &Part) -> Result<Listed<Entry>, Refusal> {
    ask(env, site, "trail", part).await
}

/// Versions that were published.
pub(crate) async fn versions(env: &Env, site: &str, part: &Part) -> Result<Listed<VersionView>, Refusal> {
    ask(env, site, "versions", part).await
}

/// One of them.
pub(crate) async fn version(env: &Env, site: &str, version: &str) -> Result<Option<Kept>, Refusal> {
    ask(env, site, "version", &version).await
}

async fn ask<R: DeserializeOwned>(env: &Env, site: &str, command: &str, body: &impl Serialize) -> Result<R, Refusal> {
    let name = format!("site/{site}");
    object::ask(env, Address { binding: "SITE_REGISTRY", name: &name }, command, body, Patience::Needed).await
}
