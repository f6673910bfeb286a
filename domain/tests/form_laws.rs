//! The laws of forms over forms that nobody wrote: what the page refuses the edge refuses, what is not asked is not kept,
//! what is needed is there, whatever the language, all at once or step by step; and patterns are the regular expressions they look like.

mod drawn;

use drawn::{law, pattern, source::Source};
use leadline_domain::form::Fault;
use proptest::prelude::*;
use regex::Regex;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn what_the_page_refuses_the_edge_refuses_and_what_is_not_asked_is_not_kept(
        choices in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        law::check(&choices);
    }

    #[test]
    fn a_pattern_takes_what_the_same_regular_expression_takes(choices in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut source = Source::new(&choices);
        let pattern = pattern::draw(&mut source);
        let field = json!({"name": "x", "type": "text", "label": "x", "help": "x", "pattern": pattern.written()});
        let email = json!({"name": "email", "type": "email", "label": "x", "required": true});
        let form = law::checked(&json!({"title": "a", "button": "b", "thanks": "c", "field": [email, field]}));
        let rule = &form.rules().0[1];
        let regex = Regex::new(&pattern.as_regex()).unwrap();
        for _ in 0..20 {
            let text = pattern.text(&mut source);
            // No answer is empty or has spaces around it by the time it is held against a pattern.
            if !text.is_empty() && text.trim() == text && text.encode_utf16().count() <= 200 {
                let taken = rule.judge(&text);
                prop_assert_eq!(taken, if regex.is_match(&text) { Ok(()) } else { Err(Fault::Mismatch) }, "{} {:?}",
                    pattern.written(), text);
            }
        }
    }
}

/// A law over forms that are all alike would say little.
#[test]
fn drawn_forms_are_of_every_kind_and_answers_go_every_way() {
    let mut random = 7_u64;
    let mut seen = BTreeMap::new();
    let mut faults = BTreeSet::new();
    for _ in 0..2_000 {
        let choices: Vec<u8> = (0..300)
            .map(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u8::try_from(random >> 56).unwrap()
            })
            .collect();
        let outcome = law::check(&choices);
        let mut count = |what: &str| *seen.entry(what.to_owned()).or_insert(0) += 1;
        outcome.kinds.iter().for_each(|kind| count(kind));
        count(match (&outcome.judged, outcome.refused_by_page) {
            (Ok(_), _) => "taken",
            (Err(_), true) => "refused by both",
            (Err(_), false) => "refused by the edge alone",
        });
        outcome.seen.iter().for_each(|what| count(what));
        faults.extend(outcome.judged.err().into_iter().flatten().map(|issue| issue.fault.code()));
    }
    let rare: Vec<_> = seen.iter().filter(|(_, times)| **times < 40).collect();
    assert!(seen.len() == 16 + 3 + 11 && rare.is_empty(), "{seen:?}");
    assert_eq!(faults.len(), Fault::ALL.len(), "{faults:?}");
}
