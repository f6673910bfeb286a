//! How sure it is that a browser is a person's.
//!
//! An address that somebody typed, or a page says without proof, is a claim: anybody can type anybody's. A [signature] of the
//! customer's server, or a [link] that was sent to the person, verifies it.
//!
//! [signature]: SigningSecrets
//! [link]: PersonalLink

mod confirm_link;
mod file_link;
mod link;
mod preference_link;
mod signature;

pub use confirm_link::ConfirmLink;
pub use file_link::{FILE_GOOD_FOR, FileLink};
pub use link::{LINK_PARAMETER, LONGEST_DAYS, PersonalLink, take_token, with_token};
pub use preference_link::PreferenceLink;
pub use signature::{LONGEST_AHEAD, MAX_SIGNATURE, SIGNATURE_TRAIT, Signature, SigningSecrets, signed_text};

use serde::{Deserialize, Serialize};

/// How sure it is that a browser is a person's. Of two that are known of the same browser and person the greater holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Bond {
    /// Somebody in it said so.
    #[default]
    Claimed,
    /// It was proven.
    Verified,
}

impl Bond {
    /// Whether nothing is proven.
    pub fn is_claimed(&self) -> bool {
        *self == Self::Claimed
    }
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// Nobody with the key made it for this: damaged, of another person, of another site, or of a key that is gone.
    Wrong,
    /// It was good once.
    Expired,
}
