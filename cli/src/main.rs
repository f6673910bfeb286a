//! `leadline`: checks a site's files, publishes them to the edge, lists the leads they brought, looks after what is delivered and who
//! may do what, shows how we judge, replays histories.
#![expect(clippy::print_stderr, reason = "a command line speaks to the person who typed it")]

mod accounts;
mod args;
mod audit;
mod check;
mod classify;
mod complaint;
mod dead_letters;
mod edge;
mod erase;
mod expand;
mod export;
mod failure;
mod finding;
mod import;
mod json_error;
mod leads;
mod loopback;
mod mend;
mod person;
mod place;
mod publish;
mod quarantine;
mod reading;
mod replay;
mod rescoring;
mod score;
#[cfg(test)]
mod scratch;
mod sink;
mod site_dir;
mod source;
mod status;
#[cfg(test)]
mod stub_edge;
mod submissions;
mod table;
mod text_file;
mod token;
mod tune;
mod versions;
mod watch;

use args::{Args, Command};
use clap::Parser;
use failure::Failure;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// `EX_TEMPFAIL` of sysexits(3): the edge was away, and the same command may succeed a moment later.
const TRY_AGAIN: u8 = 75;

fn main() -> ExitCode {
    match run(&Args::parse().command) {
        Ok(text) => say(&text),
        Err(failure) => {
            eprintln!("{failure}");
            if failure.may_pass() { ExitCode::from(TRY_AGAIN) } else { ExitCode::FAILURE }
        }
    }
}

fn run(command: &Command) -> Result<String, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    match command {
        Command::Check { site } => check::run(site, &environment),
        Command::Publish { site, edge, dry_run } => publish::run(site, edge, *dry_run, &environment),
        Command::Rescoring { edge, site, again, wait } => {
            rescoring::run(site.as_deref(), edge, rescoring::Wish { again: *again, wait: *wait }, &environment)
        }
        Command::Classify { subject } => classify::run(*subject).map(|()| String::new()),
        Command::DeadLetters { command } => dead_letters::run(command, &environment),
        Command::Token { command } => token::run(command, &environment, &mut aside),
        Command::Accounts(args) => accounts::run(args, &environment),
        Command::Submissions(args) => submissions::run(args, &environment),
        Command::Quarantine(args) => quarantine::run(args, &environment),
        Command::Audit(args) => audit::run(args, &environment),
        Command::Versions { of, cursor, json } => versions::list(of, cursor.as_deref(), *json, &environment),
        Command::Diff { of, from, until, json } => {
            versions::diff(of, [("from", from.as_deref()), ("to", until.as_deref())], *json, &environment)
        }
        Command::RollBack { version, of } => versions::roll_back(version.as_deref(), of, &environment),
        Command::Status { of, json } => status::run(of, *json, &environment),
        Command::Sink { command } => sink::run(command, &environment),
        Command::Leads(args) => leads::run(args, &environment),
        Command::Watch(args) => watch::run(args, &environment, &mut io::stdout().lock()),
        Command::Export { edge, site } => export::run(site, edge, &environment),
        Command::Person { lead, of } => person::run(lead, of, &environment),
        Command::Import(args) => import::run(args, &environment),
        Command::Erase(args) => erase::run(args, &environment, confirm),
        Command::Score(args) => score::run(args, &environment, &mut aside),
        Command::Tune(args) => tune::run(args, &environment, &mut aside),
    }
}

/// Asks whoever sits there. Nobody there is no yes.
fn confirm(question: &str) -> bool {
    eprint!("{question}");
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).is_ok() && answer.trim() == "yes"
}

/// Says what does not belong to the answer.
fn aside(line: &str) {
    eprintln!("{line}");
}

/// Prints to a pipe that its reader may have closed (`leadline leads | head`): that is no failure of ours.
fn say(text: &str) -> ExitCode {
    // What writes as it reads has said everything already.
    if text.is_empty() {
        return ExitCode::SUCCESS;
    }
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
