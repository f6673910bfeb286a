//! What is to be counted of a submission, and under which names.

use super::{Counted, content, counted};
use crate::{
    form::{Answers, Form},
    id::{SubmissionId, VisitorId},
    secret::{Key, LeadKey, sha256_hex},
    site::Spam,
};
use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
};

/// Digits that tell people apart who send the same text. In 4,096 kinds of people two of a few are hardly ever of one kind, and
/// nobody is known by theirs: what is kept of who sent a text is no trace of anybody's address.
const KIND_DIGITS: usize = 3;

/// Something to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// How it is counted.
    pub counted: Counted,
    /// Under which name, and where.
    pub name: LeadKey,
    /// What is counted there, each once.
    pub what: String,
    /// Up to how many that decides nothing.
    pub most: u16,
}

/// What is to be counted of one submission; nothing of what is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Forms of the visitor.
    pub visitor: Option<Count>,
    /// Forms from the network.
    pub network: Option<Count>,
    /// People who sent the text.
    pub content: Option<Count>,
}

/// Who sent a submission, as far as a request says.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The visitor of the passport that was shown.
    pub visitor: Option<&'a VisitorId>,
    /// The address the request came from.
    pub address: &'a str,
    /// The key of the address that was typed.
    pub person: &'a LeadKey,
    /// The submission's id: sent again it is the same one.
    pub id: &'a SubmissionId,
}

impl Counts {
    /// What is to be counted, under names made with this key.
    pub fn of(form: &Form, answers: &Answers, sender: Sender<'_>, spam: &Spam, key: &Key) -> Self {
        let submission = sender.id.to_string();
        let of = |counted: Counted, name: LeadKey, what: &str, most: u16| {
            let what = what.to_owned();
            Count { counted, name, what, most }
        };
        let visitor = sender.visitor.filter(|_| !form.kiosk).map(|visitor| {
            let name = Counted::Visitor.name(key, visitor.as_str());
            of(Counted::Visitor, name, &submission, spam.per_visitor)
        });
        let network = counted(sender.address).map(|network| {
            let name = Counted::Network.name(key, &network);
            of(Counted::Network, name, &submission, spam.per_network)
        });
        let content = content(form, answers).map(|text| {
            let name = Counted::Content.name(key, &text);
            let kind = kind(&name, sender.person);
            of(Counted::Content, name, &kind, spam.repeats)
        });
        Self { visitor, network, content }
    }
}

/// Of which kind a person is among those who send this text.
fn kind(text: &LeadKey, person: &LeadKey) -> String {
    let digest = sha256_hex([text.hex.as_str(), person.hex.as_str()].concat().as_bytes());
    digest.get(..KIND_DIGITS).unwrap_or_default().to_owned()
}
