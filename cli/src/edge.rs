//! The edge's API, as a client: every request has a timeout, every failure is a sentence.

use crate::{
    args::EdgeArgs,
    expand::Environment,
    failure::Failure,
    loopback::{LoopbackResolver, is_loopback},
};
use serde::Deserialize;
use std::{io, thread, time::Duration};
use ureq::{Agent, Body, Error, http::Response, http::Uri, unversioned::transport::DefaultConnector};

/// The longest any request may take: more than the 15 s for which the edge waits for a sink that is tried.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The longest the largest file may take.
const UPLOAD: Duration = Duration::from_mins(5);

/// Seconds to wait before asking again what has to be answered.
const PAUSES: [u64; 5] = [1, 2, 4, 8, 16];

/// Most of an answer that is read: some ten thousand leads.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// An edge that knows us by a token.
pub(crate) struct Edge {
    to: String,
    prefix: String,
    token: String,
    agent: Agent,
}

/// What the edge says when it says no (RFC 9457, with a stable code).
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
}

impl Edge {
    /// The edge at `--to`, with the token from the environment.
    pub(crate) fn new(args: &EdgeArgs, environment: Environment<'_>) -> Result<Self, Failure> {
        let to = args.to.trim_end_matches('/').to_owned();
        let local = is_local(&to)?;
        let token = environment("LEADLINE_API_TOKEN").filter(|token| !token.is_empty()).ok_or(Failure::NoToken)?;
        Ok(Self { to, prefix: args.prefix.trim_matches('/').to_owned(), token, agent: agent(local) })
    }

    /// Replaces what is at a path below the prefix.
    pub(crate) fn put(&self, path: &str, json: &str) -> Result<String, Failure> {
        let request = self.agent.put(self.address(path)).header("Content-Type", "application/json");
        self.read(request.header("Authorization", self.bearer()).send(json))
    }

    /// Stores bytes at a path below the prefix. They may be many, and the line slow.
    pub(crate) fn put_bytes(&self, path: &str, bytes: &[u8]) -> Result<String, Failure> {
        let request = self.agent.put(self.address(path)).config().timeout_global(Some(UPLOAD)).build();
        let request = request.header("Content-Type", "application/octet-stream");
        self.read(request.header("Authorization", self.bearer()).send(bytes))
    }

    /// Removes what is at a path below the prefix.
    pub(crate) fn delete(&self, path: &str, site: Option<&str>) -> Result<String, Failure> {
        let request = self.agent.delete(self.address(path)).query_pairs(said(&[("site", site)]));
        self.read(request.header("Authorization", self.bearer()).call())
    }

    /// Begins something that a body describes.
    pub(crate) fn tell(&self, path: &str, site: Option<&str>, json: &str) -> Result<String, Failure> {
        let request = self.agent.post(self.address(path)).query_pairs(said(&[("site", site)]));
        let request = request.header("Content-Type", "application/json");
        self.read(request.header("Authorization", self.bearer()).send(json))
    }

    /// Begins something for a site, or else the edge's home site.
    pub(crate) fn post(&self, path: &str, site: Option<&str>) -> Result<String, Failure> {
        self.post_by(path, &[("site", site)])
    }

    /// Begins something, with parameters as far as they are said.
    pub(crate) fn post_by(&self, path: &str, query: &[(&str, Option<&str>)]) -> Result<String, Failure> {
        let request = self.agent.post(self.address(path)).query_pairs(said(query));
        self.read(request.header("Authorization", self.bearer()).send_empty())
    }

    /// Reads what a site, or else the edge's home site, has at a path below the prefix.
    pub(crate) fn get(&self, path: &str, site: Option<&str>) -> Result<String, Failure> {
        self.get_by(path, &[("site", site)])
    }

    /// Reads what is at a path, with parameters as far as they are said.
    pub(crate) fn get_by(&self, path: &str, query: &[(&str, Option<&str>)]) -> Result<String, Failure> {
        let request = self.agent.get(self.address(path)).query_pairs(said(query));
        self.read(request.header("Authorization", self.bearer()).call())
    }

    /// Reads what a body asks for, with parameters as far as they are said. Should the edge be away it is asked again, a few
    /// times.
    pub(crate) fn look(&self, path: &str, query: &[(&str, Option<&str>)], json: &str) -> Result<String, Failure> {
        persistently(|| {
            let request = self.agent.post(self.address(path)).query_pairs(said(query));
            let request = request.header("Content-Type", "application/json");
            self.read(request.header("Authorization", self.bearer()).send(json))
        })
    }

    /// Reads with a query. Should the edge be away it is asked again, a few times.
    pub(crate) fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<String, Failure> {
        persistently(|| {
            let request = self.agent.get(self.address(path)).query_pairs(query.iter().copied());
            self.read(request.header("Authorization", self.bearer()).call())
        })
    }

    /// Sends lines that may be sent again. Should the edge be away they are, a few times.
    pub(crate) fn send(&self, path: &str, query: &[(&str, &str)], lines: &str) -> Result<String, Failure> {
        persistently(|| {
            let request = self.agent.post(self.address(path)).query_pairs(query.iter().copied());
            let request = request.header("Content-Type", "application/x-ndjson");
            self.read(request.header("Authorization", self.bearer()).send(lines))
        })
    }

    fn address(&self, path: &str) -> String {
        format!("{}/{}/{path}", self.to, self.prefix)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn read(&self, answer: Result<Response<Body>, Error>) -> Result<String, Failure> {
        let mut answer = answer.map_err(|error| self.failure(&error))?;
        let status = answer.status();
        let text = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string();
        let text = text.map_err(|error| self.failure(&error))?;
        if status.is_success() { Ok(text) } else { Err(refused(status.as_u16(), &text)) }
    }

    fn failure(&self, error: &Error) -> Failure {
        let to = self.to.clone();
        match error {
            Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => Failure::NothingThere { to },
            Error::Timeout(_) => Failure::TooSlow { to },
            Error::HostNotFound => Failure::NoSuchHost { to },
            Error::Io(error) if error.to_string().contains("lookup address") => Failure::NoSuchHost { to },
            _ => Failure::Broken { to, why: error.to_string() },
        }
    }
}

/// Asks until there is an answer, or the edge has been away for half a minute.
fn persistently(ask: impl Fn() -> Result<String, Failure>) -> Result<String, Failure> {
    for wait in PAUSES {
        match ask() {
            Err(failure) if failure.may_pass() => {
                eprintln!("{failure} Once more in {wait} s.");
                thread::sleep(Duration::from_secs(wait));
            }
            done => return done,
        }
    }
    ask()
}

fn said<'a>(query: &'a [(&'a str, Option<&'a str>)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    query.iter().filter_map(|(name, value)| Some((*name, (*value)?)))
}

/// Whether an origin is on this machine; an error unless it is one that may see the token.
pub(crate) fn is_local(to: &str) -> Result<bool, Failure> {
    let uri = to.parse::<Uri>().ok().filter(|uri| matches!(uri.path(), "" | "/") && uri.query().is_none());
    let parts = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?)));
    match parts {
        Some(("https", host)) => Ok(is_loopback(host)),
        Some(("http", host)) if is_loopback(host) => Ok(true),
        Some(("http", _)) => Err(Failure::InTheClear { to: to.to_owned() }),
        _ => Err(Failure::NotAnOrigin { to: to.to_owned() }),
    }
}

/// A redirect is not followed: it would take the token to where nobody said it may go.
fn agent(local: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false);
    let config = if local { config.proxy(None) } else { config };
    Agent::with_parts(config.build(), DefaultConnector::default(), LoopbackResolver::default())
}

fn refused(status: u16, text: &str) -> Failure {
    let Problem { code, detail } = serde_json::from_str(text).unwrap_or_else(|_| Problem {
        code: "without a code".to_owned(),
        detail: "this is not how a Leadline edge says no; check --to and --prefix.".to_owned(),
    });
    Failure::Refused { status, code, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_origin_that_may_see_the_token_is_taken() {
        let table = [
            ("https://edge.example.com", Ok(false)),
            ("https://edge.example.com:8443", Ok(false)),
            ("http://edge.localhost:8787", Ok(true)),
            ("http://127.0.0.1:8787", Ok(true)),
            ("http://[::1]:8787", Ok(true)),
            ("http://localhost.example.com", Err(Failure::InTheClear { to: "http://localhost.example.com".into() })),
            ("https://edge.example.com/ll", Err(Failure::NotAnOrigin { to: "https://edge.example.com/ll".into() })),
            ("edge.example.com", Err(Failure::NotAnOrigin { to: "edge.example.com".into() })),
            ("ftp://edge.example.com", Err(Failure::NotAnOrigin { to: "ftp://edge.example.com".into() })),
        ];
        for (to, verdict) in table {
            assert_eq!(is_local(to), verdict, "{to}");
        }
    }
}
