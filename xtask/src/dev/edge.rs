//! wrangler with the local engine, and its output as readable lines.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::events::Printer;
use super::{Options, STATE, ports};
use crate::process_group::ProcessGroup;
use crate::workspace::Workspace;
use crate::{build, command};

const SLOWEST_START: Duration = Duration::from_mins(3);
const POLL: Duration = Duration::from_millis(100);

/// The running edge.
#[derive(Debug)]
pub(super) struct Edge {
    group: ProcessGroup,
    port: u16,
}

impl Edge {
    /// Starts wrangler in a process group of its own.
    pub(super) fn start(workspace: &Workspace, options: &Options) -> Result<Self> {
        let Options { port, shop_port, verbose, .. } = *options;
        ports::check(port, "--port")?;
        let mut wrangler = command::node_tool(workspace, "wrangler");
        wrangler
            .args(["dev", "--ip", "127.0.0.1", "--inspector-port", "0", "--persist-to", STATE])
            .args(["--port", &port.to_string(), "--show-interactive-dev-session=false"])
            // What `events` prints.
            .args(["--var", "TELL_ITEMS:1"])
            // The demo website's webhook and its mailbox are on this machine.
            .args(["--var", "LOCAL_SINKS:1"])
            .args(["--var", &format!("MAIL_CATCHER:http://127.0.0.1:{shop_port}/hooks/mail")])
            .env("CI", "1")
            .env("NO_COLOR", "1")
            .env("FORCE_COLOR", "0")
            .env(build::KEEP_RUNNING, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut group = ProcessGroup::start(&mut wrangler)?;
        print_lines(group.leader().stdout.take(), verbose);
        print_lines(group.leader().stderr.take(), verbose);
        Ok(Self { group, port })
    }

    /// Waits until the edge answers. `None`: told to stop meanwhile.
    pub(super) fn wait_until_healthy(&mut self, workspace: &Workspace, stop: &Receiver<()>) -> Result<Option<()>> {
        println!("starting the edge on port {}", self.port);
        let url = format!("http://127.0.0.1:{}/{}/health", self.port, workspace.prefix);
        let deadline = Instant::now() + SLOWEST_START;
        while !answers_well(&url) {
            self.check()?;
            if Instant::now() > deadline {
                bail!("the edge does not answer at {url}; run again with --verbose to see why");
            }
            if stop.recv_timeout(POLL) != Err(RecvTimeoutError::Timeout) {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Fails when wrangler ended by itself.
    pub(super) fn check(&mut self) -> Result<()> {
        match self.group.ended() {
            None => Ok(()),
            Some(status) => bail!("wrangler ended ({status}); run again with --verbose to see why"),
        }
    }
}

fn answers_well(url: &str) -> bool {
    let timeout = Some(Duration::from_secs(5));
    ureq::get(url).config().timeout_global(timeout).build().call().is_ok()
}

fn print_lines(pipe: Option<impl Read + Send + 'static>, verbose: bool) {
    let Some(pipe) = pipe else { return };
    thread::spawn(move || {
        let mut printer = Printer::new(verbose);
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if let Some(shown) = printer.shown(&line) {
                println!("{shown}");
            }
        }
    });
}
