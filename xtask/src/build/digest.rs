//! Hashes as browsers read them.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256, Sha384};

/// SHA-256 as part of a URL: 43 characters, from which the loader makes the `integrity` of what it fetches.
pub(super) fn name(content: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(content))
}

/// The `integrity` attribute of a tag.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_the_specification_s_example_says() {
        let example = b"alert('Hello, world.');";
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(integrity(example), expected);
    }
}
