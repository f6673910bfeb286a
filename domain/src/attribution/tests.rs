use super::*;
use crate::page;
use alloc::vec;
use proptest::prelude::*;

fn rules() -> Rules {
    let rule = |whom, source: Option<&str>, medium: Option<&str>, channel| SourceRule {
        whom,
        source: source.map(String::from),
        medium: medium.map(String::from),
        channel,
    };
    Rules {
        own: vec!["shop.example".into(), "blog.example".into()],
        ignored: vec!["pay.example".into()],
        sources: vec![
            rule(Whom::Host("partner.example".into()), Some("partner"), None, Some(Channel::Affiliates)),
            rule(Whom::Host("news.partner.example".into()), None, Some("email"), None),
            rule(Whom::Tag("Crm".into()), Some("our-crm"), Some("mail"), Some(Channel::Email)),
        ],
    }
}

fn origin(page: &str, referrer: &str) -> String {
    let page = read_page(&format!("https://shop.example/{page}")).unwrap();
    let Origin { source, medium, campaign, channel, click_id } = attribute(&page, referrer, &rules());
    format!("{source} | {medium} | {campaign} | {channel} | {}", click_id.unwrap_or_default())
}

fn all_are(table: &[(&str, &str, &str)]) {
    for (page, referrer, expected) in table {
        assert_eq!(origin(page, referrer), *expected, "{page} from {referrer}");
    }
}

#[test]
fn an_app_whose_name_shows_an_address_is_nobody() {
    for referrer in ["android-app://ada%40b.example/", "ios-app://a%2540b/", "android-app://ada@b.example/"] {
        assert!(!origin("", referrer).contains("ada"), "{referrer}");
        assert!(!page::shows_address(&origin("", referrer)), "{referrer}");
    }
}

#[test]
fn tags_win_over_the_referrer_and_it_fills_in_what_they_leave_out() {
    all_are(&[
        ("?utm_source=News&utm_medium=email&utm_campaign=May", "https://b.example/", "News | email | May | Email | "),
        ("?utm_medium=cpc", "https://www.google.com/", "google | cpc |  | Paid Search | "),
        ("?utm_medium=cpc", "", "(not set) | cpc |  | Paid Other | "),
        ("?utm_source=facebook", "", "facebook | (not set) |  | Organic Social | "),
        ("?utm_campaign=may", "", "(not set) | (not set) | may | Unassigned | "),
        ("?utm_source=chatgpt.com", "https://chatgpt.com/", "chatgpt.com | (not set) |  | AI Assistants | "),
        ("?utm_source=news&utm_medium=email", "https://checkout.stripe.com/", "news | email |  | Email | "),
    ]);
}

#[test]
fn a_bought_click_is_an_advertisement_unless_the_tags_name_another_way() {
    all_are(&[
        ("?GCLID=x", "https://www.google.com/", "google | cpc |  | Paid Search | gclid"),
        ("?msclkid=x", "https://duckduckgo.com/", "bing | cpc |  | Paid Search | msclkid"),
        ("?li_fat_id=x", "https://www.linkedin.com/", "linkedin | cpc |  | Paid Social | li_fat_id"),
        ("?s_kwcid=x", "https://www.google.com/", "google | cpc |  | Paid Search | s_kwcid"),
        ("?s_kwcid=x", "", "adobe | cpc |  | Paid Other | s_kwcid"),
        ("?dclid=x", "", "google | display |  | Display | dclid"),
        ("?gclid=x&utm_source=google&utm_medium=organic", "", "google | organic |  | Paid Search | gclid"),
        ("?gclid=x&utm_campaign=may", "", "google | cpc | may | Paid Search | gclid"),
        ("?gclid=x&utm_source=news&utm_medium=email", "", "news | email |  | Email | gclid"),
        ("?mc_cid=x", "https://mail.google.com/", "mailchimp | email |  | Email | mc_cid"),
        ("?irclickid=x", "https://deals.example/", "impact | affiliate |  | Affiliates | irclickid"),
    ]);
}

#[test]
fn ids_on_links_nobody_paid_for_are_organic() {
    all_are(&[
        ("?fbclid=x", "", "facebook | social |  | Organic Social | fbclid"),
        ("?fbclid=x", "https://l.instagram.com/", "instagram | social |  | Organic Social | fbclid"),
        ("?fbclid=x&utm_source=fb&utm_medium=paid", "", "fb | paid |  | Paid Social | fbclid"),
        ("?fbclid=x", "https://b.example/", "facebook | social |  | Organic Social | fbclid"),
    ]);
}

#[test]
fn known_places_have_names_and_the_others_are_hosts() {
    all_are(&[
        ("", "https://www.google.co.uk/", "google | organic |  | Organic Search | "),
        ("", "https://www.bing.com/search", "bing | organic |  | Organic Search | "),
        ("", "https://copilot.microsoft.com/", "copilot | ai |  | AI Assistants | "),
        ("", "https://t.co/abc", "twitter | social |  | Organic Social | "),
        ("", "android-app://com.google.android.gm/", "gmail | email |  | Email | "),
        ("", "android-app://com.slack", "slack | social |  | Organic Social | "),
        ("", "https://www.youtube.com/", "youtube | referral |  | Organic Video | "),
        ("", "https://www.etsy.com/", "etsy | referral |  | Organic Shopping | "),
        ("", "https://docs.google.com/", "google-docs | referral |  | Referral | "),
        ("", "https://WWW.B.example/x", "b.example | referral |  | Referral | "),
        ("", "b.example/x", "b.example | referral |  | Referral | "),
        ("", "http://wiki/", "wiki | referral |  | Referral | "),
        ("", "https://93.184.216.34/", "93.184.216.34 | referral |  | Referral | "),
    ]);
}

#[test]
fn the_site_itself_payments_sign_ins_and_machines_send_nobody() {
    const NOBODY: &str = "(direct) | (none) |  | Direct | ";
    for referrer in [
        "",
        "-",
        "(direct)",
        "https://shop.example/x",
        "https://www.shop.example/",
        "https://help.shop.example/",
        "https://blog.example/",
        "https://pay.example/",
        "https://secure.pay.example/",
        "https://checkout.stripe.com/c/pay/x",
        "https://www.paypal.com/",
        "https://accounts.google.com/",
        "https://login.microsoftonline.com/",
        "http://localhost:3000/",
        "http://192.168.0.1/",
        "about:client",
        "chrome-extension://abc/page.html",
        "file:///home/x.html",
        "https://",
    ] {
        assert_eq!(origin("", referrer), NOBODY, "{referrer}");
    }
    // The id was carried along from the page before.
    assert_eq!(origin("?gclid=x", "https://shop.example/"), NOBODY);
    let page = Url::parse("http://shop.localhost:8788/").unwrap();
    assert_eq!(attribute(&page, "http://other.localhost/", &Rules::default()).source, "other.localhost");
}

#[test]
fn a_mention_counts_where_it_names_a_place() {
    all_are(&[
        ("?ref=producthunt", "", "producthunt | social |  | Organic Social | "),
        ("?ref=blog.b.example", "https://mail.google.com/", "blog.b.example | referral |  | Referral | "),
        ("?source=ada", "https://www.google.com/", "google | organic |  | Organic Search | "),
        ("?ref=ada-12345", "", "(direct) | (none) |  | Direct | "),
        ("?ref=blog.example", "", "(direct) | (none) |  | Direct | "),
    ]);
}

#[test]
fn the_site_knows_better() {
    all_are(&[
        ("", "https://partner.example/", "partner | referral |  | Affiliates | "),
        ("", "https://news.partner.example/", "news.partner.example | email |  | Email | "),
        ("?utm_source=crm", "", "our-crm | mail |  | Email | "),
        ("?utm_source=CRM&utm_medium=x", "", "our-crm | x |  | Email | "),
    ]);
}

#[test]
fn addresses_are_read_as_people_write_them() {
    for text in [
        "https://a.example/",
        "a.example",
        " a.example/x?y ",
        "a.example:8080",
        "//a.example",
        "/x?utm_source=y",
        "?a=b",
        "\u{1} ht\ttps://a.example\n",
    ] {
        assert!(read_page(text).is_some(), "{text}");
    }
    for text in [
        "",
        " ",
        "nothing",
        "not an address",
        "https://",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "file:///x",
        "//",
        "?",
    ] {
        assert_eq!(read_page(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(page in "\\PC{0,80}", referrer in "\\PC{0,80}", query in "[a-z%&=;#._0-9 +]{0,80}") {
        for text in [page.clone(), format!("https://shop.example/{page}"), format!("https://shop.example/?{query}")] {
            if let Some(page) = read_page(&text) {
                for referrer in [&referrer, &format!("https://{referrer}"), &format!("android-app://{referrer}")] {
                    let origin = attribute(&page, referrer, &rules());
                    prop_assert!(!origin.source.is_empty() && !origin.medium.is_empty());
                }
            }
        }
    }

    #[test]
    fn no_value_of_a_click_id_is_kept(value in "[A-Z0-9]{20}", parameter in prop::sample::select(vec!["gclid", "fbclid", "mc_eid"])) {
        let found = origin(&format!("?{parameter}={value}"), "");
        prop_assert!(!found.contains(&value));
    }
}
