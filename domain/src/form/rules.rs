//! When answers are valid, and which fields are asked: the same table decides in the page and on the edge.

use super::{Fault, FieldKind, pattern, units, when};
use crate::{email, parts::parts};
use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

/// What a flag's answer is; nothing is no.
pub const YES: &str = "yes";

/// When an answer to one field is valid. Limits are texts, because what a page says about them is text, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// The field.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// Whether an answer is needed.
    pub required: bool,
    /// In which of the form's steps it is asked, from 0.
    pub step: u8,
    /// The least: a number, a day, or how many characters. Empty: any.
    pub low: String,
    /// The most.
    pub high: String,
    /// What answers are apart, beginning at the least: a number, or days. Empty: anything.
    pub spacing: String,
    /// The form an answer has, compiled (see [`super::pattern`]). Empty: any.
    pub pattern: String,
    /// Under which answers it is asked, compiled (see [`super::when`]). Empty: always.
    pub when: String,
    /// Answers to choose from. They stay on the edge: a page can't answer others.
    pub options: Vec<String>,
}

impl FieldRule {
    /// Judges one answer. Spaces around it don't count, but a number or a day has none, as in browsers; of several that
    /// were chosen each has a line.
    ///
    /// What the page refuses the edge refuses too, because both call this; the edge may refuse more (see
    /// [`super::Answers::check`]). Lengths are those of HTML, in units of UTF-16.
    pub fn judge(&self, typed: &str) -> Result<(), Fault> {
        // What nobody sees nobody can correct: the edge leaves out what does not fit.
        if self.kind == FieldKind::Hidden { Ok(()) } else { self.fits(typed) }
    }

    /// The same of an answer to any field, one that nobody sees among them.
    pub(super) fn fits(&self, typed: &str) -> Result<(), Fault> {
        let answer = typed.trim();
        if answer.is_empty() {
            return if self.required { Err(Fault::Missing) } else { Ok(()) };
        }
        let lines = matches!(self.kind, FieldKind::Textarea | FieldKind::Checkboxes);
        if answer.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            return Err(Fault::Unprintable);
        }
        self.measure(if self.kind.is_measured() { typed } else { answer })?;
        match self.kind {
            FieldKind::Email if !email::is_plausible(answer) => Err(Fault::NotAnEmail),
            FieldKind::Tel if !is_phone(answer) => Err(Fault::NotAPhone),
            FieldKind::Url if !is_url(answer) => Err(Fault::NotAUrl),
            FieldKind::Checkbox | FieldKind::Consent if answer != YES => Err(Fault::NotAnOption),
            _ if !self.pattern.is_empty() && !pattern::takes(&self.pattern, answer) => Err(Fault::Mismatch),
            _ => Ok(()),
        }
    }

    fn measure(&self, answer: &str) -> Result<(), Fault> {
        let measured = self.kind.is_measured();
        let size = match (measured, self.value(answer)) {
            (false, _) => answer.chars().map(|c| if c > '\u{ffff}' { 2 } else { 1 }).sum::<i64>() * units::ONE,
            (true, Some(value)) => value,
            (true, None) if self.kind == FieldKind::Date => return Err(Fault::NotADate),
            (true, None) => return Err(Fault::NotANumber),
        };
        let low = self.value(&self.low);
        if low.is_some_and(|low| size < low) {
            return Err(if measured { Fault::TooSmall } else { Fault::TooShort });
        }
        if self.value(&self.high).is_some_and(|high| size > high) {
            return Err(if measured { Fault::TooLarge } else { Fault::TooLong });
        }
        let off =
            |spacing: i64| size.wrapping_sub(low.unwrap_or_default()).checked_rem(spacing).unwrap_or_default() != 0;
        if measured && units::number(&self.spacing).is_some_and(off) { Err(Fault::OffStep) } else { Ok(()) }
    }

    /// A number or a day as it is compared.
    pub(super) fn value(&self, text: &str) -> Option<i64> {
        if self.kind == FieldKind::Date { units::day(text) } else { units::number(text) }
    }

    /// Whether [`Self::judge`] ever answers so: a page brings no words along that it never says.
    fn may_find(&self, fault: Fault) -> bool {
        let (kind, measured) = (self.kind, self.kind.is_measured());
        let is = match fault {
            Fault::Missing => self.required,
            Fault::TooShort => !measured && !self.low.is_empty(),
            Fault::TooLong => !measured && !self.high.is_empty(),
            Fault::TooSmall => measured && !self.low.is_empty(),
            Fault::TooLarge => measured && !self.high.is_empty(),
            Fault::OffStep => measured && !self.spacing.is_empty(),
            Fault::NotAnEmail => kind == FieldKind::Email,
            Fault::NotAPhone => kind == FieldKind::Tel,
            Fault::NotANumber => measured && kind != FieldKind::Date,
            Fault::NotAUrl => kind == FieldKind::Url,
            Fault::NotADate => kind == FieldKind::Date,
            Fault::NotAnOption => kind.is_flag(),
            Fault::Mismatch => !self.pattern.is_empty(),
            Fault::Unprintable => true,
            Fault::PrivateMail | Fault::DisposableMail | Fault::Misspelt => false,
        };
        is && kind != FieldKind::Hidden
    }

    /// Judges one answer where the options are known. A page has none of them in its rules, nor the bytes to spare for this.
    pub fn judge_choice(&self, answer: &str) -> Result<(), Fault> {
        self.judge(answer)?;
        let is_option = |one: &str| self.options.iter().any(|option| option == one);
        let answered =
            self.options.is_empty() || answer.trim().is_empty() || parts(answer.trim(), b'\n').all(is_option);
        if answered { Ok(()) } else { Err(Fault::NotAnOption) }
    }

    /// What would be right where this is wrong: the limit that was passed.
    pub fn hint(&self, fault: Fault) -> &str {
        match fault {
            Fault::TooShort | Fault::TooSmall => &self.low,
            Fault::TooLong | Fault::TooLarge => &self.high,
            Fault::OffStep => &self.spacing,
            _ => "",
        }
    }
}

/// Five digits at least, and at most twenty, in whatever way they are grouped; those of Arabic and Persian keyboards too.
fn is_phone(answer: &str) -> bool {
    let is_digit = |c: &char| matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}');
    (5..=20).contains(&answer.chars().filter(is_digit).count())
}

/// What begins like an address of the web and has no spaces; the edge reads the rest.
fn is_url(answer: &str) -> bool {
    let begins = |scheme: &str| answer.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    (begins("https://") || begins("http://")) && answer.bytes().all(|byte| byte != b' ') && !answer.ends_with("//")
}

/// The rules of a form, compiled: an attribute of its markup.
///
/// A rule is a line: name, letter of its kind with `!` if an answer is needed, step, least, most, spacing, with tabs
/// between. Lines that begin with `/` and `?` are the pattern and the condition of the rule above. Text, because a page
/// reads it in half a kilobyte, and postcard in base64 takes three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(pub Vec<FieldRule>);

impl Rules {
    /// The attribute's value.
    pub fn encode(&self) -> String {
        self.0.iter().map(FieldRule::encode).collect::<Vec<_>>().join("\n")
    }

    /// Reads the attribute's value.
    pub fn decode(text: &str) -> Option<Self> {
        let mut rules: Vec<FieldRule> = Vec::new();
        for line in parts(text, b'\n') {
            let rest = || line.get(1..).unwrap_or_default().to_owned();
            match (line.as_bytes().first(), rules.last_mut()) {
                (None, _) => {}
                (Some(b'/'), Some(rule)) => rule.pattern = rest(),
                (Some(b'?'), Some(rule)) => rule.when = rest(),
                _ => rules.push(FieldRule::decode(line)?),
            }
        }
        Some(Self(rules))
    }

    /// Whether a page can find this fault by one of the rules.
    pub(super) fn may_find(&self, fault: Fault) -> bool {
        self.0.iter().any(|rule| rule.may_find(fault))
    }

    /// The answers that count, in the order of the rules: none to a field that is not asked, which is one whose condition
    /// does not hold of the answers before it that count.
    pub fn asked(&self, mut answer: impl FnMut(&str) -> String) -> Vec<Option<String>> {
        let mut asked: Vec<Option<String>> = Vec::new();
        for rule in &self.0 {
            let earlier = |name: &str| {
                let known = self.0.iter().zip(&asked).find(|(rule, _)| rule.name == name);
                known.and_then(|(_, answer)| answer.as_deref()).unwrap_or_default()
            };
            let is_asked = when::holds(&rule.when, &earlier);
            let given = is_asked.then(|| answer(&rule.name));
            // What nobody sees is left out where it does not fit, so no other field may hang on it either.
            let counts = |given: &String| rule.kind != FieldKind::Hidden || rule.fits(given).is_ok();
            asked.push(given.map(|given| if counts(&given) { given.trim().to_owned() } else { String::new() }));
        }
        asked
    }
}

impl FieldRule {
    fn encode(&self) -> String {
        let mut line = self.name.clone();
        line.push('\t');
        line.push(self.kind.letter());
        if self.required {
            line.push('!');
        }
        for column in [&self.step.to_string(), &self.low, &self.high, &self.spacing] {
            line.push('\t');
            line.push_str(column);
        }
        let end = line.trim_end_matches('\t').len();
        line.truncate(end);
        for (mark, table) in [("\n/", &self.pattern), ("\n?", &self.when)] {
            if !table.is_empty() {
                line.push_str(mark);
                line.push_str(table);
            }
        }
        line
    }

    fn decode(line: &str) -> Option<Self> {
        let mut words = parts(line, b'\t');
        let name = words.next()?.to_owned();
        let kind = words.next()?.as_bytes();
        let step = units::number(words.next()?)? / units::ONE;
        let mut limit = || words.next().unwrap_or_default().to_owned();
        Some(Self {
            name,
            kind: FieldKind::lettered(*kind.first()?)?,
            required: kind.get(1) == Some(&b'!'),
            step: u8::try_from(step).ok()?,
            low: limit(),
            high: limit(),
            spacing: limit(),
            pattern: String::new(),
            when: String::new(),
            options: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests;
