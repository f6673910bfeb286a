//! `cargo xtask bench`: how fast it is, beside something to hold it against.

mod client;
mod cost;
mod domain;
mod edge;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::workspace::Workspace;
use client::Client;
use cost::Cost;
use domain::Domain;
use edge::Edge;

/// Flags of `cargo xtask bench`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, Subcommand)]
enum Subject {
    /// Tracker and forms in the page, beside others: script time, page views lost, how soon a form is there, bytes
    Client(Client),
    /// What a million page views and a million submissions cost, by the prices of the platform
    Cost(Cost),
    /// The rules on one core: folding, scoring, passports, recognition
    Domain(Domain),
    /// The whole batch request and submissions on the local engine, beside a hello-world in Rust
    Edge(Edge),
}

/// Runs one benchmark.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    match &options.subject {
        Subject::Client(client) => client.run(workspace),
        Subject::Cost(cost) => cost.run(workspace),
        Subject::Domain(domain) => domain.run(workspace),
        Subject::Edge(edge) => edge.run(workspace),
    }
}
