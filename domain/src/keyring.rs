//! The keys of passports: sealed with the newest, opened with any.
//!
//! Only passports rotate. A ticket lives for as long as a page is open, and a lead's key names the lead for ever.

use crate::secret::{Key, Purpose, RootSecret, SecretTooShort};
use alloc::{borrow::ToOwned, vec::Vec};

/// The root secrets behind passports, newest first. The deployment's root secret is the oldest of them: without a list
/// it is the only one.
#[derive(Clone, Debug)]
pub struct PassportSecrets {
    newest: RootSecret,
    older: Vec<RootSecret>,
}

impl PassportSecrets {
    /// Reads a list: root secrets, newest first, with white space between; it may be empty.
    ///
    /// ```
    /// # use leadline_domain::{keyring::PassportSecrets, secret::RootSecret};
    /// let root = RootSecret::new("r".repeat(32)).unwrap();
    /// let secrets = PassportSecrets::read(&"n".repeat(32), &root).unwrap();
    /// assert_eq!(secrets.keyring("demo").all().count(), 2);
    /// ```
    pub fn read(listed: &str, root: &RootSecret) -> Result<Self, SecretTooShort> {
        let mut secrets = listed.split_whitespace().map(|secret| RootSecret::new(secret.to_owned()));
        let Some(newest) = secrets.next().transpose()? else {
            return Ok(Self { newest: root.clone(), older: Vec::new() });
        };
        let mut older = secrets.collect::<Result<Vec<_>, _>>()?;
        older.push(root.clone());
        Ok(Self { newest, older })
    }

    /// The keys of a site's passports.
    pub fn keyring(&self, site: &str) -> Keyring {
        let key = |secret: &RootSecret| secret.key(site, Purpose::Passport);
        Keyring { newest: key(&self.newest), older: self.older.iter().map(key).collect() }
    }
}

/// The keys of one site's passports.
#[derive(Clone, Debug)]
pub struct Keyring {
    newest: Key,
    older: Vec<Key>,
}

impl Keyring {
    /// The key that seals.
    pub const fn newest(&self) -> &Key {
        &self.newest
    }

    /// The keys that open, newest first.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        core::iter::once(&self.newest).chain(&self.older)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_in_the_list_is_refused() {
        let root = RootSecret::new("r".repeat(32)).unwrap();
        let listed = ["n".repeat(32), "short".to_owned()].join(" ");
        assert_eq!(PassportSecrets::read(&listed, &root).unwrap_err(), SecretTooShort);
        assert!(PassportSecrets::read(" \n", &root).is_ok());
    }
}
