//! Click ids: what a network adds to an address to know a click again. Only the network is kept: the value names a click,
//! and with it a person.

/// What it means that a parameter is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClickId {
    /// The parameter, as the network writes it.
    pub(super) parameter: &'static str,
    /// The network, as a source.
    pub(super) source: &'static str,
    /// How it brings people.
    pub(super) medium: &'static str,
}

impl ClickId {
    /// Whether the click was paid for.
    pub(super) fn is_paid(self) -> bool {
        matches!(self.medium, "cpc" | "display")
    }

    /// Whether only what was sent or bought carries it, so that it says more than a referrer.
    pub(super) fn is_sure(self) -> bool {
        !matches!(self.medium, "organic" | "social" | "app")
    }

    /// The one a parameter is, letter case aside.
    pub(super) fn of(parameter: &str) -> Option<Self> {
        ALL.into_iter().find(|known| known.parameter.eq_ignore_ascii_case(parameter))
    }

    /// How sure it tells where a visitor comes from: the position in the list.
    pub(super) fn rank(self) -> usize {
        ALL.iter().position(|known| *known == self).unwrap_or(ALL.len())
    }
}

const fn id(parameter: &'static str, source: &'static str, medium: &'static str) -> ClickId {
    ClickId { parameter, source, medium }
}

/// The surest first, so that of several the first counts: ids of one advertisement, then what campaigns of a network share,
/// then what organic links carry, too.
const ALL: [ClickId; 65] = [
    // Bought clicks.
    id("gclid", "google", "cpc"),
    id("gbraid", "google", "cpc"),
    id("wbraid", "google", "cpc"),
    id("msclkid", "bing", "cpc"),
    id("li_fat_id", "linkedin", "cpc"),
    id("ttclid", "tiktok", "cpc"),
    id("twclid", "twitter", "cpc"),
    id("rdt_cid", "reddit", "cpc"),
    id("ScCid", "snapchat", "cpc"),
    id("epik", "pinterest", "cpc"),
    id("qclid", "quora", "cpc"),
    id("ndclid", "nextdoor", "cpc"),
    id("yclid", "yandex", "cpc"),
    id("ymclid", "yandexmarket", "cpc"),
    id("sznclid", "seznam", "cpc"),
    id("vmcid", "yahoo", "cpc"),
    id("spclid", "spotify", "cpc"),
    id("gclsrc", "google", "cpc"),
    id("gad_source", "google", "cpc"),
    id("gad_campaignid", "google", "cpc"),
    id("dclid", "google", "display"),
    id("obclid", "outbrain", "display"),
    id("dicbo", "outbrain", "display"),
    id("tblci", "taboola", "display"),
    id("rtid", "rokt", "display"),
    id("ttd_cid", "trade-desk", "display"),
    id("s_kwcid", "adobe", "cpc"),
    id("ef_id", "adobe", "cpc"),
    id("mkwid", "marin", "cpc"),
    id("pcrid", "marin", "cpc"),
    id("hsa_cam", "hubspot", "cpc"),
    id("hsa_acc", "hubspot", "cpc"),
    id("hsa_ad", "hubspot", "cpc"),
    // Partners.
    id("irclickid", "impact", "affiliate"),
    id("irgwc", "impact", "affiliate"),
    id("cjevent", "cj", "affiliate"),
    id("awc", "awin", "affiliate"),
    id("zanpid", "awin", "affiliate"),
    id("sscid", "shareasale", "affiliate"),
    id("ranSiteID", "rakuten-advertising", "affiliate"),
    id("tduid", "tradedoubler", "affiliate"),
    id("clickref", "partnerize", "affiliate"),
    id("admitad_uid", "admitad", "affiliate"),
    // Mail and text messages.
    id("mc_cid", "mailchimp", "email"),
    id("mc_eid", "mailchimp", "email"),
    id("_kx", "klaviyo", "email"),
    id("_ke", "klaviyo", "email"),
    id("_hsenc", "hubspot", "email"),
    id("_hsmi", "hubspot", "email"),
    id("mkt_tok", "marketo", "email"),
    id("dm_i", "dotdigital", "email"),
    id("ml_subscriber", "mailerlite", "email"),
    id("vero_id", "vero", "email"),
    id("oly_enc_id", "omeda", "email"),
    id("trk_contact", "listrak", "email"),
    id("trk_msg", "listrak", "email"),
    id("_bta_tid", "bronto", "email"),
    id("sms_click", "wunderkind", "sms"),
    id("sms_source", "wunderkind", "sms"),
    // On links that nobody paid for, too.
    id("srsltid", "google", "organic"),
    id("ysclid", "yandex", "organic"),
    id("fbclid", "facebook", "social"),
    id("igshid", "instagram", "social"),
    id("igsh", "instagram", "social"),
    id("_branch_match_id", "branch", "app"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_in_any_letter_case_and_listed_once() {
        for (rank, known) in ALL.into_iter().enumerate() {
            assert_eq!(ClickId::of(&known.parameter.to_uppercase()), Some(known));
            assert_eq!(known.rank(), rank);
        }
        assert_eq!(ClickId::of("clid"), None);
    }

    #[test]
    fn what_organic_links_carry_is_not_paid() {
        for (parameter, paid) in
            [("gclid", true), ("li_fat_id", true), ("dclid", true), ("fbclid", false), ("mc_cid", false)]
        {
            assert_eq!(ClickId::of(parameter).unwrap().is_paid(), paid, "{parameter}");
        }
    }
}
