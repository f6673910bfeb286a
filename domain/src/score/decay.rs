//! What is left of points after some days, in integers: the same on every target.

/// 2^(-k/64) in units of 2^-30, for k from 0 to 64. Between two of them the line is straight; it is off by less than 15
/// millionths of a point for each point.
const LEFT: [i64; 65] = [
    1_073_741_824,
    1_062_175_491,
    1_050_733_751,
    1_039_415_261,
    1_028_218_693,
    1_017_142_735,
    1_006_186_087,
    995_347_464,
    984_625_594,
    974_019_220,
    963_527_098,
    953_147_997,
    942_880_699,
    932_724_001,
    922_676_710,
    912_737_649,
    902_905_651,
    893_179_563,
    883_558_244,
    874_040_567,
    864_625_413,
    855_311_680,
    846_098_274,
    836_984_114,
    827_968_132,
    819_049_271,
    810_226_483,
    801_498_734,
    792_865_000,
    784_324_269,
    775_875_538,
    767_517_817,
    759_250_125,
    751_071_493,
    742_980_960,
    734_977_579,
    727_060_411,
    719_228_525,
    711_481_005,
    703_816_941,
    696_235_434,
    688_735_596,
    681_316_545,
    673_977_412,
    666_717_336,
    659_535_466,
    652_430_958,
    645_402_981,
    638_450_708,
    631_573_326,
    624_770_026,
    618_040_012,
    611_382_493,
    604_796_689,
    598_281_827,
    591_837_143,
    585_461_881,
    579_155_293,
    572_916_640,
    566_745_190,
    560_640_218,
    554_601_009,
    548_626_854,
    542_717_053,
    536_870_912,
];

const STEPS: u32 = 64;

/// After so many half-lives nothing is left of what anybody gives.
const LAST: u32 = 40;

/// What is left of `millipoints` after `age` days, where half of them go in `half_life` days (1 and up). Rounded towards
/// nothing; it never grows with age.
///
/// ```
/// # use leadline_domain::score::faded;
/// assert_eq!(faded(20_000, 0, 30), 20_000);
/// assert_eq!(faded(20_000, 30, 30), 10_000);
/// assert_eq!(faded(-20_000, 60, 30), -5_000);
/// ```
pub fn faded(millipoints: i64, age: u16, half_life: u16) -> i64 {
    let (age, half_life) = (u32::from(age), u32::from(half_life.max(1)));
    let (halvings, rest) = (age / half_life, age % half_life);
    if halvings >= LAST {
        return 0;
    }
    let (step, beyond) = (rest * STEPS / half_life, rest * STEPS % half_life);
    let left = between(step, beyond, half_life);
    let faded = scaled(millipoints.unsigned_abs(), left.unsigned_abs(), 30 + halvings);
    if millipoints < 0 { -faded } else { faded }
}

/// `points * left / 2^halvings`. Of what any rule gives the product fits into 64 bits, which every target has.
fn scaled(points: u64, left: u64, halvings: u32) -> i64 {
    let product = match points.checked_mul(left) {
        Some(product) => product.checked_shr(halvings).unwrap_or_default(),
        None => u64::try_from((u128::from(points) * u128::from(left)) >> halvings).unwrap_or(u64::MAX),
    };
    i64::try_from(product).unwrap_or(i64::MAX)
}

/// The value `beyond / of` of the way from one step of the table to the next.
fn between(step: u32, beyond: u32, of: u32) -> i64 {
    let at = |step: u32| usize::try_from(step).ok().and_then(|step| LEFT.get(step)).copied().unwrap_or_default();
    at(step) - (at(step) - at(step + 1)) * i64::from(beyond) / i64::from(of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        fn it_is_the_power_of_two_it_should_be(millipoints in -1_000_000_000_i64..1_000_000_000, age: u16, half_life in 1_u16..3_650) {
            let exact = millipoints as f64 * (-f64::from(age) / f64::from(half_life)).exp2();
            let off = (faded(millipoints, age, half_life) as f64 - exact).abs();
            prop_assert!(off <= 1.0 + millipoints.abs() as f64 * 0.000_015, "{off}");
        }

        #[test]
        fn it_never_grows_with_age(millipoints in 0_i64..1_000_000_000, age in 0_u16..u16::MAX, half_life in 1_u16..3_650) {
            let (now, later) = (faded(millipoints, age, half_life), faded(millipoints, age + 1, half_life));
            prop_assert!(later <= now && later >= 0);
            prop_assert_eq!(faded(-millipoints, age, half_life), -now);
        }
    }
}
