//! The passport's backup: a cookie that only the edge reads, where the edge lives on the page's own origin.
//!
//! The copy in the page's storage is the authority: of two answers to one cookie the later wins, also when it carries the
//! older state. The backup is for when that storage is gone, which some browsers see to after a week.

use super::LIFETIME;
use alloc::{format, string::String};

/// The cookie of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    name: String,
    path: String,
}

impl Backup {
    /// The cookie of `site`, where everything of ours lives under `prefix`.
    pub fn of(site: &str, prefix: &str) -> Self {
        Self { name: format!("__Secure-ll-{site}"), path: format!("/{prefix}/") }
    }

    /// The passport in a `Cookie` header.
    ///
    /// ```
    /// # use leadline_domain::visit::Backup;
    /// let backup = Backup::of("demo", "ll");
    /// assert_eq!(backup.shown("a=b; __Secure-ll-demo=ll1.x"), Some("ll1.x"));
    /// ```
    pub fn shown<'a>(&self, header: &'a str) -> Option<&'a str> {
        let mut cookies = header.split(';').filter_map(|cookie| cookie.trim().split_once('='));
        cookies.find(|(name, _)| *name == self.name).map(|(_, token)| token).filter(|token| !token.is_empty())
    }

    /// The `Set-Cookie` that keeps a passport for as long as it is good.
    pub fn keeping(&self, token: &str) -> String {
        self.set(token, u32::from(LIFETIME) * 86_400)
    }

    /// The `Set-Cookie` that takes it away.
    pub fn expiring(&self) -> String {
        self.set("", 0)
    }

    fn set(&self, value: &str, seconds: u32) -> String {
        let Self { name, path } = self;
        format!("{name}={value}; Path={path}; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_for_thirteen_months_and_taken_away_at_once() {
        let backup = Backup::of("demo", "ll");
        let rest = "Path=/ll/; Secure; HttpOnly; SameSite=Lax";
        assert_eq!(backup.keeping("ll1.x"), format!("__Secure-ll-demo=ll1.x; {rest}; Max-Age=34128000"));
        assert_eq!(backup.expiring(), format!("__Secure-ll-demo=; {rest}; Max-Age=0"));
    }

    #[test]
    fn only_the_site_s_own_cookie_is_looked_at() {
        let backup = Backup::of("demo", "ll");
        for header in ["", "x", "__Secure-ll-demo", "__Secure-ll-demo=", "__Secure-ll-demo2=ll1.x", "ll-demo=ll1.x;;"] {
            assert_eq!(backup.shown(header), None, "{header}");
        }
    }
}
