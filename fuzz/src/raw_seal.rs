//! Seals bytes as they are, as whoever had the key could.

use leadline_domain::{
    seal::{self, Context},
    secret::Key,
};
use serde::{Serialize, Serializer, ser::SerializeTuple};

/// Postcard writes a tuple of bytes as those bytes, without a length before them.
struct Plain<'a>(&'a [u8]);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut tuple = to.serialize_tuple(self.0.len())?;
        for byte in self.0 {
            tuple.serialize_element(byte)?;
        }
        tuple.end()
    }
}

/// The token that opens to these bytes.
pub(crate) fn sealed(key: &Key, kind: &str, plain: &[u8]) -> String {
    let context = Context { site: crate::demo::SITE, kind };
    let token = seal::seal(key, context, &[7; 24], &Plain(plain)).expect("bytes can be sealed");
    if let Ok(opened) = seal::unseal(key, context, &token) {
        assert_eq!(opened, plain);
    }
    token
}
