//! Leads as a table for spreadsheets.

use super::{LeadView, Origin};
use crate::csv;
use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

/// The columns every table has, before those of fields.
const COLUMNS: [&str; 24] = [
    "id",
    "email",
    "email_state",
    "stage",
    "furthest",
    "score",
    "fit",
    "engagement",
    "grade",
    "owner",
    "tags",
    "account",
    "country",
    "submissions",
    "sessions",
    "views",
    "first_source",
    "first_medium",
    "first_campaign",
    "first_channel",
    "suppressed",
    "test",
    "created_at",
    "updated_at",
];
/// The last column: answers to fields that have none of their own, as a JSON object.
const OTHERS: &str = "other_fields";

/// A table of leads.
#[derive(Clone, Debug)]
pub struct Table {
    fields: Vec<String>,
    text: String,
}

impl Table {
    /// A table with a column for each of these fields.
    pub fn new(fields: impl IntoIterator<Item = String>) -> Self {
        let mut fields: Vec<String> = fields.into_iter().filter(|field| field != "email").collect();
        fields.sort_unstable();
        fields.dedup();
        Self { fields, text: String::new() }
    }

    /// Adds the names of the columns. A field that is called as another column is, is `field_…`.
    pub fn head(&mut self) {
        let name = |field: &String| {
            let is_taken = COLUMNS.contains(&field.as_str()) || field == OTHERS;
            if is_taken { String::from("field_") + field } else { field.clone() }
        };
        let fields: Vec<String> = self.fields.iter().map(name).collect();
        let names = COLUMNS.into_iter().chain(fields.iter().map(String::as_str)).chain([OTHERS]);
        csv::row(&mut self.text, names);
    }

    /// Adds a lead.
    pub fn add(&mut self, lead: &LeadView) {
        let mut cells = cells(lead);
        let (own, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            lead.fields.iter().partition(|(name, _)| self.fields.contains(name));
        cells.extend(self.fields.iter().map(|field| own.get(field).map_or_else(String::new, ToString::to_string)));
        cells.push(if others.is_empty() { String::new() } else { serde_json::to_string(&others).unwrap_or_default() });
        let cells: Vec<String> = cells.iter().map(|cell| shown(cell)).collect();
        csv::row(&mut self.text, cells.iter().map(String::as_str));
    }

    /// The table so far, as CSV in UTF-8.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// What visitors typed may reach a terminal: what controls one is left out.
fn shown(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

fn cells(lead: &LeadView) -> Vec<String> {
    let points = |points: crate::score::Points| serde_json::to_string(&points).unwrap_or_default();
    let origin = |part: fn(&Origin) -> &str| lead.first_touch.as_ref().map_or("", part).into();
    let score = &lead.score;
    alloc::vec![
        lead.id.to_string(),
        lead.email.clone(),
        lead.email_state.name().into(),
        lead.stage.name().into(),
        lead.furthest.name().into(),
        points(score.total),
        points(score.fit),
        points(score.engagement),
        alloc::format!("{:?}", score.grade),
        lead.owner.clone().unwrap_or_default(),
        lead.tags.join(" "),
        lead.account.clone().unwrap_or_default(),
        lead.country.clone().unwrap_or_default(),
        lead.submissions.to_string(),
        lead.sessions.to_string(),
        lead.views.to_string(),
        origin(|origin| &origin.source),
        origin(|origin| &origin.medium),
        origin(|origin| &origin.campaign),
        origin(|origin| origin.channel.name()),
        lead.suppressed.clone().unwrap_or_default(),
        lead.test.to_string(),
        lead.created_at.clone(),
        lead.updated_at.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lead::Event, sink::example};
    use serde_json::json;

    #[test]
    fn a_table_has_a_column_for_each_field_and_one_for_the_rest() {
        let mut told = example("demo", "AAAA", "2026-11-22T09:00:00Z");
        told["data"]["fields"] = json!({"company": "=Example", "stage": "late", "city": "Graz, \"AT\""});
        let event: Event = serde_json::from_value(told).unwrap();
        let mut table = Table::new(["company", "stage", "company", "email", "phone"].map(Into::into));
        table.head();
        table.add(event.data.lead().unwrap());
        insta::assert_snapshot!(table.into_text().replace("\r\n", "\n"));
    }
}
