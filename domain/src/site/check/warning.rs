//! What is no mistake, and probably not meant.

use super::{Gravity, Problem, Site};
use crate::{
    condition::Condition,
    site::{DEFAULT_MODEL, Fading, Model},
    visit::MAX_DATED,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

impl Site {
    /// What is sound, and probably not meant: windows longer than what surely stays dated.
    ///
    /// A visitor's newest days stay dated, as many as fit: [`MAX_DATED`] entries over all signals. Somebody who does all
    /// there is to do on a single day fills one entry for each signal; so many such days surely stay dated. Most people do
    /// far less in a day, so the bound is the worst case and this is not an error.
    pub fn warnings(&self) -> Vec<Problem> {
        let counted = self.scoring.signals.iter().filter(|signal| matches!(signal.when, Condition::Happens(_))).count();
        let sure = MAX_DATED / counted.max(1);
        self.scoring.models().flat_map(|model| long_windows(model, sure, counted)).collect()
    }
}

fn long_windows(model: &Model, sure: usize, counted: usize) -> Vec<Problem> {
    let file = match model.id.as_str() {
        DEFAULT_MODEL => "scoring.toml".to_owned(),
        id => format!("models/{id}.toml"),
    };
    let long = |(at, days): (usize, u16)| Problem {
        file: file.clone(),
        place: ["rule".to_owned(), format!("{at}"), "window_days".to_owned()].into(),
        found: format!("{days}"),
        expected: format!(
            "at most {sure} days to be sure: of {counted} signals that happen, somebody who does everything every day \
             keeps the dates of {sure} days, and what has lost its date does not count here"
        ),
        nearest: None::<String>,
        follows_from: None,
        gravity: Gravity::Unwise,
    };
    let windows = model.rules.iter().enumerate().filter_map(|(at, rule)| match rule.fading {
        Fading::Window(days) if usize::from(days) > sure => Some((at, days)),
        _ => None,
    });
    windows.map(long).collect()
}
