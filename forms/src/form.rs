//! A place for forms in the page.
//!
//! State: the form that is there, the step that is open, what of a submission is under way, and its id. Invariant: the id
//! stays until the edge has taken the submission or the visitor gives another address, so a double click, a retry, a
//! reload and a correction are one submission to the edge. Another address is another person: the edge keeps it elsewhere,
//! and could not see that it is a correction.

use crate::{Site, markup, memory::Memory, sheet::Sheet};
use alloc::{borrow::ToOwned, boxed::Box, string::String};
use core::cell::{Cell, OnceCell};
use leadline_browser::{
    beacon,
    dom::{self, Callback},
    entropy,
    exchange::{Answer, Step},
    passport, timer,
};
use leadline_domain::{
    form::{CONSENT_FIELD, FieldKind, PASSPORT_FIELD, PageWord, SUBMISSION_FIELD, SURE_FIELD, TICKET_REFUSED},
    id::SubmissionId,
    parts::{before, parts},
    queue::Verdict,
};

/// How far a submission is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The visitor fills in the form.
    Open,
    /// It goes out when there is a network.
    Waiting,
    /// The answers are on their way, or another form is on its way here.
    Busy,
    /// They have arrived.
    Done,
}

/// What happens once a form is in its place.
#[derive(Default)]
enum Then {
    /// The visitor fills it in.
    #[default]
    Rest,
    /// It is sent with the answers that were carried over.
    Send,
    /// The visitor hears that there is more to answer.
    More,
    /// The visitor hears this.
    Say(String),
}

/// How long a kiosk shows thanks, and waits for somebody who has gone, in milliseconds.
const KIOSK_THANKS: u32 = 10_000;
const KIOSK_PATIENCE: u32 = 120_000;

/// A place that was found, for as long as the page lives.
pub(crate) struct Form {
    site: &'static Site,
    /// Its number in `markup.js`.
    number: u32,
    sheet: Cell<&'static Sheet>,
    begun: Cell<bool>,
    stage: Cell<Stage>,
    /// The step that is open.
    step: Cell<u8>,
    /// The steps in which something is asked, a bit each.
    steps: Cell<u64>,
    /// Whether nobody is to be recognised.
    is_stranger: Cell<bool>,
    /// Drawn for the address that was sent with it.
    submission: Cell<Option<(String, String)>>,
    /// The address that was asked about, and is right if it is sent again.
    sure: Cell<String>,
    /// Whether the ticket was refused before.
    renewed: Cell<bool>,
    then: Cell<Then>,
    /// What was typed into the form that is being replaced.
    carried: Cell<String>,
    /// Set once, right after the form has its place in memory: it calls it back.
    call: OnceCell<Callback>,
}

impl Form {
    /// Brings the form in the place of this number to life; if none is there, asks the edge for the one of that id.
    pub(crate) fn place(site: &'static Site, number: u32, id: &str) {
        let form: &'static Self = Box::leak(Box::new(Self {
            site,
            number,
            sheet: Cell::new(Sheet::blank(site, id)),
            begun: Cell::new(false),
            stage: Cell::new(Stage::Open),
            step: Cell::new(0),
            steps: Cell::new(0),
            is_stranger: Cell::new(false),
            submission: Cell::default(),
            sure: Cell::default(),
            renewed: Cell::new(false),
            then: Cell::default(),
            carried: Cell::default(),
            call: OnceCell::new(),
        }));
        form.call.get_or_init(|| dom::asked(|number, text| form.hear(number, text)));
        if markup::attribute(number, "data-form").is_empty() {
            form.open(false);
        } else {
            form.begin();
            // The page was made for anybody.
            if !form.sheet.get().is_kiosk && passport::read(&site.name).is_some() {
                form.open(true);
            }
        }
    }

    /// Hears what `dom.js` and `markup.js` tell, by their numbers.
    fn hear(&self, number: u32, text: String) -> Option<String> {
        match number {
            3000 => self.change(&text),
            3001 => self.go_on(),
            3002 => self.go_back(),
            3003 => self.begin(),
            3004 if self.stage.get() == Stage::Busy => self.reopen(PageWord::NotTaken),
            3005 => self.change_places(),
            3006 if self.stage.get() == Stage::Waiting => self.go_on(),
            3007 => self.leave(),
            timer::RANG => self.begin_anew(),
            _ => return self.take_step(number, text),
        }
        None
    }

    fn take_step(&self, number: u32, text: String) -> Option<String> {
        match self.sheet.get().exchange.step(number, text) {
            Step::Compose(passport) => return Some(self.body(passport)),
            Step::Answered(answer) => self.take_answer(&answer),
            Step::Declined | Step::Other => {}
        }
        None
    }

    fn memory(&self) -> Memory<'static> {
        Memory { site: self.site, sheet: self.sheet.get(), number: self.number }
    }

    /// Asks the edge for the form as this visitor is asked it.
    fn open(&self, gently: bool) {
        let (site, ours) = (self.site, self.who(passport::read(&self.site.name)));
        let url = site.doors.clone() + &self.sheet.get().id + "/open";
        if let Some(call) = self.call.get() {
            markup::open(self.number, &site.name, &url, &site.css, &ours, gently, call);
        }
    }

    /// The same form once more, with what was typed.
    fn open_again(&self, then: Then) {
        self.stage.set(Stage::Busy);
        self.carried.set(self.draft());
        self.then.set(then);
        self.open(false);
    }

    /// The form for somebody who has not typed anything yet.
    fn begin_anew(&self) {
        self.submission.take();
        self.open(false);
    }

    fn change_places(&self) {
        self.memory().forget();
        self.is_stranger.set(true);
        self.begin_anew();
    }

    /// A form is in its place.
    fn begin(&self) {
        self.sheet.set(Sheet::read(self.site, self.number));
        self.begun.set(false);
        self.stage.set(Stage::Open);
        if self.sheet.get().is_kiosk {
            self.is_stranger.set(true);
        }
        let draft = self.memory().fill(self.carried.take());
        let mut lines = parts(&draft, b'\n');
        let step = lines.next().and_then(|step| step.bytes().next()).unwrap_or(b'a');
        self.step.set(step.wrapping_sub(b'a'));
        if let Some(id) = lines.next().filter(|id| !id.is_empty()) {
            self.submission.set(Some((id.to_owned(), self.address())));
        }
        if let Some(call) = self.call.get() {
            markup::bind(self.number, call);
        }
        self.ask();
        self.tell("ready");
        match self.then.take() {
            Then::Rest => {}
            Then::Send => self.go_on(),
            Then::More => {
                self.reopen(PageWord::More);
                markup::focus(self.number, ".ll-field :invalid");
            }
            Then::Say(text) => markup::show(self.number, false, &text),
        }
    }

    fn tell(&self, name: &str) {
        markup::tell(self.number, name, self.step.get().into());
    }

    fn change(&self, name: &str) {
        if !self.begun.replace(true) {
            self.tell("start");
        }
        self.ask();
        let sheet = self.sheet.get();
        let issue = sheet.rule(name).and_then(|rule| sheet.issue(rule, &markup::answer(self.number, name)));
        if issue.is_none() {
            markup::mark(self.number, name, "");
        }
        self.keep_draft();
        if let (true, Some(call)) = (sheet.is_kiosk, self.call.get()) {
            timer::ring_after(KIOSK_PATIENCE, call);
        }
    }

    /// Shows what is asked under the answers as they are.
    fn ask(&self) {
        let rules = &self.sheet.get().rules;
        let (mut gone, mut steps) = (String::new(), 0);
        for (rule, answer) in rules.0.iter().zip(rules.asked(|name| markup::answer(self.number, name))) {
            if answer.is_none() {
                gone = gone + &rule.name + "\n";
            } else if rule.kind != FieldKind::Hidden {
                steps |= bit(rule.step);
            }
        }
        markup::hide(self.number, &gone);
        self.steps.set(steps);
        self.show_step();
    }

    /// Shows the open step; if nothing is asked in it any more, the next one.
    fn show_step(&self) {
        let steps = self.steps.get();
        if steps & bit(self.step.get()) == 0 {
            let other = self.later().or_else(|| self.earlier());
            self.step.set(other.unwrap_or_default());
        }
        let (sheet, at) = (self.sheet.get(), self.step.get());
        let place = (steps & (bit(at) - 1)).count_ones() + 1;
        let next = if self.later().is_some() { sheet.say(PageWord::Next) } else { "" };
        markup::step(self.number, at.into(), place, steps.count_ones(), sheet.say(PageWord::StepOf), next);
    }

    fn later(&self) -> Option<u8> {
        let later = self.steps.get() & !(bit(self.step.get()) | (bit(self.step.get()) - 1));
        (later != 0).then(|| later.trailing_zeros() as u8)
    }

    fn earlier(&self) -> Option<u8> {
        let earlier = self.steps.get() & (bit(self.step.get()) - 1);
        (earlier != 0).then(|| 63 - earlier.leading_zeros() as u8)
    }

    fn turn_to(&self, step: u8) {
        self.step.set(step);
        self.show_step();
        self.keep_draft();
        markup::show(self.number, false, "");
        markup::focus(self.number, ".ll-step:not([hidden])>legend");
        self.tell("step");
    }

    fn go_back(&self) {
        if let (Stage::Open | Stage::Waiting, Some(step)) = (self.stage.get(), self.earlier()) {
            self.turn_to(step);
        }
    }

    /// To the next step; from the last one to the edge.
    fn go_on(&self) {
        if !matches!(self.stage.get(), Stage::Open | Stage::Waiting) {
            return;
        }
        if let Some(step) = self.mark_issues() {
            self.correct(step);
        } else if let Some(step) = self.later() {
            self.turn_to(step);
        } else {
            self.tell("submit");
            self.send();
        }
    }

    /// Judges every answer up to the open step. The first step with a wrong one, if there is one.
    fn mark_issues(&self) -> Option<u8> {
        let sheet = self.sheet.get();
        let mut wrong = None;
        let answers = sheet.rules.asked(|name| markup::answer(self.number, name));
        for (rule, answer) in sheet.rules.0.iter().zip(answers).filter(|(rule, _)| rule.step <= self.step.get()) {
            let issue = answer.and_then(|answer| sheet.issue(rule, &answer));
            wrong = wrong.or(issue.as_ref().map(|_| rule.step));
            markup::mark(self.number, &rule.name, &issue.unwrap_or_default());
        }
        wrong
    }

    fn correct(&self, step: u8) {
        self.stage.set(Stage::Open);
        self.step.set(step);
        self.show_step();
        markup::show(self.number, false, "");
        markup::focus(self.number, ".ll-summary");
        self.tell("error");
    }

    fn reopen(&self, word: PageWord) {
        self.stage.set(Stage::Open);
        markup::show(self.number, false, self.sheet.get().say(word));
    }

    fn send(&self) {
        let sheet = self.sheet.get();
        if let (true, Some(call)) = (markup::is_online(), self.call.get()) {
            self.stage.set(Stage::Busy);
            markup::show(self.number, true, sheet.say(PageWord::Sending));
            sheet.exchange.begin(call);
        } else {
            self.wait();
        }
    }

    fn wait(&self) {
        self.reopen(PageWord::Waiting);
        self.stage.set(Stage::Waiting);
    }

    /// Our own fields that say who answers: lines of name and value in turn.
    fn who(&self, passport: Option<String>) -> String {
        let mut ours = String::new();
        let mut say = |name: &str, value: &str| {
            for text in [name, "\n", value, "\n"] {
                ours.push_str(text);
            }
        };
        match passport {
            _ if self.is_stranger.get() => say("ll_stranger", "1"),
            Some(passport) => say(PASSPORT_FIELD, &passport),
            None => {}
        }
        if !passport::is_kept(&self.site.name) {
            say(CONSENT_FIELD, "none");
        }
        let sure = self.sure.take();
        if !sure.is_empty() {
            say(SURE_FIELD, &sure);
        }
        self.sure.set(sure);
        ours
    }

    fn body(&self, passport: Option<String>) -> String {
        let address = self.address();
        let id = match self.sent() {
            Some(id) => id,
            None => SubmissionId::from_entropy(&entropy::draw()).as_str().to_owned(),
        };
        let ours = self.who(passport) + SUBMISSION_FIELD + "\n" + &id;
        self.submission.set(Some((id, address)));
        self.keep_draft();
        markup::encode(self.number, &ours)
    }

    /// The submission that this address was sent with already.
    fn sent(&self) -> Option<String> {
        let submission = self.submission.take();
        let id = submission.clone().filter(|(_, sent)| sent.eq_ignore_ascii_case(&self.address())).map(|(id, _)| id);
        self.submission.set(submission);
        id
    }

    fn address(&self) -> String {
        self.sheet.get().address(self.number)
    }

    fn draft(&self) -> String {
        self.memory().draft(self.step.get(), self.sent().as_deref())
    }

    fn keep_draft(&self) {
        self.memory().keep(&self.draft());
    }

    fn take_answer(&self, answer: &Answer) {
        match (Verdict::of(answer.status), before(&answer.text, b'\n')) {
            (Verdict::Taken, _) => self.conclude(&answer.text),
            (Verdict::Again, _) if answer.status == 0 && !markup::is_online() => self.wait(),
            (Verdict::Again, _) if answer.status == 0 => self.reopen(PageWord::NotSent),
            (Verdict::Again, _) => self.reopen(PageWord::NotTaken),
            // Once: a ticket that is refused twice is no matter of age.
            (_, TICKET_REFUSED) if !self.renewed.replace(true) => self.open_again(Then::Send),
            (_, "form-changed") => {
                self.is_stranger.set(true);
                self.open_again(Then::More);
            }
            _ => match self.mark_refused(&answer.text) {
                Some(step) => self.correct(step),
                None => {
                    self.reopen(PageWord::Refused);
                    self.tell("error");
                }
            },
        }
    }

    /// What happens now stands below the passport: a verb, and what it is about.
    fn conclude(&self, text: &str) {
        self.memory().conclude();
        self.stage.set(Stage::Done);
        self.tell("done");
        self.submission.take();
        self.is_stranger.set(false);
        let sheet = self.sheet.get();
        let thanks = |text: Option<&'_ str>| match text.unwrap_or_default() {
            "" => sheet.say(PageWord::Thanks).to_owned(),
            text => text.to_owned(),
        };
        let mut lines = parts(text, b'\n');
        match (lines.next(), lines.next().unwrap_or_default()) {
            (_, "go") => markup::thank(self.number, &thanks(None), lines.next().unwrap_or_default(), ""),
            (_, "file") => {
                let url = lines.next().unwrap_or_default();
                markup::thank(self.number, &thanks(lines.rest()), url, sheet.say(PageWord::Download));
            }
            (_, "form") => {
                self.sheet.set(Sheet::blank(self.site, lines.next().unwrap_or_default()));
                self.then.set(Then::Say(lines.rest().unwrap_or_default().to_owned()));
                return self.open(false);
            }
            _ => markup::thank(self.number, &thanks(lines.rest()), "", ""),
        }
        if let (true, Some(call)) = (sheet.is_kiosk, self.call.get()) {
            timer::ring_after(KIOSK_THANKS, call);
        }
    }

    /// Marks what the edge refuses, a line each: field, code and text, with tabs between. The first step with such a
    /// field, if there was any.
    fn mark_refused(&self, lines: &str) -> Option<u8> {
        let mut first = None;
        for line in parts(lines, b'\n') {
            let mut words = parts(line, b'\t');
            if let (Some(name), Some(code), Some(text)) = (words.next(), words.next(), words.next())
                && markup::mark(self.number, name, text)
            {
                if code == "misspelt" {
                    self.sure.set(self.address());
                }
                let step = self.sheet.get().rule(name).map_or(0, |rule| rule.step);
                first = first.filter(|first| *first < step).or(Some(step));
            }
        }
        first
    }

    /// Where a site asks for it, and says so in the form, what was begun is not lost with the page.
    fn leave(&self) {
        let sheet = self.sheet.get();
        let rule = sheet.rules.0.iter().find(|rule| rule.kind == FieldKind::Email);
        let is_known = rule.is_some_and(|rule| rule.judge(&self.address()).is_ok());
        let leaves = self.begun.get() && self.stage.get() != Stage::Done && is_known;
        if leaves && !markup::attribute(self.number, "data-partial").is_empty() {
            let ours = self.who(passport::read(&self.site.name));
            beacon::send(&(sheet.exchange.url().to_owned() + "/partial"), &markup::encode(self.number, &ours));
        }
    }
}

/// The bit of a step; a form has fewer than 64.
const fn bit(step: u8) -> u64 {
    1_u64.wrapping_shl(step as u32)
}
