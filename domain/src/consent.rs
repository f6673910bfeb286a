//! What the visitor's consent lets the page do.
//!
//! Three things decide: how the site asks (its mode), what the visitor said, and whether the browser says no for all sites
//! (Global Privacy Control, <https://w3c.github.io/gpc/>), which outweighs the rest.

/// How a site asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is kept before the visitor agrees.
    #[default]
    Required,
    /// State is kept until the visitor objects.
    OptOut,
    /// Nothing is ever kept.
    Cookieless,
}

/// What may be done with what happens in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Keep the visitor's state and send it along.
    Keep,
    /// Wait for the visitor's answer; what happens meanwhile stays in memory.
    Hold,
    /// Send what happens without anything that recognises the visitor, and keep nothing.
    Count,
}

/// Mode, answer and signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    mode: Mode,
    /// What the visitor said: yes or no.
    answer: Option<bool>,
    refused_by_browser: bool,
}

impl Consent {
    /// Takes a word: a mode (`required`, `opt-out`, `cookieless`), an answer (`granted`, `denied`), or `gpc`, the browser's
    /// signal. Whatever else is said counts as `denied`: a misspelt word must not keep anything. Says whether it was an
    /// answer, which is to be [stored](Self::stored).
    pub fn take(&mut self, word: &str) -> bool {
        match word {
            "opt-out" => self.mode = Mode::OptOut,
            "required" => self.mode = Mode::Required,
            "cookieless" => self.mode = Mode::Cookieless,
            "gpc" => self.refused_by_browser = true,
            word => {
                self.answer = Some(word == "granted");
                return true;
            }
        }
        false
    }

    /// Takes what was [stored](Self::stored), by this page or another.
    pub fn recall(&mut self, stored: Option<&str>) {
        self.answer = stored.map(|word| word == "granted");
    }

    /// What may be done now.
    pub const fn standing(self) -> Standing {
        match (self.mode, self.answer) {
            _ if self.refused_by_browser => Standing::Count,
            (Mode::Cookieless, _) | (_, Some(false)) => Standing::Count,
            (Mode::OptOut, None) | (_, Some(true)) => Standing::Keep,
            (Mode::Required, None) => Standing::Hold,
        }
    }

    /// The answer as a word to remember: no in any case, for the site's next page may keep state without one; yes where
    /// it lets state be kept.
    pub const fn stored(self) -> Option<&'static str> {
        match (self.standing(), self.answer) {
            (_, Some(false)) => Some("denied"),
            (Standing::Keep, Some(true)) => Some("granted"),
            _ => None,
        }
    }

    /// What the edge is told beside a batch, as a JSON member: nothing where state is kept. Where none ever will be, the
    /// edge lets its cookie expire, too; while the answer is awaited, it may still be wanted.
    pub const fn envelope(self) -> &'static str {
        match self.standing() {
            Standing::Keep => "",
            Standing::Hold => r#","consent":"none""#,
            Standing::Count => r#","consent":"withdrawn""#,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(words: &[&str]) -> Consent {
        let mut consent = Consent::default();
        for word in words {
            consent.take(word);
        }
        consent
    }

    #[test]
    fn mode_answer_and_signal_decide() {
        let table: [(&[&str], Standing, Option<&str>, &str); 13] = [
            (&[], Standing::Hold, None, "none"),
            (&["required"], Standing::Hold, None, "none"),
            (&["required", "granted"], Standing::Keep, Some("granted"), ""),
            (&["required", "granted", "denied"], Standing::Count, Some("denied"), "withdrawn"),
            (&["required", "denied", "granted"], Standing::Keep, Some("granted"), ""),
            (&["opt-out"], Standing::Keep, None, ""),
            (&["opt-out", "denied"], Standing::Count, Some("denied"), "withdrawn"),
            (&["opt-out", "granted"], Standing::Keep, Some("granted"), ""),
            (&["opt-out", "grnated"], Standing::Count, Some("denied"), "withdrawn"),
            (&["cookieless"], Standing::Count, None, "withdrawn"),
            (&["cookieless", "granted"], Standing::Count, None, "withdrawn"),
            (&["cookieless", "granted", "required"], Standing::Keep, Some("granted"), ""),
            (&["gpc", "opt-out", "granted"], Standing::Count, None, "withdrawn"),
        ];
        for (words, standing, stored, told) in table {
            let consent = after(words);
            assert_eq!((consent.standing(), consent.stored()), (standing, stored), "{words:?}");
            let shown = consent.envelope();
            assert!(if told.is_empty() { shown.is_empty() } else { shown.contains(told) }, "{words:?} {shown}");
        }
    }

    #[test]
    fn a_denial_holds_in_every_mode() {
        for mode in ["required", "opt-out", "cookieless"] {
            let mut next = after(&["opt-out"]);
            next.recall(after(&[mode, "denied"]).stored());
            assert_eq!(next.standing(), Standing::Count, "{mode}");
        }
        assert!(Consent::default().take("denied") && !Consent::default().take("cookieless"));
    }

    #[test]
    fn what_was_stored_is_recalled_and_its_loss_is_a_withdrawal() {
        for words in [&["opt-out", "denied"][..], &["required", "granted"]] {
            let consent = after(words);
            let mut next = after(&words[..1]);
            next.recall(consent.stored());
            assert_eq!(next, consent);
        }
        let mut granted = after(&["required", "granted"]);
        granted.recall(None);
        assert_eq!(granted.standing(), Standing::Hold);
    }
}
