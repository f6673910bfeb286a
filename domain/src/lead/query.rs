//! Which leads are asked for.

use super::{LeadView, Stage};
use crate::{lead::Origin, time::Millis};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Most words of a search.
const MOST_WORDS: usize = 8;
/// Longest text of a search, in bytes.
const LONGEST_TEXT: usize = 200;

/// Which leads are asked for. All that is said has to hold; nothing said is everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "LeadQuery"))]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The lead is at one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stage: Vec<Stage>,
    /// The total is this, in points, or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_at_least: Option<i64>,
    /// The total is this, in points, or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_at_most: Option<i64>,
    /// Who looks after the person; nobody does if it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// First or last came from this source, letter case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// First or last came by this channel, by its name, letter case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The company, by its registrable domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Has every one of these labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Every word of it stands in the address or in an answer, letter case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    pub text: Option<String>,
    /// Changed at this moment or later, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_since: Option<String>,
    /// Whether leads that came of tests are among them: only those, or none; both if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<bool>,
}

/// A query that can be put to leads.
#[derive(Clone, Debug)]
pub struct Asked {
    query: Query,
    words: Vec<String>,
    since: Option<Millis>,
}

/// What is wrong with a query: what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoQuery(pub &'static str);

impl Query {
    /// The query, if it makes sense.
    pub fn check(self) -> Result<Asked, NoQuery> {
        let words: Vec<String> =
            self.text.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase).collect();
        if words.len() > MOST_WORDS || self.text.as_ref().is_some_and(|text| text.len() > LONGEST_TEXT) {
            return Err(NoQuery("a text of at most 8 words and 200 bytes"));
        }
        let since = self.updated_since.as_deref().map(Millis::parse);
        let since = since.map(|since| since.ok_or(NoQuery("updated_since as RFC 3339, such as 2026-11-23T08:00:00Z")));
        Ok(Asked { words, since: since.transpose()?, query: self })
    }
}

impl Asked {
    /// Since when a lead has to have changed, if that is asked for.
    pub const fn since(&self) -> Option<Millis> {
        self.since
    }

    /// Whether every lead is asked for.
    pub fn is_everybody(&self) -> bool {
        self.query == Query::default()
    }

    /// Whether a lead is among those asked for.
    pub fn takes(&self, lead: &LeadView, updated_at: Millis) -> bool {
        let Query { stage, score_at_least, score_at_most, owner, account, tags, test, .. } = &self.query;
        let points = lead.score.total.0;
        let thousandths = |points: &i64| points.saturating_mul(1_000);
        let is_owners = |owner: &String| lead.owner.as_deref().unwrap_or_default() == owner;
        let is_accounts =
            |account: &String| lead.account.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(account));
        (stage.is_empty() || stage.contains(&lead.stage))
            && score_at_least.as_ref().is_none_or(|least| points >= thousandths(least))
            && score_at_most.as_ref().is_none_or(|most| points <= thousandths(most))
            && owner.as_ref().is_none_or(is_owners)
            && account.as_ref().is_none_or(is_accounts)
            && tags.iter().all(|tag| lead.tags.contains(tag))
            && test.is_none_or(|test| lead.test == test)
            && self.since.is_none_or(|since| updated_at >= since)
            && self.came(lead)
            && self.words.iter().all(|word| has_word(lead, word))
    }

    fn came(&self, lead: &LeadView) -> bool {
        let Query { source, channel, .. } = &self.query;
        let origins = || [&lead.first_touch, &lead.last_touch].into_iter().flatten();
        let from = |source: &String| origins().any(|Origin { source: known, .. }| known.eq_ignore_ascii_case(source));
        let by = |channel: &String| origins().any(|origin| origin.channel.name().eq_ignore_ascii_case(channel));
        source.as_ref().is_none_or(from) && channel.as_ref().is_none_or(by)
    }
}

fn has_word(lead: &LeadView, word: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(word);
    has(&lead.email) || lead.fields.values().any(|value| has(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lead::Event, sink::example};
    use serde_json::{Value, json};

    fn lead() -> LeadView {
        let mut told = example("demo", "AAAA", "2026-11-22T09:00:00Z");
        told["data"]["tags"] = json!(["vip", "fair"]);
        told["data"]["owner"] = json!("bob");
        told["data"]["first_touch"] =
            json!({"at": "", "source": "google", "medium": "cpc", "campaign": "", "channel": "Paid Search"});
        let event: Event = serde_json::from_value(told).unwrap();
        event.data.lead().unwrap().clone()
    }

    #[track_caller]
    fn takes(query: Value) -> bool {
        let query: Query = serde_json::from_value(query).unwrap();
        query.check().unwrap().takes(&lead(), Millis::parse("2026-11-22T09:00:00Z").unwrap())
    }

    #[test]
    fn each_filter_takes_and_leaves() {
        for (yes, no) in [
            (json!({}), json!({"stage": ["sql"]})),
            (json!({"stage": ["mql", "sql"]}), json!({"stage": ["lead"]})),
            (json!({"score_at_least": 70, "score_at_most": 70}), json!({"score_at_least": 71})),
            (json!({"score_at_most": 99}), json!({"score_at_most": 69})),
            (json!({"owner": "bob"}), json!({"owner": ""})),
            (json!({"source": "Google"}), json!({"source": "bing"})),
            (json!({"channel": "paid search"}), json!({"channel": "Direct"})),
            (json!({"account": "Example.com"}), json!({"account": "example.org"})),
            (json!({"tags": ["vip"]}), json!({"tags": ["vip", "lost"]})),
            (json!({"text": "ADA example"}), json!({"text": "ada grace"})),
            (json!({"updated_since": "2026-11-22T10:00:00+01:00"}), json!({"updated_since": "2026-11-22T09:00:01Z"})),
            (json!({"test": true}), json!({"test": false})),
        ] {
            assert!(takes(yes.clone()), "{yes}");
            assert!(!takes(no.clone()), "{no}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let check = |query: Value| serde_json::from_value::<Query>(query).unwrap().check().map(drop);
        assert!(check(json!({"updated_since": "yesterday"})).is_err());
        assert!(check(json!({"text": "a b c d e f g h i"})).is_err());
        assert!(check(json!({"text": "x".repeat(201)})).is_err());
        assert!(serde_json::from_value::<Query>(json!({"stages": ["mql"]})).is_err());
        assert!(Query::default().check().unwrap().is_everybody());
    }
}
