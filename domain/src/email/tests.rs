use super::*;
use alloc::vec::Vec;
use proptest::prelude::*;

fn canonical(text: &str) -> String {
    Email::parse(text).unwrap().canonical
}

#[test]
fn letter_case_spaces_normal_form_and_punycode_do_not_make_another_mailbox() {
    let same = [
        ("Ada@Example.COM", " ada@example.com "),
        ("ada@b\u{fc}cher.example", "ADA@xn--bcher-kva.example"),
        ("ada@bu\u{308}cher.example", "ada@b\u{fc}cher.example"),
        ("ada@\u{4f8b}\u{3002}jp", "ada@xn--fsq.jp"),
        ("Bu\u{308}cher@example.com", "b\u{dc}CHER@example.com"),
        ("\u{418}\u{432}\u{430}\u{43d}@example.com", "\u{438}\u{432}\u{410}\u{43d}@example.com"),
        (
            "\u{3a3}\u{3af}\u{3c3}\u{3c5}\u{3c6}\u{3bf}\u{3c2}@example.com",
            "\u{3a3}\u{38a}\u{3a3}\u{3a5}\u{3a6}\u{39f}\u{3a3}@example.com",
        ),
    ];
    for (a, b) in same {
        assert_eq!(canonical(a), canonical(b), "{a} {b}");
    }
    assert_eq!(Email::parse(" Ada@Example.COM").unwrap().typed, "Ada@Example.COM");
}

#[test]
fn what_may_be_two_people_is_two_mailboxes() {
    let other = [
        ("ada+x@example.com", "ada@example.com"),
        ("a.da@gmail.com", "ada@gmail.com"),
        ("ada@googlemail.com", "ada@gmail.com"),
        ("stra\u{df}e@example.com", "strasse@example.com"),
        ("\u{131}da@example.com", "ida@example.com"),
    ];
    for (a, b) in other {
        assert_ne!(canonical(a), canonical(b), "{a} {b}");
    }
}

#[test]
fn what_browsers_take_is_taken() {
    let longest_label = "a@".to_owned() + &"b".repeat(63) + ".example";
    let longest_local = "a".repeat(64) + "@example.com";
    let list = [
        "a@b.co",
        ".a..b.@example.com",
        "!#$%&'*+/=?^_`{|}~-@example.com",
        "a@ab--cd.example",
        "a@1.2.example",
        "a@example.museum",
        "\u{845b}@\u{4f8b}.jp",
        longest_label.as_str(),
        longest_local.as_str(),
    ];
    for text in list {
        assert!(is_plausible(text) && Email::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let long_label = "a@".to_owned() + &"b".repeat(64) + ".example";
    let long_international = "a@".to_owned() + &"\u{fc}\u{4f8b}\u{11f}".repeat(24) + ".example";
    let long = "a".repeat(65) + "@example.com";
    let list = [
        "",
        "@",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@\u{4f8b}",
        "a b@example.com",
        "ada@-x.example",
        "ada@x-.example",
        "ada@.example",
        "ada@example.",
        "ada@ex ample.com",
        "ada@@example.com",
        "ada@exam_ple.com",
        "ada@[192.0.2.1]",
        "\"ada\"@example.com",
        "ada@xn--a.example",
        "ada@a\u{a0}b.example",
        "a\u{200b}da@example.com",
        "a\u{a0}da@example.com",
        "\u{301}ada@example.com",
        "\u{1f600}@example.com",
        "\u{37e}@example.com",
        long_label.as_str(),
        long_international.as_str(),
        long.as_str(),
    ];
    for text in list {
        assert_eq!(Email::parse(text), Err(NotAnEmail), "{text}");
    }
}

#[test]
fn providers_are_known_by_domain_and_nobody_else_is_taken_for_one() {
    let table = [
        ("ada@GMail.com", Kind::Free),
        ("ada@outlook.com", Kind::Free),
        ("ada@mailinator.com", Kind::Disposable),
        ("ada@team.mailinator.com", Kind::Disposable),
        ("ada@example.com", Kind::Business),
        ("ada@facebook.com", Kind::Business),
        ("ada@nus.edu.sg", Kind::Business),
        ("ada@shop.za.com", Kind::Business),
    ];
    for (text, kind) in table {
        assert_eq!(Email::parse(text).unwrap().kind(), kind, "{text}");
    }
    assert!(Email::parse("ada@gmail.com").unwrap().is_free());
    assert_eq!([Kind::Business, Kind::Free, Kind::Disposable].map(Kind::name), ["business", "free", "disposable"]);
}

#[test]
fn an_account_is_whoever_registered_the_domain() {
    let table = [
        ("ada@mail.example.co.uk", Some("example.co.uk")),
        ("ada@b\u{fc}cher.example", Some("xn--bcher-kva.example")),
        ("ada@one.myshopify.com", Some("one.myshopify.com")),
        ("ada@gmail.com", None),
        ("ada@mail.gmail.com", None),
        ("ada@mailinator.com", None),
        ("ada@co.uk", None),
    ];
    for (text, account) in table {
        assert_eq!(Email::parse(text).unwrap().account().as_deref(), account, "{text}");
    }
}

#[test]
fn slips_in_big_providers_domains_are_noticed() {
    let table = [
        ("gmial.com", "gmail.com"),
        ("mgail.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cmo", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("gmail,com", "gmail.com"),
        ("gmailcom", "gmail.com"),
        ("gmail..com", "gmail.com"),
        ("gmail.com.", "gmail.com"),
        ("GMAIL", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmal.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("yhaoo.co.uk", "yahoo.co.uk"),
        ("outlok.com", "outlook.com"),
        ("icoud.com", "icloud.com"),
        ("live.con", "live.com"),
        ("aol.cmo", "aol.com"),
    ];
    for (typed, meant) in table {
        assert_eq!(suggestion(&alloc::format!("Ada@{typed}")), Some(alloc::format!("Ada@{meant}")), "{typed}");
    }
}

#[test]
fn companies_and_other_providers_are_meant() {
    let list = [
        "gmail.com",
        "grail.com",
        "gail.com",
        "email.com",
        "mail.com",
        "gmx.com",
        "hotmail.ch",
        "yahoo.cz",
        "yahoo.co",
        "live.co",
        "olive.com",
        "lives.com",
        "cloud.com",
        "incloud.com",
        "hmail.com",
        "ymail.com",
        "protonail.example",
        "example.com",
        "aon.com",
        "outlook.example",
        "gmail.example.com",
        "",
        "@",
    ];
    for domain in list {
        assert_eq!(suggestion(&alloc::format!("ada@{domain}")), None, "{domain}");
    }
    let broken: Vec<_> =
        ["", "ada", "@gmial.com", "a b@gmial.com"].iter().filter_map(|text| suggestion(text)).collect();
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn a_site_may_overlook_tags_and_gmail_s_dots() {
    let canonical =
        |plus_tags, gmail_dots, text: &str| Identity { plus_tags, gmail_dots }.canonical(&Email::parse(text).unwrap());
    let table = [
        (Spelling::Keep, Spelling::Keep, "A.da+x@gmail.com", "a.da+x@gmail.com"),
        (Spelling::Ignore, Spelling::Keep, "A.da+x+y@gmail.com", "a.da@gmail.com"),
        (Spelling::Keep, Spelling::Ignore, "A.da+x.y@googlemail.com", "ada+x.y@gmail.com"),
        (Spelling::Ignore, Spelling::Ignore, "A.da+x@googlemail.com", "ada@gmail.com"),
        (Spelling::Ignore, Spelling::Ignore, "A.da+x@example.com", "a.da@example.com"),
        (Spelling::Ignore, Spelling::Ignore, "+x@example.com", "+x@example.com"),
        (Spelling::Ignore, Spelling::Ignore, "...@gmail.com", "...@gmail.com"),
    ];
    for (tags, dots, text, expected) in table {
        assert_eq!(canonical(tags, dots, text), expected, "{text}");
    }
}

/// Text that is often an address.
fn nearly_an_address() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9.+!\u{e9}\u{df}\u{130}\u{131}\u{3c2}\u{301}\u{345}\u{845b}]{1,8}@([a-zA-Z0-9\u{fc}\u{130}\u{df}\u{5d0}\u{3002}-]{1,6}\\.){1,3}[a-z\u{4f8b}]{2,4}",
        "\\PC{0,12}@\\PC{0,12}\\.\\PC{0,4}",
        ".{0,40}",
    ]
}

proptest! {
    #[test]
    fn a_canonical_address_is_its_own(text in nearly_an_address()) {
        if let Ok(email) = Email::parse(&text) {
            prop_assert_eq!(canonical(&email.canonical), email.canonical.clone());
            prop_assert_eq!(canonical(&email.typed), email.canonical.clone());
            for identity in [Identity::default(), Identity { plus_tags: Spelling::Ignore, gmail_dots: Spelling::Ignore }] {
                let once = identity.canonical(&email);
                prop_assert_eq!(identity.canonical(&Email::parse(&once).unwrap()), once);
            }
        }
    }

    #[test]
    fn letter_case_never_matters(text in nearly_an_address()) {
        let parsed = |text: &str| Email::parse(text).map(|email| email.canonical);
        prop_assert_eq!(parsed(&text.to_ascii_uppercase()), parsed(&text));
        prop_assert_eq!(parsed(&text.to_ascii_lowercase()), parsed(&text));
    }

    #[test]
    fn what_the_page_refuses_the_edge_refuses(text in nearly_an_address()) {
        if !is_plausible(text.trim()) {
            prop_assert!(Email::parse(&text).is_err());
        }
    }

    #[test]
    fn a_suggestion_is_an_address_that_needs_none(text in nearly_an_address(), slip in "(g?m?[ail]{1,3}|yah?o{0,3}|hotm[ail]{1,3})\\.?c?o?m?n?") {
        for text in [text, "ada@".to_owned() + &slip] {
            if let Some(meant) = suggestion(&text) {
                prop_assert!(Email::parse(&meant).is_ok());
                prop_assert_eq!(suggestion(&meant), None);
            }
        }
    }
}
