//! A child with everything it starts. Ending node alone leaves the engine behind, holding its port; so a child leads a
//! process group of its own, and the group is ended.

use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// An engine with hanging requests ignores SIGTERM.
const PATIENCE: Duration = Duration::from_secs(3);

/// Ends the whole group when dropped.
#[derive(Debug)]
pub(crate) struct ProcessGroup {
    child: Child,
}

impl ProcessGroup {
    /// Starts a command as leader of a new group.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| format!("`{name}` could not be started"))?;
        Ok(Self { child })
    }

    /// The leader, for its pipes.
    pub(crate) fn leader(&mut self) -> &mut Child {
        &mut self.child
    }

    /// How the leader ended, if it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    fn end(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        self.signal(Signal::Terminate);
        while self.alive() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        self.signal(Signal::Kill);
        let _ = self.child.wait();
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.end();
    }
}

/// What a group can be told.
#[derive(Clone, Copy)]
enum Signal {
    Terminate,
    Kill,
}

#[cfg(unix)]
impl ProcessGroup {
    fn signal(&self, signal: Signal) {
        let signal = match signal {
            Signal::Terminate => nix::sys::signal::Signal::SIGTERM,
            Signal::Kill => nix::sys::signal::Signal::SIGKILL,
        };
        // Fails only when nobody is left.
        let _ = nix::sys::signal::killpg(self.id(), signal);
    }

    /// Reaps the leader too: a zombie would count as alive.
    fn alive(&mut self) -> bool {
        let _ = self.child.try_wait();
        nix::sys::signal::killpg(self.id(), None).is_ok()
    }

    fn id(&self) -> nix::unistd::Pid {
        nix::unistd::Pid::from_raw(self.child.id().cast_signed())
    }
}

#[cfg(not(unix))]
impl ProcessGroup {
    fn signal(&mut self, signal: Signal) {
        if matches!(signal, Signal::Kill) {
            let _ = self.child.kill();
        }
    }

    fn alive(&mut self) -> bool {
        self.ended().is_none()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_grandchild_that_ignores_sigterm_ends_with_the_group() {
        let mut command = Command::new("sh");
        let script = "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait";
        command.args(["-c", script]).stdout(Stdio::piped());
        let mut group = ProcessGroup::start(&mut command).unwrap();
        let mut line = String::new();
        let pipe = group.leader().stdout.take().unwrap();
        BufReader::new(pipe).read_line(&mut line).unwrap();
        let grandchild = nix::unistd::Pid::from_raw(line.trim().parse().unwrap());
        drop(group);
        let gone = (0..200).any(|_| {
            thread::sleep(Duration::from_millis(10));
            is_gone(grandchild)
        });
        assert!(gone);
    }

    /// An orphan may stay a zombie where nobody adopts it; a zombie holds no port.
    fn is_gone(process: nix::unistd::Pid) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{process}/stat"));
        nix::sys::signal::kill(process, None).is_err() || state.is_ok_and(|text| text.contains(") Z"))
    }
}
