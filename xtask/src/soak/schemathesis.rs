//! Schemathesis, which asks an API whatever its document allows: a Python program, in an environment of its own below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::files::sha256;
use crate::workspace::Workspace;

/// The versions of everything that is installed.
const REQUIREMENTS: &str = "tests/soak/requirements.txt";
/// What `python` calls itself where it can be called by more than one name.
const PYTHONS: [&str; 2] = ["python3", "python"];

/// Answers where the program is, and installs it anew whenever the requirements are not those it came from.
pub(super) fn find_or_install(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.scratch("schemathesis");
    let (stamp, wanted) = (folder.join("requirements"), sha256(&fs::read(workspace.root.join(REQUIREMENTS))?));
    if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(program(&folder, "schemathesis"));
    }
    let Some(python) = PYTHONS.into_iter().find_map(command::on_path) else {
        bail!("Python was not found; install Python 3.10 or newer with its module venv, then run this again");
    };
    println!("installing the Python packages of {REQUIREMENTS}");
    command::run(
        Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder),
        "Python makes no environment; install its module venv (on Debian: python3-venv), then run this again",
    )?;
    command::run(
        Command::new(program(&folder, "python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS])
            .current_dir(&workspace.root),
        "pip could not install the packages, for the reason above; check the network connection and run this again",
    )?;
    fs::write(&stamp, wanted)?;
    Ok(program(&folder, "schemathesis"))
}

fn program(folder: &Path, name: &str) -> PathBuf {
    let programs = if cfg!(windows) { "Scripts" } else { "bin" };
    folder.join(programs).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
