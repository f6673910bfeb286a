//! Scores that were given by other rules than the site's.

use super::Closed;
use crate::{leads::printable, score::Other};
use leadline_domain::{
    score::{FLOOR, Reason},
    site::Site,
};
use std::collections::BTreeSet;

/// What the scores name that the site does not know; nothing if they are its own.
pub(super) fn told(site: &Site, closed: &[Closed]) -> Option<String> {
    let mut foreign: BTreeSet<String> = BTreeSet::new();
    for scored in closed.iter().map(|closed| &closed.scored) {
        let mine = std::iter::once((&scored.model, &scored.reasons));
        for (model, reasons) in
            mine.chain(scored.other_scores.iter().map(|Other { score, .. }| (&score.model, &score.reasons)))
        {
            foreign.extend(unknown(site, model, reasons));
        }
    }
    let names = foreign.into_iter().collect::<Vec<_>>().join(", ");
    (!names.is_empty()).then(|| {
        format!("the scores are not of this site's rules, which don't know {names}: score again with the same --site")
    })
}

fn unknown(site: &Site, id: &str, reasons: &[Reason]) -> Vec<String> {
    let Some(model) = site.scoring.models().find(|model| model.id == *id) else {
        return vec![format!("the model {}", printable(id))];
    };
    let known =
        |reason: &&Reason| *reason.signal == *FLOOR || model.rules.iter().any(|rule| *rule.signal == *reason.signal);
    let unknown = reasons.iter().filter(|reason| !known(reason));
    unknown.map(|reason| format!("the signal {} of {id}", printable(&reason.signal))).collect()
}
