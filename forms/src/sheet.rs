//! What a form's markup says of it.

use crate::{Site, markup};
use alloc::{
    borrow::ToOwned,
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use leadline_browser::exchange::{Content, Exchange};
use leadline_domain::{
    form::{FieldKind, FieldRule, PageWord, Rules, filled},
    parts::parts,
};

/// A form as it was opened. Another one in its place has another sheet.
pub(crate) struct Sheet {
    pub(crate) id: String,
    pub(crate) rules: Rules,
    /// What is said to people, a line each.
    words: String,
    /// Whether many people answer in one browser.
    pub(crate) is_kiosk: bool,
    pub(crate) exchange: Exchange,
}

impl Sheet {
    /// A form of that id that is not there yet.
    pub(crate) fn blank(site: &Site, id: &str) -> &'static Self {
        Self::new(site, id.to_owned(), "", String::new(), false)
    }

    /// Reads the markup of the form of this number. Without rules that can be read, the edge alone judges.
    pub(crate) fn read(site: &Site, number: u32) -> &'static Self {
        let said = |name| markup::attribute(number, name);
        Self::new(site, said("data-form"), &said("data-ask"), said("data-words"), !said("data-kiosk").is_empty())
    }

    /// As long-lived as the page: there are as many as forms that somebody opens.
    fn new(site: &Site, id: String, rules: &str, words: String, is_kiosk: bool) -> &'static Self {
        Box::leak(Box::new(Self {
            exchange: Exchange::new(&site.name, site.doors.clone() + &id, Content::Answers),
            rules: Rules::decode(rules).unwrap_or_else(|| Rules(Vec::new())),
            words,
            is_kiosk,
            id,
        }))
    }

    /// What the page says.
    pub(crate) fn say(&self, word: PageWord) -> &str {
        self.line(word as usize)
    }

    fn line(&self, at: usize) -> &str {
        parts(&self.words, b'\n').nth(at).unwrap_or_default()
    }

    /// The rule of the field of that name.
    pub(crate) fn rule(&self, name: &str) -> Option<&FieldRule> {
        self.rules.0.iter().find(|rule| rule.name == name)
    }

    /// What is to be said about an answer; nothing if it is right. What nobody sees nobody can correct: the edge judges it.
    pub(crate) fn issue(&self, rule: &FieldRule, answer: &str) -> Option<String> {
        let fault = rule.judge(answer).err().filter(|_| rule.kind != FieldKind::Hidden)?;
        Some(filled(self.line(fault as usize), &[rule.hint(fault)]))
    }

    /// The e-mail address as it stands in the form, without the spaces around it; empty if no rule names its field.
    pub(crate) fn address(&self, number: u32) -> String {
        let rule = self.rules.0.iter().find(|rule| rule.kind == FieldKind::Email);
        rule.map(|rule| markup::answer(number, &rule.name).trim().to_string()).unwrap_or_default()
    }
}
