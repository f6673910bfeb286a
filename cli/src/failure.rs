//! Why a command failed, each in a sentence that says what to do.

use crate::finding::Finding;
use std::fmt;

/// Why a command failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The site's files have problems.
    Problems(Vec<Finding>),
    /// The environment holds no token.
    NoToken,
    /// `--to` is not an origin.
    NotAnOrigin { to: String },
    /// `--to` would carry the token over the network unencrypted.
    InTheClear { to: String },
    /// A site that points to this machine was to go to another.
    OnThisMachine { address: String },
    /// Nothing listens there.
    NothingThere { to: String },
    /// The name leads to no machine.
    NoSuchHost { to: String },
    /// No answer in time.
    TooSlow { to: String },
    /// The connection broke, with what the transport says.
    Broken { to: String, why: String },
    /// The edge said no.
    Refused { status: u16, code: String, detail: String },
    /// Something is not well with a site.
    NotWell { site: String, troubles: Vec<String> },
    /// A sink did not take the example.
    NotTaken { sink: String, why: String },
    /// The edge answered with something else than was asked for.
    NotAsked { why: String },
    /// Standard input or output failed, with what the system says.
    Stream { why: String },
    /// A file that can't be read.
    Unreadable { path: String, why: String },
    /// A file that is no export.
    NoExport { path: String, why: String },
    /// A table that can't be imported.
    Table { path: String, why: String },
    /// An import that stopped.
    Stopped { line: u64, why: Box<Failure> },
    /// Leads became one while they were exported, and one of them has not arrived yet.
    StillMerging,
    /// There is no version before the one in force.
    NoEarlierVersion,
    /// What can't be taken back was not confirmed.
    NotConfirmed,
    /// Nobody whose outcome is known.
    NoOutcomes { path: String },
    /// A table of outcomes without the columns that are needed.
    Outcomes { path: String, why: String },
}

impl Failure {
    /// Whether the same command may succeed a moment later.
    pub(crate) const fn may_pass(&self) -> bool {
        if let Self::Stopped { why, .. } = self {
            return why.may_pass();
        }
        matches!(
            self,
            Self::StillMerging
                | Self::NothingThere { .. }
                | Self::TooSlow { .. }
                | Self::Broken { .. }
                | Self::Refused { status: 502..=504, .. }
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(findings) => problems(findings, f),
            Self::NoToken => f.write_str(
                "LEADLINE_API_TOKEN is not set: export a token of the site (leadline token create), or the deployment's own key.",
            ),
            Self::NotAnOrigin { to } => {
                write!(f, "--to {to} is not an origin: give scheme and host, such as https://edge.example.com.")
            }
            Self::InTheClear { to } => {
                write!(f, "--to {to} would send the token unencrypted: use https, or http to this machine only.")
            }
            Self::OnThisMachine { address } => {
                write!(
                    f,
                    "The site points to this machine ({address}): write your own pages and webhooks into site.toml and \
                           routing.toml, or set the variables they take, before publishing elsewhere."
                )
            }
            Self::NothingThere { to } => {
                write!(f, "Nothing answers at {to}: start the edge (cargo xtask dev), or correct --to.")
            }
            Self::NoSuchHost { to } => {
                write!(f, "No machine has the name in {to}: correct --to, or check the network.")
            }
            Self::TooSlow { to } => write!(f, "{to} did not answer within 20 seconds: try again, or look at its log."),
            Self::Broken { to, why } => write!(f, "The exchange with {to} broke off ({why}): try again."),
            Self::Refused { status, code, detail } => write!(f, "The edge answered {status} {code}: {detail}"),
            Self::NotWell { site, troubles } => write!(f, "{site} is not well:\n{}", troubles.join("\n")),
            Self::NotTaken { sink, why } => write!(f, "{sink} did not take the example: {why}."),
            Self::NotAsked { why } => {
                write!(f, "The edge's answer can't be read ({why}): is this program as new as the edge?")
            }
            Self::Stream { why } => write!(f, "Reading standard input or writing standard output failed: {why}"),
            Self::Unreadable { path, why } => write!(f, "{path} can't be read: {why}."),
            Self::NoExport { path, why } => write!(f, "{path} is no whole export: {why}."),
            Self::Stopped { line, why } => write!(
                f,
                "{why}\nEverything before line {line} is imported: the same command goes on from there with --from {line}."
            ),
            Self::StillMerging => f.write_str(
                "Leads are becoming one at this moment, and what one of them was is not there yet: export again.",
            ),
            Self::NoEarlierVersion => f.write_str("No version was published before the one in force."),
            Self::NotConfirmed => f.write_str("Nothing was erased: type yes when asked, or say --yes."),
            Self::Table { path, why } | Self::Outcomes { path, why } => write!(f, "{path} {why}."),
            Self::NoOutcomes { path } => write!(
                f,
                "{path} has nobody whose outcome is known: add \"converted\": true or false to each line, or give \
                 --outcomes with email or user_id, and converted."
            ),
        }
    }
}

fn problems(findings: &[Finding], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for finding in findings {
        writeln!(f, "{finding}")?;
    }
    write!(f, "{}", crate::finding::count(findings.len(), "problem"))
}
