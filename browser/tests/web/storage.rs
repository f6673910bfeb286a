//! Clock, chance, timers, and what is kept.

use crate::*;
use leadline_browser::{
    clock,
    dom::asked,
    entropy, passport,
    storage::{self, load, save},
    timer::{self, RANG},
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_clock_runs_and_chance_differs() {
    assert!(clock::now().parse::<u64>().is_ok_and(|now| now > 1_700_000_000_000));
    assert_ne!(entropy::draw(), entropy::draw());
}

#[wasm_bindgen_test]
fn a_browser_without_cryptography_still_draws_what_differs() {
    forget_crypto(true);
    let (first, second) = (entropy::draw(), entropy::draw());
    forget_crypto(false);
    assert_ne!(first, second);
    assert!(first.iter().any(|byte| *byte != 0));
}

#[wasm_bindgen_test]
async fn a_timer_rings_as_often_as_asked() {
    let rung = Rc::<Cell<u32>>::default();
    let ringing = Rc::clone(&rung);
    let call = asked(move |number, _| {
        ringing.set(ringing.get() + u32::from(number == RANG));
        None
    });
    timer::ring_after(0, &call);
    timer::ring_after(1, &call);
    until("two rings", || rung.get() == 2).await;
}

#[wasm_bindgen_test]
fn what_is_saved_is_loaded_and_what_is_removed_is_gone() {
    for without in [false, true] {
        forget_locks(without);
        assert_eq!(load("t.a"), None);
        save("t.a", Some("1"));
        assert_eq!((load("t.a").as_deref(), is_stored("t.a"), in_tab("t.a").is_some()), (Some("1"), !without, without));
        save("t.a", None);
        assert_eq!(load("t.a"), None);
    }
    forget_locks(false);
}

#[wasm_bindgen_test]
fn where_storage_is_full_the_page_remembers_and_no_old_state_comes_back() {
    save("t.b", Some("old"));
    refuse_storage(true);
    save("t.b", Some("new"));
    assert_eq!((load("t.b").as_deref(), is_stored("t.b")), (Some("new"), false));
    refuse_storage(false);
    save("t.b", None);
    assert_eq!(load("t.b"), None);
}

#[wasm_bindgen_test]
fn a_passport_is_read_only_where_it_may_be_kept() {
    put("ll.sealed.p", "ll1.a");
    assert_eq!((passport::is_kept("sealed"), passport::read("sealed")), (false, None));
    storage::keep("sealed", true);
    assert_eq!((passport::is_kept("sealed"), passport::read("sealed").as_deref()), (true, Some("ll1.a")));
}

#[wasm_bindgen_test]
fn where_nothing_may_be_kept_all_of_the_site_goes_at_once_wherever_it_is_and_nothing_of_another() {
    save("ll.gone.p", Some("ll1.a"));
    forget_locks(true);
    save("ll.gone.q.tab", Some("x"));
    forget_locks(false);
    refuse_storage(true);
    save("ll.gone.q.memory", Some("x"));
    refuse_storage(false);
    save("ll.goner.p", Some("ll1.b"));
    storage::keep("gone", false);
    assert_eq!((is_stored("ll.gone.p"), in_tab("ll.gone.q.tab"), load("ll.gone.q.memory")), (false, None, None));
    assert_eq!(load("ll.goner.p").as_deref(), Some("ll1.b"));
}
