//! Delivery: where events go, and what was given up.

use crate::{
    answers::delivery::{DeadLetterShown, DeadLetters, Replayed, SinkTested, Sinks},
    operation::{Section, operation},
    parameter::{AT_SINK, CURSOR, LIMIT},
};

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET sinks", "listSinks", "Show where events go, and how that is going").answers::<Sinks>(),
        operation("POST sinks/<sink>/test", "testSink", "Send a sink a marked example")
            .about("Now, past the outbox and whatever the sink's filter says.")
            .answers::<SinkTested>()
            .refusing(&["unknown-sink"]),
        operation("GET dead-letters", "listDeadLetters", "List what was given up")
            .about("The latest first, without personal data.")
            .takes(&[&LIMIT, &CURSOR])
            .answers::<DeadLetters>()
            .refusing(&["parameter-invalid"]),
        operation("GET dead-letters/<letter>", "showDeadLetter", "Show what was given up, with its events")
            .answers::<DeadLetterShown>()
            .refusing(&["unknown-dead-letter"]),
        operation("POST dead-letters/<letter>/replay", "replayDeadLetter", "Try it again")
            .about("At one sink, or wherever it was given up.")
            .takes(&[&AT_SINK])
            .answers::<Replayed>()
            .refusing(&["unknown-dead-letter"]),
        operation("POST dead-letters/replay", "replayDeadLetters", "Try all of it again")
            .about(
                "All of a sink, or all there are, 200 of a shard at a time: ask again as long as `has_more` is `true`.",
            )
            .takes(&[&AT_SINK])
            .answers::<Replayed>(),
    ];
    Section { tag: "delivery", about: "Where events go, and what was given up", operations }
}
