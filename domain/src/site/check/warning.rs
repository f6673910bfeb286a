//! What is no mistake, and probably not meant.

use super::{Gravity, Problem, Site};
use crate::{
    condition::Condition,
    form::Form,
    site::{DEFAULT_MODEL, Fading, Model},
    visit::MAX_DATED,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

/// Most texts named in a warning.
const NAMED: usize = 5;

impl Site {
    /// What is sound, and probably not meant: windows longer than what surely stays dated, and texts of forms that a
    /// language lacks.
    ///
    /// A visitor's newest days stay dated, as many as fit: [`MAX_DATED`] entries over all signals. Somebody who does all
    /// there is to do on a single day fills one entry for each signal; so many such days surely stay dated. Most people do
    /// far less in a day, so the bound is the worst case and this is not an error.
    pub fn warnings(&self) -> Vec<Problem> {
        let counted = self.scoring.signals.iter().filter(|signal| matches!(signal.when, Condition::Happens(_))).count();
        let sure = MAX_DATED / counted.max(1);
        let windows = self.scoring.models().flat_map(|model| long_windows(model, sure, counted));
        windows.chain(self.forms.iter().flat_map(|(id, form)| untranslated(id, form))).collect()
    }
}

/// One warning a language: whoever begins to translate gets no wall of them.
fn untranslated(id: &str, form: &Form) -> impl Iterator<Item = Problem> {
    form.untranslated().map(move |(locale, lacking)| {
        let named: Vec<&str> = lacking.iter().take(NAMED).map(String::as_str).collect();
        let more = match lacking.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Problem {
            file: format!("forms/{id}.toml"),
            place: ["in".to_owned(), locale.to_owned()].into(),
            found: format!("nothing for {}{more}", named.join(", ")),
            expected: format!(
                "these texts, too, or people who read {locale} read them in {}; what is the same in both is written twice",
                form.locale
            ),
            nearest: None,
            follows_from: None,
            gravity: Gravity::Unwise,
        }
    })
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
