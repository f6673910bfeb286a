//! A place for forms in the page.
//!
//! State: the rules of the form that is there, and the id of the submission it is for. `markup.js` knows what is seen, what
//! was typed, and whether something is on its way: then it passes on nothing that people do. Invariant: the id stays until
//! the edge has taken the submission or the visitor gives another address, so a double click, a retry, a reload and a
//! correction are one submission to the edge. Another address is another person: the edge keeps it elsewhere, and could
//! not see that it is a correction.
//!
//! What outlives a form here is leaked: there is as much of it as there are forms that somebody opens and sends.

use crate::markup;
use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};
use core::cell::{Cell, OnceCell};
use leadline_browser::{
    dom::{self, Callback},
    entropy,
    exchange::{Answer, Content, Exchange, Step},
};
use leadline_domain::{
    form::{FORM_CHANGED, PageWord, Rules, TICKET_REFUSED},
    id::SubmissionId,
    parts::before,
    queue::Verdict,
};

/// How a form is opened, as `markup.js` counts: empty; if it is another one than was there and nobody has begun; with what
/// was typed, to be sent at once; with what was typed, and more to answer.
const ANEW: u32 = 0;
const GENTLY: u32 = 1;
const TO_SEND: u32 = 2;
const FOR_MORE: u32 = 3;

/// No word: nothing is to be said.
const SILENCE: u32 = 98;
/// What is said stays.
const AS_IT_IS: u32 = 99;

/// Those of a form that is not there yet.
static NO_RULES: Rules = Rules(Vec::new());

/// A place that was found, for as long as the page lives.
pub(crate) struct Form {
    /// Its number in `markup.js`.
    number: u32,
    site: String,
    rules: Cell<&'static Rules>,
    exchange: Cell<&'static Exchange>,
    /// An id, and the address it was drawn for.
    submission: Cell<Option<&'static (String, String)>>,
    /// Whether it is sent once more because its ticket was refused.
    renewed: Cell<bool>,
    /// Set once, right after the form has its place in memory: it calls it back.
    call: OnceCell<Callback>,
}

impl Form {
    /// Brings the form in the place of this number to life; if none is there, asks the edge for the one of that place.
    pub(crate) fn place(number: u32, site: &str) {
        let form: &'static Self = Box::leak(Box::new(Self {
            number,
            site: site.to_owned(),
            rules: Cell::new(&NO_RULES),
            exchange: Cell::new(exchange(site, String::new())),
            submission: Cell::new(None),
            renewed: Cell::new(false),
            call: OnceCell::new(),
        }));
        form.call.get_or_init(|| dom::asked(|number, text| form.hear(number, text)));
        if markup::door(number).is_empty() {
            form.open(ANEW);
        } else {
            form.begin(ANEW);
            // The page was made for anybody.
            form.open(GENTLY);
        }
    }

    /// Hears what `dom.js` and `markup.js` tell, by their numbers.
    fn hear(&self, number: u32, text: String) -> Option<String> {
        match number {
            3000 => {
                self.look(Some(&text));
                self.keep();
            }
            3001 => self.go_on(),
            3002 => {
                markup::turn(self.number, -1);
                self.keep();
            }
            3004 => {
                // It was not renewed after all.
                self.renewed.set(false);
                self.reopen(PageWord::NotTaken);
            }
            3005 => {
                self.submission.set(None);
                self.open(ANEW);
            }
            3010.. => self.begin(number - 3010),
            _ => match self.exchange.get().step(number, text) {
                Step::Compose(passport) => return Some(self.body(&passport.unwrap_or_default())),
                Step::Answered(answer) => self.take_answer(&answer),
                Step::Declined | Step::Other => {}
            },
        }
        None
    }

    /// Asks the edge for the form as this visitor is asked it.
    fn open(&self, how: u32) {
        if let Some(call) = self.call.get() {
            markup::open(self.number, how, call);
        }
    }

    /// A form is in its place. Without rules that can be read, the edge alone judges.
    fn begin(&self, how: u32) {
        let rules = Rules::decode(&markup::rules(self.number));
        self.rules.set(Box::leak(Box::new(rules.unwrap_or_else(|| Rules(Vec::new())))));
        self.exchange.set(exchange(&self.site, markup::door(self.number)));
        if let Some(call) = self.call.get() {
            let sent = markup::bind(self.number, call);
            if !sent.is_empty() {
                self.submission.set(Some(Box::leak(Box::new((sent, self.address())))));
            }
        }
        self.look(Some(""));
        match how {
            TO_SEND => self.go_on(),
            FOR_MORE => self.reopen(PageWord::More),
            _ => {}
        }
    }

    /// Shows what is asked under the answers as they are. Judges them all and says whether one is wrong; or, if one was
    /// `changed`, only takes the mark from that one if it is right now: nobody is corrected while typing.
    fn look(&self, changed: Option<&str>) -> bool {
        let rules = self.rules.get();
        let mut wrong = false;
        let answers = rules.asked(|name| markup::answer(self.number, name));
        for (rule, answer) in rules.0.iter().zip(answers) {
            let away = answer.is_none();
            let fault = answer.and_then(|answer| rule.judge(&answer).err());
            let word = match fault {
                _ if changed.is_some_and(|name| name != rule.name || fault.is_some()) => AS_IT_IS,
                Some(fault) => fault as u32,
                None => SILENCE,
            };
            let hint = fault.map_or("", |fault| rule.hint(fault));
            wrong |= markup::mark(self.number, &rule.name, away, word, hint);
        }
        markup::turn(self.number, 0);
        wrong
    }

    /// To the next step; from the last one to the edge.
    fn go_on(&self) {
        if self.look(None) {
            markup::correct(self.number);
        } else if markup::turn(self.number, 1) {
            self.keep();
        } else {
            self.send();
        }
    }

    fn reopen(&self, word: PageWord) {
        markup::show(self.number, false, word as u32);
    }

    fn send(&self) {
        markup::show(self.number, true, PageWord::Sending as u32);
        if let Some(call) = self.call.get() {
            self.exchange.get().begin(call);
        }
    }

    fn body(&self, passport: &str) -> String {
        if self.sent().is_empty() {
            let id = SubmissionId::from_entropy(&entropy::draw()).as_str().to_owned();
            self.submission.set(Some(Box::leak(Box::new((id, self.address())))));
        }
        self.keep();
        markup::encode(self.number, self.sent(), passport)
    }

    /// The id that this address was sent with already, if it was.
    fn sent(&self) -> &'static str {
        match self.submission.get() {
            Some((id, address)) if address.eq_ignore_ascii_case(&self.address()) => id,
            _ => "",
        }
    }

    /// The address as it stands in the form, without the spaces around it: every form asks for one, under that name.
    fn address(&self) -> String {
        markup::answer(self.number, "email").trim().to_owned()
    }

    fn keep(&self) {
        markup::keep(self.number, self.sent());
    }

    fn take_answer(&self, answer: &Answer) {
        let again = self.renewed.replace(false);
        match (Verdict::of(answer.status), before(&answer.text, b'\n')) {
            (Verdict::Taken, _) => {
                self.submission.set(None);
                markup::conclude(self.number, &answer.text);
            }
            (Verdict::Again, _) if answer.status == 0 => self.reopen(PageWord::NotSent),
            (Verdict::Again, _) => self.reopen(PageWord::NotTaken),
            // Once in a row: a ticket that is refused twice is no matter of age.
            (_, TICKET_REFUSED) if !again => {
                self.renewed.set(true);
                self.open(TO_SEND);
            }
            (_, FORM_CHANGED) => self.open(FOR_MORE),
            _ if markup::refuse(self.number, &answer.text) => markup::correct(self.number),
            _ => self.reopen(PageWord::Refused),
        }
    }
}

fn exchange(site: &str, url: String) -> &'static Exchange {
    Box::leak(Box::new(Exchange::new(site, url, Content::Answers)))
}
