//! What holds of every score.

use super::*;
use crate::site::{Category, Fading, GradeBands, Group, Repeat, Thresholds};
use alloc::format;
use proptest::prelude::*;

const SIGNALS: u32 = 8;

fn any_rule() -> impl Strategy<Value = Rule> {
    let repeat =
        prop::sample::select(alloc::vec![Repeat::Once, Repeat::Daily, Repeat::Weekly, Repeat::Monthly, Repeat::Each]);
    let fading = prop_oneof![
        Just(Fading::Never),
        (1_u16..120).prop_map(Fading::HalfLife),
        (1_u16..120).prop_map(Fading::Window)
    ];
    let numbers = (0..SIGNALS, 1_i64..100_000, prop::option::of(1_i64..200_000), any::<bool>());
    (numbers, repeat, fading, any::<bool>(), any::<bool>()).prop_map(
        |((signal, points, cap, against), repeat, fading, fit, grouped)| {
            let signed = |points: i64| if against { -points } else { points };
            Rule {
                signal: format!("signal-{signal}").into(),
                key: SignalKey(signal),
                category: if fit { Category::Fit } else { Category::Engagement },
                millipoints: signed(points),
                repeat,
                cap: cap.map(signed),
                fading,
                verified: false,
                group: grouped.then_some(usize::from(against)),
            }
        },
    )
}

fn any_model() -> impl Strategy<Value = Model> {
    let caps = (1_i64..300_000, 1_i64..300_000);
    let floor = prop::option::of(-100_000_i64..50_000);
    (prop::collection::vec(any_rule(), 0..12), caps, floor).prop_map(|(rules, (more, less), floor)| Model {
        id: String::from("any"),
        when: None,
        rules,
        groups: [Group { id: "more".into(), cap: more }, Group { id: "less".into(), cap: -less }].into(),
        grades: GradeBands { a: 45_000, b: 30_000, c: 15_000 },
        thresholds: Thresholds { mql: 65_000, sql: 85_000 },
        floor,
    })
}

fn any_events() -> impl Strategy<Value = Vec<(u32, u16)>> {
    prop::collection::vec((0..SIGNALS, 900_u16..1_100), 0..150)
}

fn counted(events: &[(u32, u16)]) -> SignalCounts {
    let mut counts = SignalCounts::default();
    for (signal, day) in events {
        counts.add(SignalKey(*signal), Day(*day));
    }
    counts
}

fn facts(events: &[(u32, u16)], holds: &[u32]) -> Facts {
    let holds = holds.iter().map(|key| SignalKey(*key)).collect();
    Facts { counts: counted(events), holds, ..Facts::default() }
}

fn can_rise(rule: &Rule) -> bool {
    rule.millipoints < 0 && !matches!(rule.fading, Fading::Never)
}

proptest! {
    #[test]
    fn reasons_add_up_and_no_bound_is_passed(
        model in any_model(),
        events in any_events(),
        holds in prop::collection::vec(0..SIGNALS, 0..4),
        today in 900_u16..1_500,
    ) {
        let found = score(&model, &facts(&events, &holds), Day(today));
        let sum = |wanted: &dyn Fn(&Reason) -> bool| -> i64 {
            found.reasons.iter().filter(|reason| wanted(reason)).map(|reason| reason.points.0).sum()
        };
        prop_assert_eq!(sum(&|_| true), found.total.0);
        prop_assert_eq!(sum(&|reason| reason.category == Part::Fit), found.fit.0);
        prop_assert_eq!(sum(&|reason| reason.category == Part::Engagement), found.engagement.0);
        prop_assert!(model.floor.is_none_or(|floor| found.total.0 >= floor));
        for (at, group) in model.groups.iter().enumerate() {
            let rules: Vec<Rule> = model.rules.iter().filter(|rule| rule.group == Some(at)).cloned().collect();
            let alone = Model { rules, floor: None, ..model.clone() };
            let together = score(&alone, &facts(&events, &holds), Day(today)).total.0;
            prop_assert!(together.abs() <= group.cap.abs() && together.signum() * group.cap.signum() >= 0);
        }
        for rule in &model.rules {
            let alone = Model { rules: [rule.clone()].into(), floor: None, ..model.clone() };
            let alone = score(&alone, &facts(&events, &holds), Day(today)).total.0;
            prop_assert!(rule.cap.is_none_or(|cap| alone.abs() <= cap.abs()));
        }
    }

    #[test]
    fn time_alone_never_raises_a_score_unless_points_taken_away_fade(
        model in any_model(),
        events in any_events(),
        today in 900_u16..1_500,
        later in 0_u16..400,
    ) {
        let rules: Vec<Rule> = model.rules.iter().filter(|rule| !can_rise(rule)).cloned().collect();
        let (model, facts) = (Model { rules, ..model }, facts(&events, &[1]));
        let (now, then) = (score(&model, &facts, Day(today)), score(&model, &facts, Day(today + later)));
        prop_assert!(then.total.0 <= now.total.0);
    }

    #[test]
    fn points_taken_away_that_fade_do_raise_it(points in 1_i64..100_000, age in 0_u16..200, days in 1_u16..100) {
        let rule = |fading| Rule { fading, ..taking(points) };
        for fading in [Fading::HalfLife(days), Fading::Window(days)] {
            let model = Model { rules: [rule(fading)].into(), floor: None, ..crate::site::example().scoring.default };
            let total = |today| score(&model, &facts(&[(1, 900)], &[]), Day(today)).total.0;
            prop_assert!(total(900 + age + days) >= total(900 + age));
        }
    }

    #[test]
    fn facts_merged_in_any_order_score_the_same(
        model in any_model(),
        parts in prop::collection::vec(any_events(), 1..5),
        today in 900_u16..1_500,
    ) {
        let merged = |order: &mut dyn Iterator<Item = &Vec<(u32, u16)>>| {
            let mut counts = SignalCounts::default();
            order.for_each(|events| counts.merge(&counted(events)));
            score(&model, &Facts { counts, ..Facts::default() }, Day(today))
        };
        prop_assert_eq!(merged(&mut parts.iter()), merged(&mut parts.iter().rev()));
    }

    #[test]
    fn what_is_written_reads_back(model in any_model(), events in any_events(), today in 900_u16..1_500) {
        let found = score(&model, &facts(&events, &[2]), Day(today));
        prop_assert_eq!(&found, &score(&model, &facts(&events, &[2]), Day(today)));
        let json = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), found);
    }
}

fn taking(points: i64) -> Rule {
    Rule {
        signal: "x".into(),
        key: SignalKey(1),
        category: Category::Engagement,
        millipoints: -points,
        repeat: Repeat::Each,
        cap: None,
        fading: Fading::Never,
        verified: false,
        group: None,
    }
}
