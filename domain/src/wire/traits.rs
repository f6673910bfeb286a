//! Who a page says its visitor is.

use super::props::MAX_KEYS;
use crate::{
    admit::names_nobody,
    bond::{SIGNATURE_TRAIT, Signature},
    email::Email,
    form::is_field_name,
};
use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    string::{String, ToString},
};
use serde::Serialize;
use serde_json::Value;

/// Longest value, in bytes.
const MAX_VALUE: usize = 500;

/// What a page says of a person it knows: the address, and what else becomes fields of the lead.
///
/// At most 30, the address among them under `email`; names as fields of forms have them; values are texts of at most 500
/// bytes without control characters, numbers or booleans. An empty text says nothing, nor does an id that
/// [names nobody](names_nobody), such as a `user_id` of `undefined`: the person is told by the address.
///
/// ```
/// # use leadline_domain::wire::Traits;
/// # use serde_json::json;
/// let traits = Traits::read(&json!({"email": "ada@example.com", "seats": 20})).unwrap();
/// assert_eq!(traits.fields["seats"], "20");
/// assert!(Traits::read(&json!({"seats": 20})).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "BTreeMap<String, String>")]
pub struct Traits {
    /// Whose.
    pub email: Email,
    /// The others, as texts.
    pub fields: BTreeMap<String, String>,
    /// What is to prove that it is so, if anything is said to: [`SIGNATURE_TRAIT`], which is no field.
    pub signature: Option<Signature>,
}

impl Traits {
    /// Reads traits, if they are within their bounds and name an address.
    pub fn read(value: &Value) -> Option<Self> {
        let traits = value.as_object()?;
        let signature = traits.get(SIGNATURE_TRAIT).map(|said| Signature::said(said.as_str().unwrap_or_default()));
        if traits.len() - usize::from(signature.is_some()) > MAX_KEYS {
            return None;
        }
        let email = Email::parse(traits.get("email")?.as_str()?).ok()?;
        let mut fields = BTreeMap::new();
        for (name, value) in traits.iter().filter(|(name, _)| *name != "email" && *name != SIGNATURE_TRAIT) {
            let value = text(value).filter(|_| is_field_name(name))?;
            let nobody = is_id(name) && names_nobody(&value);
            if !value.is_empty() && !nobody {
                fields.insert(name.clone(), value);
            }
        }
        Some(Self { email, fields, signature })
    }
}

/// Whether these may be a lead's fields: few enough, with names and values as traits have them. The address is none of them.
pub fn are_fields(fields: &BTreeMap<String, String>) -> bool {
    let fits = |(name, value): (&String, &String)| name != "email" && is_field_name(name) && is_printable(value);
    fields.len() <= MAX_KEYS && fields.iter().all(fits)
}

fn is_id(name: &str) -> bool {
    matches!(name, "id" | "userid") || name.ends_with("_id")
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| is_printable(text)).map(ToOwned::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn is_printable(text: &str) -> bool {
    text.len() <= MAX_VALUE && !text.contains(char::is_control)
}

impl From<Traits> for BTreeMap<String, String> {
    fn from(traits: Traits) -> Self {
        let mut said = traits.fields;
        said.insert("email".to_owned(), traits.email.typed);
        if let Some(signature) = traits.signature {
            said.insert(SIGNATURE_TRAIT.to_owned(), signature.as_str().to_owned());
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use serde_json::{Map, json};

    #[test]
    fn traits_become_texts() {
        let traits = json!({"email": " Ada@Example.com", "seats": 20, "vip": true, "city": " Wien ", "note": "", "user_id": "undefined", "last_name": "Null", "crm_id": 7});
        let traits = Traits::read(&traits).unwrap();
        assert_eq!(traits.email.canonical, "ada@example.com");
        let fields: Vec<_> = traits.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            fields,
            [("city", "Wien"), ("crm_id", "7"), ("last_name", "Null"), ("seats", "20"), ("vip", "true")]
        );
    }

    #[test]
    fn a_signature_is_no_field_and_costs_no_trait() {
        let read =
            |signature: Value| Traits::read(&json!({"email": "ada@example.com", "ll_signature": signature})).unwrap();
        let signed = read(json!("v1.1.x"));
        assert_eq!((signed.fields.len(), signed.signature.as_ref().map(Signature::as_str)), (0, Some("v1.1.x")));
        assert_eq!(serde_json::to_value(&signed).unwrap()["ll_signature"], "v1.1.x");
        for nonsense in [json!(7), json!(null), json!({}), json!("x".repeat(600))] {
            assert_eq!(read(nonsense).signature.as_ref().map(Signature::as_str), Some(""), "what else is said counts");
        }
        let mut full: Map<_, _> = (0..29).map(|at| (format!("t{at}"), json!(at))).collect();
        full.extend([("email".to_owned(), json!("ada@example.com")), ("ll_signature".to_owned(), json!("v1.1.x"))]);
        assert!(Traits::read(&full.into()).is_some());
    }

    #[test]
    fn traits_without_an_address_or_beyond_their_bounds_are_refused() {
        let many: Map<_, _> = (0..30).map(|at| (format!("t{at}"), json!(at))).collect();
        let with = |name: &str, value: Value| {
            let mut traits = Map::from_iter([("email".to_owned(), json!("ada@example.com"))]);
            traits.extend([(name.to_owned(), value)]);
            Value::from(traits)
        };
        let mut too_many = many.clone();
        too_many.extend([("email".to_owned(), json!("ada@example.com"))]);
        let nobody = [json!({}), json!([]), json!({"email": "ada"}), json!({"email": 5}), many.into()];
        let strange = [with("First Name", json!("Ada")), with("ll_ticket", json!("x")), with("", json!("x"))];
        let values = [json!(null), json!([1]), json!({}), json!("x".repeat(501)), json!("a\u{0}b")];
        let values = values.map(|value| with("name", value));
        for traits in nobody.into_iter().chain(strange).chain(values).chain([too_many.into()]) {
            assert_eq!(Traits::read(&traits), None, "{traits}");
        }
    }

    use alloc::vec::Vec;
}
