//! Where a visitor is, as far as the platform says.

use alloc::string::String;

/// Country and region, where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// ISO 3166-1 alpha-2, upper case, and `XK` for Kosovo.
    pub country: Option<String>,
    /// The part of ISO 3166-2 behind the country, upper case: `TX`, `75`. Only of a known country.
    pub region: Option<String>,
}

/// Every officially assigned code of ISO 3166-1 alpha-2, and `XK` for Kosovo, sorted.
pub const COUNTRIES: [&str; 250] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD",
    "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA",
    "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE",
    "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA",
    "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK",
    "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP",
    "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT",
    "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS",
    "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ",
    "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS",
    "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST",
    "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW",
    "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "XK", "YE", "YT",
    "ZA", "ZM", "ZW",
];

/// Longest region code of ISO 3166-2.
const LONGEST_REGION: usize = 3;

impl Place {
    /// Whether not even the country is known.
    pub const fn is_unknown(&self) -> bool {
        self.country.is_none()
    }

    /// Reads the platform's codes of country and region; what is none (`XX` for unknown, `T1` for Tor) is not known.
    ///
    /// ```
    /// # use leadline_domain::geo::Place;
    /// let place = Place::of("us", "TX");
    /// assert_eq!((place.country.as_deref(), place.region.as_deref()), (Some("US"), Some("TX")));
    /// assert_eq!(Place::of("XX", "TX"), Place::default());
    /// ```
    pub fn of(country: &str, region: &str) -> Self {
        let country = country.trim().to_ascii_uppercase();
        if !COUNTRIES.contains(&country.as_str()) {
            return Self::default();
        }
        let region = region.trim().to_ascii_uppercase();
        let is_region =
            (1..=LONGEST_REGION).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self { country: Some(country), region: is_region.then_some(region) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_country_is_not_known_and_has_no_region() {
        for country in ["", "XX", "T1", "ZZ", "EU", "UK", "USA", "U", "U S", "\u{fc}", "ADAE", "AD AE"] {
            assert_eq!(Place::of(country, "TX"), Place::default(), "{country}");
        }
        assert!(COUNTRIES.is_sorted());
    }

    #[test]
    fn a_region_is_a_code_not_a_name() {
        let region = |text| Place::of("FR", text).region;
        assert_eq!(region("idf").as_deref(), Some("IDF"));
        assert_eq!(region("75").as_deref(), Some("75"));
        for text in ["", "Texas", "T X", "\u{ce}"] {
            assert_eq!(region(text), None, "{text}");
        }
    }
}
