//! What `leadline leads` and `leadline watch` take.

use crate::args::SiteArgs;
use leadline_domain::lead::{Query, Stage};

/// What `leadline leads` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LeadsArgs {
    #[command(flatten)]
    pub(crate) of: SiteArgs,
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Only those that changed since then, RFC 3339.
    #[arg(long)]
    pub(crate) updated_since: Option<String>,
    /// Print the edge's answer as it is: the first 50, and where the next page begins.
    #[arg(long, conflicts_with_all = ["ndjson", "csv"])]
    pub(crate) json: bool,
    /// Print all of them, one JSON object a line.
    #[arg(long, conflicts_with = "csv")]
    pub(crate) ndjson: bool,
    /// Print all of them as a table for spreadsheets. No cell of it is a formula.
    #[arg(long)]
    pub(crate) csv: bool,
}

/// What `leadline watch` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) of: SiteArgs,
    #[command(flatten)]
    pub(crate) which: WhichArgs,
    /// Seconds between two looks.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) every: u64,
}

/// Which leads.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct WhichArgs {
    /// Only those in this stage; may be said several times.
    #[arg(long, value_parser = stage)]
    stage: Vec<Stage>,
    /// Only those with so many points, or more.
    #[arg(long, allow_negative_numbers = true)]
    score_at_least: Option<i64>,
    /// Only those with so many points, or fewer.
    #[arg(long, allow_negative_numbers = true)]
    score_at_most: Option<i64>,
    /// Only those this person looks after; nobody, if it is empty.
    #[arg(long)]
    owner: Option<String>,
    /// Only those who first or last came from this source.
    #[arg(long)]
    source: Option<String>,
    /// Only those who first or last came by this channel.
    #[arg(long)]
    channel: Option<String>,
    /// Only those of this company, by its registrable domain.
    #[arg(long)]
    account: Option<String>,
    /// Only those with this label; may be said several times.
    #[arg(long)]
    tag: Vec<String>,
    /// Only those of whom every word stands in the address or an answer.
    #[arg(long)]
    text: Option<String>,
}

impl WhichArgs {
    /// As the edge is asked.
    pub(crate) fn query(&self) -> Query {
        let Self { stage, score_at_least, score_at_most, owner, source, channel, account, tag, text } = self.clone();
        Query {
            stage,
            score_at_least,
            score_at_most,
            owner,
            source,
            channel,
            account,
            tags: tag,
            text,
            updated_since: None,
            test: None,
        }
    }
}

/// Reads a stage.
fn stage(text: &str) -> Result<Stage, String> {
    Stage::parse(text).ok_or_else(|| format!("expected a stage: {}", Stage::ALL.map(Stage::name).join(", ")))
}
