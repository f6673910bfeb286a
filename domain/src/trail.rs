//! The trail: who changed what through the API, and when. Ids and nothing else: it may be kept for longer than whoever it
//! is about, and be shown to whoever asks.

use crate::{
    access::Actor,
    id::{EntryId, LeadId, SubmissionId, TokenId},
    lead::delivery::DeadLetterId,
    time::{DAY, Millis},
};
use alloc::{
    borrow::ToOwned,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// For how long an entry is kept: a year, and a month to look at it.
pub const KEPT: i64 = 400 * DAY;
/// Most entries of a site; then the oldest go, a thousand at once. At a change a minute, day and night, ten weeks; some 20 MB.
pub const MOST: u32 = 100_000;

/// Digits of an account's key that name it: 64 bits are enough for one site's companies.
const ACCOUNT_DIGITS: usize = 16;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Somebody was to be forgotten.
    LeadErased,
    /// Somebody knew better: fields, tags or the owner of a lead.
    LeadChanged,
    /// Sales took a lead.
    LeadAccepted,
    /// Sales did not.
    LeadRejected,
    /// A lead was moved to another stage.
    LeadMoved,
    /// Somebody talked to the person.
    LeadContacted,
    /// Somebody was given the leads of a company, or nobody was.
    AccountAssigned,
    /// Two leads became one.
    LeadsMerged,
    /// A browser was taken from a lead.
    BrowserDetached,
    /// A link for one person was made.
    LinkMade,
    /// Lines of an export or a table came in.
    LeadsImported,
    /// All leads are scored again.
    RescoringBegun,
    /// A sink was sent an example.
    SinkTested,
    /// What was given up is tried again.
    LettersReplayed,
    /// What was held back was taken after all.
    SubmissionReleased,
    /// What was held back is nothing.
    SubmissionDiscarded,
    /// A version was put in force.
    SitePublished,
    /// The bytes of a file were stored that forms hand out.
    FileStored,
    /// An earlier version was put in force again.
    SiteRestored,
    /// A token was made.
    TokenCreated,
    /// A token got another secret.
    TokenRotated,
    /// A token was taken back.
    TokenRevoked,
}

impl Verb {
    /// Its name; never given to something else.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeadErased => "lead.erased",
            Self::LeadChanged => "lead.changed",
            Self::LeadAccepted => "lead.accepted",
            Self::LeadRejected => "lead.rejected",
            Self::LeadMoved => "lead.moved",
            Self::LeadContacted => "lead.contacted",
            Self::AccountAssigned => "account.assigned",
            Self::LeadsMerged => "lead.merged",
            Self::BrowserDetached => "lead.browser_detached",
            Self::LinkMade => "lead.link_made",
            Self::LeadsImported => "leads.imported",
            Self::RescoringBegun => "rescoring.begun",
            Self::SinkTested => "sink.tested",
            Self::LettersReplayed => "dead_letter.replayed",
            Self::SubmissionReleased => "submission.released",
            Self::SubmissionDiscarded => "submission.discarded",
            Self::SitePublished => "site.published",
            Self::FileStored => "site.file_stored",
            Self::SiteRestored => "site.restored",
            Self::TokenCreated => "token.created",
            Self::TokenRotated => "token.rotated",
            Self::TokenRevoked => "token.revoked",
        }
    }
}

/// To what something was done. Made of ids alone: what stands in a path or a body may be anybody's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Object(String);

impl Object {
    /// A lead.
    pub fn lead(id: &LeadId) -> Self {
        Self(id.to_string())
    }

    /// An organisation, by the first digits of [`crate::secret::AccountKey::hex`]: of some, the domain is a person's name.
    pub fn account(key: &str) -> Self {
        Self(format!("acc_{}", key.get(..ACCOUNT_DIGITS).unwrap_or_default()))
    }

    /// A token.
    pub fn token(id: &TokenId) -> Self {
        Self(id.to_string())
    }

    /// A dead letter.
    pub fn letter(id: &DeadLetterId) -> Self {
        Self(id.to_string())
    }

    /// A submission.
    pub fn submission(id: &SubmissionId) -> Self {
        Self(id.to_string())
    }

    /// A version of a site: hex digits.
    pub fn version(version: &str) -> Option<Self> {
        let is_version = version.len() == 16 && version.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_version.then(|| Self(version.to_owned()))
    }

    /// A file, by the SHA-256 of its bytes in hex.
    pub fn file(sha256: &str) -> Option<Self> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self(sha256.to_owned()))
    }

    /// A sink, by the id that its site's files give it: lower-case letters, digits, hyphens.
    pub fn sink(id: &str) -> Option<Self> {
        let is_id = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        ((1..=40).contains(&id.len()) && id.bytes().all(is_id)).then(|| Self(id.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TrailEntry"))]
pub struct Entry {
    /// Names the entry: written twice, it is there once.
    pub id: EntryId,
    /// When, RFC 3339, UTC.
    pub at: String,
    /// On whose behalf.
    pub by: Actor,
    /// What was done, for example `lead.merged`; an earlier release shows verbs of a later one, too.
    pub verb: String,
    /// To what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
}

impl Entry {
    /// The entry as far as it is about these leads: what else it names is somebody else's.
    #[must_use]
    pub fn about(mut self, leads: &BTreeSet<LeadId>) -> Self {
        self.objects.retain(|object| leads.iter().any(|lead| object.as_str() == lead.as_str()));
        self
    }

    /// What is written down of a change.
    pub fn new(id: EntryId, at: Millis, by: Actor, verb: Verb, objects: Vec<Object>) -> Self {
        Self { id, at: at.rfc3339(), by, verb: verb.name().to_owned(), objects }
    }

    /// When.
    pub fn moment(&self) -> Millis {
        Millis::parse(&self.at).unwrap_or_default()
    }

    /// Where a list goes on behind it.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.moment(), id: self.id.to_string() }
    }
}

/// Where a list that is ordered by time, and then by id, goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cursor {
    /// The last one's time.
    pub at: Millis,
    /// Its id.
    pub id: String,
}

impl Cursor {
    /// The cursor as text that nobody has to understand.
    ///
    /// ```
    /// # use leadline_domain::{time::Millis, trail::Cursor};
    /// let cursor = Cursor { at: Millis(5), id: "aud_x".to_owned() };
    /// assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
    /// ```
    pub fn text(&self) -> String {
        Base64UrlUnpadded::encode_string(format!("{} {}", self.at.0, self.id).as_bytes())
    }

    /// Reads a cursor; nothing if it is none of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let text = String::from_utf8(Base64UrlUnpadded::decode_vec(text).ok()?).ok()?;
        let (at, id) = text.split_once(' ')?;
        let cursor = Self { at: Millis(at.parse().ok()?), id: id.to_owned() };
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        // Another spelling of the same number is not what was handed out.
        (cursor.at.0.to_string() == at && id.bytes().all(is_id)).then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    const NOW: Millis = Millis(1_795_000_000_000);

    #[test]
    fn an_entry_is_ids_and_nothing_else() {
        let token = TokenId::from_entropy(&[1; 16]);
        let by = Actor::Token { id: token.clone(), name: "CRM".to_owned() };
        let leads = vec![Object::lead(&LeadId::new(1, &[1; 16])), Object::token(&token)];
        let entry = Entry::new(EntryId::from_entropy(&[2; 16]), NOW, by, Verb::LeadsMerged, leads);
        insta::assert_json_snapshot!(entry, @r#"
        {
          "id": "aud_AgICAgICAgICAgICAgICAg",
          "at": "2026-11-18T11:06:40Z",
          "by": {
            "token": {
              "id": "tok_AQEBAQEBAQEBAQEBAQEBAQ",
              "name": "CRM"
            }
          },
          "verb": "lead.merged",
          "objects": [
            "lead_01AQEBAQEBAQEBAQEBAQEBAQ",
            "tok_AQEBAQEBAQEBAQEBAQEBAQ"
          ]
        }
        "#);
        let written = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&written).unwrap(), entry);
        let odd = Entry { at: NOW.plus(7).rfc3339(), ..entry };
        assert_eq!(odd.cursor(), Cursor { at: NOW.plus(7), id: odd.id.to_string() }, "to the millisecond");
    }

    #[test]
    fn what_is_no_id_is_no_object() {
        for text in ["", "ada@example.com", "Ada", "a b", &"a".repeat(41)] {
            assert_eq!((Object::sink(text), Object::version(text)), (None, None), "{text}");
        }
        assert!(Object::sink("crm-2").is_some() && Object::version("00ff00ff00ff00ff").is_some());
        assert_eq!(Object::version("00ff"), None);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let spelt = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        for bad in ["", "x", &spelt("5"), &spelt("05 aud_x"), &spelt("+5 aud_x"), &spelt("5 a b"), &spelt("5 a'b")] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_reads_back(at: i64, id in "[A-Za-z0-9_-]{0,30}", noise in "\\PC{0,40}") {
            let cursor = Cursor { at: Millis(at), id };
            prop_assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
            let _ = Cursor::parse(&noise);
        }
    }
}
