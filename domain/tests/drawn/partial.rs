//! What somebody began: of what was typed only what would be taken is kept, and never what is not asked.

use leadline_domain::form::{Answers, Checked, FieldKind, Form, Issue};
use std::collections::BTreeSet;

/// Whether anything is kept of the answers before they are sent.
pub(crate) fn holds(
    form: &Form,
    answers: &Answers,
    unasked: &BTreeSet<&str>,
    judged: &Result<Checked, Vec<Issue>>,
) -> bool {
    let begun = answers.begun(form);
    let is_wrong = |name: &str| judged.as_ref().err().is_some_and(|all| all.iter().any(|one| one.field == name));
    let Some((email, kept)) = &begun else {
        assert!(is_wrong("email"), "what has an address that is taken is kept");
        return false;
    };
    for (lead_field, answer) in kept {
        let field = form.fields.iter().find(|field| field.lead_field == *lead_field).expect("a field of the form");
        let name = field.name.as_str();
        assert!(!unasked.contains(name) && name != "email", "{name} is not asked, or is whose it is");
        assert!(!matches!(field.rule.kind, FieldKind::Consent | FieldKind::Hidden), "{name} is not to be kept");
        let answer = if field.rule.kind == FieldKind::Checkboxes { answer.replace("; ", "\n") } else { answer.clone() };
        assert_eq!(field.rule.judge_choice(&answer), Ok(()), "{name} would not be taken");
        assert!(!is_wrong(name) || answers.of(field) != answer, "{name} is refused as it is");
    }
    if let Ok(checked) = judged {
        let is_kept = |name: &str| {
            form.fields.iter().any(|field| field.lead_field == name && field.rule.kind != FieldKind::Hidden)
        };
        let sent = checked.fields.iter().filter(|(name, _)| is_kept(name));
        assert_eq!(email, &checked.email);
        assert!(kept.iter().eq(sent), "what would be taken is kept: {kept:?} of {:?}", checked.fields);
    }
    true
}
