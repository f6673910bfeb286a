//! Doors that crash on purpose: `crash/fetch` here, `crash/object` in a shard. Only in the build the crash test uses.

use crate::{clients::lead_shard, desk::Desk, refusal::Refusal, reply::Reply};
use leadline_domain::lead::Shard;

/// Where to crash, if the path asks for it.
pub(super) fn target(path: &str) -> Option<&str> {
    path.split_once("/crash/").map(|(_, target)| target)
}

/// Crashes there.
#[expect(clippy::panic, reason = "this build exists to show that the next request survives a panic")]
pub(super) async fn crash(desk: &Desk, target: &str) -> Result<Reply, Refusal> {
    if target == "object" {
        let shard = Shard { site: desk.config.home_site.clone(), number: 0 };
        lead_shard::crash(&desk.env, &shard).await?;
    }
    panic!("crash test")
}
