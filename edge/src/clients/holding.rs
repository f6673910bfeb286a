//! Asking shards about what is no lead yet: submissions that are held back, forms that were begun, what was seen of senders.

use super::{
    lead_shard::address,
    object::{self, Patience},
    registry::Part,
};
use crate::refusal::Refusal;
use futures_util::future::try_join_all;
use leadline_domain::{
    form::spam::{Count, Counted},
    id::{LeadId, SubmissionId},
    lead::{Beginning, Glance, Held, Shard},
    secret::LeadKey,
    site::Site,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// Something seen.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sight {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// Under which name: a keyed hash.
    pub(crate) name: String,
    /// What.
    pub(crate) what: String,
    /// How it is counted.
    pub(crate) counted: Counted,
    /// Up to how many that decides nothing.
    pub(crate) most: u16,
}

/// Holding a submission back.
#[derive(Serialize, Deserialize)]
pub(crate) struct Hold {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What is held.
    pub(crate) held: Held,
}

/// What became of that.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Holding {
    /// It is held.
    Held {
        /// How many others went for it.
        dropped: u32,
    },
    /// It was taken before, and goes the way it went then.
    Taken,
}

/// Keeping what somebody began.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begin {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// What they typed.
    pub(crate) beginning: Beginning,
}

/// Where a submission is.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Found {
    /// It is held here.
    Held(Box<Held>),
    /// It was taken for this lead.
    Taken(LeadId),
    /// It is not here.
    Nowhere,
}

/// Submissions that are held back.
#[derive(Serialize, Deserialize)]
pub(crate) struct HeldPage {
    /// What is shown of them, the newest first.
    pub(crate) glances: Vec<Glance>,
    /// How many went so far because there were too many.
    pub(crate) dropped: u32,
}

/// Holding a submission no more.
#[derive(Serialize, Deserialize)]
pub(crate) struct LetGo {
    /// Which.
    pub(crate) id: SubmissionId,
    /// Only if its answers have this hash: who sent it may have corrected it meanwhile.
    pub(crate) answers_hash: Option<String>,
}

/// Forgetting what is kept of an address and is no lead's.
#[derive(Serialize, Deserialize)]
pub(crate) struct Forget {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// [`LeadKey::hex`].
    pub(crate) key: String,
}

/// Whose browser sent which form.
#[derive(Serialize, Deserialize)]
pub(crate) struct Typed {
    /// The receiving shard.
    pub(crate) shard: Shard,
    /// A typist, as [`leadline_domain::lead::typists`] names them.
    pub(crate) typist: String,
    /// The form.
    pub(crate) form: String,
}

/// That it was sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct Sent {
    /// Whose, and which.
    #[serde(flatten)]
    pub(crate) typed: Typed,
    /// When, by the clock that says when forms are shown; an earlier release does not say it.
    #[serde(default)]
    pub(crate) at: Option<Millis>,
}

/// Says how many of something were seen lately; none where nobody could be asked: nobody is suspected for that.
pub(crate) async fn sight(env: &Env, site: &str, shards: u8, count: Count) -> u32 {
    let Count { counted, name, what, most } = count;
    let shard = Shard { site: site.to_owned(), number: name.shard(shards) };
    let sight = Sight { shard, name: name.hex, what, counted, most };
    object::ask(env, address(&sight.shard.name()), "sight", &sight, Patience::Aside).await.unwrap_or_default()
}

/// Holds a submission back.
pub(crate) async fn hold(env: &Env, hold: &Hold) -> Result<Holding, Refusal> {
    object::ask(env, address(&hold.shard.name()), "hold", hold, Patience::Needed).await
}

/// Submissions that are held back, the newest first.
pub(crate) async fn page(env: &Env, shard: &Shard, part: &Part) -> Result<HeldPage, Refusal> {
    object::ask(env, address(&shard.name()), "held", part, Patience::Needed).await
}

/// Where a submission is, as far as a shard knows.
pub(crate) async fn find(env: &Env, shard: &Shard, id: &SubmissionId) -> Result<Found, Refusal> {
    object::ask(env, address(&shard.name()), "find-held", id, Patience::Needed).await
}

/// Holds a submission no more; says whether it was held.
pub(crate) async fn let_go(env: &Env, shard: &Shard, let_go: &LetGo) -> Result<bool, Refusal> {
    object::ask(env, address(&shard.name()), "drop-held", let_go, Patience::Needed).await
}

/// Notes when a form was sent, for each of those who typed it.
pub(crate) async fn sent(env: &Env, site: &Site, form: &str, typists: &[LeadKey], at: Millis) -> Result<(), Refusal> {
    let noted = typists.iter().map(|typist| async move {
        let shard = Shard { site: site.id.clone(), number: typist.shard(site.shards) };
        let typed = Typed { shard, typist: typist.hex.clone(), form: form.to_owned() };
        let sent = Sent { typed, at: Some(at) };
        object::ask::<()>(env, address(&sent.typed.shard.name()), "sent", &sent, Patience::Needed).await
    });
    try_join_all(noted).await.map(|_| ())
}

/// When a typist sent a form, as far as is known. A shard that is silent keeps no alarm for long: it is asked again in a minute.
pub(crate) async fn sent_at(env: &Env, typed: &Typed) -> Result<Option<Millis>, Refusal> {
    object::ask(env, address(&typed.shard.name()), "sent-at", typed, Patience::Aside).await
}

/// Keeps what somebody began.
pub(crate) async fn begin(env: &Env, begin: &Begin) -> Result<(), Refusal> {
    object::ask(env, address(&begin.shard.name()), "begin", begin, Patience::Needed).await
}

/// Removes what is kept of an address and is no lead's; says how much that was.
pub(crate) async fn forget(env: &Env, shard: &Shard, key: &LeadKey) -> Result<u32, Refusal> {
    let forget = Forget { shard: shard.clone(), key: key.hex.clone() };
    object::ask(env, address(&shard.name()), "forget", &forget, Patience::Needed).await
}
