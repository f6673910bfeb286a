//! From a condition as written to one of which every part can come to pass or be true.

mod leaf;
mod value;

use super::Report;
use crate::{
    condition::{Came, Circumstance, Condition, Formula, Happening, RawCondition, Truth},
    form::Form,
};
use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};

/// How deep conditions may stand in one another, and how many there may be in one: whatever a person can still read.
const DEEPEST: usize = 5;
const MOST_LEAVES: usize = 40;

/// The fields that conditions may ask for.
pub(super) struct Asked<'a> {
    /// Fields of forms.
    pub(super) forms: &'a BTreeMap<String, Form>,
    /// Fields that only `identify` tells.
    pub(super) traits: &'a [String],
}

/// What a part of a condition says.
enum Meaning {
    /// Something comes to pass.
    Happening(Happening),
    /// Something holds at the moment at which something else comes to pass.
    Circumstance(Formula<Circumstance>),
    /// Where somebody came from: known of people, and at any moment.
    Came(Formula<Came>),
    /// Something is true of a person.
    Truth(Formula<Truth>),
}

/// How parts are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    All,
    Any,
}

/// Checks a condition on a person. Where it is one on what happens, what is `expected` there is said.
pub(super) fn of_person(
    raw: &RawCondition,
    asked: &Asked<'_>,
    (place, expected): (&[&str], &str),
    report: &mut Report<'_>,
) -> Option<Formula<Truth>> {
    match check(raw, asked, place, report)? {
        Condition::Holds(formula) => Some(formula),
        Condition::Happens(_) => {
            report.add(place, "something that happens", expected);
            None
        }
    }
}

/// Checks a condition, reporting at `place` what is wrong with it.
pub(super) fn check(
    raw: &RawCondition,
    asked: &Asked<'_>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Condition> {
    if depth(raw) > DEEPEST || leaves(raw) > MOST_LEAVES {
        let expected = format!("at most {DEEPEST} levels and {MOST_LEAVES} conditions; make two signals of it");
        report.add(place, "a condition too large to be read", &expected);
        return None;
    }
    match meaning(raw, asked, place, report)? {
        Meaning::Happening(happening) => Some(Condition::Happens(happening)),
        Meaning::Truth(truth) => Some(Condition::Holds(truth)),
        Meaning::Came(came) => Some(Condition::Holds(came.map(Truth::Came))),
        Meaning::Circumstance(_) => {
            let expected = "what happens on that page beside it: all = [{ event = \"…\" }, { page = \"/…\" }], or \
                            view = \"/…\" for the page itself";
            report.add(place, "only where something happens", expected);
            None
        }
    }
}

fn depth(raw: &RawCondition) -> usize {
    1 + raw.parts().map(depth).max().unwrap_or_default()
}

fn leaves(raw: &RawCondition) -> usize {
    raw.parts().map(leaves).sum::<usize>().max(1)
}

fn meaning(raw: &RawCondition, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) -> Option<Meaning> {
    let said: Vec<&str> = raw.keys().into_iter().filter(|(_, said)| *said).map(|(key, _)| key).collect();
    let [key] = said[..] else {
        let keys = raw.keys().map(|(key, _)| key).join(", ");
        let found = if said.is_empty() { String::from("no condition") } else { said.join(" and ") };
        let expected = format!("exactly one key, with all = [ … ] or any = [ … ] for several conditions: {keys}");
        report.add(place, &found, &expected);
        return None;
    };
    leaf::strays(raw, key, place, report);
    match key {
        "all" => joined(&raw.all, Join::All, asked, &deeper(place, &["all"]), report),
        "any" => joined(&raw.any, Join::Any, asked, &deeper(place, &["any"]), report),
        "not" => negated(raw.not.as_deref()?, asked, &deeper(place, &["not"]), report),
        _ => leaf::meaning(raw, key, asked, place, report),
    }
}

/// A place further in.
fn deeper<'a>(place: &[&'a str], steps: &[&'a str]) -> Vec<&'a str> {
    place.iter().chain(steps).copied().collect()
}

fn negated(raw: &RawCondition, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) -> Option<Meaning> {
    match meaning(raw, asked, place, report)? {
        Meaning::Circumstance(formula) => Some(Meaning::Circumstance(Formula::Not(Box::new(formula)))),
        Meaning::Came(formula) => Some(Meaning::Came(Formula::Not(Box::new(formula)))),
        Meaning::Truth(formula) => Some(Meaning::Truth(Formula::Not(Box::new(formula)))),
        Meaning::Happening(_) => {
            let expected = "not of something that is true, such as not = { email = \"free\" }: what does not happen has no \
                            day to be counted on; write the signal without not, and a rule with negative points";
            report.add(place, "not of something that happens", expected);
            None
        }
    }
}

/// Checks every part before it says whether they go together.
fn joined(
    parts: &[RawCondition],
    join: Join,
    asked: &Asked<'_>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Meaning> {
    let meanings: Vec<Option<Meaning>> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| meaning(part, asked, &deeper(place, &[&format!("{at}")]), report))
        .collect();
    let meanings: Vec<Meaning> = meanings.into_iter().collect::<Option<_>>()?;
    match Sorted::from(meanings).join(join) {
        Ok(meaning) => Some(meaning),
        Err((found, expected)) => {
            report.add(place, found, expected);
            None
        }
    }
}

/// Parts by kind.
#[derive(Default)]
struct Sorted {
    happenings: Vec<Happening>,
    circumstances: Vec<Formula<Circumstance>>,
    came: Vec<Formula<Came>>,
    truths: Vec<Formula<Truth>>,
}

impl From<Vec<Meaning>> for Sorted {
    fn from(meanings: Vec<Meaning>) -> Self {
        let mut sorted = Self::default();
        for meaning in meanings {
            match meaning {
                Meaning::Happening(happening) => sorted.happenings.push(happening),
                Meaning::Circumstance(formula) => sorted.circumstances.push(formula),
                Meaning::Came(formula) => sorted.came.push(formula),
                Meaning::Truth(formula) => sorted.truths.push(formula),
            }
        }
        sorted
    }
}

/// What was found, and what to write instead.
type Mixture = (&'static str, &'static str);

impl Sorted {
    /// What the parts say together, if they can be said together.
    fn join(self, join: Join) -> Result<Meaning, Mixture> {
        match (self.happenings.is_empty(), self.truths.is_empty()) {
            (false, false) => Err((
                "what happens mixed with what is true of a person",
                "one or the other: who somebody is, is not known yet when something happens. Write two signals with a rule \
                 each, or put what is true into the `when` of a model",
            )),
            (false, true) => self.happening(join),
            (true, false) => self.truth(join),
            (true, true) if self.circumstances.is_empty() => Ok(Meaning::Came(formula(self.came, join))),
            (true, true) => Ok(Meaning::Circumstance(formula(self.into_circumstances(), join))),
        }
    }

    fn happening(mut self, join: Join) -> Result<Meaning, Mixture> {
        let narrowed = !self.circumstances.is_empty() || !self.came.is_empty();
        match (join, self.happenings.len()) {
            (Join::Any, _) if narrowed => Err((
                "any of what happens and where it does",
                "only happenings in any; page, source, medium, campaign and channel narrow one: all = [{ any = [ … ] }, \
                 { channel = \"…\" }]",
            )),
            (Join::Any, _) => Ok(Meaning::Happening(Happening::Any(self.happenings))),
            (Join::All, 2..) => Err((
                "all of several things that happen",
                "one happening, narrowed by page, source, medium, campaign or channel: two things never happen in the same \
                 moment. Write two signals with a rule each, or any = [ … ]",
            )),
            (Join::All, _) => {
                let happening = self.happenings.swap_remove(0);
                narrow(happening, self.into_circumstances())
            }
        }
    }

    fn truth(self, join: Join) -> Result<Meaning, Mixture> {
        if !self.circumstances.is_empty() {
            return Err((
                "a page beside what is true of a person",
                "no page: somebody is on no page. Write view = \"/…\" as a signal of its own",
            ));
        }
        let came = self.came.into_iter().map(|came| came.map(Truth::Came));
        Ok(Meaning::Truth(formula(self.truths.into_iter().chain(came).collect(), join)))
    }

    fn into_circumstances(self) -> Vec<Formula<Circumstance>> {
        let came = self.came.into_iter().map(|came| came.map(Circumstance::Came));
        self.circumstances.into_iter().chain(came).collect()
    }
}

fn narrow(happening: Happening, circumstances: Vec<Formula<Circumstance>>) -> Result<Meaning, Mixture> {
    let circumstances = formula(circumstances, Join::All);
    let on_page = |circumstance: &Circumstance| matches!(circumstance, Circumstance::Page(_));
    if happening.is_of_submissions() && circumstances.mentions(on_page) {
        return Err((
            "a submission on a page",
            "form_submit for a form on a certain page: a submission of a form of ours is taken without one",
        ));
    }
    Ok(Meaning::Happening(Happening::Under(Box::new(happening), circumstances)))
}

fn formula<L>(mut parts: Vec<Formula<L>>, join: Join) -> Formula<L> {
    match join {
        _ if parts.len() == 1 => parts.swap_remove(0),
        Join::All => Formula::All(parts),
        Join::Any => Formula::Any(parts),
    }
}

#[cfg(test)]
mod tests;
