//! What is answered, where it is no type of `domain` as it is. The engine's tests hold every answer against this.
#![expect(dead_code, reason = "what it is like is all that is wanted")]

use leadline_domain::{
    access::{Actor, TokenView},
    difference::Difference,
    id::LeadId,
    lead::{
        Change, LeadDetail, LeadView, Progress, Stage, TakenSubmission,
        delivery::{DeadLetter, Health, Ledger},
    },
    score::Points,
    status::Trouble,
    trail::{Entry, Object},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A page of leads, newest change first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadPage {
    /// As they are, with the scores they have today.
    leads: Vec<LeadView>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A lead with all that is known of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadShown {
    lead: LeadDetail,
}

/// What became of a lead.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadTold {
    /// Its id: another one than was asked for where it was merged.
    lead: LeadId,
    /// What was done. `created` is never answered here.
    change: Change,
    /// Where it is now.
    stage: Stage,
    /// The total of the score it goes by now, in points.
    score: Points,
}

/// That somebody was erased.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ErasureProof {
    /// The lead that the person was.
    id: LeadId,
    /// Since when nothing is kept.
    erased_at: String,
    /// Whether every shard has done its part; if not, the rest follows by itself.
    is_done: bool,
    /// Until when the platform could bring it back.
    recovery: Recovery,
}

/// Until when the platform could bring back what was erased.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Recovery {
    /// For how many days it can.
    days: u16,
    /// When they are over.
    until: String,
}

/// Proofs of all that an address led to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Erasures {
    /// Of the person, and of who came of tests with the address.
    erased: Vec<ErasureProof>,
}

/// Two leads that are one.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LeadsMerged {
    /// The one that was there first.
    lead: LeadId,
    /// Whether all that the other was is there; if not, it follows by itself.
    is_done: bool,
}

/// A lead without a browser that was somebody else's.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BrowserDetached {
    /// Its id.
    lead: LeadId,
    /// The total of the score it goes by now, in points.
    score: Points,
}

/// A link for one person.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonalLink {
    /// To be sent to the person and nobody else.
    url: String,
    /// Until when it is good.
    expires_at: String,
}

/// How an organisation stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountShown {
    account: Account,
}

/// An organisation, by the contacts it has.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    /// Its registrable domain.
    domain: String,
    /// What the trail calls it.
    id: Object,
    /// Leads with an address there.
    contacts: u32,
    /// Those of them that were heard of within 30 days.
    active: u32,
    /// What all of them did, in points.
    engagement: Points,
    /// Who has its leads.
    owner: Option<String>,
    /// At most 200 of its contacts.
    leads: Vec<LeadId>,
}

/// Who has an organisation's leads from now on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountAssigned {
    account: AccountOwner,
}

/// An organisation and who has its leads.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountOwner {
    /// Its registrable domain.
    domain: String,
    /// What the trail calls it.
    id: Object,
    /// Who has its leads.
    owner: Option<String>,
}

/// A line of a page of an export: what is kept, then how it goes on.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ExportLine {
    /// Something that is kept.
    Kept(ExportedLine),
    /// The last line of a page.
    Last(ExportEnd),
}

/// Something that is kept.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExportedLine {
    /// A lead's record, as its shard keeps it: for imports, and for no other readers.
    Lead(Map<String, Value>),
    /// A submission that counts already.
    Submission(Remembered),
    /// An id that leads to another lead since a merge.
    Alias(Alias),
}

/// A submission and where it is remembered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Remembered {
    /// The shard.
    shard: u8,
    /// What is remembered; moments in milliseconds since 1970.
    taken: TakenSubmission,
}

/// An id that was merged away.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Alias {
    /// The id.
    id: LeadId,
    /// The lead it leads to.
    lead: LeadId,
}

/// How an export goes on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ExportEnd {
    /// The site's key.
    site: String,
    /// How many shards it has.
    shards: u8,
    /// When the page was written.
    at: String,
    /// The `cursor` of the next page; `null` behind the last one.
    next: Option<String>,
}

/// What became of each line, in the same order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Imported {
    lines: Vec<LineTold>,
}

/// What became of a line.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum LineTold {
    /// It is kept.
    Kept(LineKept),
    /// It can't be.
    Refused(LineRefused),
}

/// A line that is kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LineKept {
    /// What it did.
    became: Became,
    /// The lead it is of, where it is of one.
    lead: Option<LeadId>,
    /// Tells people of one table apart; `null` for lines of an export.
    person: Option<String>,
}

/// What a line did.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Became {
    /// There is somebody new.
    Created,
    /// Somebody who was known is known better.
    Merged,
    /// All of it was known.
    Unchanged,
}

/// A line that can't be kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LineRefused {
    #[schemars(extend("const" = "invalid"))]
    became: String,
    /// Why.
    why: String,
}

/// Whether all is well with a site.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The site's key.
    site: String,
    /// The version in force.
    version: String,
    /// Since when, as far as that is known.
    in_force_since: Option<String>,
    /// Whether there is no trouble.
    is_well: bool,
    /// What is not well, sinks first.
    troubles: Vec<Trouble>,
    /// Rows of the outbox that wait for some sink.
    waiting: u64,
    /// Dead letters there are.
    dead_letters: u64,
    /// Qualified leads that have waited for an owner for too long.
    without_owner: u64,
    /// Whether leads are being scored again.
    is_rescoring: bool,
}

/// What was counted.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Counters {
    /// The site's key.
    site: String,
    /// How often what happened, by day (UTC) and name; at least once, and roughly.
    days: BTreeMap<String, BTreeMap<String, u64>>,
}

/// How far scoring all leads again is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Rescoring {
    /// The site's key.
    site: String,
    /// Whether every shard is through.
    is_done: bool,
    /// How far they are together.
    progress: Progress,
}

/// Where a site's events go.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sinks {
    /// The site's key.
    site: String,
    /// Those of the version in force.
    sinks: Vec<Sink>,
    /// Rows of the outbox that wait for some sink.
    waiting: u64,
    /// Dead letters there are.
    dead_letters: u64,
}

/// Where events go.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sink {
    /// Its id.
    id: String,
    /// What it is.
    #[schemars(extend("enum" = ["webhook", "http", "mail"]))]
    kind: String,
    /// The types of events it takes; all of them if it is empty.
    events: Vec<String>,
    /// How it is doing.
    health: Health,
}

/// What became of an example.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SinkTested {
    /// The sink's id.
    sink: String,
    /// The id of the event it was sent.
    event: String,
    /// Whether it took it.
    is_taken: bool,
    /// Why it did not.
    why: Option<String>,
    /// How long that took.
    milliseconds: i64,
}

/// Dead letters, the latest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DeadLetters {
    /// The site's key.
    site: String,
    /// Without what their events tell.
    dead_letters: Vec<DeadLetter>,
    /// Goes on behind the last one; `null` at the end.
    cursor: Option<String>,
}

/// A dead letter with everything that is known of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DeadLetterShown {
    /// What it is.
    letter: DeadLetter,
    /// What it tells of people.
    events: Vec<leadline_domain::lead::Event>,
    /// What each sink has of it; moments in milliseconds since 1970.
    deliveries: Ledger,
}

/// What is tried again.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Replayed {
    /// How many dead letters.
    replayed: u32,
    /// Whether there may be more: ask again.
    has_more: bool,
}

/// The version in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SiteVersion {
    /// The site's key.
    site: String,
    /// The version.
    version: String,
}

/// A version that was put in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SitePublished {
    /// The site's key.
    site: String,
    /// The version.
    version: String,
    /// How far scoring all leads again is, where the model is another.
    rescoring: Progress,
}

/// A version, without its files.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Version {
    /// Its name.
    version: String,
    /// When it was put in force last.
    published_at: String,
    /// On whose behalf, where that is known.
    published_by: Option<Actor>,
    /// Whether it is the one in force.
    in_force: bool,
}

/// What was published, newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Versions {
    /// The site's key.
    site: String,
    /// Each once, by the last time.
    versions: Vec<Version>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}

/// A version with its files.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VersionShown {
    #[serde(flatten)]
    version: Version,
    /// The site's files as JSON.
    files: Map<String, Value>,
}

/// What differs between two versions.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Diff {
    /// The site's key.
    site: String,
    /// One version.
    from: String,
    /// The other one.
    to: String,
    /// Every place that is not the same in both.
    changes: Vec<Difference>,
}

/// A site's tokens, the newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// The site's key.
    site: String,
    /// Without their secrets.
    tokens: Vec<TokenView>,
}

/// A token and its secret.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenMade {
    /// What is kept of it.
    token: TokenView,
    /// What to show. It is told this once.
    #[schemars(extend("pattern" = "^llt_[a-z0-9-]{1,40}_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{43}$"))]
    secret: String,
}

/// A token.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TokenShown {
    token: TokenView,
}

/// Who changed what, the newest first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Trail {
    /// The site's key.
    site: String,
    /// Each written before the change was made.
    entries: Vec<Entry>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Option<String>,
}
