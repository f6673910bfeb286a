use super::*;
use proptest::prelude::*;

#[test]
fn positions_and_names_read_back() {
    for channel in Channel::ALL {
        assert_eq!(Channel::at(channel.position()), channel);
        assert_eq!(Channel::parse(&channel.name().to_uppercase()), Some(channel));
        let json = serde_json::to_string(&channel).unwrap();
        assert_eq!(serde_json::from_str::<Channel>(&json).unwrap(), channel);
    }
    assert_eq!(Channel::at(200), Channel::Unassigned);
    assert_eq!(serde_json::from_str::<Channel>("\"Telepathy\"").unwrap(), Channel::Unassigned);
}

#[test]
fn the_rules_are_those_of_google_analytics() {
    let table = [
        // source, medium, campaign
        ("(direct)", "(none)", "", Channel::Direct),
        ("(direct)", "(not set)", "", Channel::Direct),
        ("anything", "anything", "2026 cross-network spring", Channel::CrossNetwork),
        ("etsy", "cpc", "", Channel::PaidShopping),
        ("anything", "cpc", "Summer-Shop", Channel::PaidShopping),
        ("google", "paid", "eshop", Channel::PaidShopping),
        ("google", "cpc", "workshop", Channel::PaidSearch),
        ("bing.com", "CPC", "brand", Channel::PaidSearch),
        ("duckduckgo", "paidsearch", "", Channel::PaidSearch),
        ("l.facebook.com", "cpm", "", Channel::PaidSocial),
        ("LinkedIn", "paid-social", "", Channel::PaidSocial),
        ("twitch", "cpv-cpc", "", Channel::PaidVideo),
        ("network", "cpm", "", Channel::Display),
        ("network", "Banner", "", Channel::Display),
        ("google", "display", "", Channel::Display),
        ("network", "ppc", "", Channel::PaidOther),
        ("network", "retargeting", "", Channel::PaidOther),
        ("network", "unpaid", "", Channel::Unassigned),
        ("amazon.co.uk", "referral", "", Channel::OrganicShopping),
        ("news", "email", "shopping week", Channel::OrganicShopping),
        ("instagram", "", "", Channel::OrganicSocial),
        ("anything", "social media", "", Channel::OrganicSocial),
        ("vimeo.com", "referral", "", Channel::OrganicVideo),
        ("anything", "in-video", "", Channel::OrganicVideo),
        ("anything", "organic", "", Channel::OrganicSearch),
        ("ecosia.org", "referral", "", Channel::OrganicSearch),
        ("chatgpt.com", "", "", Channel::AiAssistants),
        ("perplexity", "referral", "", Channel::AiAssistants),
        ("chatgpt.com", "cpc", "", Channel::PaidOther),
        ("chatgpt.com", "email", "", Channel::Email),
        ("partner", "referral", "", Channel::Referral),
        ("partner", "app", "", Channel::Referral),
        ("partner", "link", "", Channel::Referral),
        ("e_mail", "", "", Channel::Email),
        ("news", "E-Mail", "", Channel::Email),
        ("partner", "affiliate", "", Channel::Affiliates),
        ("podcast", "audio", "", Channel::Audio),
        ("sms", "anything", "", Channel::Sms),
        ("anything", "sms", "", Channel::Sms),
        ("app", "webpush", "", Channel::MobilePush),
        ("app", "a notification", "", Channel::MobilePush),
        ("firebase", "", "", Channel::MobilePush),
        ("news", "newsletter", "", Channel::Unassigned),
        ("", "", "may", Channel::Unassigned),
    ];
    for (source, medium, campaign, expected) in table {
        assert_eq!(Channel::of(source, medium, campaign), expected, "{source} / {medium} / {campaign}");
    }
}

#[test]
fn a_shop_is_a_word_and_not_the_end_of_one() {
    for campaign in ["shop", "my-shop", "eshop", "1shop", "shopping", "workshopping", "workshop shop", "\u{e9}shop"] {
        assert!(names_a_shop(campaign), "{campaign}");
    }
    for campaign in ["", "workshop", "photoshop", "bishops", "sho p"] {
        assert!(!names_a_shop(campaign), "{campaign}");
    }
}

proptest! {
    #[test]
    fn letter_case_makes_no_difference(source in "[a-z. ]{0,12}", medium in "[a-z-]{0,12}", campaign in "[a-z]{0,12}") {
        let loud = Channel::of(&source.to_uppercase(), &medium.to_uppercase(), &campaign.to_uppercase());
        prop_assert_eq!(Channel::of(&source, &medium, &campaign), loud);
    }
}
