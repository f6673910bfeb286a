//! What may be typed after `leadline`.

use crate::leads::{LeadsArgs, WatchArgs};
use clap::{Parser, Subcommand};
use leadline_domain::{access::Role, form::is_field_name, id::LeadId, time::Day};
use std::path::PathBuf;

/// Check and publish a site's files, list the leads they brought, and try scoring on a history.
#[derive(Debug, Parser)]
#[command(name = "leadline", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a site's files; every problem is printed with its place, and the exit code is 1.
    Check {
        /// Directory with site.toml, scoring.toml, routing.toml, models/, forms/ and pages/.
        site: PathBuf,
    },
    /// Check a site's files and put them in force on an edge. Needs `LEADLINE_API_TOKEN`.
    Publish {
        /// Directory with site.toml, scoring.toml, routing.toml, models/, forms/ and pages/.
        site: PathBuf,
        #[command(flatten)]
        edge: EdgeArgs,
        /// Say version and size, and send nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// List a site's leads with score and reasons. Needs `LEADLINE_API_TOKEN`.
    Leads(LeadsArgs),
    /// List the organisations that leads belong to, those first that were heard of last. Needs `LEADLINE_API_TOKEN`.
    Accounts(PageArgs),
    /// List the forms that were sent, newest first. Needs `LEADLINE_API_TOKEN`.
    Submissions(SubmissionsArgs),
    /// List submissions that are held back because whoever sent them is suspected, release one, or delete it. Needs
    /// `LEADLINE_API_TOKEN`.
    Quarantine(QuarantineArgs),
    /// Watch leads come and move, until it is interrupted. Needs `LEADLINE_API_TOKEN`.
    Watch(WatchArgs),
    /// Make, list, rotate and revoke a site's tokens. Needs `LEADLINE_API_TOKEN`: an admin's token, or the deployment's own key.
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Show who changed what through the API, the newest first. Needs `LEADLINE_API_TOKEN` of an admin.
    Audit(PageArgs),
    /// List the versions of a site that were published, the newest first. Needs `LEADLINE_API_TOKEN` of an admin.
    Versions {
        #[command(flatten)]
        of: NamedSiteArgs,
        /// Go on where the list before ended.
        #[arg(long)]
        cursor: Option<String>,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Show what differs between two versions of a site, place by place. Needs `LEADLINE_API_TOKEN` of an admin.
    Diff {
        #[command(flatten)]
        of: NamedSiteArgs,
        /// The version to begin with; the one published before the other if left out.
        #[arg(long)]
        from: Option<String>,
        /// The version to end with; the one in force if left out.
        #[arg(long)]
        until: Option<String>,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Put an earlier version of a site in force again. Needs `LEADLINE_API_TOKEN` of an admin.
    RollBack {
        /// Which one; the one published before the one in force if left out.
        version: Option<String>,
        #[command(flatten)]
        of: NamedSiteArgs,
    },
    /// Say whether all is well with a site, and what to do if not; fails then. Needs `LEADLINE_API_TOKEN`.
    Status {
        #[command(flatten)]
        of: SiteArgs,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Look at the sinks, where events go, and try one. Needs `LEADLINE_API_TOKEN`.
    Sink {
        #[command(subcommand)]
        command: SinkCommand,
    },
    /// Look at what was given up delivering, and have it tried again. Needs `LEADLINE_API_TOKEN`.
    DeadLetters {
        #[command(subcommand)]
        command: DeadLettersCommand,
    },
    /// Show how far scoring every lead again is, as it happens after another model was published or a release brought
    /// other lists. Needs `LEADLINE_API_TOKEN`.
    Rescoring {
        #[command(flatten)]
        edge: EdgeArgs,
        /// The site's key; the edge's home site if left out.
        #[arg(long)]
        site: Option<String>,
        /// Begin anew by the same model: scores that decay are as old as the lead's last change.
        #[arg(long)]
        again: bool,
        /// Stay until every lead is scored.
        #[arg(long)]
        wait: bool,
    },
    /// Write all that is kept of a site's leads to standard output, as JSON lines: a backup. Needs `LEADLINE_API_TOKEN`.
    Export {
        #[command(flatten)]
        edge: EdgeArgs,
        /// The site's key.
        #[arg(long)]
        site: String,
    },
    /// Write everything that is kept of one person to standard output, as one JSON document, for whoever asks what is known of
    /// them. Needs `LEADLINE_API_TOKEN` of an admin.
    Person {
        /// The lead's id, `lead_…`, or one it had before a merge.
        #[arg(value_parser = lead)]
        lead: LeadId,
        #[command(flatten)]
        of: SiteArgs,
    },
    /// Take a backup back, or people from a table (CSV). Safe to repeat. Needs `LEADLINE_API_TOKEN`.
    Import(ImportArgs),
    /// Erase somebody: everything known of them goes, and nothing from before comes back. Needs `LEADLINE_API_TOKEN`.
    Erase(EraseArgs),
    /// Show how we judge: JSON lines from standard input, one JSON object a line to standard output. A bad line gives an
    /// object with `line` and `error`, the rest goes on, and the exit code stays 0.
    Classify {
        /// What the lines are.
        subject: Subject,
    },
    /// Replay a history and print what everybody in it is worth, and why.
    Score(ScoreArgs),
    /// Hold scores against what became of people: which thresholds and which rules tell buyers from others.
    Tune(TuneArgs),
}

/// What `leadline token` does.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token. Its secret goes to standard output, and is told this once.
    Create {
        /// What it is for, such as "CRM".
        name: String,
        /// How far it reaches: `read`, `write` or `admin`.
        #[arg(long, value_parser = role)]
        role: Role,
        /// For how many days; without an end if left out.
        #[arg(long)]
        days: Option<u16>,
        #[command(flatten)]
        of: SiteArgs,
    },
    /// List tokens, the newest first.
    List {
        #[command(flatten)]
        of: SiteArgs,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Give a token another secret, which goes to standard output; the one before stays good for a while.
    Rotate {
        /// Its id, `tok_…`.
        id: String,
        /// For how many hours the secret before stays good, 0 to 168.
        #[arg(long, default_value_t = 24)]
        overlap_hours: u16,
        /// For how many days from now the token is good; its end stays as it is if left out.
        #[arg(long)]
        days: Option<u16>,
        #[command(flatten)]
        of: SiteArgs,
    },
    /// Take a token back, with all its secrets.
    Revoke {
        /// Its id, `tok_…`.
        id: String,
        #[command(flatten)]
        of: SiteArgs,
    },
}

/// What `leadline submissions` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SubmissionsArgs {
    #[command(flatten)]
    pub(crate) page: PageArgs,
    /// Only those of this form.
    #[arg(long)]
    pub(crate) form: Option<String>,
    /// Only those of this lead, `lead_…`.
    #[arg(long)]
    pub(crate) lead: Option<String>,
}

/// What `leadline quarantine` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct QuarantineArgs {
    /// What becomes of one; without it all are listed.
    #[arg(value_enum, requires = "id")]
    pub(crate) action: Option<QuarantineAction>,
    /// Which one, `sub_…`.
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) page: PageArgs,
}

/// What becomes of a submission that is held back.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum QuarantineAction {
    /// Take it after all, as of when it came in. Safe to repeat.
    Release,
    /// Delete it for good.
    Delete,
}

/// What a list takes that goes page by page.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct PageArgs {
    #[command(flatten)]
    pub(crate) of: SiteArgs,
    /// How many, 1 to 200.
    #[arg(long)]
    pub(crate) limit: Option<u32>,
    /// Go on where the list before ended.
    #[arg(long)]
    pub(crate) cursor: Option<String>,
    /// Print the edge's answer as it is.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads a lead's id.
fn lead(text: &str) -> Result<LeadId, String> {
    LeadId::parse(text).map_err(|_| "expected an id that begins with lead_".to_owned())
}

/// Reads a role.
fn role(text: &str) -> Result<Role, String> {
    Role::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| "expected read, write or admin".to_owned())
}

/// What `leadline sink` does.
#[derive(Debug, Subcommand)]
pub(crate) enum SinkCommand {
    /// List the sinks, and how each is doing.
    List {
        #[command(flatten)]
        of: SiteArgs,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Send a sink an example event that says of itself that it is a test; the exit code is 1 if it is not taken.
    Test {
        /// The sink's id in routing.toml.
        sink: String,
        #[command(flatten)]
        of: SiteArgs,
    },
}

/// What `leadline dead-letters` does.
#[derive(Debug, Subcommand)]
pub(crate) enum DeadLettersCommand {
    /// List dead letters, the latest first.
    List {
        #[command(flatten)]
        of: SiteArgs,
        /// Go on where the list before ended.
        #[arg(long)]
        cursor: Option<String>,
        /// Print the edge's answer as it is.
        #[arg(long)]
        json: bool,
    },
    /// Show one as JSON, with its events: these tell of people.
    Show {
        /// Its id, `dead_…`.
        id: String,
        #[command(flatten)]
        of: SiteArgs,
    },
    /// Have one tried again, or all of a sink, or all there are.
    Replay {
        /// Its id, `dead_…`.
        #[arg(required_unless_present_any = ["sink", "all"], conflicts_with = "all")]
        id: Option<String>,
        #[command(flatten)]
        of: SiteArgs,
        /// At this sink only.
        #[arg(long)]
        sink: Option<String>,
        /// All there are.
        #[arg(long)]
        all: bool,
    },
}

/// Which site of which edge.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SiteArgs {
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    /// The site's key; the edge's home site if left out.
    #[arg(long)]
    pub(crate) site: Option<String>,
}

/// Which site of which edge, by its name: it stands in a path.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct NamedSiteArgs {
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    /// The site's key.
    #[arg(long)]
    pub(crate) site: String,
}

/// What `leadline classify` judges.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Subject {
    /// E-mail addresses, `{"input": "…"}`: valid, canonical, domain, account, kind, suggestion.
    Email,
    /// User agents, `{"input": "…"}`: bot, name.
    Agent,
    /// Page views, `{"url": "…", "referrer": "…"}`: source, medium, campaign, channel, `click_id`.
    Visit,
}

/// Reads the day of `--at`.
fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "expected a date such as 2026-11-22".to_owned())
}

/// Where the edge is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct EdgeArgs {
    /// Origin of the edge, such as `https://edge.example.com`.
    #[arg(long, visible_alias = "edge")]
    pub(crate) to: String,
    /// Path under which everything of ours lives (PREFIX in wrangler.toml).
    #[arg(long, default_value = "ll")]
    pub(crate) prefix: String,
}

/// What `leadline score` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ScoreArgs {
    /// Directory with the site's files.
    #[arg(long)]
    pub(crate) site: PathBuf,
    /// The history: events of the Segment spec, one JSON object a line; `-` for standard input.
    pub(crate) events: PathBuf,
    /// The day to score as of, such as 2026-11-22, in UTC; later events are left out. The day of the newest event if left
    /// out, so that the same history gives the same scores tomorrow.
    #[arg(long, value_parser = day)]
    pub(crate) at: Option<Day>,
    /// Score visitors who were never identified, too.
    #[arg(long)]
    pub(crate) anonymous: bool,
    /// Print one JSON object a person and line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `leadline import` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// What `leadline export` wrote, or a table with a heading: CSV in UTF-8 with commas, semicolons or tabs.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    /// The site's key.
    #[arg(long)]
    pub(crate) site: String,
    /// Table: which column is which field, such as `email=E-Mail,company=Firma`. A column whose heading is a field's name
    /// needs no mapping; others are left out.
    #[arg(long, value_delimiter = ',', value_parser = mapping)]
    pub(crate) map: Vec<(String, String)>,
    /// Table: the column that says since when a row is so (RFC 3339, or a date). When the file was last changed if left out.
    #[arg(long)]
    pub(crate) at: Option<String>,
    /// Table: write nothing, say what would become of each row.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Table: tell webhooks of new leads and of changes.
    #[arg(long)]
    pub(crate) tell: bool,
    /// Begin at this line of the file, where an import broke off.
    #[arg(long, default_value_t = 1)]
    pub(crate) from: u64,
    /// Backup: take a file that broke off as far as it goes.
    #[arg(long)]
    pub(crate) incomplete: bool,
}

/// What `leadline erase` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct EraseArgs {
    /// The lead's id, `lead_…`, or the person's e-mail address.
    pub(crate) who: String,
    #[command(flatten)]
    pub(crate) edge: EdgeArgs,
    /// The site's key.
    #[arg(long)]
    pub(crate) site: String,
    /// Ask nothing.
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Reads one column of `--map`.
fn mapping(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("expected field=column, such as email=E-Mail")?;
    let (field, column) = (field.trim(), column.trim());
    if !is_field_name(field) {
        return Err(format!("{field:?} is no field's name: lower-case letters, digits and underscores"));
    }
    Ok((field.to_owned(), column.to_owned()))
}

/// What `leadline tune` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct TuneArgs {
    /// Directory with the site's files.
    #[arg(long)]
    pub(crate) site: PathBuf,
    /// Scored people, as `leadline score --json` prints them, with `converted: true` or `false`; `-` for standard input.
    pub(crate) leads: PathBuf,
    /// What became of people, where the lines don't say: JSON lines or CSV with `email` or `user_id`, and `converted`.
    #[arg(long)]
    pub(crate) outcomes: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
