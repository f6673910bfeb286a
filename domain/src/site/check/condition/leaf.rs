//! Conditions that are made of no others.

use super::{Asked, Meaning, deeper, value};
use crate::{
    attribution::Channel,
    condition::{
        Came, Circumstance, FormMoment, Formula, Happening, PathPattern, RawCondition, RawRange, Total, TouchPart,
        Truth, ValueTest, Words,
    },
    email,
    geo::{COUNTRIES, Place},
    site::check::{Report, is_domain},
    suffix::registrable,
    visit::Touch,
    wire::is_name,
};
use alloc::{format, string::String, vec::Vec};

/// Keys that belong to another key than the one that is said.
pub(super) fn strays(raw: &RawCondition, key: &str, place: &[&str], report: &mut Report<'_>) {
    let came = ["source", "medium", "campaign", "channel"];
    let strays = [
        ("props", !raw.props.is_empty() && key != "event", "event"),
        ("touch", raw.touch.is_some() && !came.contains(&key), "source, medium, campaign or channel"),
        ("is_in", !raw.is_in.is_empty() && key != "field", "field"),
        ("contains", !raw.contains.is_empty() && key != "field", "field"),
        ("at_least", raw.at_least.is_some() && key != "field", "field"),
        ("at_most", raw.at_most.is_some() && key != "field", "field"),
        ("present", raw.present.is_some() && key != "field", "field"),
    ];
    for (stray, _, home) in strays.into_iter().filter(|(_, is_stray, _)| *is_stray) {
        report.add(&deeper(place, &[stray]), &format!("{key} with {stray}"), &format!("{stray} only beside {home}"));
    }
}

/// What a condition that is made of no others says, under the one key it has.
pub(super) fn meaning(
    raw: &RawCondition,
    key: &str,
    asked: &Asked<'_>,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Meaning> {
    match key {
        "page" => {
            let pattern = path_pattern(raw.page.as_ref()?, place, report)?;
            Some(Meaning::Circumstance(Formula::Leaf(Circumstance::Page(pattern))))
        }
        "source" => came(TouchPart::Source, &raw.source, raw, &deeper(place, &[key]), report),
        "medium" => came(TouchPart::Medium, &raw.medium, raw, &deeper(place, &[key]), report),
        "campaign" => came(TouchPart::Campaign, &raw.campaign, raw, &deeper(place, &[key]), report),
        "channel" => came(TouchPart::Channel, &raw.channel, raw, &deeper(place, &[key]), report),
        "email" | "field" | "account" | "country" | "region" | "consent" => {
            truth(raw, asked, place, report).map(|truth| Meaning::Truth(Formula::Leaf(truth)))
        }
        "sessions" => total(Total::Sessions, raw.sessions, &deeper(place, &[key]), report),
        "views" => total(Total::Views, raw.views, &deeper(place, &[key]), report),
        "engaged_minutes" => total(Total::EngagedMinutes, raw.engaged_minutes, &deeper(place, &[key]), report),
        "submissions" => total(Total::Submissions, raw.submissions, &deeper(place, &[key]), report),
        "active_contacts" => total(Total::ActiveContacts, raw.active_contacts, &deeper(place, &[key]), report),
        _ => happening(raw, asked, place, report).map(Meaning::Happening),
    }
}

fn happening(raw: &RawCondition, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) -> Option<Happening> {
    match raw {
        RawCondition { view: Some(path), .. } => path_pattern(path, place, report).map(Happening::View),
        RawCondition { download: Some(path), .. } => path_pattern(path, place, report).map(Happening::Download),
        RawCondition { event: Some(name), .. } => event(name, raw, place, report),
        RawCondition { outbound: Some(host), .. } => domain(host, place, report).map(Happening::Outbound),
        RawCondition { form_start: Some(form), .. } => form_moment(FormMoment::Begun, form, place, report),
        RawCondition { form_submit: Some(form), .. } => form_moment(FormMoment::Sent, form, place, report),
        RawCondition { form_abandon: Some(form), .. } => form_moment(FormMoment::Abandoned, form, place, report),
        RawCondition { submit: Some(form), .. } => submit(form, asked, place, report),
        _ => None,
    }
}

fn path_pattern(path: &str, place: &[&str], report: &mut Report<'_>) -> Option<PathPattern> {
    // A question mark behind a number sign belongs to a fragment, which may be what tells pages apart.
    let (before, query) = path.split_once('?').unwrap_or((path, ""));
    if before.len() < path.len() && !before.contains('#') {
        let expected = format!("{before} without ?{query}: a path is compared without the query behind it");
        report.push(place, path, expected, Some(String::from(before)));
        return None;
    }
    let pattern = PathPattern::parse(path);
    if pattern.is_none() {
        report.add(place, path, "a path that begins with /, with * at most at its end");
    }
    pattern
}

fn event(name: &str, raw: &RawCondition, place: &[&str], report: &mut Report<'_>) -> Option<Happening> {
    let mut props: Vec<(String, ValueTest)> = Vec::new();
    let mut sound = true;
    for (key, prop) in &raw.props {
        let place = deeper(place, &["props", key]);
        if !is_name(key) {
            report.add(&place, key, "the name of a property: 1 to 64 bytes, without an at sign");
            sound = false;
        }
        match value::test(&prop.tests(), &place, key, report) {
            Some(test) => props.push((key.clone(), test)),
            None => sound = false,
        }
    }
    sound.then(|| Happening::Event { name: String::from(name), props })
}

fn domain(host: &str, place: &[&str], report: &mut Report<'_>) -> Option<String> {
    if !is_domain(host) {
        report.add(place, host, "a domain in lower case, such as partner.example");
        return None;
    }
    Some(String::from(host))
}

/// Any form on a page may be tracked, so its name need not be one of ours; but it has to be one that the edge takes.
fn form_moment(moment: FormMoment, form: &str, place: &[&str], report: &mut Report<'_>) -> Option<Happening> {
    if !is_name(form) {
        report.add(place, form, "the name of a form: 1 to 64 bytes, without an at sign");
        return None;
    }
    Some(Happening::Form(moment, String::from(form)))
}

fn submit(form: &str, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) -> Option<Happening> {
    if !asked.forms.contains_key(form) {
        report.unknown(place, form, "one of the site's forms", asked.forms.keys().map(String::as_str));
        return None;
    }
    Some(Happening::Submit(String::from(form)))
}

fn came(
    part: TouchPart,
    words: &Words,
    raw: &RawCondition,
    place: &[&str],
    report: &mut Report<'_>,
) -> Option<Meaning> {
    if part == TouchPart::Channel && !are_channels(words, place, report) {
        return None;
    }
    // A touch keeps only the beginning of long values, but the whole name of its channel.
    let kept = |word: &str| match part {
        TouchPart::Channel => word.to_lowercase(),
        TouchPart::Campaign => Touch::kept_campaign(word).to_lowercase(),
        TouchPart::Source | TouchPart::Medium => Touch::kept(word).to_lowercase(),
    };
    let values = words.0.iter().map(|word| kept(word)).collect();
    Some(Meaning::Came(Formula::Leaf(Came { touch: raw.touch.unwrap_or_default(), part, values })))
}

fn total(total: Total, range: Option<RawRange>, place: &[&str], report: &mut Report<'_>) -> Option<Meaning> {
    let range = value::range(range?, place, report)?;
    Some(Meaning::Truth(Formula::Leaf(Truth::Total(total, range))))
}

fn are_channels(found: &Words, place: &[&str], report: &mut Report<'_>) -> bool {
    let mut all = true;
    for (at, word) in found.0.iter().enumerate().filter(|(_, word)| Channel::parse(word).is_none()) {
        let names = Channel::ALL.iter().map(|channel| channel.name());
        report.unknown(&deeper(place, &[&format!("{at}")]), word, "a channel", names);
        all = false;
    }
    all
}

fn truth(raw: &RawCondition, asked: &Asked<'_>, place: &[&str], report: &mut Report<'_>) -> Option<Truth> {
    match raw {
        RawCondition { email: Some(kind), .. } => Some(Truth::Mail(*kind)),
        RawCondition { consent: Some(purpose), .. } => Some(Truth::Consent(*purpose)),
        RawCondition { field: Some(field), .. } => value::field(field, raw, asked, place, report),
        RawCondition { account, .. } if !account.is_empty() => account_of(account, place, report),
        RawCondition { region, .. } if !region.is_empty() => regions(region, place, report),
        RawCondition { country, .. } => countries(country, place, report),
    }
}

/// Two letters are near to far too many others, so only the same ones in capitals are proposed, and what people write for
/// the one country whose code surprises.
fn countries(found: &Words, place: &[&str], report: &mut Report<'_>) -> Option<Truth> {
    let strange: Vec<(usize, &String)> =
        found.0.iter().enumerate().filter(|(_, code)| !COUNTRIES.contains(&code.as_str())).collect();
    for (at, code) in &strange {
        let capitals = code.to_ascii_uppercase();
        let meant = if capitals == "UK" { "GB" } else { &capitals };
        let nearest = COUNTRIES.contains(&meant).then(|| String::from(meant));
        let expected = "a two-letter country code in capitals, such as DE";
        report.push(&deeper(place, &["country", &format!("{at}")]), code, String::from(expected), nearest);
    }
    strange.is_empty().then(|| Truth::Country(found.0.clone()))
}

/// Which parts a country has is not checked: the platform says what it knows.
fn regions(found: &Words, place: &[&str], report: &mut Report<'_>) -> Option<Truth> {
    let is_code = |code: &str| {
        let (country, part) = code.split_once('-').unwrap_or_default();
        let parts = Place::of(country, part);
        parts.country.as_deref() == Some(country) && parts.region.as_deref() == Some(part)
    };
    let strange: Vec<(usize, &String)> = found.0.iter().enumerate().filter(|(_, code)| !is_code(code)).collect();
    for (at, code) in &strange {
        let capitals = code.to_ascii_uppercase().replace(['_', ' '], "-");
        let nearest = is_code(&capitals).then_some(capitals);
        let expected = "a code of ISO 3166-2 in capitals, such as US-TX";
        report.push(&deeper(place, &["region", &format!("{at}")]), code, String::from(expected), nearest);
    }
    strange.is_empty().then(|| Truth::Region(found.0.clone()))
}

/// An account is the domain an organisation registered; a condition on any other would never be true.
fn account_of(account: &Words, place: &[&str], report: &mut Report<'_>) -> Option<Truth> {
    let mut sound = true;
    for (at, domain) in account.0.iter().enumerate() {
        if let Err((expected, nearest)) = is_account(domain) {
            report.push(&deeper(place, &["account", &format!("{at}")]), domain, expected, nearest);
            sound = false;
        }
    }
    sound.then(|| Truth::Account(account.0.clone()))
}

/// What is expected instead of something that is no account, and the nearest that is one.
fn is_account(domain: &str) -> Result<(), (String, Option<String>)> {
    const EXPECTED: &str = "a company's domain in lower case, such as acme.example";
    if !is_domain(domain) {
        return Err((String::from(EXPECTED), None));
    }
    let anybodys =
        |kind| format!("a company's own domain; email = \"{kind}\" asks for addresses like those at {domain}");
    match (email::Kind::of(domain), registrable(domain)) {
        (kind @ (email::Kind::Free | email::Kind::Disposable), _) => Err((anybodys(kind.name()), None)),
        (email::Kind::Business, Some(registered)) if registered == domain => Ok(()),
        (email::Kind::Business, Some(registered)) => {
            let expected = format!("the domain that was registered, for all that is below it: {registered}");
            Err((expected, Some(String::from(registered))))
        }
        (email::Kind::Business, None) => Err((format!("a domain somebody registered below {domain}"), None)),
    }
}
