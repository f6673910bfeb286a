//! Folding a batch into a passport.

use super::{Passport, Touch, passport::REMEMBERED};
use crate::{admit::Admitted, id::BatchId, site::Site, wire::Item};

/// A batch that was admitted: its id and the items that count.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The batch's id.
    pub id: BatchId,
    /// Items that count, in the order sent.
    pub items: alloc::vec::Vec<Admitted>,
}

/// Whether a batch was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It was folded in.
    Now,
    /// It had been folded in before; nothing changed.
    Before,
}

/// Folds a batch in, once: a batch that the passport remembers changes nothing.
pub fn fold(passport: &mut Passport, arrival: &Arrival, site: &Site) -> Folded {
    if passport.batches.contains(&arrival.id) {
        return Folded::Before;
    }
    // What the site no longer asks about would only take room that is bounded.
    passport.signals.keep(|signal| site.scoring.signals.iter().any(|known| known.key == signal));
    for admitted in &arrival.items {
        fold_item(passport, admitted, site);
    }
    if passport.batches.len() >= REMEMBERED {
        passport.batches.remove(0);
    }
    passport.batches.push(arrival.id.clone());
    Folded::Now
}

fn fold_item(passport: &mut Passport, admitted: &Admitted, site: &Site) {
    passport.folded = passport.folded.saturating_add(1);
    for signal in site.scoring.signals_of(admitted) {
        passport.signals.add(signal, admitted.at.day());
    }
    if let Item::View { referrer, .. } = &admitted.item
        && let Some(touch) = Touch::of_view(&admitted.page, referrer, admitted.at)
    {
        if passport.first.as_ref().is_none_or(|first| touch.at < first.at) {
            passport.first = Some(touch.clone());
        }
        if passport.last.as_ref().is_none_or(|last| last.at <= touch.at) {
            passport.last = Some(touch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{site, time::Millis};
    use alloc::{string::String, vec, vec::Vec};
    use proptest::prelude::*;
    use url::Url;

    fn view(path: &str, at: i64) -> Admitted {
        let page = Url::parse("https://shop.example").unwrap().join(path).unwrap();
        let item = Item::View {
            occurred_at: Millis(at),
            url: page.as_str().into(),
            title: String::new(),
            referrer: String::new(),
        };
        Admitted { item, page, at: Millis(at) }
    }

    fn arrival(id: u8, items: Vec<Admitted>) -> Arrival {
        Arrival { id: BatchId::from_entropy(&[id; 16]), items }
    }

    #[test]
    fn a_resent_batch_folds_once() {
        let site = site::example();
        let mut passport = Passport::new(&[0; 16]);
        let batch = arrival(1, vec![view("/pricing", 5)]);
        assert_eq!(fold(&mut passport, &batch, &site), Folded::Now);
        let once = passport.clone();
        assert_eq!(fold(&mut passport, &batch, &site), Folded::Before);
        assert_eq!(passport, once);
        let signal = site.scoring.signal("pricing-view").unwrap();
        assert_eq!(passport.signals.total(signal), 1);
    }

    #[test]
    fn eight_batches_are_remembered() {
        let site = site::example();
        let mut passport = Passport::new(&[0; 16]);
        for id in 0..9 {
            fold(&mut passport, &arrival(id, vec![view("/", 1)]), &site);
        }
        assert_eq!(fold(&mut passport, &arrival(1, vec![]), &site), Folded::Before);
        assert_eq!(fold(&mut passport, &arrival(0, vec![]), &site), Folded::Now);
    }

    proptest! {
        #[test]
        fn any_split_into_batches_counts_the_same(
            pages in prop::collection::vec((prop::sample::select(vec!["/pricing", "/", "/case-studies/x"]), 0i64..9_000_000_000), 1..40),
            cut in 0usize..40,
        ) {
            let site = site::example();
            let items: Vec<_> = pages.iter().map(|(path, at)| view(path, *at)).collect();
            let (mut whole, mut split) = (Passport::new(&[0; 16]), Passport::new(&[0; 16]));
            fold(&mut whole, &arrival(1, items.clone()), &site);
            let (head, tail) = items.split_at(cut.min(items.len()));
            fold(&mut split, &arrival(2, head.to_vec()), &site);
            fold(&mut split, &arrival(3, tail.to_vec()), &site);
            fold(&mut split, &arrival(2, head.to_vec()), &site);
            prop_assert_eq!((whole.folded, &whole.signals, &whole.first, &whole.last), (split.folded, &split.signals, &split.first, &split.last));
        }
    }
}
