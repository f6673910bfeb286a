//! Where a sink is, and how it is told.

use super::{Reach, Template, reach};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// Where a sink is, and how it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A webhook as Standard Webhooks 1.0 has it.
    Webhook {
        /// Where to POST.
        url: String,
        /// The Worker secret that holds the signing keys.
        secret: String,
    },
    /// Whatever takes a request: a chat, a CRM.
    Http(HttpRequest),
    /// Somebody's mailbox.
    Mail(Mail),
}

/// A request made of templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// How.
    pub method: HttpMethod,
    /// Where; nothing but secrets is filled in, as addresses end up in logs.
    pub url: Template,
    /// Headers beside those every request has.
    pub headers: Vec<Header>,
    /// JSON once it is filled in; the event as it is if there is none.
    pub body: Option<Template>,
}

/// A header made of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Template,
}

/// A method that carries a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// Takes something in.
    #[default]
    Post,
    /// Puts something where it belongs.
    Put,
    /// Changes a part.
    Patch,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Who sends it.
    pub from: String,
    /// Who gets it.
    pub to: Vec<String>,
    /// A line.
    pub subject: Template,
    /// Plain text.
    pub text: Template,
    /// Who carries it.
    pub via: Via,
}

/// Who carries a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Cloudflare, through the binding `MAIL`.
    Cloudflare,
    /// A provider with an HTTP interface, whose templates may name `mail.from`, `mail.to`, `mail.subject` and `mail.text`.
    Http(HttpRequest),
}

impl Target {
    /// The kind, as routing.toml has it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Webhook { .. } => "webhook",
            Self::Http(_) => "http",
            Self::Mail(_) => "mail",
        }
    }

    /// Whether it is told the event as it is, and not what a template makes of a lead.
    pub const fn is_told_events(&self) -> bool {
        matches!(self, Self::Webhook { .. } | Self::Http(HttpRequest { body: None, .. }))
    }

    /// What of it decides where it leads and by which secrets.
    pub(super) fn essence(&self) -> Vec<String> {
        let mut told = alloc::vec![String::from(self.kind())];
        match self {
            Self::Webhook { url, secret } => told.extend([url.clone(), secret.clone()]),
            Self::Http(request) => request.essence(&mut told),
            Self::Mail(Mail { from, to, via, .. }) => {
                told.push(from.clone());
                told.extend(to.iter().cloned());
                if let Via::Http(request) = via {
                    request.essence(&mut told);
                }
            }
        }
        told
    }

    /// The address that leads to this machine, if one does as far as it is written.
    pub fn address_here(&self) -> Option<&str> {
        let url = match self {
            Self::Webhook { url, .. } => url.as_str(),
            Self::Http(request) | Self::Mail(Mail { via: Via::Http(request), .. }) => request.url.beginning(),
            Self::Mail(_) => return None,
        };
        (reach(url) == Some(Reach::ThisMachine)).then_some(url)
    }
}

impl HttpRequest {
    fn essence(&self, told: &mut Vec<String>) {
        told.push(self.url.written());
        for Header { name, value } in &self.headers {
            told.extend([name.clone(), value.written()]);
        }
    }
}
