//! From raw site files to a checked [`Site`], with every problem found named at its place.

use super::{ConsentPurpose, Page, Projection, RawSettings, RawSite, Site};
use crate::{form::Form, secret::BUCKETS, time::MINUTE};
use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec::Vec};
use url::Url;

mod admission;
mod after;
mod attribution;
mod condition;
mod identify;
mod lifecycle;
mod people;
mod purposes;
mod retention;
mod routes;
mod routing;
mod scoring;
mod spam;
mod warning;

pub use after::{MAX_FILE, is_file_name};
pub use lifecycle::DEFAULT_REASONS;

/// Idle minutes that end a session where the site says nothing: what the field has agreed on.
const SESSION_MINUTES: u16 = 30;
const MINUTES_A_DAY: u16 = 24 * 60;

/// Expected hours without anything that are a silence, where the site says nothing. One less, and a change of the clocks
/// and a quiet hour would be one.
const SILENT_HOURS: u8 = 3;
const MOST_SILENT_HOURS: u8 = 24;

/// Something wrong in a site's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, for example `scoring.toml`.
    pub file: String,
    /// The place in it, as keys and positions: `rule`, `2`, `signal`.
    pub place: Vec<String>,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// The nearest valid word, if one is near.
    pub nearest: Option<String>,
    /// The files this follows from besides its own, by the beginning of their names: where one of them can't be judged,
    /// neither can this.
    pub follows_from: Option<&'static str>,
    /// How bad that is.
    pub gravity: Gravity,
}

/// How bad a problem is. All of them keep a site from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// There is no such site.
    Unsound,
    /// It works, if not as well as it should: what is in force already stays.
    Unwise,
}

/// Collects problems of one file.
struct Report<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    fn add(&mut self, place: &[&str], found: &str, expected: &str) {
        self.push(place, found, expected.to_owned(), None);
    }

    /// `found` is not one of the words that may stand there.
    fn unknown<'w>(&mut self, place: &[&str], found: &str, what: &str, words: impl Iterator<Item = &'w str>) {
        let words: Vec<&str> = words.collect();
        let expected = if words.is_empty() {
            format!("{what}; there is none yet")
        } else {
            format!("{what}: {}", words.join(", "))
        };
        let nearest = nearest(found, &words);
        self.push(place, found, expected, nearest);
    }

    /// Something else was probably meant.
    fn suggest(&mut self, place: &[String], found: &str, expected: &str, meant: Option<String>) {
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        self.push(&place, found, expected.to_owned(), meant);
    }

    /// The last problem follows from other files, too.
    fn follows_from(&mut self, files: &'static str) {
        if let Some(problem) = self.problems.last_mut() {
            problem.follows_from = Some(files);
        }
    }

    /// The last problem is no reason to lose a site that is in force.
    fn unwise(&mut self) {
        if let Some(problem) = self.problems.last_mut() {
            problem.gravity = Gravity::Unwise;
        }
    }

    fn push(&mut self, place: &[&str], found: &str, expected: String, nearest: Option<String>) {
        let place = place.iter().map(|&key| key.to_owned()).collect();
        self.problems.push(Problem {
            file: self.file.to_owned(),
            place,
            found: found.to_owned(),
            expected,
            nearest,
            follows_from: None,
            gravity: Gravity::Unsound,
        });
    }
}

/// The word a misspelling was probably meant to be: at most a third of its letters away.
pub fn nearest(found: &str, words: &[impl AsRef<str>]) -> Option<String> {
    words
        .iter()
        .map(|word| (strsim::damerau_levenshtein(found, word.as_ref()), word.as_ref()))
        .min()
        .filter(|(distance, word)| *distance * 3 <= word.chars().count().max(3))
        .map(|(_, word)| word.to_owned())
}

impl Site {
    /// Checks a site's files before they are published. All problems are found in one go.
    ///
    /// # Errors
    ///
    /// Every problem there is.
    pub fn check(raw: RawSite) -> Result<Self, Vec<Problem>> {
        let (site, problems) = Self::build(raw);
        if problems.is_empty() { Ok(site) } else { Err(problems) }
    }

    /// Reads the files of a site that was published already, maybe by a release that had fewer rules: what is merely unwise is
    /// done as well as it can be, for nobody's forms go because the edge was updated.
    ///
    /// # Errors
    ///
    /// The problems with which there is no such site.
    pub fn in_force(raw: RawSite) -> Result<Self, Vec<Problem>> {
        let (site, mut problems) = Self::build(raw);
        problems.retain(|problem| problem.gravity == Gravity::Unsound);
        if problems.is_empty() { Ok(site) } else { Err(problems) }
    }

    /// The site as far as its files are sound, and what is wrong with them.
    fn build(raw: RawSite) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let model_version = raw.model_version();
        let mut settings = Report { file: "site.toml", problems: &mut problems };
        check_settings(&raw.site, &mut settings);
        let admission = raw.site.admission.clone().unwrap_or_default();
        let admission = admission::check(&admission, &raw.site.origins, &mut settings);
        let identify = identify::check(raw.site.identify.clone().unwrap_or_default(), &mut settings);
        let retention = retention::check(raw.site.retention.clone().unwrap_or_default(), &mut settings);
        let spam = spam::check(raw.site.spam.clone().unwrap_or_default(), &mut settings);
        let purposes = purposes::check(&raw.site.purposes, &mut settings);
        let attribution = attribution::check(&raw.site, &mut settings);
        after::check_hosts(&raw.site, &mut settings);
        let forms = check_forms(&raw, &purposes, &mut problems);
        let forms = after::check(&raw, &forms, &mut problems);
        let scoring = scoring::check(&raw, &forms, &mut problems);
        let lifecycle =
            lifecycle::check(&raw, &scoring, &mut Report { file: "lifecycle.toml", problems: &mut problems });
        let pages = check_pages(&raw, &forms, &mut problems);
        let sinks = routing::check(&raw, &forms, &mut Report { file: "routing.toml", problems: &mut problems });
        let routing = routes::check(&raw, &forms, &mut Report { file: "routing.toml", problems: &mut problems });
        let (owners, suppressions) = people::check(&raw, &mut Report { file: "routing.toml", problems: &mut problems });
        let RawSettings {
            id,
            name,
            origins,
            competitors,
            shards,
            projection,
            session_minutes,
            honour_gpc,
            identity,
            watch,
            ..
        } = raw.site;
        let session_minutes = session_minutes.unwrap_or(SESSION_MINUTES);
        let honours_gpc = honour_gpc.unwrap_or(true);
        let silent_hours = watch.and_then(|watch| watch.silent_hours).unwrap_or(SILENT_HOURS);
        let site = Self {
            id,
            name,
            origins,
            competitors,
            shards,
            projection,
            session_minutes,
            honours_gpc,
            attribution,
            admission,
            identity,
            identify,
            purposes,
            retention,
            spam,
            silent_hours,
            scoring,
            lifecycle,
            model_version,
            forms,
            pages,
            owners,
            routing,
            suppressions,
            sinks,
        };
        (site, problems)
    }

    /// Idle milliseconds after which a session has ended.
    pub const fn session_idle(&self) -> i64 {
        self.session_minutes as i64 * MINUTE
    }

    /// Whether a lead of this site is shown in KV.
    pub const fn projects(&self, qualified: bool) -> bool {
        match self.projection {
            Projection::All => true,
            Projection::Qualified => qualified,
        }
    }
}

/// Whether text can stand in a path and an object's name: 1 to 40 lower-case letters, digits, hyphens.
pub(super) fn is_slug(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

const A_SLUG: &str = "1 to 40 lower-case letters, digits and hyphens";

fn check_settings(raw: &RawSettings, report: &mut Report<'_>) {
    if !is_slug(&raw.id) {
        report.add(&["id"], &raw.id, A_SLUG);
    }
    if raw.origins.is_empty() {
        report.add(&["origins"], "nothing", "at least one origin, such as https://www.example.com");
    }
    for (at, origin) in raw.origins.iter().enumerate() {
        if !is_origin(origin) {
            let expected = "an origin: scheme and host in lower case, a port only if it is not the usual one, no path";
            report.add(&["origins", &format!("{at}")], origin, expected);
        }
    }
    for (at, domain) in raw.competitors.iter().enumerate() {
        if !is_domain(domain) {
            report.add(&["competitors", &format!("{at}")], domain, "a domain in lower case, such as rival.example");
        }
    }
    if let Some(minutes) = raw.session_minutes.filter(|minutes| !(1..=MINUTES_A_DAY).contains(minutes)) {
        report.add(&["session_minutes"], &format!("{minutes}"), "1 to 1440 minutes");
    }
    let silent_hours = raw.watch.and_then(|watch| watch.silent_hours);
    if let Some(hours) = silent_hours.filter(|hours| *hours > MOST_SILENT_HOURS) {
        report.add(&["watch", "silent_hours"], &format!("{hours}"), "1 to 24 hours, or 0 for never");
    }
    if !(1..=BUCKETS).contains(&raw.shards) {
        report.add(&["shards"], &format!("{}", raw.shards), "1 to 64");
    }
}

fn is_domain(text: &str) -> bool {
    text.contains('.') && idna::domain_to_ascii_strict(text).is_ok_and(|domain| domain == text)
}

fn is_origin(text: &str) -> bool {
    !text.contains('*')
        && Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text)
}

fn check_forms(raw: &RawSite, purposes: &[ConsentPurpose], problems: &mut Vec<Problem>) -> BTreeMap<String, Form> {
    let mut forms = BTreeMap::new();
    for (id, raw) in &raw.forms {
        let file = format!("forms/{id}.toml");
        let mut report = Report { file: &file, problems };
        if !is_slug(id) {
            report.add(&[], id, &format!("a file name of {A_SLUG}"));
        }
        let form = Form::check(raw, &mut |place, found, expected| report.add(place, found, expected));
        form.advise(raw, &mut |place, found, expected| {
            report.add(place, found, expected);
            report.unwise();
        });
        check_agreed(&form, purposes, &mut report);
        forms.insert(id.clone(), form);
    }
    forms
}

/// What a form asks people to agree to has to be a purpose of the site.
fn check_agreed(form: &Form, purposes: &[ConsentPurpose], report: &mut Report<'_>) {
    for (at, field) in form.fields.iter().enumerate() {
        let Some(purpose) = &field.purpose else { continue };
        if !purposes.iter().any(|known| known.id == *purpose) {
            let known = purposes.iter().map(|known| known.id.as_str());
            report.unknown(&["field", &format!("{at}"), "purpose"], purpose, "a purpose of site.toml", known);
        }
    }
}

fn check_pages(raw: &RawSite, forms: &BTreeMap<String, Form>, problems: &mut Vec<Problem>) -> BTreeMap<String, Page> {
    let mut pages = BTreeMap::new();
    for (slug, page) in &raw.pages {
        let file = format!("pages/{slug}.toml");
        let mut report = Report { file: &file, problems };
        if !is_slug(slug) {
            report.add(&[], slug, &format!("a file name of {A_SLUG}"));
        }
        if !forms.contains_key(&page.form) {
            report.unknown(&["form"], &page.form, "one of the site's forms", forms.keys().map(String::as_str));
        }
        let (title, description) = (page.title.clone(), page.description.clone());
        pages.insert(slug.clone(), Page { title, description, text: page.text.clone(), form: page.form.clone() });
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::RawCondition;

    fn raw() -> RawSite {
        serde_json::from_str(include_str!("example.json")).unwrap()
    }

    fn problems(change: impl FnOnce(&mut RawSite)) -> Vec<Problem> {
        let mut raw = raw();
        change(&mut raw);
        Site::check(raw).unwrap_err()
    }

    #[test]
    fn the_example_is_sound() {
        assert!(Site::check(raw()).is_ok());
    }

    #[test]
    fn a_site_that_says_nothing_of_identity_says_the_same_as_ever() {
        let json = serde_json::to_string(&raw()).unwrap();
        assert!(!json.contains("identity"), "an earlier release has to read it");
        let mut lax = raw();
        lax.site.identity.plus_tags = crate::email::Spelling::Ignore;
        let read: RawSite = serde_json::from_str(&serde_json::to_string(&lax).unwrap()).unwrap();
        assert_eq!(Site::check(read).unwrap().identity, lax.site.identity);
    }

    #[test]
    fn a_site_that_says_nothing_of_silence_is_told_of_three_hours_and_one_that_says_0_of_none() {
        let hours = |watch| {
            Site::check({
                let mut raw = raw();
                raw.site.watch = watch;
                raw
            })
            .unwrap()
            .silent_hours
        };
        let said = |hours| Some(crate::site::RawWatch { silent_hours: hours });
        assert_eq!([hours(None), hours(said(None)), hours(said(Some(0))), hours(said(Some(24)))], [3, 3, 0, 24]);
    }

    #[test]
    fn a_misspelt_signal_is_named_with_the_nearest() {
        let found = problems(|raw| raw.scoring.rules[0].signal = "pricing-veiw".into());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].file.as_str(), found[0].place.join(".")), ("scoring.toml", "rule.0.signal".into()));
        assert_eq!(found[0].nearest.as_deref(), Some("pricing-view"));
    }

    #[test]
    fn every_problem_is_found_in_one_go() {
        let found = problems(|raw| {
            raw.site.id = "Has Spaces".into();
            raw.site.origins = alloc::vec!["https://shop.example/path".into()];
            raw.site.shards = 65;
            raw.site.session_minutes = Some(1_441);
            raw.scoring.thresholds.sql = 1;
            raw.scoring.rules[0].points = 0;
            raw.site.identify = Some(crate::site::RawIdentify { secret: None, require: true });
            raw.site.watch = Some(crate::site::RawWatch { silent_hours: Some(25) });
            raw.scoring.signals[4].when.is_in.push("51 - 200".into());
            raw.scoring.signals[5].when.field = Some("jobtitle".into());
            raw.routing.webhooks[0].secret = "whsec_abcdef".into();
            raw.site.origins.push("https://*.shop.example".into());
            raw.scoring.signals[0].when = RawCondition::default();
            raw.forms.values_mut().for_each(|form| form.fields[2].options.push("tab\tbed".into()));
            raw.pages.values_mut().for_each(|page| page.form = "whitepapr".into());
            raw.routing.webhooks[0].url = "http://example.com/".into();
            raw.routing.webhooks[0].events = alloc::vec!["lead.qualfied".into()];
        });
        let places: Vec<String> =
            found.iter().map(|problem| format!("{}:{}", problem.file, problem.place.join("."))).collect();
        insta::assert_snapshot!(places.join("\n"));
    }
}
