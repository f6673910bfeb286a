//! Which fields somebody is asked: a little each time.
//!
//! All that are not queued, and of the queue the first few that are not known yet. Nobody is who is not known: a stranger has
//! answered nothing, and has never sent the form.

use super::{Field, Form, when};
use alloc::{borrow::ToOwned, string::String, vec::Vec};

impl Form {
    /// The names of the fields that are asked, in the order of the form, of somebody who has sent the form `times` times and
    /// of whom the lead's fields that `is_known` knows are known.
    ///
    /// A queued field takes its turn also where the other answers may make it needless: which those will be nobody knows
    /// yet. Only where it depends on a field that is not asked, it can't be told whether it counts, and it waits.
    pub fn visible(&self, times: u8, is_known: impl Fn(&str) -> bool) -> Vec<String> {
        let mut room = usize::from(self.at_a_time);
        let mut visible: Vec<String> = Vec::new();
        for field in &self.fields {
            let is_due = || {
                let depends = when::names(&field.rule.when);
                let is_judged = depends.iter().all(|name| visible.iter().any(|known| known == name));
                times >= field.after && !is_known(&field.lead_field) && is_judged
            };
            if !field.queued {
                visible.push(field.name.clone());
            } else if room > 0 && is_due() {
                room -= 1;
                visible.push(field.name.clone());
            }
        }
        visible
    }

    /// What a stranger is asked.
    pub fn visible_to_strangers(&self) -> Vec<String> {
        self.visible(0, |_| false)
    }

    /// The form with only the fields of these names; steps of which none is left fall away.
    #[must_use]
    pub fn of_fields(&self, names: &[String]) -> Self {
        self.showing(|field: &Field| names.contains(&field.name))
    }

    /// The names of fields that have to be answered under the answers that count, were not shown, and are not answered.
    pub fn needed_beside<'a>(&'a self, shown: &[String], answer: impl FnMut(&str) -> String) -> Vec<&'a str> {
        let asked = self.fields.iter().zip(self.rules().asked(answer));
        let needed = asked.filter(|(field, answer)| field.rule.required && answer.as_deref() == Some(""));
        needed.map(|(field, _)| field.name.as_str()).filter(|name| !shown.iter().any(|known| known == name)).collect()
    }
}

/// Names, and those of the others that are not among them.
pub fn united(names: &[String], others: &[String]) -> Vec<String> {
    let more = others.iter().filter(|name| !names.contains(name));
    names.iter().chain(more).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{RawSite, Site};
    use alloc::format;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn form(fields: &Value, rest: &Value) -> Form {
        let mut raw: RawSite = serde_json::from_str(include_str!("../site/example.json")).unwrap();
        let mut all = alloc::vec![
            json!({"name": "email", "type": "email", "label": "x", "required": true}),
            json!({"name": "source", "type": "hidden"}),
            json!({"name": "first_name", "type": "text", "label": "x"}),
        ];
        all.extend(fields.as_array().cloned().unwrap());
        let mut form = json!({"title": "a", "button": "b", "thanks": "c", "field": all});
        form.as_object_mut().unwrap().extend(rest.as_object().cloned().unwrap());
        raw.forms.insert("form".to_owned(), serde_json::from_value(form).unwrap());
        Site::check(raw).unwrap().forms["form"].clone()
    }

    fn queue() -> Form {
        let queued =
            |name: &str, after: u8| json!({"name": name, "type": "text", "label": "x", "queued": true, "after": after});
        form(
            &json!([
                queued("company", 0),
                queued("phone", 2),
                {"name": "topic", "type": "text", "label": "x"},
                queued("job_title", 0),
                {"name": "size", "type": "text", "label": "x", "queued": true, "lead_field": "company_size"},
            ]),
            &json!({"at_a_time": 2}),
        )
    }

    #[test]
    fn the_queue_moves_on_with_what_is_known() {
        let table: &[(u8, &[&str], &[&str])] = &[
            (0, &[], &["company", "job_title"]),
            (0, &["company"], &["job_title", "size"]),
            (0, &["job_title"], &["company", "size"]),
            (1, &["job_title", "company"], &["size"]),
            (0, &["size"], &["company", "job_title"]),
            (1, &["company_size", "job_title", "company"], &[]),
            (2, &[], &["company", "phone"]),
            (2, &["company"], &["phone", "job_title"]),
            (255, &["company", "phone", "job_title", "company_size"], &[]),
            // What is always asked is asked of everybody, and takes nobody's place.
            (0, &["email", "first_name", "topic", "source"], &["company", "job_title"]),
        ];
        for (times, known, queued) in table {
            let visible = queue().visible(*times, |name| known.contains(&name));
            let always = ["email", "source", "first_name", "topic"];
            let asked: Vec<&str> = visible.iter().map(String::as_str).filter(|name| !always.contains(name)).collect();
            assert_eq!(&asked, queued, "{times} {known:?}");
            assert!(always.iter().all(|name| visible.iter().any(|known| known == name)), "{times} {known:?}");
        }
    }

    #[test]
    fn a_condition_counts_as_one_and_waits_for_what_it_is_about() {
        let about = |field: &str| json!({"field": field, "present": true});
        let form = form(
            &json!([
                {"name": "country", "type": "text", "label": "x", "queued": true},
                {"name": "state", "type": "text", "label": "x", "queued": true, "when": about("country")},
                {"name": "nickname", "type": "text", "label": "x", "queued": true, "when": about("first_name")},
                {"name": "phone", "type": "text", "label": "x", "queued": true},
            ]),
            &json!({"at_a_time": 2}),
        );
        let queued = |known: &[&str]| form.visible(0, |name| known.contains(&name)).split_off(3);
        assert_eq!(queued(&[]), ["country", "state"]);
        assert_eq!(queued(&["country"]), ["nickname", "phone"], "of a country that is not asked nobody knows");
        assert_eq!(queued(&["country", "nickname"]), ["phone"]);
    }

    #[test]
    fn a_step_of_which_nothing_is_asked_falls_away() {
        let step = |id: &str, fields: &[&str]| json!({"id": id, "title": id, "fields": fields});
        let queued = |name: &str| json!({"name": name, "type": "text", "label": "x", "queued": true});
        let form = form(
            &json!([queued("company"), queued("phone"), {"name": "topic", "type": "text", "label": "x"}]),
            &json!({"at_a_time": 1, "step": [
                step("you", &["email", "first_name"]), step("work", &["company"]), step("more", &["phone", "topic"]),
            ]}),
        );
        let shown = |known: &str| {
            let form = form.of_fields(&form.visible(0, |name| known.split(' ').any(|one| one == name)));
            let steps: Vec<String> = form.steps.iter().map(|step| step.id.clone()).collect();
            let fields = form.fields.iter().filter(|field| field.is_seen());
            (
                steps.join(" "),
                fields.map(|field| format!("{}{}", field.name, field.rule.step)).collect::<Vec<_>>().join(" "),
            )
        };
        assert_eq!(shown(""), ("you work more".into(), "email0 first_name0 company1 topic2".into()));
        assert_eq!(shown("company"), ("you more".into(), "email0 first_name0 phone1 topic1".into()));
        let single = form.of_fields(&["email".to_owned(), "first_name".to_owned()]);
        assert!(single.steps.is_empty(), "one step is none");
    }

    #[test]
    fn what_has_to_be_answered_and_was_not_shown_is_named() {
        let form = form(
            &json!([
                {"name": "company", "type": "text", "label": "x", "required": true, "queued": true},
                {"name": "state", "type": "text", "label": "x", "required": true, "when": {"field": "company", "present": true}},
            ]),
            &json!({"at_a_time": 1}),
        );
        let shown = ["email".to_owned(), "first_name".to_owned()];
        assert_eq!(form.needed_beside(&shown, |_| String::new()), ["company"]);
        let company = |name: &str| if name == "company" { "a" } else { "" }.to_owned();
        assert_eq!(form.needed_beside(&shown, company), ["state"]);
        assert_eq!(form.needed_beside(&form.visible_to_strangers(), company), [""; 0]);
    }

    proptest! {
        #[test]
        fn never_more_than_at_a_time_and_nothing_that_is_known(times: u8, known in prop::collection::vec(0_usize..6, 0..6)) {
            let form = queue();
            let names = ["company", "phone", "topic", "job_title", "company_size", "email"];
            let is_known = |name: &str| known.iter().any(|at| names[*at] == name);
            let visible = form.visible(times, is_known);
            let queued: Vec<&Field> =
                form.fields.iter().filter(|field| field.queued && visible.contains(&field.name)).collect();
            prop_assert!(queued.len() <= 2);
            prop_assert!(queued.iter().all(|field| !is_known(&field.lead_field) && field.after <= times));
            prop_assert_eq!(visible.len() - queued.len(), 4);
            // Nobody is asked for less because less is known of them.
            let stranger = form.visible(times, |_| false);
            prop_assert!(stranger.len() >= visible.len());
        }
    }
}
