use super::*;
use crate::wire::{Batch, Item, MAX_BODY, line};
use alloc::{format, vec, vec::Vec};
use core::cell::RefCell;
use proptest::prelude::*;

const ID: &str = "bat_AAAAAAAAAAAAAAAAAAAAAA";

fn event(name: &str) -> String {
    line(&format!("event\n7\nhttps://a.example/\nname\n{name}"))
}

fn queue(names: &[&str]) -> Queue {
    let mut queue = Queue::new(&[0; 16]);
    push_all(&mut queue, names);
    queue
}

fn push_all(queue: &mut Queue, names: &[impl AsRef<str>]) {
    for (at, name) in names.iter().enumerate() {
        queue.push(&event(name.as_ref()), &[u8::try_from(at % 256).unwrap(); 16]);
    }
}

fn sent(queue: &Queue) -> Batch {
    Batch::read(queue.body("9", r#","passport":"ll1.x""#).unwrap().as_bytes()).unwrap()
}

fn names(batch: &Batch) -> Vec<String> {
    let name = |item: &Item| match item {
        Item::Event { name, .. } => name.clone(),
        other => other.kind().into(),
    };
    batch.items.iter().map(|item| name(item.as_ref().unwrap())).collect()
}

#[test]
fn a_queue_reads_as_batches_of_lines() {
    let mut queue = queue(&["a", "b\"c\""]);
    let open = queue.text();
    queue.freeze(&[1; 16]);
    assert_eq!(queue.text(), open, "what is stored need not be stored again");
    queue.push(&event("d"), &[2; 16]);
    let lines: Vec<String> = queue.text().split('\n').map(Into::into).collect();
    assert_eq!(lines[0], ID);
    assert_eq!(lines[2], r#"{"kind":"event","occurred_at":7,"url":"https://a.example/","name":"b\"c\""}"#);
    assert_eq!((lines[3].as_str(), &lines[4][..4], lines.len()), ("", "bat_", 8));
}

#[test]
fn the_edge_reads_what_the_queue_sends() {
    let mut queue = queue(&["a", "b"]);
    assert_eq!(queue.body("9", ""), None);
    queue.freeze(&[1; 16]);
    let batch = sent(&queue);
    assert_eq!((batch.id.as_str(), batch.sent_at.0, batch.passport.as_deref()), (ID, 9, Some("ll1.x")));
    assert_eq!(names(&batch), ["a", "b"]);
    assert_eq!(Batch::read(queue.body("9", "").unwrap().as_bytes()).unwrap().passport, None);
}

#[test]
fn a_frozen_batch_stays_as_it_is_until_it_is_settled() {
    let mut queue = queue(&["a"]);
    queue.freeze(&[1; 16]);
    let frozen = sent(&queue);
    push_all(&mut queue, &["b"]);
    queue.freeze(&[2; 16]);
    assert_eq!(sent(&queue), frozen);
    queue.settle();
    assert_eq!(names(&sent(&queue)), ["b"]);
    queue.settle();
    assert!(queue.is_empty());
    queue.freeze(&[3; 16]);
    assert_eq!(queue.body("9", ""), None);
}

#[test]
fn a_batch_holds_what_the_edge_takes_in_the_order_it_happened() {
    let all: Vec<String> = (0..MAX_ITEMS + 5).map(|at| format!("{at}")).collect();
    let mut many = Queue::new(&[0; 16]);
    push_all(&mut many, &all);
    many.freeze(&[1; 16]);
    assert_eq!(names(&sent(&many)), all[..MAX_ITEMS]);
    many.settle();
    assert_eq!(names(&sent(&many)), all[MAX_ITEMS..]);
}

#[test]
fn the_largest_batch_may_outlive_its_page() {
    let mut large = Queue::new(&[0; 16]);
    for _ in 0..60 {
        large.push(&event(&"n".repeat(1_900)), &[1; 16]);
    }
    large.freeze(&[0; 16]);
    let body = large.body("1", &format!(",\"passport\":\"{}\"", "p".repeat(2_048))).unwrap();
    assert!((5_000..60_000).contains(&body.len()) && body.len() < MAX_BODY, "{}", body.len());
}

#[test]
fn when_too_much_waits_the_least_telling_goes_first_and_who_somebody_is_last() {
    let mut full = Queue::new(&[0; 16]);
    let url = format!("https://a.example/{}", "p".repeat(1_900));
    let mut push = |kind: &str| full.push(&line(&format!("{kind}\n7\n{url}")), &[1; 16]);
    let kinds = ["identify", "form-submit", "reset", "view", "event", "link", "form-start", "form-field", "engagement"];
    for kind in kinds.iter().cycle().take(90) {
        push(kind);
    }
    let count = |queue: &Queue, kind: &str| queue.text().matches(&format!("\"kind\":\"{kind}\"")).count();
    let mut last = kinds.map(|kind| count(&full, kind));
    assert_eq!(last, [10; 9]);
    for (at, gone) in ["engagement", "form-field", "form-start", "link", "event"].into_iter().enumerate() {
        while count(&full, gone) > 0 {
            full.push(&line(&format!("view\n8\n{url}")), &[1; 16]);
            assert!(full.text().len() < MAX_WAITING + 4_000);
        }
        last = kinds.map(|kind| count(&full, kind));
        assert_eq!(last[..3], [10; 3]);
        assert!(last[3] > 9 && (at == 4 || last[4] > 0), "{gone} {last:?}");
    }
    for _ in 0..100 {
        full.push(&line(&format!("view\n9\n{url}")), &[1; 16]);
    }
    assert_eq!(["identify", "form-submit", "reset"].map(|kind| count(&full, kind)), [10; 3]);
    assert!(full.text().rfind("occurred_at\":9").is_some());
}

#[test]
fn a_batch_that_is_postponed_comes_after_the_others() {
    let mut queue = queue(&["a"]);
    queue.postpone();
    for (at, name) in ["b", "c"].into_iter().enumerate() {
        queue.freeze(&[u8::try_from(at).unwrap() + 1; 16]);
        queue.push(&event(name), &[7; 16]);
    }
    queue.postpone();
    let mut order = Vec::new();
    while queue.body("9", "").is_some() {
        order.extend(names(&sent(&queue)));
        queue.settle();
        queue.freeze(&[9; 16]);
    }
    assert_eq!(order, ["b", "a", "c"]);
}

#[test]
fn a_queue_whose_page_is_gone_is_taken_over_batch_by_batch() {
    let mut gone = queue(&["frozen"]);
    gone.freeze(&[5; 16]);
    gone.push(&event("open"), &[6; 16]);
    let mut mine = Queue::new(&[9; 16]);
    mine.push(&event("mine"), &[9; 16]);
    mine.adopt(&gone.text());
    mine.freeze(&[8; 16]);
    let mut order = Vec::new();
    while let Some(body) = mine.body("9", "") {
        let batch = Batch::read(body.as_bytes()).unwrap();
        order.push((batch.id.as_str().chars().nth(4).unwrap(), names(&batch)));
        mine.settle();
    }
    let ids: Vec<char> = order.iter().map(|(id, _)| *id).collect();
    assert_eq!(order.iter().flat_map(|(_, names)| names.clone()).collect::<Vec<_>>(), ["frozen", "open", "mine"]);
    assert_eq!(ids, ['A', 'B', 'C'], "each under the id it had");
}

#[test]
fn what_is_broken_in_a_queue_that_is_taken_over_costs_none_of_the_page_s_own_items() {
    for text in ["", "\n", "\n\n", "\n\n\n", "bat_x\n{}\n", "bat_x\n{}", "bat_x\n{}\n\n\n"] {
        let mut mine = queue(&["mine"]);
        mine.adopt(text);
        mine.freeze(&[8; 16]);
        let mut bodies = core::iter::from_fn(|| mine.body("9", "").inspect(|_| mine.settle()));
        let read = bodies.find_map(|body| Batch::read(body.as_bytes()).ok()).map(|batch| names(&batch));
        assert_eq!(read, Some(vec!["mine".into()]), "{text:?}");
    }
}

#[test]
fn a_beacon_marks_what_it_took_and_is_not_asked_twice() {
    let mut queue = queue(&["under way"]);
    for (at, name) in ["a", "b"].into_iter().enumerate() {
        queue.freeze(&[u8::try_from(at).unwrap() + 1; 16]);
        queue.push(&event(name), &[7; 16]);
    }
    queue.freeze(&[4; 16]);
    let taken = RefCell::new(Vec::new());
    let beacon = |body: &str| {
        let batch = Batch::read(body.as_bytes()).unwrap();
        taken.borrow_mut().push(names(&batch));
        names(&batch) == ["a"]
    };
    queue.hand_over(1, true, beacon, ("9", ""));
    assert_eq!(taken.take(), [["a"], ["b"]]);
    queue.hand_over(1, true, beacon, ("9", ""));
    assert_eq!(taken.take(), [["b"]]);
    queue.settle();
    assert!(queue.body("9", "").unwrap().contains(r#""beaconed":true"#));
    let confirmed = queue.clone();
    queue.settle();
    assert!(!queue.body("9", "").unwrap().contains("beaconed"));
    let mut unconfirmed = confirmed;
    unconfirmed.hand_over(0, false, |_| true, ("9", ""));
    assert!(unconfirmed.body("9", "").unwrap().contains("beaconed"), "it was taken before");
    unconfirmed.settle();
    assert!(unconfirmed.is_empty());
}

#[test]
fn an_empty_batch_can_be_frozen_for_its_envelope() {
    let mut queue = Queue::new(&[0; 16]);
    queue.freeze_empty(&[0; 16]);
    assert_eq!(sent(&queue).items, vec![]);
    queue.settle();
    assert!(queue.is_empty());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_settling_comes_to_an_end(text in "(bat_AAAAAAAAAAAAAAAAAAAAAA)?\\+?.{0,9}\n?.{0,9}\n?\n?.{0,9}\n?\n?") {
        let mut queue = Queue::new(&[0; 16]);
        queue.adopt(&text);
        queue.hand_over(0, true, |_| true, ("1", ""));
        for _ in 0..9 {
            let _ = queue.body("0", "");
            queue.settle();
        }
        prop_assert!(queue.is_empty());
    }
}
