//! A site as it is published: one JSON object.

use leadline_domain::{
    form::Rules,
    site::{MAX_SIGNALS, Problem, RawSite, Site},
};

/// Files that read are compiled, read and compiled again the same. Every problem names its file, and what is found and
/// expected there. A site without problems has none of the contradictions that rules count on the absence of.
pub fn check(input: &[u8]) -> bool {
    let Ok(raw) = serde_json::from_slice::<RawSite>(input) else { return false };
    judge(&raw).is_ok()
}

/// The laws of site files that could be read.
pub(crate) fn judge(raw: &RawSite) -> Result<(), Vec<Problem>> {
    let compiled = raw.compile();
    let again: RawSite = serde_json::from_str(&compiled.json).expect("what is published reads");
    assert_eq!(&again, raw);
    assert_eq!(again.compile(), compiled);
    let site = Site::check(raw.clone()).inspect_err(|problems| {
        assert!(!problems.is_empty());
        assert!(problems.iter().all(|problem| !problem.file.is_empty() && !problem.expected.is_empty()));
    })?;
    holds(&site);
    Ok(())
}

fn holds(site: &Site) {
    assert!(!site.id.is_empty() && !site.origins.is_empty() && (1..=64).contains(&site.shards));
    assert!(site.scoring.signals.len() <= MAX_SIGNALS);
    crate::scores::hold(site);
    for form in site.forms.values() {
        let mut rules = form.rules();
        let read = Rules::decode(&rules.encode());
        // The options stay on the edge.
        rules.0.iter_mut().for_each(|rule| rule.options.clear());
        assert_eq!(read, Some(rules));
        assert!(form.fields.iter().any(|field| field.name == "email" && field.rule.required));
    }
    assert!(site.pages.values().all(|page| site.forms.contains_key(&page.form)));
}
