//! What a property of an event has to be, as written.

use super::raw::RawTests;
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer, value::SeqAccessDeserializer},
};

/// What a property has to be: `"whitepaper"`, `20`, `true`, `["whitepaper", "guide"]`, or a table of tests such as
/// `{ at_least = 20 }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RawProp {
    /// This text, letter case aside.
    Text(String),
    /// This number.
    Number(i64),
    /// Yes or no.
    Truth(bool),
    /// One of these texts.
    List(Vec<String>),
    /// Something that passes this.
    Tests(RawTests),
}

impl RawProp {
    /// The same as tests.
    pub fn tests(&self) -> RawTests {
        let is_in = match self {
            Self::Text(text) => [text.clone()].into(),
            Self::Number(number) => [number.to_string()].into(),
            Self::Truth(truth) => [truth.to_string()].into(),
            Self::List(texts) => texts.clone(),
            Self::Tests(tests) => return tests.clone(),
        };
        RawTests { is_in, ..RawTests::default() }
    }
}

impl<'de> Deserialize<'de> for RawProp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyForm)
    }
}

struct AnyForm;

impl<'de> Visitor<'de> for AnyForm {
    type Value = RawProp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true, false, a list of texts or a table of tests")
    }

    fn visit_str<E>(self, text: &str) -> Result<RawProp, E> {
        Ok(RawProp::Text(String::from(text)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<RawProp, E> {
        Ok(RawProp::Number(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<RawProp, E> {
        let too_large = |_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(RawProp::Number).map_err(too_large)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<RawProp, E> {
        Ok(RawProp::Truth(truth))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawProp, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(RawProp::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<RawProp, A::Error> {
        RawTests::deserialize(MapAccessDeserializer::new(table)).map(RawProp::Tests)
    }
}
