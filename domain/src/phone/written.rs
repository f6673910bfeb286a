//! What people type for a phone number: digits of many scripts, and what stands between, before and behind them.

use super::pattern::MOST_DIGITS;
use alloc::string::String;

/// The digits of a number as typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Whether a plus stands before them: the calling code comes first.
    pub(super) has_plus: bool,
    /// The digits, in ASCII; 1 to [`MOST_DIGITS`].
    pub(super) digits: String,
}

/// How an extension begins, the longer before the shorter.
const EXTENSIONS: [&str; 13] = [
    ";ext=",
    "extension",
    "extn",
    "ext",
    "xtn",
    "x",
    "#",
    "\u{434}\u{43e}\u{431}",
    "durchwahl",
    "poste",
    "anexo",
    "int",
    "\u{5185}\u{7dda}",
];
const LONGEST_EXTENSION: usize = 7;

/// The digit zero of scripts that write decimal numbers in phone fields; their other digits follow it.
const ZEROES: [char; 19] = [
    '0', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{ff10}',
];

impl Written {
    /// Reads a number; `None` if something else stands there, letters for digits included. An extension is left out: no
    /// E.164 number has one.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("tel:").unwrap_or(text);
        let mut written = Self { has_plus: false, digits: String::new() };
        for (at, c) in text.char_indices() {
            match c {
                '+' | '\u{ff0b}' if !written.has_plus && written.digits.is_empty() => written.has_plus = true,
                c if is_between(c) => {}
                c => match digit(c) {
                    Some(digit) => written.digits.push(digit),
                    None if is_extension(text.get(at..)?) => break,
                    None => return None,
                },
            }
        }
        (1..=MOST_DIGITS).contains(&written.digits.len()).then_some(written)
    }
}

fn digit(c: char) -> Option<char> {
    let value = ZEROES.iter().find_map(|zero| u32::from(c).checked_sub((*zero).into()).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// Spaces, dashes, dots, slashes and brackets; marks of direction, which come along when a number is copied.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '\u{ad}' | '\u{b7}' | '\u{30fb}' | '\u{30fc}' | '\u{2212}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{ff08}' | '\u{ff09}' | '\u{ff0d}' | '\u{ff0e}' | '\u{ff0f}' | '\u{feff}')
}

fn is_extension(text: &str) -> bool {
    let text = text.trim_start_matches([',', ' ']).to_lowercase();
    let Some(number) = EXTENSIONS.iter().find_map(|word| text.strip_prefix(word)) else {
        return false;
    };
    let number = number.trim_matches([' ', '.', ':', '#', '\u{a0}']);
    (1..=LONGEST_EXTENSION).contains(&number.chars().count()) && number.chars().all(|c| digit(c).is_some())
}
