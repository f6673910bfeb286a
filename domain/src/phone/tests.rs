use super::*;
use proptest::prelude::*;

#[test]
fn prefixes_are_those_of_where_the_visitor_is() {
    let table = [
        ("030 123456", "DE", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("49 30 123456", "DE", "+4930123456"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("1 212 555 0123", "US", "+12125550123"),
        ("011 49 30 123456", "US", "+4930123456"),
        ("0049 30 123456", "US", "+4930123456"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("8 727 123 4567", "KZ", "+77271234567"),
        ("8 10 49 30 123456", "RU", "+4930123456"),
        ("06 1 234 5678", "HU", "+3612345678"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("912 345 678", "ES", "+34912345678"),
        ("0011 44 20 7946 0958", "AU", "+442079460958"),
        ("0 21 98765 4321", "BR", "+5521987654321"),
        ("0 15 21 98765 4321", "BR", "+5521987654321"),
        ("090-1234-5678", "JP", "+819012345678"),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("212 555 0123", "JM", "+12125550123"),
        ("06 03 12 34", "GA", "+24106031234"),
    ];
    for (text, country, expected) in table {
        assert_eq!(normalise(text, Some(country)).as_deref(), Some(expected), "{text} {country}");
    }
}

#[test]
fn a_calling_code_needs_no_hint_and_heeds_none() {
    let table = [
        ("+49 30 123456", "+4930123456"),
        ("00 49 30 123456", "+4930123456"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("(+44) 020 7946 0958", "+442079460958"),
        ("+36 (06) 1 234 5678", "+3612345678"),
        ("+39 06 1234 5678", "+390612345678"),
        ("+34 (0) 912 345 678", "+34912345678"),
        ("tel:+1-212-555-0123", "+12125550123"),
        ("+1 (268) 464-1234", "+12684641234"),
        ("+800 1234 5678", "+80012345678"),
    ];
    for (text, expected) in table {
        for country in [None, Some("US"), Some("DE"), Some("XX"), Some("")] {
            assert_eq!(normalise(text, country).as_deref(), Some(expected), "{text} {country:?}");
        }
    }
}

#[test]
fn digits_separators_and_extensions_are_read_as_people_write_them() {
    let table = [
        "+49.30/123-456",
        "\u{ff0b}\u{ff14}\u{ff19} \u{ff13}\u{ff10} \u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}",
        "+\u{664}\u{669} \u{663}\u{660} \u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
        "\u{202a}+49\u{a0}30\u{2011}123\u{2013}456\u{202c}",
        "+49 30 123456 ext. 5",
        "+49 30 123456, Ext 512",
        "+49 30 123456x5",
        "+49 30 123456 #5",
        "+49-30-123456;ext=5",
        "+49 30 123456 \u{434}\u{43e}\u{431}. 5",
    ];
    for text in table {
        assert_eq!(normalise(text, None).as_deref(), Some("+4930123456"), "{text}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    let table = [
        "",
        "+",
        "()",
        "none",
        "1-800-FLOWERS",
        "+1 800 FLOWERS",
        "+49",
        "+49 1",
        "123",
        "+1 212 555 012",
        "+1 212 555 01234",
        "+1 112 555 0123",
        "+44 20 7946 0958 / +44 20 7946 0959",
        "++49 30 123456",
        "49+30 123456",
        "+49 30 123456 ext.",
        "+49 30 123456 ext. 12345678",
        "+49 30 123456 ask for Ada",
        "+999 123456789",
        "+0 123456789",
        "2024-01-31",
        "99999999999999999999999999999999999999999999",
    ];
    for text in table {
        assert_eq!(normalise(text, Some("US")), None, "{text}");
    }
    assert_eq!(normalise("030 123456", None), None);
    assert_eq!(normalise("011 49 30 123456", None).as_deref(), Some("+4930123456"));
    assert_eq!(normalise("030 123456", Some("de")), None, "countries are upper case");
}

proptest! {
    #[test]
    fn a_normalised_number_is_its_own(
        text in "(\\+|00|)[0-9 ()-]{4,20}|\\PC{0,20}|.{0,30}",
        country in prop::sample::select(alloc::vec![None, Some("DE"), Some("US"), Some("IT"), Some("BR"), Some("RU"), Some("AU")]),
    ) {
        if let Some(number) = normalise(&text, country) {
            prop_assert!(number.len() <= 16 && number.starts_with('+'));
            prop_assert!(number.bytes().skip(1).all(|byte| byte.is_ascii_digit()));
        }
    }
}
