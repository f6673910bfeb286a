//! What the other commands need and this machine may lack: the wasm target and the npm packages.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};

use crate::command;
use crate::files::sha256;
use crate::workspace::Workspace;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// Installs what is missing; takes no time when nothing is.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    wasm_target()?;
    node()?;
    packages(workspace)
}

fn wasm_target() -> Result<()> {
    let rustc = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = rustc.context("`rustc` was not found; install Rust with rustup")?;
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    let installed = std::path::Path::new(&sysroot).join("lib/rustlib").join(WASM_TARGET);
    if installed.exists() {
        return Ok(());
    }
    println!("adding the Rust target {WASM_TARGET}");
    if command::on_path("rustup").is_none() {
        bail!(
            "the Rust target {WASM_TARGET} is missing; add it with your Rust distribution, or install Rust with rustup"
        );
    }
    command::run(
        Command::new("rustup").args(["target", "add", WASM_TARGET]),
        "rustup could not add the wasm target; check the network connection and run this again",
    )
}

fn node() -> Result<()> {
    let advice = "install Node 20 or newer with npm from nodejs.org, then run this again";
    let major = command::major_version("node").map_err(|_| anyhow!("Node was not found; {advice}"))?;
    if major < OLDEST_NODE {
        bail!("this is Node {major}, which is too old; {advice}");
    }
    if command::on_path("npm").is_none() && cfg!(unix) {
        bail!("npm was not found beside Node; {advice}");
    }
    Ok(())
}

/// `npm ci` whenever the lock file is not the one the present packages came from. Install scripts are not run: none
/// of the packages needs one, and they would be the widest door for somebody else's code.
fn packages(workspace: &Workspace) -> Result<()> {
    let lock = fs::read(workspace.root.join("package-lock.json"))?;
    let wanted = sha256(&lock);
    let stamp = workspace.root.join("node_modules/.leadline-lock");
    if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    println!("installing the npm packages of package-lock.json");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    command::run(
        Command::new(npm).args(["ci", "--ignore-scripts", "--loglevel=error"]).current_dir(&workspace.root),
        "npm could not install the packages, for the reason above; check the network connection and run this again",
    )?;
    fs::write(&stamp, wanted)?;
    Ok(())
}
