//! Tables that are safe to open: RFC 4180, and nothing in a cell is a formula.

use alloc::string::String;

/// What a spreadsheet takes for the beginning of a formula, in either width (OWASP, "CSV Injection").
const BEGINS_FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
/// What may end a cell for whoever reads the table by other rules: where a semicolon separates, quotes inside a cell hold nothing
/// together.
const MAY_END: [char; 4] = [';', '\t', '\n', '\r'];

/// Adds a row with its line's end.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets take for "this is text"; numbers stay
/// what they are, a telephone number in E.164 does not.
///
/// ```
/// # use leadline_domain::csv;
/// let mut table = String::new();
/// csv::row(&mut table, ["a \"b\"", "=1+1", "-5", "+43 1 2345", "x;=1", ""]);
/// assert_eq!(table, "\"a \"\"b\"\"\",'=1+1,-5,'+43 1 2345,\"x;'=1\",\r\n");
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
    let mut begins = !is_number(cell);
    for c in cell.chars() {
        if begins && BEGINS_FORMULA.contains(&c) {
            safe.push('\'');
        }
        begins = MAY_END.contains(&c) || (begins && (c.is_whitespace() || c == '"'));
        safe.push(c);
    }
    if safe.contains(['"', ',', ';', '\t', '\n', '\r']) {
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
        is(&["@SUM(1)", "-2+3", "-", "--1", "-1.", " =1"], "'@SUM(1),'-2+3,'-,'--1,'-1., '=1");
        is(&["\t=1", "x\n+1", "x;\"=1", "a=1;b"], "\"\t'=1\",\"x\n'+1\",\"x;\"\"'=1\",\"a=1;b\"");
        is(&["-1.5", "-12", "1=1"], "-1.5,-12,1=1");
    }

    #[test]
    fn separators_and_line_ends_stay_in_their_cell() {
        is(&["a,b", "a;b", "a\nb", "a\r\nb"], "\"a,b\",\"a;b\",\"a\nb\",\"a\r\nb\"");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_and_every_cell_reads_back(cells in prop::collection::vec("[-=+@;,a1'\"\\t\n ]{0,8}|\\PC*", 2..6)) {
            let mut table = String::new();
            row(&mut table, cells.iter().map(String::as_str));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
            let read: alloc::vec::Vec<_> = reader.records().next().unwrap().unwrap().iter().map(ToOwned::to_owned).collect();
            prop_assert_eq!(read.len(), cells.len());
            for (read, cell) in read.iter().zip(&cells) {
                prop_assert!(is_number(read) || read.split(MAY_END).all(|part| !part.trim_start().starts_with(BEGINS_FORMULA)), "{read:?}");
                prop_assert_eq!(read.replace('\'', ""), cell.replace('\'', ""), "nothing else was added");
            }
        }
    }
}
