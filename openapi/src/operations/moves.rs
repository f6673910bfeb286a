//! The lifecycle: what sales does with leads.

use crate::{
    answers::leads::LeadTold,
    operation::{Section, operation},
    parameter::IDEMPOTENCY_KEY,
    requests::{Contacted, MoveReason, StageMove},
};
use serde_json::json;

pub(super) fn section() -> Section {
    let operations = vec![
        operation("POST leads/<lead>/accept", "acceptLead", "Sales takes a lead")
            .about("An MQL goes on to the next stage in use.")
            .takes(&[&IDEMPOTENCY_KEY])
            .optional_body::<MoveReason>(json!({"note": "Asked for an offer"}))
            .answers::<LeadTold>()
            .refusing(&["unknown-lead", "erased", "not-from-here", "stage-unused"]),
        operation("POST leads/<lead>/reject", "rejectLead", "Sales does not take a lead")
            .about("The reason says whether it is recycled or disqualified. A body without one is refused.")
            .takes(&[&IDEMPOTENCY_KEY])
            .optional_body::<MoveReason>(json!({"reason": "wrong-timing", "note": "Next year"}))
            .answers::<LeadTold>()
            .refusing(&["unknown-lead", "erased", "not-from-here", "reason-needed", "reason-unknown"]),
        operation("POST leads/<lead>/stage", "moveLead", "Move a lead to a stage")
            .about("To any stage the site uses. Going back takes a reason or a note, going aside one of the site's reasons.")
            .takes(&[&IDEMPOTENCY_KEY])
            .body::<StageMove>(json!({"stage": "opportunity"}))
            .answers::<LeadTold>()
            .refusing(&["unknown-lead", "erased", "stage-unused", "reason-needed", "reason-unknown", "reason-leads-elsewhere"]),
        operation("POST leads/<lead>/contact", "noteContact", "Somebody talked to the person, or tried to")
            .optional_body::<Contacted>(json!({"at": "2026-11-23T09:30:00Z"}))
            .answers::<LeadTold>()
            .refusing(&["unknown-lead", "erased"]),
    ];
    Section { tag: "lifecycle", about: "What sales does with leads", operations }
}
