//! What a page finds in its storage of what an earlier one left, and anybody may have written there.

use leadline_domain::{queue::Queue, wire::Batch};

/// Whatever was found, it ends after so many batches, and a page's own items go out beside it as they are.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut queue = Queue::new(&[1; 16]);
    let own = r#"{"kind":"form-submit","occurred_at":5,"url":"https://a.example/","form":"whitepaper"}"#;
    queue.push(own, &[2; 16]);
    queue.adopt(&text);
    queue.freeze(&[3; 16]);
    queue.hand_over(1, true, |body| body.len() % 2 == 0, ("5", ""));
    queue.postpone();
    let (mut found, mut read, mut left) = (false, 0, queue.text().len());
    while let Some(body) = queue.body("5", r#","automated":false"#) {
        if let Ok(batch) = Batch::read(body.as_bytes()) {
            read += 1;
            found |= body.contains(own) && batch.items.iter().any(Result::is_ok);
        }
        queue.settle();
        let rest = queue.text().len();
        assert!(rest < left);
        left = rest;
    }
    assert!(found, "an item of our own was lost");
    read > 1
}
