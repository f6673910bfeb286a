//! The demo customer website: another site than the edge, since `shop.localhost` and `edge.localhost` share nothing.

use std::process::Stdio;

use anyhow::{Result, bail};

use super::Options;
use super::secrets::Secrets;
use crate::command;
use crate::process_group::ProcessGroup;
use crate::workspace::Workspace;

const SERVER: &str = "www/shop/server.mjs";
/// What its webhook received.
pub(super) const DATA: &str = ".leadline/shop";

/// The running website.
#[derive(Debug)]
pub(super) struct Shop(ProcessGroup);

impl Shop {
    /// Starts it on its port.
    pub(super) fn start(workspace: &Workspace, options: &Options, secrets: &Secrets) -> Result<Self> {
        let (name, key) = secrets.webhook();
        let edge = format!("http://edge.localhost:{}/{}", options.port, workspace.prefix);
        let mut node = command::node_tool(workspace, "node");
        node.args([SERVER, "--port", &options.shop_port.to_string(), "--edge", &edge, "--data", DATA]);
        node.env(name, key).stdin(Stdio::null());
        Ok(Self(ProcessGroup::start(&mut node)?))
    }

    /// Fails when it ended by itself.
    pub(super) fn check(&mut self) -> Result<()> {
        match self.0.ended() {
            None => Ok(()),
            Some(status) => bail!("the demo customer website ended ({status}); see above why"),
        }
    }
}
