//! Which answers are valid, and that rules read back as they were written.

use super::*;
use crate::form::compile_pattern;
use alloc::vec;
use proptest::prelude::*;

fn rule(kind: FieldKind, required: bool) -> FieldRule {
    FieldRule {
        name: "x".into(),
        kind,
        required,
        step: 0,
        low: String::new(),
        high: String::new(),
        spacing: String::new(),
        pattern: String::new(),
        when: String::new(),
        options: vec![],
    }
}

#[test]
fn answers_are_judged_by_kind() {
    let mut lengthy = rule(FieldKind::Text, true);
    (lengthy.low, lengthy.high) = ("2".into(), "10".into());
    let mut ten = rule(FieldKind::Number, false);
    (ten.low, ten.high, ten.spacing) = ("-1".into(), "10".into(), "0.5".into());
    let mut spring = rule(FieldKind::Date, false);
    (spring.low, spring.high, spring.spacing) = ("2026-03-01".into(), "2026-05-31".into(), "7".into());
    let mut one = rule(FieldKind::Select, false);
    one.options = vec!["a b".into(), "c".into()];
    let several = FieldRule { kind: FieldKind::Checkboxes, ..one.clone() };
    let mut code = rule(FieldKind::Text, false);
    code.pattern = compile_pattern("[A-Z]{2}").unwrap();
    let table = [
        (&lengthy, "  ", Err(Fault::Missing)),
        (&lengthy, " ok ", Ok(())),
        (&lengthy, "a", Err(Fault::TooShort)),
        (&lengthy, "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}", Ok(())),
        (&lengthy, "12345678901", Err(Fault::TooLong)),
        (&lengthy, "\u{1f4a9}\u{1f4a9}\u{1f4a9}\u{1f4a9}\u{1f4a9}\u{1f4a9}", Err(Fault::TooLong)),
        (&lengthy, "a\nb", Err(Fault::Unprintable)),
        (&rule(FieldKind::Textarea, true), "a\nb", Ok(())),
        (&rule(FieldKind::Textarea, true), "a\0b", Err(Fault::Unprintable)),
        (&rule(FieldKind::Email, true), "a@b.co", Ok(())),
        (&rule(FieldKind::Email, true), "a@b", Err(Fault::NotAnEmail)),
        (&rule(FieldKind::Email, false), "", Ok(())),
        (&rule(FieldKind::Tel, false), "+43 (1) 512-89 00", Ok(())),
        (&rule(FieldKind::Tel, false), "\u{660}\u{661}\u{662}\u{663}\u{664}", Ok(())),
        (&rule(FieldKind::Tel, false), "call me", Err(Fault::NotAPhone)),
        (&rule(FieldKind::Tel, false), "123456789012345678901", Err(Fault::NotAPhone)),
        (&rule(FieldKind::Url, false), "HTTPS://example.com/a?b", Ok(())),
        (&rule(FieldKind::Url, false), "example.com", Err(Fault::NotAUrl)),
        (&rule(FieldKind::Url, false), "https://a b", Err(Fault::NotAUrl)),
        (&rule(FieldKind::Url, false), "http://", Err(Fault::NotAUrl)),
        (&ten, "9.5", Ok(())),
        (&ten, "9.4", Err(Fault::OffStep)),
        (&ten, "-1.5", Err(Fault::TooSmall)),
        (&ten, "10.5", Err(Fault::TooLarge)),
        (&ten, "ten", Err(Fault::NotANumber)),
        (&ten, " 9", Err(Fault::NotANumber)),
        (&ten, "  ", Ok(())),
        (&spring, "2026-03-15", Ok(())),
        (&spring, "2026-03-16", Err(Fault::OffStep)),
        (&spring, "2026-02-28", Err(Fault::TooSmall)),
        (&spring, "2026-06-01", Err(Fault::TooLarge)),
        (&spring, "2026-02-30", Err(Fault::NotADate)),
        (&one, "a b", Ok(())),
        (&one, "d", Err(Fault::NotAnOption)),
        (&several, "c\na b", Ok(())),
        (&several, "c\nd", Err(Fault::NotAnOption)),
        (&rule(FieldKind::Consent, true), "yes", Ok(())),
        (&rule(FieldKind::Consent, true), "", Err(Fault::Missing)),
        (&rule(FieldKind::Checkbox, false), "on", Err(Fault::NotAnOption)),
        (&code, "AB", Ok(())),
        (&code, "ab", Err(Fault::Mismatch)),
        (&code, "", Ok(())),
    ];
    for (rule, answer, verdict) in table {
        assert_eq!(rule.judge_choice(answer), verdict, "{:?} {answer:?}", rule.kind);
    }
}

#[test]
fn rules_read_as_lines() {
    let mut select = rule(FieldKind::Select, false);
    (select.step, select.when) = (1, "=y\t1\ta b".into());
    let mut text = rule(FieldKind::Text, true);
    (text.high, text.pattern) = ("10".into(), "1\t1\t0\taa".into());
    let rules = Rules(vec![text, select]);
    assert_eq!(rules.encode(), "x\tt!\t0\t\t10\n/1\t1\t0\taa\nx\ts\t1\n?=y\t1\ta b");
    assert_eq!(Rules::decode(&rules.encode()), Some(rules));
    assert_eq!(Rules::decode(""), Some(Rules(vec![])));
    for broken in ["x", "x\te", "x\t?\t1", "x\te!\tlong", "/1\t1", "x\te\t256"] {
        assert_eq!(Rules::decode(broken), None, "{broken}");
    }
}

#[test]
fn a_field_that_is_not_asked_counts_for_none_that_hangs_on_it() {
    let asked =
        |name: &str, when: &str| FieldRule { name: name.into(), when: when.into(), ..rule(FieldKind::Text, false) };
    let rules = Rules(vec![asked("role", ""), asked("seats", "=role\t1\tbuyer"), asked("plan", "+seats")]);
    let answers = |role: &'static str| {
        rules.asked(|name| match name {
            "role" => role.into(),
            "seats" => " 7 ".into(),
            _ => "gold".into(),
        })
    };
    assert_eq!(answers("buyer"), [Some("buyer".into()), Some("7".into()), Some("gold".into())]);
    assert_eq!(answers("user"), [Some("user".into()), None, None]);
}

proptest! {
    #[test]
    fn rules_read_back(
        names in prop::collection::vec("[a-z_]{1,10}", 0..5), low in "[0-9]{0,3}", high in "[0-9]{0,3}",
        when in "[+!][a-z]{1,5}", at in 0_usize..16, required: bool, step in 0_u8..9,
    ) {
        let kind = FieldKind::lettered(b"tlepnudysrmchao*"[at]).unwrap();
        let rule = |name| FieldRule {
            name, step, low: low.clone(), high: high.clone(), when: when.clone(), ..rule(kind, required)
        };
        let rules = Rules(names.into_iter().map(rule).collect());
        prop_assert_eq!(Rules::decode(&rules.encode()), Some(rules));
    }

    #[test]
    fn nonsense_is_no_rule_and_no_panic(text in "[a-z\t\n0-9/?!]{0,60}|.{0,60}", answer in ".{0,20}") {
        if let Some(rules) = Rules::decode(&text) {
            rules.asked(|_| answer.clone());
            for rule in &rules.0 {
                let _ = rule.judge(&answer);
            }
        }
    }
}

/// What nobody sees is left out where it does not fit; were it to decide what else is asked, the same answers without it
/// would be of another form.
#[test]
fn no_field_hangs_on_a_hidden_answer_that_is_left_out() {
    let mut hidden = rule(FieldKind::Hidden, false);
    hidden.pattern = compile_pattern("[a-z]{3}").unwrap();
    let other = FieldRule { name: "other".into(), when: "+x".into(), ..rule(FieldKind::Text, false) };
    let rules = Rules(vec![hidden, other]);
    let asked = |answer: &str| rules.asked(|name| if name == "x" { answer.into() } else { "a".into() });
    assert_eq!(asked(" abc "), [Some("abc".into()), Some("a".into())]);
    assert_eq!(asked("abcd"), [Some(String::new()), None]);
}
