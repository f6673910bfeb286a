//! What somebody may be written to about, as they say themselves under a link of theirs.

use super::{Agreement, LeadDetail, MAIL, Question, Said};
use crate::{email::Email, secret::LeadKey, site::ConsentPurpose};
use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

/// What somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Of the purposes that were shown exactly these.
    These {
        /// Those that are wanted.
        wanted: BTreeSet<String>,
        /// Those that were asked.
        shown: BTreeSet<String>,
    },
    /// This one no more; the others as before.
    Without(String),
    /// Nothing at all.
    Nothing,
}

impl Choice {
    /// Reads what a mail program or the page sent. A mail program says no more than that one click was made (RFC 8058), as a
    /// form of either kind.
    ///
    /// ```
    /// # use leadline_domain::lead::Choice;
    /// let clicked = b"List-Unsubscribe=One-Click";
    /// assert_eq!(Choice::read(clicked, Some("news")), Some(Choice::Without("news".into())));
    /// let (wanted, shown) = (["news".into()].into(), ["news".into(), "events".into()].into());
    /// let chosen = b"do=save&shown=news&shown=events&purpose=news";
    /// assert_eq!(Choice::read(chosen, None), Some(Choice::These { wanted, shown }));
    /// assert_eq!(Choice::read(b"", None), None);
    /// ```
    pub fn read(body: &[u8], one_click: Option<&str>) -> Option<Self> {
        if is_one_click(body) {
            return Some(one_click.map_or(Self::Nothing, |purpose| Self::Without(purpose.to_owned())));
        }
        let (mut wanted, mut shown, mut done) = (BTreeSet::new(), BTreeSet::new(), None);
        for (name, value) in url::form_urlencoded::parse(body).take(MAX_PAIRS) {
            match &*name {
                "do" => done = Some(value.into_owned()),
                "purpose" => drop(wanted.insert(value.into_owned())),
                "shown" => drop(shown.insert(value.into_owned())),
                _ => {}
            }
        }
        match done.as_deref() {
            Some("save") => Some(Self::These { wanted, shown }),
            Some("nothing") => Some(Self::Nothing),
            _ => None,
        }
    }
}

/// Most pairs that the page can send.
const MAX_PAIRS: usize = 100;

/// Whether a mail program says that one click was made. It may send a form of either kind, of which nothing else is looked at.
pub fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains("List-Unsubscribe") && text.contains("One-Click")
}

/// What an address may be written to about now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The address as typed.
    pub email: String,
    /// [`crate::secret::LeadKey::hex`] of it.
    pub key: String,
    /// What was ever spoken of, and whether it is allowed.
    pub allows: BTreeMap<String, bool>,
}

impl Preferences {
    /// Those of the address that a link's key (see [`crate::secret::LeadKey::short`]) names; nothing if it is not the person's
    /// any more.
    pub fn of(lead: &LeadDetail, short: &str, key: impl Fn(&Email) -> LeadKey) -> Option<Self> {
        let emails = lead.addresses.iter().filter_map(|address| Email::parse(&address.email).ok());
        let (email, key) =
            emails.map(|email| (email.typed.clone(), key(&email))).find(|(_, key)| key.short() == short)?;
        let said = lead.consents.iter().filter(|said| said.email.as_ref() == Some(&email));
        let allows = said.map(|said| (said.purpose.clone(), said.is_allowed)).collect();
        Some(Self { email, key: key.hex, allows })
    }

    /// Whether no mail at all is wanted.
    pub fn want_nothing(&self) -> bool {
        self.allows.get(MAIL) == Some(&false)
    }

    /// Whether something is allowed: whoever wants no mail at all wants none about it.
    pub fn allow(&self, purpose: &str) -> bool {
        !self.want_nothing() && self.allows.get(purpose).copied().unwrap_or_default()
    }

    /// What a choice changes. What is wanted is confirmed for this address, for only whoever has the mailbox has the link; what is
    /// taken back is so for every address of the person. What was never allowed and is not wanted is not spoken of, unless
    /// nothing is.
    pub fn change(&self, purposes: &[ConsentPurpose], choice: &Choice) -> Vec<Agreement> {
        match choice {
            Choice::Nothing => {
                let known =
                    purposes.iter().map(|purpose| purpose.id.as_str()).chain(self.allows.keys().map(String::as_str));
                let all: BTreeSet<&str> = known.chain([MAIL]).collect();
                all.into_iter().map(takes_back).collect()
            }
            Choice::Without(id) => alloc::vec![takes_back(id)],
            Choice::These { wanted, shown } => self.exactly(purposes, wanted, shown),
        }
    }

    fn exactly(
        &self,
        purposes: &[ConsentPurpose],
        wanted: &BTreeSet<String>,
        shown: &BTreeSet<String>,
    ) -> Vec<Agreement> {
        // What was published since the page was opened was not asked.
        let asked = purposes.iter().filter(|purpose| shown.contains(&purpose.id));
        let mut changes: Vec<Agreement> = asked
            .filter_map(|purpose| match (wanted.contains(&purpose.id), self.allow(&purpose.id)) {
                (true, false) => Some(self.confirms(&purpose.id, &purpose.title)),
                (false, true) => Some(takes_back(&purpose.id)),
                _ => None,
            })
            .collect();
        // Whoever wanted no mail at all and asks for some wants mail.
        let asks = changes.iter().any(|change| change.said == Said::Confirmed);
        if asks && self.want_nothing() && changes.iter().all(|change| change.purpose != MAIL) {
            changes.push(self.confirms(MAIL, ""));
        }
        changes
    }

    /// What is confirmed under a link that was mailed: exactly what was asked, each once.
    pub fn confirm(&self, asked: &[Question]) -> Vec<Agreement> {
        let confirms = |asked: &Question| Agreement {
            unless_since: Some(asked.since),
            ..self.confirms(&asked.purpose, &asked.text)
        };
        asked.iter().map(confirms).collect()
    }

    fn confirms(&self, purpose: &str, text: &str) -> Agreement {
        let (purpose, text) = (purpose.to_owned(), text.to_owned());
        Agreement { key: Some(self.key.clone()), purpose, said: Said::Confirmed, text, unless_since: None }
    }
}

fn takes_back(purpose: &str) -> Agreement {
    Agreement { key: None, purpose: purpose.to_owned(), said: Said::Withdrawn, text: String::new(), unless_since: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is allowed, what is chosen, and what that changes.
    type Case = (&'static [(&'static str, bool)], Choice, &'static [(&'static str, Said)]);

    fn purpose(id: &str) -> ConsentPurpose {
        ConsentPurpose { id: id.to_owned(), title: "T".to_owned(), text: None }
    }

    fn knowing(allows: &[(&str, bool)]) -> Preferences {
        let allows = allows.iter().map(|(id, allowed)| ((*id).to_owned(), *allowed)).collect();
        Preferences { email: "ada@example.com".to_owned(), key: "k".to_owned(), allows }
    }

    fn changed(purposes: &[&str], known: &[(&str, bool)], choice: &Choice) -> Vec<(String, Said)> {
        let purposes: Vec<ConsentPurpose> = purposes.iter().map(|id| purpose(id)).collect();
        let changes = knowing(known).change(&purposes, choice);
        for change in &changes {
            let key = (change.said == Said::Confirmed).then_some("k");
            assert_eq!(change.key.as_deref(), key, "an address confirms, a person takes back");
        }
        changes.into_iter().map(|change| (change.purpose, change.said)).collect()
    }

    fn these(ids: &[&str]) -> Choice {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Choice::These { wanted: set(ids), shown: set(&["news", "events", "mail"]) }
    }

    fn said(all: &[(&str, Said)]) -> Vec<(String, Said)> {
        all.iter().map(|(id, said)| ((*id).to_owned(), *said)).collect()
    }

    #[test]
    fn a_choice_says_what_it_changes_and_nothing_else() {
        use Said::{Confirmed, Withdrawn};
        let table: [Case; 9] = [
            (&[], these(&[]), &[]),
            (&[], these(&["news"]), &[("news", Confirmed)]),
            (&[("news", true)], these(&["news"]), &[]),
            (&[("news", true)], these(&["events"]), &[("news", Withdrawn), ("events", Confirmed)]),
            (&[("mail", false), ("news", false)], these(&["news"]), &[("news", Confirmed), ("mail", Confirmed)]),
            (&[("mail", false), ("news", true)], these(&["news"]), &[("news", Confirmed), ("mail", Confirmed)]),
            (&[("mail", false)], these(&["made-up"]), &[]),
            (&[("news", true)], Choice::Without("news".to_owned()), &[("news", Withdrawn)]),
            (
                &[("phone", true), ("news", false)],
                Choice::Nothing,
                &[("events", Withdrawn), ("mail", Withdrawn), ("news", Withdrawn), ("phone", Withdrawn)],
            ),
        ];
        for (known, choice, expected) in table {
            assert_eq!(changed(&["news", "events"], known, &choice), said(expected), "{known:?} {choice:?}");
        }
        assert_eq!(changed(&["mail"], &[("mail", false)], &these(&["mail"])), said(&[("mail", Confirmed)]));
    }

    #[test]
    fn what_the_page_did_not_ask_is_not_answered() {
        let choice = Choice::These { wanted: ["events".to_owned()].into(), shown: ["news".to_owned()].into() };
        let known = [("events", true), ("news", true)];
        assert_eq!(changed(&["news", "events"], &known, &choice), said(&[("news", Said::Withdrawn)]));
    }

    #[test]
    fn one_click_is_read_from_either_kind_of_form() {
        let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        for body in ["List-Unsubscribe=One-Click", parts] {
            assert_eq!(Choice::read(body.as_bytes(), None), Some(Choice::Nothing), "{body}");
        }
        assert_eq!(Choice::read(b"do=nothing&purpose=news", Some("news")), Some(Choice::Nothing));
        assert_eq!(Choice::read(b"purpose=news", None), None, "nobody pressed a button");
        assert_eq!(Choice::read(b"\xff\xfe", None), None);
    }
}
