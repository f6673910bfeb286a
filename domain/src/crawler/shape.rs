//! The shape of an agent: browsers write theirs alike, and programs write what they please.
//!
//! The rules that isbot has as regular expressions, and a few of our own. All look at lower case.

use super::agent::Agent;

/// What a program without a name of its own is called.
const PROGRAM: &str = "a program that is no browser";
/// The same where somebody can be asked about it.
const WITH_CONTACT: &str = "a program that says whom to ask";

/// What of an agent has the shape of a program's, if anything has.
pub(super) fn name(agent: &Agent) -> Option<&'static str> {
    let text = agent.text.as_str();
    let told = text.bytes().enumerate().find_map(|(at, byte)| tells(agent, at, byte));
    let shaped =
        || is_lone_product(text) || is_bare_mozilla(text) || is_compatible_with_nothing(text) || is_strange(text);
    told.or_else(|| shaped().then_some(PROGRAM))
}

/// What this byte of an agent tells of it. One pass for all, as most bytes tell nothing.
fn tells(agent: &Agent, at: usize, byte: u8) -> Option<&'static str> {
    if !matches!(byte, b'@' | b'+' | b'|' | b'(' | b';') {
        return None;
    }
    let text = agent.text.as_str();
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let version = || before.ends_with("/1.0") && agent.is_word_before(at - 4) && !agent.names_device(at);
    match byte {
        b'@' => is_host(after).then_some(WITH_CONTACT),
        b'+' => (before.trim_end().ends_with([';', '(']) && is_site(after)).then_some(WITH_CONTACT),
        b'|' => Some(PROGRAM),
        b'(' => (after.starts_with(')') || is_second_compatible(at, after)).then_some(PROGRAM),
        b';' => (version() || is_compatible_behind_engine(before, after)).then_some(PROGRAM),
        _ => None,
    }
}

/// The host of an e-mail address, as far as it takes to tell it from other uses of the sign.
fn is_host(text: &str) -> bool {
    let host = run(text, |byte| is_word(byte) || byte == b'-');
    starts_with_letter(text) && host.len() >= 2 && text.get(host.len()..).is_some_and(|rest| rest.starts_with('.'))
}

/// An address without its scheme: letters with a dot between. Televisions write `(+DRM; …`.
fn is_site(text: &str) -> bool {
    let host = run(text, |byte| is_word(byte) || b"-.".contains(&byte));
    starts_with_letter(text) && host.trim_end_matches('.').contains('.')
}

/// `compatible;` behind the system, where only the old Internet Explorer repeats itself.
fn is_second_compatible(at: usize, comment: &str) -> bool {
    let rest = comment.strip_prefix("compatible;").filter(|_| at > "mozilla/5.0 ".len());
    rest.is_some_and(|rest| !rest.trim_start().starts_with("msie"))
}

/// `(KHTML, like Gecko; compatible; …`, with or without the end of the comment before it.
fn is_compatible_behind_engine(before: &str, after: &str) -> bool {
    let engine = before.strip_suffix(')').unwrap_or(before);
    engine.ends_with("like gecko") && after.trim_start().starts_with("compatible;")
}

/// `Chrome`, `curl/7.29.0`, `My Fetcher 2`: one product, and nothing of the system it runs on.
fn is_lone_product(text: &str) -> bool {
    let product = run(text, |byte| is_word(byte) || b" .-(?:)%".contains(&byte));
    let rest = text.get(product.len()..).unwrap_or_default();
    let after_version = rest.strip_prefix('/').map(|version| without_version(version));
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(',');
    if !product.is_empty() && (ends(rest) || after_version.flatten().is_some_and(ends)) {
        return true;
    }
    let Some((product, rest)) = text.split_once('/') else { return false };
    let plain = !product.is_empty() && product.bytes().all(|byte| is_word(byte) || byte == b'-');
    let word = product.bytes().all(is_word);
    let version = !rest.is_empty() && rest.bytes().all(is_word);
    let remark = word && rest.bytes().all(|byte| is_word(byte) || b"()".contains(&byte));
    plain && (version || remark || (word && is_version_and_word(rest)))
}

/// `1.0 (name)` or `1.0 (name@host)`.
fn is_version_and_word(text: &str) -> bool {
    let Some((version, comment)) = text.split_once(" (") else { return false };
    let [major, b'.', minor] = version.as_bytes() else { return false };
    let name = comment.strip_suffix(')').unwrap_or_default();
    let digits = major.is_ascii_digit() && minor.is_ascii_digit();
    digits && !name.is_empty() && name.bytes().all(|byte| is_word(byte) || byte == b'@')
}

/// What follows a version such as `v1.20.3`, if there is one.
fn without_version(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('v').unwrap_or(text);
    loop {
        let number = run(rest, |byte| byte.is_ascii_digit());
        if number.is_empty() {
            return None;
        }
        rest = rest.get(number.len()..)?;
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None => return Some(rest),
        }
    }
}

/// `Mozilla/5.0`, and then one word or a comment that names one product and no system.
fn is_bare_mozilla(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("mozilla/").and_then(without_version).and_then(|rest| rest.strip_prefix(' '))
    else {
        return false;
    };
    let Some(comment) = rest.strip_prefix('(') else {
        return !rest.is_empty() && rest.bytes().all(|byte| is_word(byte) || b".-".contains(&byte));
    };
    let Some(comment) = comment.strip_suffix(')') else { return false };
    let product = comment.strip_prefix("compatible;").unwrap_or(comment).trim_start();
    product.is_empty()
        || product.split_once([' ', '/']).is_some_and(|(name, version)| {
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            !name.is_empty()
                && name.bytes().all(|byte| is_word(byte) || b".-".contains(&byte))
                && version.split_once('.').is_some_and(|(major, minor)| digits(major) && digits(minor))
        })
}

/// What browsers that do call themselves compatible name: themselves, or the engine they have.
const COMPATIBLE: [&str; 10] =
    ["msie", "trident", "khtml", "gecko", "webkit", "amiga", "presto", "opera", "ms-office", "netfront"];

/// A modern agent that calls itself compatible, and names no engine.
fn is_compatible_with_nothing(text: &str) -> bool {
    text.starts_with("mozilla/5.0 (compatible;") && !COMPATIBLE.iter().any(|word| text.contains(word))
}

/// What no browser ever wrote.
fn is_strange(text: &str) -> bool {
    let number = run(text, |byte| byte.is_ascii_digit());
    let word = run(text, is_word);
    text.starts_with(['<', '(', ';'])
        || (text.len() >= 50 && !text.contains(' '))
        || (!number.is_empty() && number.len() == word.len())
        || word.ends_with("search")
        || ends_in_word_and_semicolon(text)
}

/// `…; word;`
fn ends_in_word_and_semicolon(text: &str) -> bool {
    let last = text.strip_suffix(';').and_then(|text| text.rsplit_once("; "));
    last.is_some_and(|(_, word)| !word.is_empty() && word.bytes().all(is_word))
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
}

/// The beginning of which every byte is such.
fn run(text: &str, such: impl Fn(u8) -> bool) -> &str {
    let end = text.bytes().position(|byte| !such(byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
