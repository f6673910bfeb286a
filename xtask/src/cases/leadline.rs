//! `leadline classify`, asked in bulk: the same program anybody can check us with.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::command;
use crate::workspace::Workspace;

/// The command line, built from this checkout.
#[derive(Debug)]
pub(super) struct Leadline {
    program: PathBuf,
}

impl Leadline {
    /// Builds it.
    pub(super) fn build(workspace: &Workspace) -> Result<Self> {
        let mut cargo = command::cargo(workspace);
        command::run(cargo.args(["build", "--quiet", "-p", "leadline-cli"]), "the code above does not compile")?;
        Ok(Self { program: workspace.leadline() })
    }

    /// What it says to each of the questions, in their order.
    pub(super) fn classify(&self, what: &str, questions: &[Value]) -> Result<Vec<Value>> {
        let mut child = Command::new(&self.program)
            .args(["classify", what])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("leadline could not be started")?;
        let lines: Vec<String> = questions.iter().map(ToString::to_string).collect();
        let mut pipe = child.stdin.take().context("no pipe")?;
        // It may answer before it has read everything, and wait until somebody reads.
        let writer = thread::spawn(move || writeln!(pipe, "{}", lines.join("\n")));
        let output = child.wait_with_output()?;
        let written = writer.join();
        ensure!(output.status.success(), "`leadline classify {what}` failed");
        if !matches!(written, Ok(Ok(()))) {
            bail!("`leadline classify {what}` did not read to the end");
        }
        let text = String::from_utf8(output.stdout).context("an answer is not UTF-8")?;
        let answers = text.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
        let answers = answers.context("an answer is no JSON")?;
        ensure!(answers.len() == questions.len(), "{} answers to {} questions", answers.len(), questions.len());
        Ok(answers)
    }
}
