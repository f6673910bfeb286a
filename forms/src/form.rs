//! A form in the page.
//!
//! State: what of a submission is under way, and its id. Invariant: the id stays until the edge has taken the submission
//! or the visitor gives another address, so a double click, a retry and a correction are one submission to the edge.
//! Another address is another person: the edge keeps it elsewhere, and could not see that it is a correction.

use crate::markup;
use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};
use core::cell::{Cell, OnceCell};
use leadline_browser::{
    dom::{self, Callback},
    entropy,
    exchange::{Answer, Content, Exchange, Step},
};
use leadline_domain::{
    form::{CONSENT_FIELD, FieldKind, PASSPORT_FIELD, PageWord, Rules, SUBMISSION_FIELD, TICKET_REFUSED, filled},
    id::SubmissionId,
    parts::{before, parts},
    queue::Verdict,
};

/// How far a submission is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The visitor fills in the form.
    Open,
    /// The answers are on their way.
    Sent,
    /// They are on their way again, with a fresh ticket.
    SentAgain,
}

/// A form that was adopted, for as long as the page lives.
pub(crate) struct Form {
    /// Its number in `markup.js`.
    number: u32,
    id: String,
    rules: Rules,
    /// What is said to people, a line each.
    words: String,
    begun: Cell<bool>,
    stage: Cell<Stage>,
    /// Drawn for the address that was sent with it.
    submission: Cell<Option<(SubmissionId, String)>>,
    exchange: Exchange,
    /// Set once, right after the form has its place in memory: it calls it back.
    call: OnceCell<Callback>,
}

impl Form {
    /// Brings the form of this number to life, a form of `site`. Without rules that can be read, the edge alone judges.
    pub(crate) fn adopt(number: u32, doors: &str, site: &str) {
        let id = markup::attribute(number, "data-form");
        let form: &'static Self = Box::leak(Box::new(Self {
            exchange: Exchange::new(site, doors.to_owned() + &id, Content::Answers),
            rules: Rules::decode(&markup::attribute(number, "data-ask")).unwrap_or_else(|| Rules(Vec::new())),
            words: markup::attribute(number, "data-words"),
            id,
            number,
            begun: Cell::new(false),
            stage: Cell::new(Stage::Open),
            submission: Cell::default(),
            call: OnceCell::new(),
        }));
        let call = dom::asked(|number, text| form.hear(number, text));
        markup::bind(form.number, &call);
        form.call.get_or_init(|| call);
    }

    /// Hears what `dom.js` and `markup.js` tell, by their numbers.
    fn hear(&self, number: u32, text: String) -> Option<String> {
        match number {
            3000 => self.change(&text),
            3001 => self.submit(),
            3002 => self.send(),
            3003 => self.reopen(self.say(PageWord::NotTaken)),
            _ => return self.take_step(number, text),
        }
        None
    }

    fn take_step(&self, number: u32, text: String) -> Option<String> {
        match self.exchange.step(number, text) {
            Step::Compose(passport) => return Some(self.body(passport.as_deref())),
            Step::Answered(answer) => self.take_answer(&answer),
            Step::Declined | Step::Other => {}
        }
        None
    }

    fn change(&self, name: &str) {
        if !self.begun.replace(true) {
            markup::announce(&self.id);
        }
        if self.judge(name).is_none() {
            markup::mark(self.number, name, "");
        }
    }

    fn judge(&self, name: &str) -> Option<String> {
        let rule = self.rules.0.iter().find(|rule| rule.name == name)?;
        let fault = rule.judge(&markup::answer(self.number, name)).err()?;
        Some(filled(self.word(fault as usize), &[rule.hint(fault)]))
    }

    fn word(&self, line: usize) -> &str {
        parts(&self.words, b'\n').nth(line).unwrap_or_default()
    }

    fn say(&self, word: PageWord) -> &str {
        self.word(word as usize)
    }

    fn submit(&self) {
        if self.stage.get() != Stage::Open {
            return;
        }
        if self.mark_issues() {
            self.correct();
        } else {
            self.stage.set(Stage::Sent);
            self.send();
        }
    }

    /// Judges every answer, and says whether one is wrong.
    fn mark_issues(&self) -> bool {
        let mut wrong = false;
        for rule in &self.rules.0 {
            let issue = self.judge(&rule.name);
            wrong |= issue.is_some();
            markup::mark(self.number, &rule.name, &issue.unwrap_or_default());
        }
        wrong
    }

    fn correct(&self) {
        self.reopen(self.say(PageWord::Correct));
        markup::focus_issue(self.number);
    }

    fn reopen(&self, say: &str) {
        self.stage.set(Stage::Open);
        markup::show(self.number, false, say);
    }

    fn send(&self) {
        markup::show(self.number, true, "");
        if let Some(call) = self.call.get() {
            self.exchange.begin(call);
        }
    }

    fn body(&self, passport: Option<&str>) -> String {
        let address = self.address();
        let submission = match self.submission.take() {
            Some((id, sent)) if sent.eq_ignore_ascii_case(&address) => id,
            _ => SubmissionId::from_entropy(&entropy::draw()),
        };
        let mut ours = SUBMISSION_FIELD.to_owned() + "\n" + submission.as_str();
        self.submission.set(Some((submission, address)));
        if let Some(passport) = passport {
            ours = ours + "\n" + PASSPORT_FIELD + "\n" + passport;
        }
        if !self.exchange.keeps() {
            ours = ours + "\n" + CONSENT_FIELD + "\nnone";
        }
        markup::encode(self.number, &ours)
    }

    /// The e-mail address as it stands in the form, without the spaces around it; empty if no rule names its field.
    fn address(&self) -> String {
        let rule = self.rules.0.iter().find(|rule| rule.kind == FieldKind::Email);
        rule.map(|rule| markup::answer(self.number, &rule.name).trim().to_owned()).unwrap_or_default()
    }

    fn take_answer(&self, answer: &Answer) {
        match Verdict::of(answer.status) {
            Verdict::Taken => self.thank(&answer.text),
            Verdict::Again if answer.status == 0 => self.reopen(self.say(PageWord::NotSent)),
            Verdict::Again => self.reopen(self.say(PageWord::NotTaken)),
            Verdict::Refused if before(&answer.text, b'\n') == TICKET_REFUSED => self.renew_ticket(),
            Verdict::Refused if self.mark_refused(&answer.text) => self.correct(),
            Verdict::Refused => self.reopen(self.say(PageWord::Refused)),
        }
    }

    /// The thanks stand below the passport, a verb, and what that needs.
    fn thank(&self, text: &str) {
        let mut lines = parts(text, b'\n');
        lines.next();
        if lines.next() != Some("say") {
            lines.next();
        }
        markup::thank(
            self.number,
            lines.rest().filter(|thanks| !thanks.is_empty()).unwrap_or(self.say(PageWord::Thanks)),
        );
    }

    /// What was typed is judged by the form as it is now: once, for a ticket refused twice is no matter of age.
    fn renew_ticket(&self) {
        match (self.stage.replace(Stage::SentAgain), self.call.get()) {
            (Stage::Sent, Some(call)) => markup::renew(self.number, self.exchange.url(), call),
            _ => self.reopen(self.say(PageWord::Refused)),
        }
    }

    /// Marks what the edge refuses, a line each: field, code and text, with tabs between. Says whether there was any.
    fn mark_refused(&self, lines: &str) -> bool {
        let mut any = false;
        for line in parts(lines, b'\n') {
            let mut words = parts(line, b'\t');
            if let (Some(name), Some(_code), Some(text)) = (words.next(), words.next(), words.next()) {
                any |= markup::mark(self.number, name, text);
            }
        }
        any
    }
}
