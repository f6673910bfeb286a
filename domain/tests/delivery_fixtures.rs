//! What a shard keeps of deliveries, and what routing.toml was published as, has to be read for ever: each shape as a file. A
//! new shape gets a new file (`WRITE_FIXTURES=1 cargo test`, then `cargo xtask tidy --bless`); one that exists is never changed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something is not as expected; clippy knows only functions marked #[test]"
)]

use leadline_domain::{
    id::OutboxId,
    lead::delivery::{Delivery, Endpoint, Failure, Ledger, Standing, Try, Why},
    site::RawRouting,
    time::Millis,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, fs, path::PathBuf};

const NOW: Millis = Millis(1_795_000_000_000);

fn fixture(name: &str, written: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/v1").join(name);
    if std::env::var_os("WRITE_FIXTURES").is_some() && !path.exists() {
        fs::write(&path, written).unwrap();
    }
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Written as the file has it, and read back as the same value.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let written = serde_json::to_string_pretty(value).unwrap();
    let kept = fixture(name, &written);
    assert_eq!(kept, written, "{name}: the shape changed; older data could no longer be read");
    assert_eq!(&serde_json::from_str::<T>(&kept).unwrap(), value);
}

#[test]
fn what_each_sink_has_of_a_row_is_read_by_a_newer_shard() {
    let tried = Try { failures: 1, due_at: NOW.plus(5_000), since: NOW };
    let whys = [
        Why::Answered(503),
        Why::Gone,
        Why::TimedOut,
        Why::Unreachable,
        Why::Secret("CRM_WEBHOOK_SECRET".into()),
        Why::Address,
        Why::Template,
        Why::Binding("MAIL".into()),
        Why::Mail("rate limit exceeded".into()),
        Why::Disabled,
        Why::Removed,
    ];
    let standings = [Standing::Waiting(tried), Standing::Sent(tried), Standing::Done];
    let dead = whys.map(|why| Standing::Dead { why, failures: 10, at: NOW });
    let delivery = |(at, standing): (usize, Standing)| {
        let left = if standing == Standing::Done { Vec::new() } else { vec![0, 2] };
        Delivery { sink: format!("sink-{at}"), left, standing }
    };
    golden("ledger.json", &Ledger(standings.into_iter().chain(dead).enumerate().map(delivery).collect()));
}

#[test]
fn how_a_sink_is_doing_is_read_by_a_newer_shard() {
    let row = OutboxId::from_entropy(&[7; 16]);
    let mut endpoint = Endpoint { fingerprint: "0123456789abcdef".into(), ..Endpoint::default() };
    golden("endpoint-new.json", &endpoint);
    endpoint.took(NOW);
    for _ in 0..3 {
        endpoint.failed(&row, &Failure { why: Why::Gone, retry_after: Some(1_000) }, NOW);
        endpoint.rests_until = None;
    }
    endpoint.rests_until = Some(NOW);
    endpoint.probe = Some(row);
    golden("endpoint.json", &endpoint);
}

#[test]
fn routing_as_published_is_read_by_a_newer_edge() {
    let text = fixture("routing.json", "");
    let routing: RawRouting = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string_pretty(&routing).unwrap(), text.trim_end());
    assert_eq!((routing.webhooks.len(), routing.http.len(), routing.mail.len()), (1, 1, 1));
}
