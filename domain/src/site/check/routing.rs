//! Checking `routing.toml`: where events go, which of them, and what they are made into.

mod request;

use super::{A_SLUG, Report, condition, is_slug};
use crate::{
    condition::{Formula, Truth},
    email::Email,
    form::Form,
    lead::{EventType, Stage},
    sink::{Fault, Filter, Mail, Names, Sink, Stages, Target, Template, Via, is_sink_secret},
    site::{RawCondition, RawHttp, RawMail, RawRouting, RawSite, RawWebhook},
};
use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec::Vec};
use request::{AN_ADDRESS, RawRequest, is_address};

/// Most sinks of a site: every event is held against each.
const MAX_SINKS: usize = 32;
/// Most recipients of a mail, as Cloudflare has it.
const MAX_RECIPIENTS: usize = 50;
/// Longest template, in bytes.
const LONGEST_TEMPLATE: usize = 16 * 1024;

const A_SECRET: &str = "the name of a Worker secret: capital letters, digits, underscores, not beginning with LEADLINE_; \
                        never the secret itself";

/// What of a sink's keys every kind has.
struct Common<'a> {
    events: &'a [String],
    stage: &'a [Stage],
    stage_at_least: Option<Stage>,
    when: Option<&'a RawCondition>,
}

/// One entry being checked: its place, and everything it may name.
struct Entry<'a, 'r, 'p> {
    kind: &'static str,
    at: String,
    names: &'a Names,
    asked: &'a condition::Asked<'a>,
    report: &'r mut Report<'p>,
}

/// Checks all sinks.
pub(super) fn check(raw: &RawSite, forms: &BTreeMap<String, Form>, report: &mut Report<'_>) -> Vec<Sink> {
    let asked = condition::Asked { forms, traits: &raw.scoring.traits };
    let fields = forms.values().flat_map(|form| form.fields.iter().map(|field| field.name.as_str()));
    let names = Names::body(fields.chain(raw.scoring.traits.iter().map(String::as_str)));
    let routing = &raw.routing;
    check_ids(routing, report);
    let mut sinks = Vec::new();
    for (at, webhook) in routing.webhooks.iter().enumerate() {
        sinks.push(check_webhook(webhook, Entry::new("webhook", at, &names, &asked, report)));
    }
    for (at, http) in routing.http.iter().enumerate() {
        sinks.extend(check_http(http, Entry::new("http", at, &names, &asked, report)));
    }
    for (at, mail) in routing.mail.iter().enumerate() {
        sinks.extend(check_mail(mail, Entry::new("mail", at, &names, &asked, report)));
    }
    sinks
}

/// An id is one sink's, whatever its kind: dead letters and logs know it by nothing else.
fn check_ids(routing: &RawRouting, report: &mut Report<'_>) {
    let webhooks = routing.webhooks.iter().map(|webhook| ("webhook", &webhook.id)).enumerate();
    let http = routing.http.iter().map(|http| ("http", &http.id)).enumerate();
    let mail = routing.mail.iter().map(|mail| ("mail", &mail.id)).enumerate();
    let all: Vec<(usize, (&str, &String))> = webhooks.chain(http).chain(mail).collect();
    for (at, (kind, id)) in &all {
        if !is_slug(id) || all.iter().filter(|(_, (_, other))| other == id).count() > 1 {
            report.add(&[kind, &format!("{at}"), "id"], id, &format!("{A_SLUG}, each sink its own"));
        }
    }
    if all.len() > MAX_SINKS {
        report.add(&[], &format!("{} sinks", all.len()), &format!("at most {MAX_SINKS}"));
    }
}

fn check_webhook(raw: &RawWebhook, mut entry: Entry<'_, '_, '_>) -> Sink {
    if !is_address(&raw.url) {
        entry.add(&["url"], &raw.url, AN_ADDRESS);
    }
    if !is_sink_secret(&raw.secret) {
        // Whatever stands there may be the secret.
        entry.add(&["secret"], "something else", A_SECRET);
    }
    let RawWebhook { id, events, stage, stage_at_least, when, .. } = raw;
    let filter = entry.filter(&Common { events, stage, stage_at_least: *stage_at_least, when: when.as_ref() });
    Sink { id: id.clone(), filter, target: Target::Webhook { url: raw.url.clone(), secret: raw.secret.clone() } }
}

fn check_http(raw: &RawHttp, mut entry: Entry<'_, '_, '_>) -> Option<Sink> {
    let RawHttp { id, url, method, headers, body, events, stage, stage_at_least, when } = raw;
    let filter = entry.filter(&Common { events, stage, stage_at_least: *stage_at_least, when: when.as_ref() });
    let names = entry.names.clone();
    let request = RawRequest { url, method: *method, headers, body: body.as_deref() };
    let request = request::check(&request, &names, &[], &mut entry)?;
    Some(Sink { id: id.clone(), filter, target: Target::Http(request) })
}

fn check_mail(raw: &RawMail, mut entry: Entry<'_, '_, '_>) -> Option<Sink> {
    let RawMail { id, from, to, subject, text, via, events, stage, stage_at_least, when } = raw;
    let filter = entry.filter(&Common { events, stage, stage_at_least: *stage_at_least, when: when.as_ref() });
    if Email::parse(from).is_err() {
        entry.add(&["from"], from, "an e-mail address");
    }
    for (n, address) in to.iter().enumerate().filter(|(_, address)| Email::parse(address).is_err()) {
        entry.add(&["to", &format!("{n}")], address, "an e-mail address");
    }
    if !(1..=MAX_RECIPIENTS).contains(&to.len()) {
        entry.add(&["to"], &format!("{} addresses", to.len()), &format!("1 to {MAX_RECIPIENTS} addresses"));
    }
    let read = entry.names.without_secrets();
    if subject.contains(char::is_control) {
        entry.add(&["subject"], "more than a line", "one line");
    }
    let subject = entry.template(&["subject"], subject, &read);
    let text = entry.template(&["text"], text, &read);
    let via = match via {
        None => Some(Via::Cloudflare),
        Some(via) => {
            let names = entry.names.clone().with_mail();
            let request =
                RawRequest { url: &via.url, method: via.method, headers: &via.headers, body: Some(&via.body) };
            request::check(&request, &names, &["via"], &mut entry).map(Via::Http)
        }
    };
    let mail = Mail { from: from.clone(), to: to.clone(), subject: subject?, text: text?, via: via? };
    Some(Sink { id: id.clone(), filter, target: Target::Mail(mail) })
}

impl<'a, 'r, 'p> Entry<'a, 'r, 'p> {
    fn new(
        kind: &'static str,
        at: usize,
        names: &'a Names,
        asked: &'a condition::Asked<'a>,
        report: &'r mut Report<'p>,
    ) -> Self {
        Self { kind, at: format!("{at}"), names, asked, report }
    }

    fn add(&mut self, place: &[&str], found: &str, expected: &str) {
        let place: Vec<&str> = [self.kind, &self.at].into_iter().chain(place.iter().copied()).collect();
        self.report.add(&place, found, expected);
    }

    fn filter(&mut self, common: &Common<'_>) -> Filter {
        let types = || EventType::ALL.iter().map(|event| event.name());
        for (n, event) in common.events.iter().enumerate() {
            if !types().any(|known| known == event) {
                let place = [self.kind, &self.at, "events", &format!("{n}")];
                self.report.unknown(&place, event, "an event type", types());
            }
        }
        let stages = match (common.stage, common.stage_at_least) {
            ([], None) => Stages::Any,
            ([], Some(least)) => Stages::AtLeast(least),
            (stages, None) => Stages::In(stages.to_vec()),
            (_, Some(_)) => {
                self.add(&["stage_at_least"], "stage and stage_at_least", "only one of the two");
                Stages::Any
            }
        };
        Filter { events: common.events.to_vec(), stages, when: common.when.and_then(|when| self.when(when)) }
    }

    /// Events tell of people, so the condition is about them.
    fn when(&mut self, when: &RawCondition) -> Option<Formula<Truth>> {
        let expected =
            "a condition on the person (email, field, account, channel, …): what happened is an event type, see events";
        condition::of_person(when, self.asked, (&[self.kind, &self.at, "when"], expected), self.report)
    }

    fn template(&mut self, place: &[&str], text: &str, names: &Names) -> Option<Template> {
        if text.len() > LONGEST_TEMPLATE {
            self.add(place, &format!("{} bytes", text.len()), &format!("at most {LONGEST_TEMPLATE} bytes"));
            return None;
        }
        match Template::parse(text, names) {
            Ok(template) => Some(template),
            Err(fault) => {
                self.fault(place, fault, names);
                None
            }
        }
    }

    fn fault(&mut self, place: &[&str], fault: Fault, names: &Names) {
        let full: Vec<&str> = [self.kind, &self.at].into_iter().chain(place.iter().copied()).collect();
        match fault {
            Fault::Open => self.add(place, "{{ without }}", "places such as {{lead.email}}"),
            Fault::Unknown(name) => {
                let known = names.known().iter().map(String::as_str);
                self.report.unknown(&full, &name, "what a template may name", known);
            }
            Fault::Misplaced(name) => {
                let expected = match names.known() {
                    [] => "only {{secret.NAME}} here: addresses end up in logs".to_owned(),
                    known => format!("only what may stand here: {}", known.join(", ")),
                };
                self.add(place, &name, &expected);
            }
            // Whatever stands there may be the secret.
            Fault::SecretName(_) => self.add(place, "{{secret. and something else", A_SECRET),
            Fault::NotJson(why) => {
                let expected = format!("JSON whatever is filled in; text in quotes, values without: {why}");
                self.add(place, "no JSON", &expected);
            }
            Fault::NoSecret(name) => self.add(place, &name, A_SECRET),
        }
    }
}

#[cfg(test)]
mod tests;
