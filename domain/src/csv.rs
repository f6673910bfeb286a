//! Tables that are safe to open: RFC 4180, and nothing in a cell is a formula.

use alloc::string::String;

/// What a spreadsheet takes for the beginning of a formula, or what makes the rest of a cell begin anew (OWASP, "CSV
/// Injection").
const BEGINS_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Adds a row with its line's end.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets take for "this is text"; numbers stay
/// what they are, a telephone number in E.164 does not.
///
/// ```
/// # use leadline_domain::csv;
/// let mut table = String::new();
/// csv::row(&mut table, ["a \"b\"", "=1+1", "-5", "+43 1 2345", ""]);
/// assert_eq!(table, "\"a \"\"b\"\"\",'=1+1,-5,'+43 1 2345,\r\n");
/// ```
pub fn row<'a>(table: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        table.push_str(&written(cell));
    }
    table.push_str("\r\n");
}

fn written(cell: &str) -> String {
    let mut safe = String::with_capacity(cell.len() + 2);
    if cell.starts_with(BEGINS_FORMULA) && !is_number(cell) {
        safe.push('\'');
    }
    safe.push_str(cell);
    if safe.contains(['"', ',', '\n', '\r', ';', '\t']) {
        return String::from('"') + &safe.replace('"', "\"\"") + "\"";
    }
    safe
}

/// A decimal number below zero; a plus sign is not written by us.
fn is_number(cell: &str) -> bool {
    let Some(digits) = cell.strip_prefix('-') else { return false };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;
    use proptest::prelude::*;

    #[track_caller]
    fn is(cells: &[&str], expected: &str) {
        let mut table = String::new();
        row(&mut table, cells.iter().copied());
        assert_eq!(table.strip_suffix("\r\n"), Some(expected));
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        is(&["=HYPERLINK(\"x\")"], "\"'=HYPERLINK(\"\"x\"\")\"");
        is(&["@SUM(1)", "-2+3", "-", "--1", "-1.", "\t=1"], "'@SUM(1),'-2+3,'-,'--1,'-1.,\"'\t=1\"");
        is(&["-1.5", "-12", "1=1"], "-1.5,-12,1=1");
    }

    #[test]
    fn separators_and_line_ends_stay_in_their_cell() {
        is(&["a,b", "a;b", "a\nb", "a\r\nb"], "\"a,b\",\"a;b\",\"a\nb\",\"a\r\nb\"");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_and_every_cell_reads_back(cells in prop::collection::vec(any::<String>(), 2..6)) {
            let mut table = String::new();
            row(&mut table, cells.iter().map(String::as_str));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
            let read: alloc::vec::Vec<_> = reader.records().next().unwrap().unwrap().iter().map(ToOwned::to_owned).collect();
            prop_assert_eq!(read.len(), cells.len());
            for (read, cell) in read.iter().zip(&cells) {
                prop_assert!(is_number(read) || !read.starts_with(BEGINS_FORMULA), "{read:?}");
                prop_assert_eq!(read.strip_prefix('\'').filter(|text| text == cell).unwrap_or(read), cell);
            }
        }
    }
}
