//! Leads: found, looked at, changed, merged, erased.

use crate::{
    answers::{
        leads::{
            BrowserDetached, ErasureProof, Erasures, LeadPage, LeadShown, LeadTold, LeadsMerged, PersonalLink,
            PreferenceLink, QuarantinePage, SubmissionDiscarded, SubmissionPage, SubmissionReleased,
        },
        person::PersonExport,
    },
    operation::{Section, operation},
    parameter::{CURSOR, FORM, FORMAT, LIMIT, OF_LEAD},
    requests::{BrowserToDetach, ErasureByAddress, LeadPatch, LeadsToMerge, LinkWish, PreferenceLinkWish},
};
use leadline_domain::lead::Query;
use serde_json::json;

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET leads", "listLeads", "List leads")
            .about(
                "Newest change first, with the scores they have today. A lead that changes while pages are turned moves to the \
                 front; every other one is shown once.",
            )
            .takes(&[&LIMIT, &CURSOR, &FORMAT])
            .answers::<LeadPage>()
            .table_answered()
            .refusing(&["parameter-invalid"]),
        operation("POST leads/search", "searchLeads", "Search leads")
            .about(
                "All that is said has to hold; nothing said is everybody. A page may hold fewer than `limit`, even none, and go \
                 on: as long as there is a `next`, there may be more.",
            )
            .takes(&[&LIMIT, &CURSOR, &FORMAT])
            .body::<Query>(json!({"stage": ["mql", "sal"], "score_at_least": 65, "text": "example.com"}))
            .answers::<LeadPage>()
            .table_answered()
            .refusing(&["parameter-invalid"]),
        operation("GET leads/<lead>", "showLead", "Show a lead with its history")
            .answers::<LeadShown>()
            .refusing(&["unknown-lead", "erased"]),
        operation("PATCH leads/<lead>", "changeLead", "Change fields, labels, owner and consents")
            .about("The newest word wins, field by field. `change` of the answer is `updated`, or `none` if all of it was known.")
            .body::<LeadPatch>(json!({"fields": {"company": "Example"}, "tags": {"vip": true}, "owner": "ada"}))
            .answers::<LeadTold>()
            .refusing(&["unknown-lead", "erased"]),
        operation("DELETE leads/<lead>", "eraseLead", "Erase a person")
            .about(
                "Removes the record, what led to it, submissions, events that wait and dead letters, in every shard. What is left \
                 says nobody. Safe to send again: it answers the proof again.",
            )
            .answers::<ErasureProof>()
            .refusing(&["unknown-lead"]),
        operation("POST leads/erase", "eraseByAddress", "Erase whoever has an address")
            .about("The same by address, as an address never stands in a URL.")
            .body::<ErasureByAddress>(json!({"email": "ada@example.com"}))
            .answers::<Erasures>()
            .refusing(&["unknown-lead"]),
        operation("POST leads/merge", "mergeLeads", "Make one lead of two")
            .about("The one that was there first stays, and the other's id leads to it. Safe to send again.")
            .body::<LeadsToMerge>(json!({"leads": ["lead_00AAAAAAAAAAAAAAAAAAAAAA", "lead_03AAAAAAAAAAAAAAAAAAAAAA"]}))
            .answers::<LeadsMerged>()
            .refusing(&["unknown-lead", "erased"]),
        operation("POST leads/<lead>/detach", "detachBrowser", "Take a browser from a lead")
            .about("It was somebody else's: what it did counts for nothing, and whoever uses it next is somebody new.")
            .body::<BrowserToDetach>(json!({"visitor": "vis_AAAAAAAAAAAAAAAAAAAAAA"}))
            .answers::<BrowserDetached>()
            .refusing(&["unknown-lead", "unknown-browser", "erased"]),
        operation("POST leads/<lead>/link", "makeLink", "Make a link for one person")
            .about("To a page of the site's own. Whoever follows it is taken for the person: send it to nobody else.")
            .body::<LinkWish>(json!({"to": "https://www.example.com/offer", "ttl_days": 30}))
            .answers::<PersonalLink>()
            .refusing(&["unknown-lead", "erased"]),
        operation("POST leads/<lead>/preferences", "makePreferenceLink", "Make a link to a person's preferences")
            .about("What the person may be written to about, for the mails that are sent to them. Send it to nobody else.")
            .optional_body::<PreferenceLinkWish>(json!({"purpose": "events"}))
            .answers::<PreferenceLink>()
            .refusing(&["unknown-lead", "erased"]),
        operation("GET leads/<lead>/export", "exportPerson", "Export everything that is kept of a person")
            .about("For whoever asks what is known of them.")
            .answers::<PersonExport>()
            .refusing(&["unknown-lead", "erased"]),
        operation("GET submissions", "listSubmissions", "List the forms that were sent")
            .about("Newest first. What was typed is in the lead.")
            .takes(&[&LIMIT, &CURSOR, &FORM, &OF_LEAD])
            .answers::<SubmissionPage>()
            .refusing(&["parameter-invalid", "unknown-lead", "erased"]),
        operation("GET quarantine", "listQuarantine", "List submissions that are held back")
            .about("Newest first, with why. Whoever sent them is suspected, and nobody was made a lead by them.")
            .takes(&[&LIMIT, &CURSOR])
            .answers::<QuarantinePage>()
            .refusing(&["parameter-invalid"]),
        operation("POST quarantine/<submission>/release", "releaseSubmission", "Take a submission after all")
            .about("As of when it came in, under its own id; all events follow. Safe to send again.")
            .answers::<SubmissionReleased>()
            .refusing(&["unknown-submission", "erased"]),
        operation("DELETE quarantine/<submission>", "discardSubmission", "Remove a submission that is held back")
            .answers::<SubmissionDiscarded>()
            .refusing(&["unknown-submission"]),
    ];
    Section { tag: "leads", about: "Who is known, and what is known of them", operations }
}
