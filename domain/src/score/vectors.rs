//! The same score on every target: thousands of made-up leads, scored by made-up models, in one number.
//!
//! Tests compare it with [`DIGEST`] natively (`domain/tests/score_vectors.rs`) and in WebAssembly
//! (`browser/tests/web/score.rs`). Nothing that ships calls it.

use super::{Facts, Reason, Score, score};
use crate::{
    site::{Category, Fading, GradeBands, Group, Model, Repeat, Rule, SignalKey, Thresholds},
    time::Day,
};
use alloc::{format, string::String, vec::Vec};

/// What [`digest`] is on every target. It changes only with the meaning of a model, and with it
/// the [name of every model](crate::site::RawSite::model_version): all leads are scored again.
pub const DIGEST: u64 = 0x118a_769c_f108_7db8;

/// Models, and leads scored by each.
const MODELS: u64 = 60;
const LEADS: u64 = 40;

const SIGNALS: u64 = 24;

/// FNV-1a of every number of every score.
pub fn digest() -> u64 {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    for number in 0..MODELS {
        let mut draw = Draw(number);
        let model = draw.model();
        for _ in 0..LEADS {
            hash.score(&score(&model, &draw.facts(), draw.day()));
        }
    }
    hash.0
}

struct Hash(u64);

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn score(&mut self, score: &Score) {
        self.bytes(serde_json::to_string(&score.total).unwrap_or_default().as_bytes());
        self.bytes(&[score.grade as u8]);
        for reason in &score.reasons {
            self.reason(reason);
        }
    }

    fn reason(&mut self, reason: &Reason) {
        self.bytes(reason.signal.as_bytes());
        self.bytes(&reason.points.0.to_le_bytes());
        self.bytes(&reason.undecayed.unwrap_or_default().0.to_le_bytes());
        self.bytes(&reason.count.to_le_bytes());
        self.bytes(&reason.age_days.unwrap_or(u16::MAX).to_le_bytes());
        self.bytes(&[u8::from(reason.capped), reason.category as u8]);
    }
}

/// Numbers that look random and are not: `SplitMix64`.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn small(&mut self, bound: u16) -> u16 {
        u16::try_from(self.below(u64::from(bound))).unwrap_or_default()
    }

    fn points(&mut self) -> i64 {
        i64::from(self.small(100)) * 1_000 + 1_000
    }

    fn day(&mut self) -> Day {
        Day(20_000 + self.small(500))
    }

    fn signal(&mut self) -> SignalKey {
        SignalKey(u32::from(self.small(24)))
    }

    fn model(&mut self) -> Model {
        let groups =
            [Group { id: "more".into(), cap: self.points() * 2 }, Group { id: "less".into(), cap: -self.points() }];
        Model {
            id: String::from("vectors"),
            when: None,
            rules: (0..2 * SIGNALS).map(|_| self.rule()).collect(),
            groups: groups.into(),
            grades: GradeBands { a: 60_000, b: 40_000, c: 20_000 },
            thresholds: Thresholds { mql: 65_000, sql: 85_000 },
            floor: (self.below(2) == 0).then_some(0),
        }
    }

    fn rule(&mut self) -> Rule {
        let key = self.signal();
        let against = self.below(4) == 0;
        let signed = |points: i64| if against { -points } else { points };
        let repeats = [Repeat::Once, Repeat::Daily, Repeat::Weekly, Repeat::Monthly, Repeat::Each];
        let fading = match self.below(3) {
            0 => Fading::Never,
            1 => Fading::HalfLife(self.small(90) + 1),
            _ => Fading::Window(self.small(365) + 1),
        };
        Rule {
            signal: format!("signal-{}", key.0).into(),
            key,
            category: if self.below(3) == 0 { Category::Fit } else { Category::Engagement },
            millipoints: signed(self.points()),
            repeat: repeats.into_iter().nth(usize::from(self.small(5))).unwrap_or(Repeat::Once),
            cap: (self.below(2) == 0).then(|| self.points() * 2).map(signed),
            fading,
            verified: false,
            group: (self.below(3) == 0).then_some(usize::from(against)),
        }
    }

    fn facts(&mut self) -> Facts {
        let mut facts = Facts::default();
        for _ in 0..self.below(120) {
            let (signal, day) = (self.signal(), self.day());
            facts.counts.add(signal, day);
        }
        facts.holds = (0..self.below(4)).map(|_| self.signal()).collect::<Vec<_>>();
        facts
    }
}
