//! An example event, to try a sink with.

use alloc::format;
use serde_json::{Value, json};

/// Somebody who does not exist (RFC 2606), as an event that says of itself that it is a test: its id begins with `evt_test_`,
/// and `test` in its data is `true`.
///
/// `random` makes the id one of its own; `now` is RFC 3339 in UTC.
pub fn example(site: &str, random: &str, now: &str) -> Value {
    json!({
        "specversion": "1.0",
        "id": (format!("evt_test_{random}")),
        "source": (format!("/sites/{site}")),
        "type": "lead.qualified",
        "subject": "lead_00AAAAAAAAAAAAAAAAAAAAAA",
        "time": now,
        "datacontenttype": "application/json",
        "data": {
            "test": true,
            "id": "lead_00AAAAAAAAAAAAAAAAAAAAAA",
            "version": 3,
            "email": "ada.test@example.com",
            "stage": "mql",
            "furthest": "mql",
            "score": {
                "model": "default", "total": 70, "fit": 45, "engagement": 25, "grade": "A",
                "reasons": [
                    {"signal": "example-title", "category": "fit", "points": 45, "count": 1, "capped": false, "latest": null},
                    {"signal": "example-view", "category": "engagement", "points": 25, "count": 1, "capped": false, "latest": null},
                ],
            },
            "fields": {"first_name": "Ada", "company": "Example"},
            "country": "NL",
            "region": "NH",
            "account": "example.com",
            "submissions": 1,
            "sessions": 2,
            "views": 5,
            "engaged_seconds": 120,
            "first_touch": null,
            "last_touch": null,
            "touches_between": [],
            "created_at": now,
            "updated_at": now,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lead::Event, sink::Filter, site};

    #[test]
    fn the_example_is_an_event_like_any_other_and_says_that_it_is_a_test() {
        let told = example("demo", "AAAA", "2026-11-22T09:00:00Z");
        assert_eq!(told["data"]["test"], json!(true));
        let event: Event = serde_json::from_value(told).unwrap();
        assert_eq!(event.id, "evt_test_AAAA");
        assert!(Filter::default().takes(&event, &site::example().competitors));
    }
}
