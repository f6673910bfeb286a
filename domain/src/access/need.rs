//! What each route takes, and what it changes.
//!
//! The matches are exhaustive on purpose: whoever adds a route says here who may use it, and whether the trail tells of it.
//! The table of docs/api.md is held against them by the tests below.

use super::Role;
use crate::{
    id::{LeadId, SubmissionId},
    lead::delivery::DeadLetterId,
    route::Route,
    trail::{Object, Verb},
};

/// What a route changes, and who writes that down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it only reads.
    Nothing,
    /// This, which is written down before anything else is done; the object is what the path names, if it names one.
    Noted {
        /// What is done.
        verb: Verb,
        /// To what.
        object: Option<Object>,
    },
    /// This, which the route's own door writes down: its body says to what, or it is written in one transaction with the
    /// change.
    ByDoor(Verb),
}

impl Route<'_> {
    /// The role a route takes; none if it is open to everybody.
    pub const fn needs(&self) -> Option<Role> {
        match self {
            Self::Health
            | Self::ApiDocument
            | Self::Preflight
            | Self::Batch { .. }
            | Self::Preferences { .. }
            | Self::Prefer { .. }
            | Self::Confirmation { .. }
            | Self::Confirm { .. }
            | Self::File { .. }
            | Self::OpenForm { .. }
            | Self::OpenFor { .. }
            | Self::Submit { .. }
            | Self::Begin { .. }
            | Self::Page { .. }
            | Self::SubmitPage { .. } => None,
            Self::Leads
            | Self::SearchLeads
            | Self::Lead { .. }
            | Self::Account { .. }
            | Self::Accounts
            | Self::Submissions
            | Self::Quarantine
            | Self::Status
            | Self::Counters
            | Self::Rescoring
            | Self::Sinks
            | Self::DeadLetters
            | Self::DeadLetter { .. }
            | Self::SiteVersion { .. } => Some(Role::Read),
            Self::PatchLead { .. }
            | Self::PatchAccount { .. }
            | Self::AcceptLead { .. }
            | Self::RejectLead { .. }
            | Self::MoveLead { .. }
            | Self::ContactLead { .. }
            | Self::MergeLeads
            | Self::DetachBrowser { .. }
            | Self::MakeLink { .. }
            | Self::MakePreferenceLink { .. }
            | Self::Import
            | Self::TestSink { .. }
            | Self::ReplayAll
            | Self::Replay { .. }
            | Self::Release { .. }
            | Self::Discard { .. } => Some(Role::Write),
            // What can't be taken back, everybody at once, and what others may do. A version holds the addresses of sinks,
            // which of some services are all that it takes to write there.
            Self::EraseLead { .. }
            | Self::EraseByAddress
            | Self::Export
            | Self::ExportLead { .. }
            | Self::Rescore
            | Self::Publish { .. }
            | Self::PutFile { .. }
            | Self::Versions { .. }
            | Self::Version { .. }
            | Self::Restore { .. }
            | Self::Diff { .. }
            | Self::Tokens
            | Self::CreateToken
            | Self::RevokeToken { .. }
            | Self::RotateToken { .. }
            | Self::Audit => Some(Role::Admin),
        }
    }

    /// Whether a caller may name the request, so that it is answered again as it was when it is sent again. Moves remember their
    /// names themselves, with the lead; the others left out may come as often as they like, and what they answer tells how far
    /// that is by now.
    pub fn may_be_named(&self) -> bool {
        let needs_no_name = matches!(
            self,
            Self::AcceptLead { .. }
                | Self::RejectLead { .. }
                | Self::MoveLead { .. }
                | Self::EraseLead { .. }
                | Self::EraseByAddress
                | Self::MergeLeads
                | Self::ReplayAll
                | Self::Replay { .. }
                | Self::Rescore
                | Self::PutFile { .. }
                | Self::Import
        );
        !needs_no_name && self.change() != Change::Nothing
    }

    /// What it changes.
    pub fn change(&self) -> Change {
        let noted = |verb, object| Change::Noted { verb, object };
        match self {
            Self::Health
            | Self::ApiDocument
            | Self::Preflight
            | Self::Batch { .. }
            | Self::Preferences { .. }
            | Self::Prefer { .. }
            | Self::Confirmation { .. }
            | Self::Confirm { .. }
            | Self::File { .. }
            | Self::OpenForm { .. }
            | Self::OpenFor { .. }
            | Self::Submit { .. }
            | Self::Begin { .. }
            | Self::Page { .. }
            | Self::SubmitPage { .. }
            | Self::Leads
            | Self::SearchLeads
            | Self::Lead { .. }
            | Self::Export
            | Self::ExportLead { .. }
            | Self::Account { .. }
            | Self::Accounts
            | Self::Submissions
            | Self::Quarantine
            | Self::Status
            | Self::Counters
            | Self::Rescoring
            | Self::Sinks
            | Self::DeadLetters
            | Self::DeadLetter { .. }
            | Self::SiteVersion { .. }
            | Self::Versions { .. }
            | Self::Version { .. }
            | Self::Diff { .. }
            | Self::Tokens
            | Self::Audit => Change::Nothing,
            Self::PatchLead { lead } => noted(Verb::LeadChanged, of_lead(lead)),
            Self::AcceptLead { lead } => noted(Verb::LeadAccepted, of_lead(lead)),
            Self::RejectLead { lead } => noted(Verb::LeadRejected, of_lead(lead)),
            Self::MoveLead { lead } => noted(Verb::LeadMoved, of_lead(lead)),
            Self::ContactLead { lead } => noted(Verb::LeadContacted, of_lead(lead)),
            Self::EraseLead { lead } => noted(Verb::LeadErased, of_lead(lead)),
            Self::EraseByAddress => noted(Verb::LeadErased, None),
            Self::DetachBrowser { lead } => noted(Verb::BrowserDetached, of_lead(lead)),
            Self::MakeLink { lead } | Self::MakePreferenceLink { lead } => noted(Verb::LinkMade, of_lead(lead)),
            Self::Rescore => noted(Verb::RescoringBegun, None),
            Self::TestSink { sink } => noted(Verb::SinkTested, Object::sink(sink)),
            Self::ReplayAll => noted(Verb::LettersReplayed, None),
            Self::Replay { letter } => {
                noted(Verb::LettersReplayed, DeadLetterId::parse(letter).ok().map(|id| Object::letter(&id)))
            }
            Self::Release { submission } => noted(Verb::SubmissionReleased, of_submission(submission)),
            Self::Discard { submission } => noted(Verb::SubmissionDiscarded, of_submission(submission)),
            Self::MergeLeads => Change::ByDoor(Verb::LeadsMerged),
            Self::PatchAccount { .. } => Change::ByDoor(Verb::AccountAssigned),
            Self::Import => Change::ByDoor(Verb::LeadsImported),
            Self::Publish { .. } => Change::ByDoor(Verb::SitePublished),
            // The first files come before the site.
            Self::PutFile { .. } => Change::ByDoor(Verb::FileStored),
            Self::Restore { .. } => Change::ByDoor(Verb::SiteRestored),
            Self::CreateToken => Change::ByDoor(Verb::TokenCreated),
            Self::RevokeToken { .. } => Change::ByDoor(Verb::TokenRevoked),
            Self::RotateToken { .. } => Change::ByDoor(Verb::TokenRotated),
        }
    }

    /// The site that the path of an API request names; others name it as a parameter.
    pub const fn named_site(&self) -> Option<&str> {
        match self {
            Self::SiteVersion { site }
            | Self::Publish { site }
            | Self::PutFile { site, .. }
            | Self::Versions { site }
            | Self::Version { site, .. }
            | Self::Restore { site, .. }
            | Self::Diff { site } => Some(site),
            _ => None,
        }
    }
}

fn of_submission(submission: &str) -> Option<Object> {
    SubmissionId::parse(submission).ok().map(|submission| Object::submission(&submission))
}

fn of_lead(lead: &str) -> Option<Object> {
    LeadId::parse(lead).ok().map(|lead| Object::lead(&lead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Method;
    use alloc::{
        borrow::ToOwned,
        collections::{BTreeMap, BTreeSet},
        format,
        string::{String, ToString},
        vec::Vec,
    };

    const METHODS: [(&str, Method); 5] = [
        ("GET", Method::Get),
        ("POST", Method::Post),
        ("PUT", Method::Put),
        ("PATCH", Method::Patch),
        ("DELETE", Method::Delete),
    ];

    /// The patterns of the API as `route.rs` has them, `<…>` where anything may stand.
    fn patterns() -> Vec<String> {
        let source = include_str!("../route.rs");
        let lines = source.split("[\"api\", \"v1\", ").skip(1);
        let part = |part: &str| {
            let part = part.trim();
            part.strip_prefix('"').map_or_else(|| format!("<{part}>"), |word| word.trim_end_matches('"').to_owned())
        };
        let pattern = |line: &str| line.split(']').next().unwrap().split(',').map(part).collect::<Vec<_>>().join("/");
        lines.map(pattern).collect()
    }

    /// Every route of the API: method, pattern, role. Found by trying every method on every pattern.
    fn routes() -> BTreeSet<(String, String, &'static str)> {
        let mut routes = BTreeSet::new();
        for pattern in patterns() {
            let path = format!("/ll/api/v1/{}", pattern.replace(['<', '>'], ""));
            for (name, method) in METHODS {
                if let Ok(route) = Route::parse("ll", method, &path) {
                    let role = route.needs().unwrap_or_else(|| panic!("{name} {pattern} is open to everybody"));
                    routes.insert((name.to_owned(), pattern.clone(), role.name()));
                }
            }
        }
        routes
    }

    /// The table of docs/api.md: method and path, role, verb.
    fn documented() -> BTreeMap<(String, String, &'static str), String> {
        let mut rows = BTreeMap::new();
        for line in include_str!("../../../docs/api.md").lines() {
            let cells: Vec<&str> = line.split('|').map(|cell| cell.trim_matches(['`', ' '])).collect();
            let Some((method, path)) = cells.get(1).and_then(|cell| cell.split_once(" api/v1/")) else { continue };
            let role = Role::ALL.into_iter().find(|role| role.name() == cells[2]).unwrap();
            let row = (method.to_owned(), path.to_owned(), role.name());
            assert_eq!(rows.insert(row, cells[3].to_owned()), None, "{line}");
        }
        rows
    }

    #[test]
    fn the_documented_table_is_every_route_with_its_role() {
        let documented = documented();
        assert_eq!(documented.keys().cloned().collect::<BTreeSet<_>>(), routes());
        assert!(documented.len() >= 30, "the table was not read");
    }

    #[test]
    fn the_documented_verbs_are_those_of_the_trail_and_reading_has_none() {
        for ((method, pattern, _), verb) in documented() {
            let path = format!("/ll/api/v1/{}", pattern.replace(['<', '>'], ""));
            let route = Route::parse("ll", Method::parse(&method), &path).unwrap();
            let written = match route.change() {
                Change::Nothing => "",
                Change::Noted { verb, .. } | Change::ByDoor(verb) => verb.name(),
            };
            assert_eq!(verb, written, "{method} {pattern}");
            // What is searched stands in a body.
            let reads = method == "GET" || pattern == "leads/search";
            assert_eq!(written.is_empty(), reads, "{method} {pattern}");
        }
    }

    #[test]
    fn what_is_written_down_of_a_path_is_an_id_or_nothing() {
        let noted = |method, path: &str| match Route::parse("ll", method, path).unwrap().change() {
            Change::Noted { object, .. } => object.map(|object| object.as_str().to_owned()),
            other => panic!("{other:?}"),
        };
        let lead = LeadId::new(1, &[1; 16]);
        assert_eq!(noted(Method::Delete, &format!("/ll/api/v1/leads/{lead}")), Some(lead.to_string()));
        assert_eq!(noted(Method::Post, "/ll/api/v1/sinks/crm/test"), Some("crm".to_owned()));
        for (method, path) in [
            (Method::Delete, "leads/ada@example.com"),
            (Method::Post, "leads/ada@example.com/link"),
            (Method::Post, "sinks/ada@example.com/test"),
            (Method::Post, "dead-letters/ada@example.com/replay"),
            (Method::Delete, "quarantine/ada@example.com"),
        ] {
            assert_eq!(noted(method, &format!("/ll/api/v1/{path}")), None, "{path}");
        }
    }

    #[test]
    fn what_changes_something_may_be_named_unless_it_needs_no_name() {
        let parse = |method, path| Route::parse("ll", method, path).unwrap().may_be_named();
        assert!(parse(Method::Post, "/ll/api/v1/tokens") && parse(Method::Delete, "/ll/api/v1/tokens/x"));
        assert!(!parse(Method::Post, "/ll/api/v1/leads/merge") && !parse(Method::Delete, "/ll/api/v1/leads/x"));
        assert!(!parse(Method::Get, "/ll/api/v1/tokens") && !parse(Method::Post, "/ll/api/v1/leads/search"));
        assert!(!parse(Method::Post, "/ll/api/v1/leads/x/accept") && !parse(Method::Post, "/ll/api/v1/import"));
    }

    #[test]
    fn only_what_a_path_names_is_a_site() {
        let parse = |method, path| Route::parse("ll", method, path).unwrap();
        assert_eq!(parse(Method::Put, "/ll/api/v1/sites/demo").named_site(), Some("demo"));
        assert_eq!(parse(Method::Get, "/ll/api/v1/leads").named_site(), None);
    }
}
