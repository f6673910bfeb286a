//! `cargo xtask soak`: what is long. Fuzzing of every decoder, then the tests of `tests/soak`.

mod campaign;
mod engine;
mod schemathesis;
mod watch;

use std::env;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::setup;
use crate::test::{browser::Browser, stage};
use crate::workspace::Workspace;

/// Seconds for each fuzz target where nobody says.
const FUZZ_SECONDS: u64 = 600;

/// Flags of `cargo xtask soak`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run one kind
    #[arg(long, value_enum)]
    only: Option<Kind>,
    /// How long each decoder is fuzzed; `FUZZ_SECONDS` says the same, and 600 is usual
    #[arg(long)]
    seconds: Option<u64>,
    /// Fuzz these decoders only, by their names in `fuzz/fuzz_targets`
    #[arg(long = "target", value_name = "NAME")]
    targets: Vec<String>,
}

/// What can be soaked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Every decoder of bytes from outside
    Fuzz,
    /// Three tabs over a network that fails at random
    Faults,
    /// The engine killed again and again
    Kill,
    /// A receiver of webhooks in every kind of trouble, waited for as long as it takes
    Sinks,
    /// Requests of the API that nobody thought of, by its document
    Api,
}

/// Runs what was asked for; everything if nothing was.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let wanted = |kind| options.only.is_none_or(|only| only == kind);
    if wanted(Kind::Fuzz) {
        campaign::run(workspace, &options.targets, options.time()?)?;
    }
    let tests = [
        (Kind::Faults, "tests/soak/faults.soak.mjs"),
        (Kind::Kill, "tests/soak/kill.soak.mjs"),
        (Kind::Sinks, "tests/soak/sinks.soak.mjs"),
        (Kind::Api, "tests/soak/api.soak.mjs"),
    ];
    let files: Vec<String> =
        tests.into_iter().filter(|(kind, _)| wanted(*kind)).map(|(_, file)| file.to_owned()).collect();
    if files.is_empty() {
        return Ok(());
    }
    setup::run(workspace)?;
    let explorer = if wanted(Kind::Api) { Some(schemathesis::find_or_install(workspace)?) } else { None };
    stage::soak(workspace, &Browser::find_or_install()?, files, explorer.as_deref())
}

impl Options {
    fn time(&self) -> Result<Duration> {
        let said = match (self.seconds, env::var("FUZZ_SECONDS")) {
            (Some(seconds), _) => seconds,
            (None, Ok(text)) => text.parse().with_context(|| format!("FUZZ_SECONDS is {text:?}, not a number"))?,
            (None, Err(_)) => FUZZ_SECONDS,
        };
        Ok(Duration::from_secs(said))
    }
}
