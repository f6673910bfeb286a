use super::*;
use crate::wire::Batch;
use alloc::{borrow::ToOwned, format, vec, vec::Vec};
use proptest::prelude::*;

const ID: &str = "bat_AAAAAAAAAAAAAAAAAAAAAA";

fn event(name: &str) -> Item {
    Item::Event { occurred_at: Millis(7), url: "https://a.example/".into(), name: name.into(), props: None }
}

fn queue(names: &[&str]) -> Queue {
    let mut queue = Queue::default();
    push_all(&mut queue, names);
    queue
}

fn push_all(queue: &mut Queue, names: &[impl AsRef<str>]) {
    for name in names {
        queue.push(&event(name.as_ref()));
    }
}

fn sent(queue: &Queue) -> Batch {
    Batch::read(queue.body(Millis(9), Some("ll1.x")).unwrap().as_bytes()).unwrap()
}

#[test]
fn a_queue_reads_as_lines() {
    let mut queue = queue(&["a", "b\n\"c\""]);
    queue.freeze(&[0; 16]);
    queue.push(&event("d"));
    let lines: Vec<String> = queue.text().split('\n').map(ToOwned::to_owned).collect();
    assert_eq!(lines[0], ID);
    assert_eq!(lines[2], r#"{"kind":"event","occurred_at":7,"url":"https://a.example/","name":"b\n\"c\""}"#);
    assert_eq!((lines[3].as_str(), lines.len()), ("", 6));
}

#[test]
fn the_edge_reads_what_the_queue_sends() {
    let mut queue = queue(&["a", "b"]);
    assert_eq!(queue.body(Millis(9), None), None);
    queue.freeze(&[0; 16]);
    let batch = sent(&queue);
    assert_eq!((batch.id.as_str(), batch.sent_at, batch.passport.as_deref()), (ID, Millis(9), Some("ll1.x")));
    assert_eq!(batch.items, vec![Ok(event("a")), Ok(event("b"))]);
    assert_eq!(Batch::read(queue.body(Millis(9), None).unwrap().as_bytes()).unwrap().passport, None);
}

#[test]
fn a_frozen_batch_stays_as_it_is_until_it_is_settled() {
    let mut queue = queue(&["a"]);
    queue.freeze(&[0; 16]);
    let frozen = sent(&queue);
    queue.push(&event("b"));
    queue.freeze(&[1; 16]);
    assert_eq!(sent(&queue), frozen);
    queue.settle();
    queue.freeze(&[1; 16]);
    assert_eq!(sent(&queue).items, vec![Ok(event("b"))]);
    queue.settle();
    assert!(queue.is_empty());
    queue.freeze(&[2; 16]);
    assert_eq!(queue.body(Millis(9), None), None);
}

#[test]
fn a_batch_holds_what_the_edge_takes_in_the_order_it_happened() {
    let names: Vec<String> = (0..MAX_ITEMS + 5).map(|at| format!("{at}")).collect();
    let mut many = Queue::default();
    push_all(&mut many, &names);
    many.freeze(&[0; 16]);
    assert_eq!(sent(&many).items.len(), MAX_ITEMS);
    many.settle();
    many.freeze(&[1; 16]);
    let rest: Vec<Item> = sent(&many).items.into_iter().flatten().collect();
    assert_eq!(rest, names[MAX_ITEMS..].iter().map(|name| event(name)).collect::<Vec<_>>());
}

#[test]
fn the_largest_batch_may_outlive_its_page_and_a_loop_is_bounded() {
    let url = ["https://a.example/", &"\u{1}".repeat(1_900)].concat();
    let mut large = Queue::default();
    for _ in 0..1_000 {
        large.push(&Item::Event { occurred_at: Millis(1), url: url.clone(), name: "n".into(), props: None });
    }
    assert!(large.text().len() < MAX_WAITING + 12_000);
    large.freeze(&[0; 16]);
    let body = large.body(Millis(1), Some(&"p".repeat(2_048))).unwrap();
    assert!((40_000..60_000).contains(&body.len()), "{}", body.len());
}

#[test]
fn what_is_no_queue_breaks_nothing() {
    for text in ["", "nonsense", "\n\n", "\n\n\n", " 0"] {
        assert!(Queue::read(text).is_empty(), "{text}");
        assert_eq!(Queue::read(text).body(Millis(0), None), None);
    }
}

proptest! {
    #[test]
    fn a_stored_queue_reads_back(before in prop::collection::vec(".{0,9}", 0..4), after in prop::collection::vec(".{0,9}", 0..4)) {
        let mut queue = Queue::default();
        push_all(&mut queue, &before);
        queue.freeze(&[3; 16]);
        push_all(&mut queue, &after);
        prop_assert_eq!(Queue::read(&queue.text()), queue);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(bat_AAAAAAAAAAAAAAAAAAAAAA)?.{0,9}\n?.{0,9}\n?.{0,9}") {
        let mut queue = Queue::read(&text);
        let _ = queue.body(Millis(0), None);
        queue.settle();
    }
}
