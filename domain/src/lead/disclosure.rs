//! Everything that is kept of one person, for whoever has a right to know.
//!
//! After merges it lies in several shards, under every id that the lead had. Each shard hands over what it has; here it becomes
//! one document.

use super::{
    Abandoned, Event, Held, HeldView, LeadDetail, OutboxRow, Pending, TakenSubmission,
    delivery::{Ledger, Standing},
};
use crate::id::LeadId;
use alloc::{collections::BTreeSet, string::String, vec::Vec};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What one shard has of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Records as they are kept: the lead's, and those that are on their way into it.
    pub records: Vec<Value>,
    /// Submissions, and what was said through `identify`, as they are remembered.
    pub submissions: Vec<TakenSubmission>,
    /// What waits to be told, or was given up, with what each sink has of it.
    pub rows: Vec<(OutboxRow, Ledger)>,
    /// Submissions of the person's addresses that are held back.
    #[serde(default)]
    pub held: Vec<Held>,
    /// Forms that were begun with one of the addresses and not sent.
    #[serde(default)]
    pub pending: Vec<Pending>,
}

/// Everything that the shards of a site have of a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Person"))]
pub struct Disclosure {
    /// The lead as people see it.
    pub lead: LeadDetail,
    /// Every id it has or had.
    pub ids: BTreeSet<LeadId>,
    /// Records as they are kept.
    pub records: Vec<Value>,
    /// What was sent and said, the oldest first.
    pub submissions: Vec<Sent>,
    /// What was sent and is held back, because whoever sent it is suspected.
    pub held: Vec<HeldView>,
    /// What was begun and not sent.
    pub begun: Vec<Abandoned>,
    /// What waits to be told.
    pub waiting: Vec<Untold>,
    /// What was given up telling somebody.
    pub dead_letters: Vec<Untold>,
}

/// Something that was sent or said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PersonSubmission"))]
pub struct Sent {
    /// RFC 3339, UTC.
    pub at: String,
    /// The submission's id.
    pub id: String,
    /// The lead's id at that time.
    pub lead: LeadId,
    /// Which form; nothing where a site said who its visitor is.
    pub form: Option<String>,
    /// A hash of what was typed.
    pub answers_hash: String,
}

/// Events that not everybody has who wants them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Untold {
    /// The events.
    pub events: Vec<Event>,
    /// What each sink has of them.
    pub deliveries: Ledger,
}

/// Every id under which something of a lead may be kept.
pub fn ids(lead: &LeadDetail) -> BTreeSet<LeadId> {
    lead.lead.merged.iter().chain([&lead.lead.id]).cloned().collect()
}

impl Disclosure {
    /// Puts together what the shards have.
    pub fn gather(lead: LeadDetail, traces: Vec<Trace>) -> Self {
        let ids = ids(&lead);
        let others = others(&lead, &traces);
        let lead = without_others(lead, &others);
        let (mut records, mut submissions, mut waiting, mut dead_letters) =
            <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
        let (mut held, mut begun) = (Vec::new(), Vec::new());
        for trace in traces {
            held.extend(trace.held.iter().map(Held::view));
            begun.extend(trace.pending.iter().filter_map(Pending::told));
            records.extend(trace.records.into_iter().map(|record| without(record, &others)));
            submissions.extend(trace.submissions);
            for (row, deliveries) in trace.rows {
                let is_dead = deliveries.0.iter().any(|delivery| matches!(delivery.standing, Standing::Dead { .. }));
                let untold = Untold { events: row.events, deliveries };
                if is_dead { dead_letters.push(untold) } else { waiting.push(untold) }
            }
        }
        submissions.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        // One that was corrected after a merge is remembered where it was sent first, too.
        let mut known = BTreeSet::new();
        submissions.retain(|taken| known.insert(taken.id.clone()));
        let submissions = submissions.into_iter().map(Sent::from).collect();
        Self { lead, ids, records, submissions, held, begun, waiting, dead_letters }
    }
}

/// Browsers that turned out to be somebody else's.
fn others(lead: &LeadDetail, traces: &[Trace]) -> BTreeSet<String> {
    let shown =
        lead.browsers.iter().filter(|browser| browser.detached).map(|browser| String::from(browser.visitor.as_str()));
    let records = traces.iter().flat_map(|trace| &trace.records);
    let listed = records.filter_map(|record| record.pointer("/profile/browsers/detached")?.as_array()).flatten();
    shown.chain(listed.filter_map(Value::as_str).map(String::from)).collect()
}

fn without_others(mut lead: LeadDetail, others: &BTreeSet<String>) -> LeadDetail {
    lead.browsers.retain(|browser| !others.contains(browser.visitor.as_str()));
    lead.diary.retain(|line| line.visitor.as_ref().is_none_or(|visitor| !others.contains(visitor.as_str())));
    lead
}

/// A record without what belongs to others, wherever a release has put it.
fn without(record: Value, others: &BTreeSet<String>) -> Value {
    let is_theirs = |value: &Value| {
        let visitor = if value.is_object() { &value["visitor"] } else { value };
        visitor.as_str().is_some_and(|visitor| others.contains(visitor))
    };
    match record {
        Value::Array(list) => {
            list.into_iter().filter(|value| !is_theirs(value)).map(|value| without(value, others)).collect()
        }
        Value::Object(keys) => {
            let kept = keys.into_iter().filter(|(key, _)| !others.contains(key));
            kept.map(|(key, value)| (key, without(value, others))).collect()
        }
        other => other,
    }
}

impl From<TakenSubmission> for Sent {
    fn from(taken: TakenSubmission) -> Self {
        let TakenSubmission { id, answers_hash, lead, form, at } = taken;
        Self { at: at.rfc3339(), id: id.into(), lead, form: Some(form).filter(|form| !form.is_empty()), answers_hash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{SubmissionId, VisitorId},
        lead::{
            DiaryLine, announcement,
            delivery::{Delivery, Try, Why},
        },
        silence::{Heard, Hour},
        sink,
        time::Millis,
    };
    use alloc::format;
    use serde_json::json;

    fn detail() -> LeadDetail {
        let mut told = sink::example("demo", "AAAA", "2026-11-22T09:00:00Z")["data"].take();
        told["merged"] = json!([LeadId::new(3, &[3; 16])]);
        for list in ["addresses", "browsers", "diary"] {
            told[list] = json!([]);
        }
        told["history"] = json!({});
        serde_json::from_value(told).unwrap()
    }

    fn taken(at: i64, form: &str) -> TakenSubmission {
        let id = SubmissionId::from_entropy(&[u8::try_from(at).unwrap(); 16]);
        TakenSubmission {
            id,
            answers_hash: "00ff".into(),
            lead: LeadId::new(0, &[1; 16]),
            form: form.into(),
            at: Millis(at),
        }
    }

    #[test]
    fn what_a_browser_did_that_is_somebody_else_s_is_not_told() {
        let [theirs, own] = [1, 2].map(|byte| VisitorId::from_entropy(&[byte; 16]));
        let line = |visitor: &VisitorId| DiaryLine {
            at: "2026-11-22T09:00:00Z".into(),
            visitor: Some(visitor.clone()),
            deeds: alloc::vec![format!("view /{visitor}")],
        };
        let lead = LeadDetail { diary: alloc::vec![line(&theirs), line(&own)], ..detail() };
        let seen = json!({theirs.as_str(): {"folded": 1}, own.as_str(): {"folded": 2}});
        let diary = json!([{"visitor": theirs, "deeds": []}, {"visitor": own, "deeds": []}]);
        let record = json!({"profile": {"browsers": {"seen": seen, "detached": [theirs]}, "diary": diary}});
        let trace = Trace { records: alloc::vec![record], ..Trace::default() };
        let told = serde_json::to_string(&Disclosure::gather(lead, alloc::vec![trace])).unwrap();
        assert!(!told.contains(theirs.as_str()) && told.contains(own.as_str()), "{told}");
    }

    #[test]
    fn what_is_remembered_in_two_shards_is_told_once() {
        let twice = || Trace { submissions: alloc::vec![taken(7, "whitepaper")], ..Trace::default() };
        assert_eq!(Disclosure::gather(detail(), alloc::vec![twice(), twice()]).submissions.len(), 1);
    }

    #[test]
    fn what_shards_have_becomes_one_document_in_which_what_was_given_up_stands_apart() {
        let heard = Heard::new((0..4).map(|week| Hour(week * 7 * 24)), []);
        let row = announcement("demo", &heard.silence(1).unwrap());
        let delivery = |sink: &str, standing| Delivery { sink: sink.into(), left: alloc::vec![0], standing };
        let waits = || delivery("crm", Standing::Waiting(Try { failures: 1, due_at: Millis(5), since: Millis(0) }));
        let dead = delivery("chat", Standing::Dead { why: Why::Gone, failures: 1, at: Millis(5) });
        let traces = alloc::vec![
            Trace {
                records: alloc::vec![json!({"version": 1})],
                submissions: alloc::vec![taken(7, "whitepaper")],
                rows: alloc::vec![(row.clone(), Ledger(alloc::vec![waits()]))],
                ..Trace::default()
            },
            Trace::default(),
            Trace {
                records: Vec::new(),
                submissions: alloc::vec![taken(9, ""), taken(5, "demo-request")],
                rows: alloc::vec![(row, Ledger(alloc::vec![waits(), dead]))],
                ..Trace::default()
            },
        ];
        let all = Disclosure::gather(detail(), traces);
        assert_eq!((all.ids.len(), all.records.len(), all.waiting.len(), all.dead_letters.len()), (2, 1, 1, 1));
        assert_eq!(all.dead_letters[0].deliveries.0.len(), 2);
        let forms: Vec<Option<&str>> = all.submissions.iter().map(|sent| sent.form.as_deref()).collect();
        assert_eq!(forms, [Some("demo-request"), Some("whitepaper"), None]);
    }
}
