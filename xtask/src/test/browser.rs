//! Chromium and its driver: found, or installed where that needs no question.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;

const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const INSTALL: &str = "apt-get update && apt-get install -y chromium chromium-driver";

/// The programs by path.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

impl Browser {
    /// Looks on the path; as root on Debian it installs what is missing, else it says what to type.
    pub(crate) fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if !may_install() {
            bail!("Chromium or chromedriver was not found; {}", advice());
        }
        println!("installing Chromium and chromedriver");
        install()?;
        Self::find().context("Chromium was installed but is not on the path; add it and run this again")
    }

    fn find() -> Option<Self> {
        Some(Self {
            chromium: CHROMIUMS.iter().find_map(|name| command::on_path(name))?,
            driver: DRIVERS.iter().find_map(|name| command::on_path(name))?,
        })
    }
}

fn install() -> Result<()> {
    let failure = format!("apt-get failed; check the network connection and type: {INSTALL}");
    for arguments in [&["update"][..], &["install", "-y", "chromium", "chromium-driver"]] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command::run(&mut apt, &failure)?;
    }
    Ok(())
}

fn advice() -> String {
    if on_debian() {
        format!("type: sudo sh -c '{INSTALL}'")
    } else if cfg!(target_os = "macos") {
        "type: brew install --cask chromium chromedriver".to_owned()
    } else {
        "install both with your system's packages and put them on the path".to_owned()
    }
}

fn may_install() -> bool {
    is_root() && on_debian()
}

fn on_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
