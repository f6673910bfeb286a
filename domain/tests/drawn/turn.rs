//! Asking a little each time: whoever is asked less is judged as by a form that has less.

use super::source::Source;
use leadline_domain::form::{Answers, FieldKind, Form};

/// Whether somebody is asked less than a stranger.
pub(crate) fn holds(source: &mut Source<'_>, form: &Form, answers: &Answers) -> bool {
    let times = u8::try_from(source.below(6)).unwrap();
    let known: Vec<&str> =
        form.fields.iter().filter(|_| source.once_in(2)).map(|field| field.lead_field.as_str()).collect();
    let visible = form.visible(times, |name| known.contains(&name));
    let shown = form.of_fields(&visible);
    assert!(shown.fields.iter().map(|field| &field.name).eq(&visible), "in the order of the form");
    let queued: Vec<_> = shown.fields.iter().filter(|field| field.queued).collect();
    assert!(queued.len() <= usize::from(form.at_a_time), "never more than at a time");
    assert!(queued.iter().all(|field| field.after <= times && !known.contains(&field.lead_field.as_str())));
    let always = |form: &Form| form.fields.iter().filter(|field| !field.queued).count();
    assert_eq!(always(&shown), always(form), "what is not queued is asked of everybody");
    let last = u8::try_from(shown.steps.len().saturating_sub(1)).unwrap();
    let is_seen =
        |step: u8| shown.fields.iter().any(|field| field.rule.step == step && field.rule.kind != FieldKind::Hidden);
    assert!(shown.steps.len() != 1 && (0..=last).all(is_seen), "no step is empty, and one is none");
    if let Ok(checked) = answers.check(&shown) {
        let asked = |name: &String| shown.fields.iter().any(|field| field.lead_field == *name);
        assert!(checked.fields.keys().all(asked), "only what was asked is kept");
        let typed = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| answers.of(field));
        let needed = form.needed_beside(&visible, |name| typed(name).unwrap_or_default());
        assert!(needed.iter().all(|name| !visible.iter().any(|shown| shown == name)));
    }
    visible.len() < form.visible_to_strangers().len()
}
