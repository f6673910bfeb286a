//! `cargo xtask dev`: the edge on the local engine, a demo customer website on another site, and one line for each
//! thing that happens.

mod edge;
mod events;
mod ports;
mod secrets;
mod shop;
mod site;

use std::fs;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::Args;

use crate::workspace::Workspace;
use crate::{build, command, progress, setup};
use edge::Edge;
use secrets::Secrets;
use shop::Shop;
use site::Site;

/// Where the local engine keeps KV, Durable Objects and alarms.
const STATE: &str = ".leadline/state";

/// Flags of `cargo xtask dev`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Forget all leads, sites, counters and deliveries of earlier runs
    #[arg(long)]
    fresh: bool,
    /// Port of the edge
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Port of the demo customer website
    #[arg(long, default_value_t = 8788)]
    shop_port: u16,
    /// Show everything wrangler prints
    #[arg(long)]
    verbose: bool,
}

/// Runs until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let _alone = alone(workspace)?;
    ports::check(options.port, "--port")?;
    ports::check(options.shop_port, "--shop-port")?;
    prepare(workspace)?;
    if options.fresh {
        forget_state(workspace)?;
    }
    let secrets = Secrets::load_or_create(&workspace.root.join(".dev.vars"))?;
    let quit = quit_signal()?;
    let mut edge = Edge::start(workspace, options)?;
    let Some(()) = edge.wait_until_healthy(workspace, &quit)? else {
        return Ok(());
    };
    let mut site = Site::new(workspace, options, &secrets);
    site.publish()?;
    let mut shop = Shop::start(workspace, options, &secrets)?;
    print_welcome(workspace, options, &secrets);
    watch(&quit, &mut edge, &mut shop, &mut site)
}

fn prepare(workspace: &Workspace) -> Result<()> {
    setup::run(workspace)?;
    progress::step("leadline (cli)", || {
        command::run(
            command::cargo(workspace).args(["build", "--package", "leadline-cli"]),
            "the code above does not compile",
        )
    })?;
    build::run(workspace)
}

/// Two at once would publish over each other into the same state.
fn alone(workspace: &Workspace) -> Result<fs::File> {
    let path = workspace.root.join(".leadline/lock");
    fs::create_dir_all(workspace.root.join(".leadline"))?;
    let lock = fs::File::create(path)?;
    lock.try_lock().map_err(|_| {
        anyhow!("`cargo xtask dev` runs in this checkout already; end it first, or use another checkout")
    })?;
    Ok(lock)
}

fn forget_state(workspace: &Workspace) -> Result<()> {
    for state in [STATE, shop::DATA].map(|path| workspace.root.join(path)).into_iter().filter(|state| state.exists()) {
        fs::remove_dir_all(&state).with_context(|| format!("{} cannot be removed", state.display()))?;
    }
    Ok(())
}

/// Ctrl-C and SIGTERM become a message, so that what was started is ended in order.
fn quit_signal() -> Result<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

/// Publishes what changes; returns when told to stop, fails when one of the two processes ends by itself.
fn watch(quit: &Receiver<()>, edge: &mut Edge, shop: &mut Shop, site: &mut Site) -> Result<()> {
    while let Err(RecvTimeoutError::Timeout) = quit.recv_timeout(Duration::from_secs(1)) {
        edge.check()?;
        shop.check()?;
        if site.changed() {
            // A mistake in a site file is for its author to mend; the last good version stays published.
            if let Err(error) = site.publish() {
                eprintln!("{error:#}");
            }
        }
    }
    println!("stopping");
    Ok(())
}

fn print_welcome(workspace: &Workspace, options: &Options, secrets: &Secrets) {
    let Options { port, shop_port, .. } = options;
    let (prefix, token) = (&workspace.prefix, secrets.api_token());
    println!();
    println!("  demo customer website  http://shop.localhost:{shop_port}/");
    println!("  its webhook inbox      http://shop.localhost:{shop_port}/inbox");
    println!("  hosted page            http://edge.localhost:{port}/{prefix}/p/whitepaper");
    println!(
        "  leads                  curl -H 'Authorization: Bearer {token}' http://127.0.0.1:{port}/{prefix}/api/v1/leads"
    );
    println!("  stop                   Ctrl-C");
    println!();
}
