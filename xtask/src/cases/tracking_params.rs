//! Query parameters that others track people with.

use leadline_domain::page::{ALLOWED_PARAMETERS, address};
use serde_json::Value;

use super::rows::text;
use super::tally::Tally;

/// Right is that a parameter stays in the browser, unless it is one of the few we keep on purpose because they name a
/// campaign or the network of a click. How many of those there are is noted.
pub(super) fn score(rows: &[Value]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let name = text(row, "param").unwrap_or_default();
        let url = format!("https://shop.example/p?{name}=x&other=y&{name}=z#top");
        let kept = address(&url) != "https://shop.example/p";
        if kept && ALLOWED_PARAMETERS.contains(&name) {
            tally.note("kept on purpose");
        }
        let fault = kept && !ALLOWED_PARAMETERS.contains(&name);
        tally.judge(fault.then(|| "kept, and not on the list".to_owned()), || name.to_owned());
    }
    tally
}
