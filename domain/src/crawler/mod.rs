//! Which user agents are a program's and nobody's browser.
//!
//! Two things tell: the words in the agent ([`words`]; lists of the field, see `domain/lists`), and its shape ([`shape`]). A
//! person taken for a program is a lost lead and a program taken for a person a wrong count, so doubt is in favour of the
//! person: browsers inside apps are people's, and everyday words say nothing where a phone's name stands.

mod agent;
mod shape;
mod words;

use agent::Agent;

/// Longest beginning of an agent that is looked at, in bytes: what lists know of is shorter, and a header may be anything.
const LONGEST: usize = 1_000;

/// What program an agent belongs to, as far as it is known to be one: a name such as `Googlebot`, or what sort it is of.
///
/// `None` where it may be a person's browser, and where nothing is said: browsers always say something, but tools that
/// protect people take it away. Letter case says nothing. It takes a few microseconds at most, whatever the header holds.
///
/// ```
/// use leadline_domain::crawler;
/// let agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
/// assert_eq!(crawler::name(agent), Some("Googlebot"));
/// let phone = "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.101 Mobile Safari/537.36";
/// assert_eq!(crawler::name(phone), None);
/// ```
pub fn name(user_agent: &str) -> Option<&'static str> {
    let agent = Agent::read(user_agent);
    words::name(&agent).or_else(|| shape::name(&agent))
}

#[cfg(test)]
mod tests;
