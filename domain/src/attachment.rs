//! How a file is handed out.

use alloc::{format, string::String};
use core::fmt::Write as _;

/// What a file is, by the end of its name (IANA media types). What nobody knows is bytes.
pub fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending));
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

const TYPES: [(&str, &str); 18] = [
    ("csv", "text/csv; charset=utf-8"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("gif", "image/gif"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("txt", "text/plain; charset=utf-8"),
    ("webp", "image/webp"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("zip", "application/zip"),
];

/// `Content-Disposition` of a file that is kept and not shown (RFC 6266): its name in ASCII for those that know no better, and
/// as it is (RFC 8187).
///
/// ```
/// # use leadline_domain::attachment::disposition;
/// assert_eq!(disposition("guide.pdf"), "attachment; filename=\"guide.pdf\"; filename*=UTF-8''guide.pdf");
/// assert_eq!(disposition("Prüf 1.txt"), "attachment; filename=\"Pr_f 1.txt\"; filename*=UTF-8''Pr%C3%BCf%201.txt");
/// ```
pub fn disposition(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        // `attr-char` of RFC 8187.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_its_name_ends_in() {
        assert_eq!(media_type("Guide.PDF"), "application/pdf");
        assert_eq!(media_type("a.b.txt"), "text/plain; charset=utf-8");
        for name in ["guide", "page.html", "pdf", "x.svg", ""] {
            assert_eq!(media_type(name), "application/octet-stream", "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_header(name in any::<String>()) {
            let header = disposition(&name);
            prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", header);
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
