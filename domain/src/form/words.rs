//! What forms say to people, in every language there is a catalogue for (`locales/`).

use super::{Fault, Rules};
use alloc::string::String;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The catalogue of a language.
pub fn named(tag: &str) -> Option<&'static Words> {
    ALL.iter().copied().find(|words| words.tag == tag)
}

/// The languages there are catalogues for.
pub fn locales() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|words| words.tag)
}

impl Words {
    /// English, which is always there.
    pub const fn english() -> &'static Self {
        FIRST
    }

    /// Those of a language, or English where there is no catalogue for it.
    pub fn of(tag: &str) -> &'static Self {
        named(tag).unwrap_or_else(Self::english)
    }

    /// What is said about an answer, before a limit is written into it.
    pub const fn about(&self, fault: Fault) -> &'static str {
        match fault {
            Fault::Missing => self.missing,
            Fault::TooShort => self.too_short,
            Fault::TooLong => self.too_long,
            Fault::TooSmall => self.too_small,
            Fault::TooLarge => self.too_large,
            Fault::OffStep => self.off_step,
            Fault::NotAnEmail => self.not_an_email,
            Fault::NotAPhone => self.not_a_phone,
            Fault::NotANumber => self.not_a_number,
            Fault::NotAUrl => self.not_a_url,
            Fault::NotADate => self.not_a_date,
            Fault::NotAnOption => self.not_an_option,
            Fault::Mismatch => self.mismatch,
            Fault::Unprintable => self.unprintable,
            Fault::PrivateMail => self.private_mail,
            Fault::DisposableMail => self.disposable_mail,
            Fault::Misspelt => self.misspelt,
        }
    }

    /// What the page says itself, for its markup to bring along: a line each, the faults a page can find first, in their
    /// order, then the rest as [`PageWord`] numbers them. The line of a fault that these rules can't find is empty.
    pub fn for_page(&self, rules: &Rules) -> String {
        let said = |fault: Fault| if rules.may_find(fault) { self.about(fault) } else { "" };
        let faults = Fault::ALL.into_iter().take(PageWord::Correct as usize).map(said);
        let rest = [
            self.correct,
            self.sending,
            self.not_sent,
            self.waiting,
            self.not_taken,
            self.refused,
            self.thanks,
            self.step_of,
            self.next,
            self.more,
            self.download_file,
        ];
        let lines: alloc::vec::Vec<&str> = faults.chain(rest).collect();
        lines.join("\n")
    }
}

/// Texts of the page besides its faults, by their line in [`Words::for_page`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageWord {
    /// Some answers are wrong.
    Correct = 14,
    /// The answers are on their way.
    Sending,
    /// Nothing is known to have arrived.
    NotSent,
    /// They go out when there is a network.
    Waiting,
    /// The edge could not take it, or not now.
    NotTaken,
    /// The edge said no, and trying again as it is will not help.
    Refused,
    /// The site did not say how to thank.
    Thanks,
    /// Which step of how many.
    StepOf,
    /// On to the next step.
    Next,
    /// There is more to answer than was asked.
    More,
    /// What a file is taken with.
    Download,
}

/// A text with something written into it where it has a gap.
///
/// ```
/// # use leadline_domain::form::filled;
/// assert_eq!(filled("Step {} of {}", &["1", "3"]), "Step 1 of 3");
/// ```
pub fn filled(text: &str, gaps: &[&str]) -> String {
    let mut whole = String::new();
    let (mut rest, mut gaps) = (text, gaps.iter());
    while let Some(at) = rest.bytes().position(|byte| byte == b'{') {
        whole.push_str(rest.get(..at).unwrap_or_default());
        whole.push_str(gaps.next().copied().unwrap_or_default());
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site;
    use alloc::vec::Vec;

    #[test]
    fn every_language_says_everything_and_has_the_same_gaps() {
        let gaps = |text: &str| text.matches("{}").count();
        for words in ALL {
            let english = Words::english();
            for fault in Fault::ALL {
                assert_eq!(gaps(words.about(fault)), gaps(english.about(fault)), "{} {fault:?}", words.tag);
            }
            assert_eq!(gaps(words.step_of), 2, "{}", words.tag);
            assert_eq!(
                words.for_page(&Rules(Vec::new())).split('\n').count(),
                PageWord::Download as usize + 1,
                "{}",
                words.tag
            );
            assert!(matches!(words.dir, "ltr" | "rtl"), "{}", words.tag);
        }
        assert!(["ar", "de", "en"].into_iter().all(|tag| named(tag).is_some()));
    }

    #[test]
    fn a_page_finds_its_words_by_their_lines() {
        let lines = Words::english().for_page(&site::example().forms["whitepaper"].rules());
        let line = |at: usize| lines.split('\n').nth(at).unwrap();
        assert_eq!(line(Fault::Unprintable as usize), Words::english().unprintable);
        assert_eq!(line(Fault::NotAnEmail as usize), Words::english().not_an_email);
        assert_eq!(line(Fault::NotAPhone as usize), "", "nobody is asked for a number");
        assert_eq!(line(PageWord::Correct as usize), Words::english().correct);
        assert_eq!(line(PageWord::Thanks as usize), Words::english().thanks);
        assert_eq!(line(PageWord::More as usize), Words::english().more);
    }

    #[test]
    fn a_gap_too_many_stays_empty() {
        assert_eq!(filled("{} of {}", &["1"]), "1 of ");
    }
}
