//! `GET api/v1/status`: whether all is well with a site, and what to do if not.

use super::{rescoring, sinks};
use crate::{clients::counter, clock, desk::Desk, refusal::Refusal, reply::Reply, sites};
use futures_util::future::try_join3;
use leadline_domain::{access::Caller, lead::delivery::Health, status::Seen};
use serde_json::json;

/// Says how a site is.
pub(super) async fn show(desk: &Desk, caller: &Caller) -> Result<Reply, Refusal> {
    let published = sites::current(&desk.env, &caller.site).await?;
    let site = &published.site;
    let (outboxes, progress, silence) = try_join3(
        sinks::outboxes(desk, site),
        rescoring::known(desk, &published),
        counter::silence(&desk.env, &site.id, site.silent_hours),
    )
    .await?;
    let now = clock::now();
    let sinks: Vec<(&str, Health)> =
        site.sinks.iter().map(|sink| (sink.id.as_str(), outboxes.health(sink, now))).collect();
    let (dead_letters, unrouted) = (outboxes.sum(|outbox| outbox.dead), outboxes.sum(|outbox| outbox.unrouted));
    let troubles = Seen { silence: silence.as_ref(), sinks: &sinks, dead_letters, unrouted }.troubles();
    let answer = json!({
        "site": site.id,
        "version": published.version,
        // An earlier release that publishes does not say when.
        "in_force_since": (published.at.0 > 0).then(|| published.at.rfc3339()),
        "is_well": troubles.is_empty(),
        "troubles": troubles,
        "silent_since": silence.map(|silence| silence.since.begins().rfc3339()),
        "waiting": outboxes.sum(|outbox| outbox.waiting),
        "dead_letters": dead_letters,
        "without_owner": unrouted,
        "is_rescoring": !progress.is_done(),
    });
    Ok(Reply::Json(answer.to_string()))
}
