//! Numbering plans: what a number of a country looks like, and what is dialled before it.

use super::pattern;
use crate::list::List;
use alloc::string::String;

const PLANS: List = List::new(include_str!("../../lists/phone-plans.txt"));
const CODES: List = List::new(include_str!("../../lists/phone-codes.txt"));

/// Most digits of a number with its calling code, ITU-T E.164 section 6.
const MOST_DIGITS: usize = 15;
/// Most digits of a calling code.
const LONGEST_CODE: usize = 3;
/// Stands for a field that a plan does not have.
const NOTHING: &str = "-";

/// How numbers are dialled in one country. Prefixes and numbers are patterns (see [`pattern`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// The calling code.
    code: &'static str,
    /// What is dialled before the calling code of another country.
    abroad: &'static str,
    /// What is dialled before a national number.
    national: &'static str,
    /// Lengths of a national number, with commas between.
    lengths: &'static str,
    /// The national number.
    number: &'static str,
}

impl Plan {
    /// The plan of a country (ISO 3166 alpha-2, upper case).
    pub(super) fn of(country: &str) -> Option<Self> {
        let mut fields = PLANS.find(country)?.split(' ');
        let mut field = || fields.next();
        Some(Self { code: field()?, abroad: field()?, national: field()?, lengths: field()?, number: field()? })
    }

    /// The number in E.164 that these digits are when dialled in this country: abroad, at home, in a country of the same
    /// calling code (most of North America), or with the calling code but no sign for it.
    pub(super) fn dialled(self, digits: &str) -> Option<String> {
        let abroad = ends(self.abroad, digits).find_map(|end| international(digits.get(end..)?));
        let at_home = || self.national(digits).map(|number| self.written(number));
        let nearby = || international(&[self.code, digits].concat());
        let coded = || international(digits).filter(|_| digits.starts_with(self.code));
        abroad.or_else(at_home).or_else(nearby).or_else(coded)
    }

    /// The national number in these digits, without the prefix if what is behind it is one; as much of it as may be, as
    /// what looks like a carrier's code may be an area's.
    fn national(self, digits: &str) -> Option<&str> {
        let behind = ends(self.national, digits).filter_map(|end| digits.get(end..));
        behind.chain([digits]).find(|number| self.has(number))
    }

    fn has(self, number: &str) -> bool {
        let is_length = |length: &str| length.parse() == Ok(number.len());
        self.code.len() + number.len() <= MOST_DIGITS
            && self.lengths.split(',').any(is_length)
            && pattern::matches(self.number, number)
    }

    fn written(self, number: &str) -> String {
        ["+", self.code, number].concat()
    }
}

/// The number in E.164 that begins with a calling code, in any of the code's countries. Many write the national prefix
/// even so: `+44 (0)20 …`.
pub(super) fn international(digits: &str) -> Option<String> {
    (1..=LONGEST_CODE).find_map(|length| {
        let (code, number) = digits.split_at_checked(length)?;
        let mut plans = CODES.find(code)?.split(' ').filter_map(Plan::of);
        plans.find_map(|plan| plan.national(number).map(|number| plan.written(number)))
    })
}

/// Ends of a prefix that is there; none of one that a plan does not have, or that is empty.
fn ends(prefix: &'static str, digits: &str) -> impl Iterator<Item = usize> {
    let prefix = Some(prefix).filter(|prefix| *prefix != NOTHING);
    prefix.into_iter().flat_map(|prefix| pattern::ends(prefix, digits)).filter(|end| *end > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_of_every_code_has_a_plan_that_can_be_read() {
        for (code, countries) in CODES.entries() {
            for country in countries.split(' ') {
                let plan = Plan::of(country).unwrap();
                assert_eq!(plan.code, code, "{country}");
                assert!(plan.lengths.split(',').all(|length| length.parse::<usize>().is_ok()), "{country}");
            }
        }
    }
}
