//! `[[after]]` and `[confirm]`: what comes after a submission names other files of the site.

use super::{A_SLUG, Report, condition, is_domain, is_slug};
use crate::{
    condition::Truth,
    form::{After, Confirm, Form, Next},
    site::{RawAfter, RawFile, RawForm, RawSettings, RawSite},
};
use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use url::Url;

/// Most rules of a form.
const MOST: usize = 20;
/// Longest message, in characters.
const LONGEST: usize = 2_000;
/// Most bytes of a file: what KV takes under one key.
pub const MAX_FILE: u64 = 25 * 1024 * 1024;
/// Longest name of a file, in bytes.
const LONGEST_NAME: usize = 100;

/// Stands for the site's own origin while a path is read.
const HERE: &str = "https://here.invalid";

/// Checks the hosts of others that forms may send visitors to.
pub(super) fn check_hosts(raw: &RawSettings, report: &mut Report<'_>) {
    for (at, host) in raw.redirect_hosts.iter().enumerate() {
        if !is_domain(host) {
            report.add(&["redirect_hosts", &format!("{at}")], host, "a host in lower case, such as shop.example.com");
        }
    }
}

/// Gives the forms what comes after them, now that all of them are known.
pub(super) fn check(
    raw: &RawSite,
    forms: &BTreeMap<String, Form>,
    problems: &mut Vec<super::Problem>,
) -> BTreeMap<String, Form> {
    let mut checked = forms.clone();
    for (id, form) in &mut checked {
        let Some(written) = raw.forms.get(id) else { continue };
        let file = format!("forms/{id}.toml");
        let mut report = Report { file: &file, problems };
        let mut entry = Entry { raw, id, forms, report: &mut report };
        form.after = entry.rules(written);
        form.confirm = entry.confirm(written);
    }
    checked
}

/// A form being checked, and everything it may name.
struct Entry<'a, 'r, 'p> {
    raw: &'a RawSite,
    id: &'a str,
    forms: &'a BTreeMap<String, Form>,
    report: &'r mut Report<'p>,
}

impl Entry<'_, '_, '_> {
    fn rules(&mut self, form: &RawForm) -> Vec<After> {
        if form.after.len() > MOST {
            self.report.add(&["after"], &format!("{}", form.after.len()), "at most 20");
        }
        for (at, rule) in form.after.iter().enumerate() {
            let earlier = form.after.iter().take(at);
            let place = at.to_string();
            if let Some(id) = &rule.id
                && (!is_slug(id) || earlier.clone().any(|other| other.id.as_ref() == Some(id)))
            {
                self.report.add(&["after", &place, "id"], id, &format!("{A_SLUG}, each its own"));
            }
            if earlier.clone().any(|other| other.when.is_none()) {
                let expected = "only last: a rule before it has no `when`, so this one never comes";
                self.report.add(&["after", &place], "a rule that never comes", expected);
            }
        }
        form.after.iter().enumerate().map(|(at, rule)| self.rule(rule, &at.to_string())).collect()
    }

    fn rule(&mut self, rule: &RawAfter, at: &str) -> After {
        let asked = condition::Asked { forms: self.forms, traits: &[] };
        let expected = "a condition on the submission: email, field, country, …";
        let place = ["after", at, "when"];
        let when = rule.when.as_ref().and_then(|when| {
            let when = condition::of_person(when, &asked, (&place, expected), self.report)?;
            if when.mentions(|truth: &Truth| !truth.is_of_submission()) {
                self.report.add(&place, "what a submission does not tell", expected);
            }
            Some(when)
        });
        After { id: rule.id.clone(), when, message: self.message(rule, at), next: self.next(rule, at) }
    }

    fn message(&mut self, rule: &RawAfter, at: &str) -> Option<String> {
        let message = rule.message.as_ref()?;
        if message.trim().is_empty() || message.chars().count() > LONGEST {
            self.report.add(&["after", at, "message"], message, "1 to 2000 characters that people read");
        }
        Some(message.clone())
    }

    fn next(&mut self, rule: &RawAfter, at: &str) -> Option<Next> {
        let said = [("redirect", &rule.redirect), ("file", &rule.file), ("form", &rule.form)];
        let said: Vec<(&str, &String)> = said.iter().filter_map(|(key, said)| Some((*key, said.as_ref()?))).collect();
        match said.as_slice() {
            [] if rule.message.is_some() => None,
            [("redirect", _)] if rule.message.is_some() => {
                let expected = "redirect alone: nobody reads a message on the way";
                self.report.add(&["after", at, "message"], "message beside redirect", expected);
                None
            }
            [("redirect", to)] => self.redirect(to, at),
            [("file", name)] => self.file(name, at),
            [(_, form)] => self.form(form, at),
            _ => {
                let found: Vec<&str> = said.iter().map(|(key, _)| *key).collect();
                let found = if found.is_empty() { "nothing".to_owned() } else { found.join(" and ") };
                let expected = "exactly one of message, redirect, file, form; a message may stand beside file and form";
                self.report.add(&["after", at], &found, expected);
                None
            }
        }
    }

    fn redirect(&mut self, to: &str, at: &str) -> Option<Next> {
        let settings = &self.raw.site;
        if let Some(to) = own_path(to).or_else(|| allowed(to, settings)) {
            return Some(Next::Redirect(to));
        }
        let hosts = settings.origins.iter().chain(&settings.redirect_hosts).map(String::as_str);
        let expected = format!(
            "a path such as /thanks, or an https address at one of origins and redirect_hosts in site.toml: {}",
            hosts.collect::<Vec<_>>().join(", ")
        );
        self.report.add(&["after", at, "redirect"], to, &expected);
        None
    }

    fn file(&mut self, name: &str, at: &str) -> Option<Next> {
        let place = ["after", at, "file"];
        if !is_file_name(name) {
            self.report.add(&place, name, "the name of a file in the folder files: 1 to 100 bytes, no slashes");
            return None;
        }
        let files = &self.raw.files;
        let Some(RawFile { sha256, bytes }) = files.get(name) else {
            self.report.unknown(&place, name, "a file in the folder files", files.keys().map(String::as_str));
            return None;
        };
        if *bytes > MAX_FILE {
            let found = format!("{name} of {bytes} bytes");
            self.report.add(
                &place,
                &found,
                "a file of at most 26214400 bytes (25 MiB); link to a larger one elsewhere",
            );
        }
        if sha256.len() != 64 || !sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            self.report.add(&place, sha256, "the SHA-256 of its bytes, 64 digits in lower case");
        }
        Some(Next::File { name: name.to_owned(), sha256: sha256.clone() })
    }

    fn form(&mut self, form: &str, at: &str) -> Option<Next> {
        let place = ["after", at, "form"];
        if form == self.id {
            self.report.add(&place, form, "another form: this one was just sent");
        } else if !self.forms.contains_key(form) {
            let others = self.forms.keys().map(String::as_str).filter(|other| *other != self.id);
            self.report.unknown(&place, form, "another of the site's forms", others);
        }
        let is_kiosk = |id: &str| self.forms.get(id).is_some_and(|form| form.kiosk);
        if is_kiosk(self.id) && self.forms.contains_key(form) && !is_kiosk(form) {
            let expected = "a form with kiosk = true: one visitor's answers would stay in it for the next";
            self.report.add(&place, form, expected);
            self.report.unwise();
            return None;
        }
        Some(Next::Form(form.to_owned()))
    }

    fn confirm(&mut self, form: &RawForm) -> Option<Confirm> {
        let written = form.confirm.as_ref()?;
        let mail = &self.raw.routing.mail;
        if mail.iter().all(|sink| sink.id != written.mail) {
            let known = mail.iter().map(|sink| sink.id.as_str());
            self.report.unknown(&["confirm", "mail"], &written.mail, "the id of a [[mail]] in routing.toml", known);
        }
        Some(Confirm::check(written, &mut |place, found, expected| self.report.add(place, found, expected)))
    }
}

/// A path of the site's own: it leads nowhere else however browsers read it.
fn own_path(to: &str) -> Option<String> {
    let url = Url::parse(HERE).ok()?.join(to.strip_prefix('/').map(|_| to)?).ok()?;
    let path = url.as_str().strip_prefix(HERE)?;
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

/// An address at one of the site's origins, or at a host it names.
fn allowed(to: &str, settings: &RawSettings) -> Option<String> {
    let url = Url::parse(to).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
    let is_own = settings.origins.contains(&url.origin().ascii_serialization());
    let is_named = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| settings.redirect_hosts.iter().any(|named| named == host));
    (is_own || is_named).then(|| url.to_string())
}

/// Whether something can be a file's name everywhere.
pub fn is_file_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.len())
        && !name.starts_with('.')
        && !name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '"'))
}
