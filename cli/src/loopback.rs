//! Names under `.localhost` are this machine (RFC 6761, section 6.3), also where the system's resolver does not know.

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// The usual resolver, which asks for `localhost` where the name ends in `.localhost`.
#[derive(Debug, Default)]
pub(crate) struct LoopbackResolver(DefaultResolver);

impl Resolver for LoopbackResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        match uri.host() {
            Some(host) if host.ends_with(".localhost") => self.0.resolve(&as_localhost(uri)?, config, timeout),
            _ => self.0.resolve(uri, config, timeout),
        }
    }
}

fn as_localhost(uri: &Uri) -> Result<Uri, Error> {
    let port = uri.port_u16().map_or_else(String::new, |port| format!(":{port}"));
    let address = format!("{}://localhost{port}/", uri.scheme_str().unwrap_or("http"));
    address.parse().map_err(|_| Error::HostNotFound)
}
