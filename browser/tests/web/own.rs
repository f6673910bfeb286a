//! Queues: each has one page for an owner, and the next one when that is gone.

use crate::*;
use leadline_browser::{
    dom::{Callback, asked},
    storage::{ADOPTED, OWNED, own, save},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

/// A page that owns its queue, and what it was told meanwhile.
struct Page {
    call: Callback,
    told: Rc<RefCell<Vec<(u32, String)>>>,
}

impl Page {
    fn new() -> Self {
        let told = Rc::<RefCell<Vec<(u32, String)>>>::default();
        let kept = Rc::clone(&told);
        let call = asked(move |number, text| {
            kept.borrow_mut().push((number, text));
            None
        });
        Self { call, told }
    }

    /// Answers once the queue `number` of the site is this page's own.
    async fn own(&self, site: &str, number: u32) {
        let prefix = ["ll.", site, ".q."].concat();
        let before = self.told.borrow().len();
        let key = [&prefix, number.to_string().as_str()].concat();
        own(&prefix, &key, &self.call);
        until("the queue to be owned", || self.told.borrow().len() > before).await;
        assert_eq!(self.told.borrow().get(before), Some(&(OWNED, key)));
    }

    async fn adopted(&self, text: &str) {
        until(text, || self.told.borrow().contains(&(ADOPTED, text.into()))).await;
    }
}

#[wasm_bindgen_test]
async fn a_page_holds_the_lock_of_its_queue_until_it_is_left() {
    let page = Page::new();
    page.own("owner", 1).await;
    assert!(held("ll.owner.q.1").await.is_truthy());
    leave();
    until_free("ll.owner.q.1").await;
}

#[wasm_bindgen_test]
async fn queues_whose_page_is_gone_are_taken_over_and_removed_and_those_of_living_pages_left_alone() {
    for (number, text) in [("1", "mine"), ("2", "gone"), ("3", "living"), ("4", "gone as well")] {
        put(&["ll.heir.q.", number].concat(), text);
    }
    put("ll.heir.p", "ll1.a");
    hold_lock("ll.heir.q.3").await;
    let page = Page::new();
    page.own("heir", 1).await;
    page.adopted("gone").await;
    page.adopted("gone as well").await;
    assert_eq!((is_stored("ll.heir.q.2"), is_stored("ll.heir.q.4")), (false, false));
    assert!(is_stored("ll.heir.q.1") && is_stored("ll.heir.q.3") && is_stored("ll.heir.p"));
    free_lock();
    until_free("ll.heir.q.3").await;
    let next = Page::new();
    next.own("heir", 5).await;
    next.adopted("living").await;
    assert_eq!((page.told.borrow().len(), next.told.borrow().len()), (3, 2));
}

#[wasm_bindgen_test]
async fn without_locks_all_queues_of_the_tab_are_taken_over_and_nobody_is_told_while_asking() {
    forget_locks(true);
    save("ll.lone.q.2", Some("gone"));
    let page = Page::new();
    own("ll.lone.q.", "ll.lone.q.1", &page.call);
    assert_eq!(page.told.borrow().len(), 0, "who asks is not listening yet");
    page.adopted("gone").await;
    assert_eq!(page.told.borrow().first(), Some(&(OWNED, "ll.lone.q.1".into())));
    assert_eq!(in_tab("ll.lone.q.2"), None);
    forget_locks(false);
}

#[wasm_bindgen_test]
async fn where_locks_are_refused_a_queue_is_owned_all_the_same() {
    refuse_locks(true);
    Page::new().own("refused", 1).await;
    save("ll.refused.q.1", Some("mine"));
    assert_eq!(in_tab("ll.refused.q.1").as_deref(), Some("mine"));
    refuse_locks(false);
}
