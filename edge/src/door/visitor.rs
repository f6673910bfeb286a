//! What a request lets us know, and keep, of its visitor.

use super::{header, is_from_here, own_origin, sender::Sender};
use crate::{desk::Desk, reply::Asker};
use leadline_domain::{geo::Place, site::Site, visit::Backup, wire::Consent};
use worker::{Cf, Request};

/// The visitor a request comes from.
pub(super) struct Visitor {
    /// What may be kept.
    pub(super) consent: Consent,
    /// Whether the browser refuses for all sites (Global Privacy Control).
    pub(super) gpc: bool,
    /// The edge's own origin, as the visitor's browser has it.
    pub(super) edge: String,
    /// What the request says of whoever sent it.
    pub(super) sender: Sender,
    /// Where the visitor is, as far as the platform says.
    pub(super) place: Place,
    /// Where the edge lives on the page's own origin: only there is the cookie ours to set, and only there is it sent.
    backup: Option<Backup>,
    /// The passport the cookie brought.
    brought: Option<String>,
}

impl Visitor {
    /// Looks at a request in which the page said this about consent; the browser may say more.
    pub(super) fn of(request: &Request, asker: &Asker, desk: &Desk, site: &Site, said: Consent) -> Self {
        let backup = is_from_here(request, asker).then(|| Backup::of(&site.id, &desk.config.prefix));
        Self::with_backup(request, backup, site, said)
    }

    fn with_backup(request: &Request, backup: Option<Backup>, site: &Site, said: Consent) -> Self {
        let brought = backup.as_ref().and_then(|backup| {
            let cookies = header(request, "Cookie")?;
            backup.shown(&cookies).map(ToOwned::to_owned)
        });
        let gpc = header(request, "Sec-GPC");
        Self {
            consent: said.with_gpc(gpc.as_deref(), site),
            gpc: gpc.as_deref() == Some("1"),
            edge: own_origin(request),
            sender: Sender::of(request),
            place: place(request),
            backup,
            brought,
        }
    }

    /// Looks at a request for a page of ours: there the cookie is the page's own, and browsers name no origin.
    pub(super) fn of_page(request: &Request, desk: &Desk, site: &Site) -> Self {
        Self::with_backup(request, Some(Backup::of(&site.id, &desk.config.prefix)), site, Consent::Given)
    }

    /// The passport to go by: the page's own, or else the cookie's; none where nothing may be kept.
    pub(super) fn passport<'a>(&'a self, sent: Option<&'a str>) -> Option<&'a str> {
        sent.or(self.brought.as_deref()).filter(|_| self.consent.keeps_state())
    }

    /// What to set the cookie to, after an answer with this passport.
    pub(super) fn cookie(&self, answered: Option<&str>) -> Option<String> {
        let backup = self.backup.as_ref()?;
        match (self.consent, answered) {
            (Consent::Withdrawn, _) => Some(backup.expiring()),
            (Consent::Given, Some(passport)) => Some(backup.keeping(passport)),
            _ => None,
        }
    }

    /// The same for a page without script: it asked nobody whether something may be stored, so nothing new is.
    pub(super) fn cookie_of_page(&self, answered: Option<&str>) -> Option<String> {
        self.cookie(answered.filter(|_| self.brought.is_some()))
    }
}

fn place(request: &Request) -> Place {
    let said = |word: fn(&Cf) -> Option<String>| request.cf().and_then(word).unwrap_or_default();
    Place::of(&said(Cf::country), &said(Cf::region_code))
}
