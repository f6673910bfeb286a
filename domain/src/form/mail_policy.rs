//! Which addresses a form takes.

use super::Fault;
use crate::email::{Email, Kind};
use serde::{Deserialize, Serialize};

/// Which addresses a form takes. The edge judges, for the lists are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailPolicy {
    /// Any.
    #[default]
    Any,
    /// None that were made to be thrown away.
    NoDisposable,
    /// Those of companies.
    BusinessOnly,
}

impl MailPolicy {
    /// Judges an address.
    pub fn judge(self, email: &Email) -> Result<(), Fault> {
        match (self, email.kind()) {
            (Self::Any, _) | (_, Kind::Business) | (Self::NoDisposable, Kind::Free) => Ok(()),
            (_, Kind::Disposable) => Err(Fault::DisposableMail),
            (Self::BusinessOnly, Kind::Free) => Err(Fault::PrivateMail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_takes_what_it_says() {
        let judged = |policy: MailPolicy, address: &str| policy.judge(&Email::parse(address).unwrap());
        let (business, free, disposable) = ("ada@example.com", "ada@gmail.com", "ada@mailinator.com");
        for policy in [MailPolicy::Any, MailPolicy::NoDisposable, MailPolicy::BusinessOnly] {
            assert_eq!(judged(policy, business), Ok(()), "{policy:?}");
        }
        assert_eq!((judged(MailPolicy::Any, free), judged(MailPolicy::Any, disposable)), (Ok(()), Ok(())));
        assert_eq!(judged(MailPolicy::NoDisposable, free), Ok(()));
        assert_eq!(judged(MailPolicy::NoDisposable, disposable), Err(Fault::DisposableMail));
        assert_eq!(judged(MailPolicy::BusinessOnly, free), Err(Fault::PrivateMail));
        assert_eq!(judged(MailPolicy::BusinessOnly, disposable), Err(Fault::DisposableMail));
    }
}
