//! What a form is refused for when it is published, and kept for when it is in force: an earlier release took it, and it works, if
//! not as well as it should.

use super::{FieldKind, Form, MAX_SUBMISSION, Report, size::MAX_PAIRS};
use crate::site::{RawField, RawForm};
use alloc::{format, string::ToString};

impl Form {
    /// Reports what its makers should mend, of its fields and of the whole.
    pub(crate) fn advise(&self, raw: &RawForm, report: &mut Report<'_>) {
        for (at, field) in raw.fields.iter().enumerate() {
            let place = at.to_string();
            advise_field(field, &mut |key, found, expected| report(&["field", &place, key], found, expected));
        }
        if raw.kiosk && raw.partial.is_some() {
            let expected = "no [partial] beside kiosk = true: what one visitor began would be kept, and reminded of, in front of \
                            the next; leave one of the two out";
            report(&["partial"], "[partial] beside kiosk = true", expected);
        }
        let longest = self.longest_submission();
        if longest > MAX_SUBMISSION {
            let expected = "a max_length for each textarea (4000 if left out), or fewer of them, so that the longest answers together \
                            stay below 256 KB, which is about 27,000 characters, and 18,900 in a form with steps";
            report(&["field"], &format!("answers of up to {} KB", longest.div_ceil(1024)), expected);
        }
        let pairs = self.most_pairs();
        if pairs > MAX_PAIRS {
            report(&["field"], &format!("{pairs} answers at once"), "fewer options of checkboxes: 280 answers at most");
        }
    }
}

fn advise_field(raw: &RawField, report: &mut dyn FnMut(&str, &str, &str)) {
    if raw.label.trim().is_empty() && raw.kind != FieldKind::Hidden {
        report("label", "no label", "label = \"…\", which people read and screen readers say");
    }
    if raw.max_length.is_some() && !raw.kind.is_text() {
        report("max_length", "max_length", "only where text is typed");
    }
}
