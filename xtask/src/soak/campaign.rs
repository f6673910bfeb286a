//! Fuzzing every decoder for a while, as many side by side as there are cores.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::engine;
use super::watch::Standing;
use crate::process_group::ProcessGroup;
use crate::progress;
use crate::workspace::Workspace;

/// How often a run says how far it is.
const SAY_EVERY: Duration = Duration::from_mins(1);

/// Fuzzes the targets named, or all, for `time` each. All run, also after one has found something.
pub(super) fn run(workspace: &Workspace, named: &[String], time: Duration) -> Result<()> {
    let targets = chosen(engine::targets(workspace)?, named)?;
    let programs = progress::step("fuzz: build", || engine::build(workspace))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("fuzzing {} decoders for {} each, {cores} at once", targets.len(), progress::shown(time));
    let (waiting, found) = (Mutex::new(VecDeque::from(targets)), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(target) = next() {
                    if let Err(error) = fuzz(workspace, &programs.join(&target), &target, time) {
                        println!("{target:<14} {error:#}");
                        found.lock().unwrap_or_else(PoisonError::into_inner).push(target);
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !found.is_empty() {
        bail!("fuzzing found something: {}", found.join(", "));
    }
    Ok(())
}

fn chosen(all: Vec<String>, named: &[String]) -> Result<Vec<String>> {
    if let Some(stranger) = named.iter().find(|name| !all.contains(name)) {
        bail!("there is no fuzz target {stranger:?}; there are {}", all.join(", "));
    }
    Ok(if named.is_empty() { all } else { named.to_vec() })
}

fn fuzz(workspace: &Workspace, program: &Path, target: &str, time: Duration) -> Result<()> {
    let log = workspace.target.join(format!("fuzz/{target}.log"));
    let mut file = fs::File::create(&log)?;
    let mut command = engine::fuzz(workspace, program, target, time.as_secs())?;
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut group = ProcessGroup::start(&mut command)?;
    let pipe = group.leader().stderr.take().context("no pipe")?;
    let (started, mut said, mut standing) = (Instant::now(), Instant::now(), Standing::default());
    for line in BufReader::new(pipe).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        writeln!(file, "{line}")?;
        standing.take(&line);
        if said.elapsed() >= SAY_EVERY {
            said = Instant::now();
            println!("{target:<14} {standing}, {} so far", progress::shown(started.elapsed()));
        }
    }
    if group.leader().wait()?.success() {
        println!("{target:<14} {standing}, nothing found in {}", progress::shown(started.elapsed()));
        return Ok(());
    }
    let what = standing.broken.as_deref().unwrap_or("the engine gave up");
    let again = standing.input.as_deref().map_or_else(String::new, |input| {
        let input = workspace.relative(Path::new(input));
        format!("\n  input   {input}\n  again   {} {input}", workspace.relative(program))
    });
    bail!("{what}\n  log     {}{again}", workspace.relative(&log))
}
