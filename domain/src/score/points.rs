//! Points, counted in thousandths so that nothing ever rounds differently on another target.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Thousandths of a point. In JSON a number of points: 25, or 12.5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i64);

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000 == 0 {
            return to.serialize_i64(self.0 / 1_000);
        }
        // Points stay far below 2^53 thousandths, so the quotient is the nearest double to the decimal.
        #[expect(clippy::cast_precision_loss, reason = "scores stay far below 2^53 thousandths")]
        to.serialize_f64(self.0 as f64 / 1_000.0)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(from)? * 1_000.0;
        let half = if points < 0.0 { -0.5 } else { 0.5 };
        #[expect(clippy::cast_possible_truncation, reason = "a cast from float to integer saturates")]
        Ok(Self((points + half) as i64))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Points {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_points_read_as_integers() {
        assert_eq!(serde_json::to_string(&[Points(25_000), Points(-12_500)]).unwrap(), "[25,-12.5]");
    }

    proptest! {
        #[test]
        fn points_read_back(milli in -10_000_000i64..10_000_000) {
            let text = serde_json::to_string(&Points(milli)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Points>(&text).unwrap(), Points(milli));
        }
    }
}
