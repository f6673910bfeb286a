//! What is true of a person.

use super::{Came, Person, Range, ValueTest};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// What kind of address a lead has. A competitor's is a business address, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    /// A mailbox anybody can have.
    Free,
    /// A company's.
    Business,
    /// A mailbox made to be thrown away.
    Disposable,
    /// One of the domains under `competitors`.
    Competitor,
}

/// What somebody can consent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentPurpose {
    /// To be recognised: a browser that may keep a visitor's state is known to be theirs.
    Tracking,
}

/// What is added up of a person, over all browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Sessions begun.
    Sessions,
    /// Pages seen.
    Views,
    /// Whole engaged minutes.
    EngagedMinutes,
    /// Submissions taken.
    Submissions,
    /// Contacts of the same organisation that were heard of lately, this one among them; up to
    /// [`crate::account::MOST_TOLD`].
    ActiveContacts,
}

/// Something that is true of a person or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// What the address is.
    Mail(MailKind),
    /// A field's value passes.
    Field(String, ValueTest),
    /// The company is at one of these registrable domains.
    Account(Vec<String>),
    /// The visitor is in one of these countries, ISO 3166-1 in capitals.
    Country(Vec<String>),
    /// The visitor is in one of these parts of a country, ISO 3166-2: `US-TX`.
    Region(Vec<String>),
    /// What was consented to.
    Consent(ConsentPurpose),
    /// Something added up is in this range.
    Total(Total, Range),
    /// Where the person came from.
    Came(Came),
}

impl Truth {
    /// Whether a submission alone tells it: who answered what, and from where.
    pub const fn is_of_submission(&self) -> bool {
        match self {
            Self::Mail(_) | Self::Field(..) | Self::Account(_) | Self::Country(_) | Self::Region(_) => true,
            Self::Consent(_) | Self::Total(..) | Self::Came(_) => false,
        }
    }

    /// Whether it is true of a person. What is not known is not true.
    pub fn holds(&self, person: &Person<'_>) -> bool {
        match self {
            Self::Mail(MailKind::Competitor) => person.competitor,
            Self::Mail(kind) => person.mail == Some(*kind),
            Self::Field(name, test) => test.passes(person.fields.value(name)),
            Self::Account(domains) => {
                person.account.as_deref().is_some_and(|account| domains.iter().any(|domain| domain == account))
            }
            Self::Country(codes) => person.country.is_some_and(|country| codes.iter().any(|code| code == country)),
            Self::Region(codes) => {
                let place = person.country.zip(person.region);
                place.is_some() && codes.iter().any(|code| code.split_once('-') == place)
            }
            Self::Consent(ConsentPurpose::Tracking) => person.tracked,
            Self::Total(total, range) => range.has(f64::from(person.totals.of(*total))),
            Self::Came(came) => came.is_so(&person.touches),
        }
    }
}
