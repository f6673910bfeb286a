//! What a page sends: the body of `POST b/<site>`, all the way into the passport.

use crate::demo;
use leadline_domain::{
    admit::{self, Arriving, Judged, Proofs},
    bond::Bond,
    id::LeadId,
    outcome::Outcome,
    secret::Purpose,
    time::DAY,
    visit::{Arrival, Folding, Followed, Passport, Pointer, Turn},
    wire::{Batch, MAX_ITEMS, Receipt},
};

/// The size a sealed passport never reaches.
const TWO_KILOBYTES: usize = 2_048;

/// Every item ends in one outcome and costs no neighbour; a batch folds once, however often it comes; what is sealed stays
/// below 2 KB and opens to what it was.
pub fn check(input: &[u8]) -> bool {
    let Ok(batch) = Batch::read(input) else { return false };
    assert!(batch.items.len() <= MAX_ITEMS);
    batch.items.iter().flatten().for_each(crate::item::holds);
    let (arrival, outcomes) = admitted(&batch);
    assert_eq!(outcomes.len(), batch.items.len());
    let shown =
        batch.passport.as_deref().map(|token| Passport::open(demo::keyring(), demo::SITE, token, demo::today()));
    let mut passport = shown.and_then(Result::ok).unwrap_or_else(|| arrival.newcomer());
    fold(&mut passport, &arrival);
    let once = passport.clone();
    fold(&mut passport, &arrival);
    assert_eq!(passport, once, "a batch was folded twice");
    let token = sealed(&passport);
    let receipt = Receipt { passport: Some(token.clone()), outcomes }.render();
    assert_eq!(Receipt::passport_of(&receipt), Some(token.as_str()));
    assert_eq!(receipt.lines().count(), 1 + batch.items.len());
    true
}

fn admitted(batch: &Batch) -> (Arrival, Vec<Outcome>) {
    let links = demo::key(Purpose::Link);
    let arriving = Arriving {
        proofs: Proofs { links: Some(&links), ..Proofs::default() },
        automated: batch.automated,
        consent: batch.consent,
        sent_at: batch.sent_at,
        ..Arriving::new(demo::site(), demo::OWN_ORIGIN, demo::NOW)
    };
    let Judged { items, outcomes, request } = admit::judge(batch.items.clone(), &arriving);
    assert!(items.iter().all(|admitted| (demo::NOW.0 - 7 * DAY..=demo::NOW.0).contains(&admitted.at.0)));
    assert_eq!(items.len(), outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted(_))).count());
    assert!(request.is_ok() || items.is_empty());
    (Arrival { id: batch.id.clone(), items }, outcomes)
}

/// Folds as the edge does, with a lead for everybody whom the batch names.
pub(crate) fn fold(passport: &mut Passport, arrival: &Arrival) {
    let Some(mut folding) = Folding::begin(passport, arrival, demo::site()) else { return };
    while let Some(turn) = folding.next_turn(passport) {
        match turn {
            Turn::Reset(entropy) => passport.restart(&entropy),
            Turn::Person(person) => {
                let key = format!("{:016x}", person.traits.email.canonical.len());
                let lead = LeadId::new(3, &person.visitor);
                passport.bind(Pointer { lead, key, bond: person.bond }, &person.visitor);
            }
            Turn::Link(Followed { link, visitor }) => {
                let (lead, key) = (link.lead.clone(), link.key.clone());
                passport.bind(Pointer { lead, key, bond: Bond::Verified }, &visitor);
            }
        }
    }
}

fn sealed(passport: &Passport) -> String {
    let token = passport.seal(demo::keyring(), demo::SITE, demo::today(), &[9; 24]).expect("a passport can be sealed");
    assert!(token.len() < TWO_KILOBYTES, "{} bytes", token.len());
    let opened = Passport::open(demo::keyring(), demo::SITE, &token, demo::today());
    assert_eq!(opened.as_ref(), Ok(passport));
    token
}
