//! The demo site's files, published by the `leadline` program, again whenever one of them changes.

use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Result, ensure};
use ignore::WalkBuilder;

use super::Options;
use super::secrets::Secrets;
use crate::workspace::Workspace;

const DIRECTORY: &str = "sites/demo";
/// How `leadline` ends when the edge was away.
const TRY_AGAIN: i32 = 75;

/// The site and where it goes.
#[derive(Debug)]
pub(super) struct Site {
    directory: PathBuf,
    publish: Command,
    seen: Vec<(PathBuf, SystemTime)>,
}

impl Site {
    /// Knows how to publish to the edge that these options started.
    pub(super) fn new(workspace: &Workspace, options: &Options, secrets: &Secrets) -> Self {
        let (port, shop_port) = (options.port, options.shop_port);
        let mut publish = Command::new(workspace.leadline());
        publish
            .args(["publish", DIRECTORY, "--to", &format!("http://127.0.0.1:{port}")])
            .args(["--prefix", &workspace.prefix])
            .current_dir(&workspace.root)
            .env("LEADLINE_API_TOKEN", secrets.api_token())
            .env("SHOP_ORIGIN", format!("http://shop.localhost:{shop_port}"))
            .env("SHOP_HOOK", format!("http://127.0.0.1:{shop_port}/hooks/leadline"));
        Self { directory: workspace.root.join(DIRECTORY), publish, seen: Vec::new() }
    }

    /// Publishes and remembers what it published. While the edge is being rebuilt it may be away; then the files count
    /// as changed still, and the next look publishes them.
    pub(super) fn publish(&mut self) -> Result<()> {
        self.seen = self.now();
        let status = self.publish.status()?;
        if status.code() == Some(TRY_AGAIN) {
            self.seen.clear();
            return Ok(());
        }
        ensure!(status.success(), "sites/demo was not published; mend what is named above");
        Ok(())
    }

    /// Did a file come, go or change since the last publishing?
    pub(super) fn changed(&self) -> bool {
        self.now() != self.seen
    }

    fn now(&self) -> Vec<(PathBuf, SystemTime)> {
        let files = WalkBuilder::new(&self.directory).sort_by_file_path(Ord::cmp).build();
        files
            .flatten()
            .filter_map(|entry| {
                let modified = entry.metadata().ok()?.modified().ok()?;
                Some((entry.into_path(), modified))
            })
            .collect()
    }
}
