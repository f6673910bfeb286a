//! From a pattern as written to its table.

use super::EMPTY;
use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

/// Most places of a pattern: the bits of a set, but for the one that stands for nothing.
const MOST_PLACES: usize = 62;
/// How deep groups may stand in one another.
const DEEPEST: u8 = 8;

/// What of regular expressions a pattern may say, for who wrote something else.
const GRAMMAR: &str = "characters, . \\d \\w \\s \\D \\W \\S, classes such as [a-z0-9], groups ( … ), alternatives a|b, and \
    how often: ? * + {2} {2,} {2,4}; a backslash before any other mark";

/// Compiles a pattern, which is about the whole answer, as HTML's `pattern` is. Says what is wrong with one that is not
/// of the part that is supported.
pub(in crate::form) fn compile(pattern: &str) -> Result<String, String> {
    // The whole is meant anyhow.
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').filter(|rest| !rest.ends_with('\\')).unwrap_or(pattern);
    let mut parser = Parser { text: pattern.chars().collect(), at: 0, classes: Vec::new(), follow: Vec::new() };
    let whole = parser.alternatives(0)?;
    if let Some(stray) = parser.peek() {
        return Err(format!("a stray {stray}: write {GRAMMAR}"));
    }
    let ends = whole.last | if whole.nullable { EMPTY } else { 0 };
    let mut table = format!("{}\t{ends}", whole.first);
    for (follow, class) in parser.follow.iter().zip(&parser.classes) {
        table.push_str(&["\t", &follow.to_string(), "\t", class].concat());
    }
    Ok(table)
}

/// A part of a pattern: where it begins and ends, and whether it may be nothing.
#[derive(Clone, Copy)]
struct Part {
    first: u64,
    last: u64,
    nullable: bool,
}

impl Part {
    const NOTHING: Self = Self { first: 0, last: 0, nullable: true };
}

struct Parser {
    text: Vec<char>,
    at: usize,
    classes: Vec<String>,
    follow: Vec<u64>,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, expected: char) -> bool {
        let is_there = self.peek() == Some(expected);
        self.at += usize::from(is_there);
        is_there
    }

    fn alternatives(&mut self, depth: u8) -> Result<Part, String> {
        if depth > DEEPEST {
            return Err(format!("groups in one another, more than {DEEPEST} deep"));
        }
        let mut whole = self.sequence(depth)?;
        while self.take('|') {
            let other = self.sequence(depth)?;
            whole = Part {
                first: whole.first | other.first,
                last: whole.last | other.last,
                nullable: whole.nullable || other.nullable,
            };
        }
        Ok(whole)
    }

    fn sequence(&mut self, depth: u8) -> Result<Part, String> {
        let mut whole = Part::NOTHING;
        while self.peek().is_some_and(|next| next != '|' && next != ')') {
            let next = self.repeated(depth)?;
            whole = self.joined(whole, next);
        }
        Ok(whole)
    }

    fn joined(&mut self, one: Part, other: Part) -> Part {
        self.lead(one.last, other.first);
        Part {
            first: one.first | if one.nullable { other.first } else { 0 },
            last: other.last | if other.nullable { one.last } else { 0 },
            nullable: one.nullable && other.nullable,
        }
    }

    /// Every place of `from` may be followed by those of `to`.
    fn lead(&mut self, from: u64, to: u64) {
        for (place, follow) in self.follow.iter_mut().enumerate() {
            if from >> place & 1 == 1 {
                *follow |= to;
            }
        }
    }

    fn repeated(&mut self, depth: u8) -> Result<Part, String> {
        let begin = self.at;
        let one = self.atom(depth)?;
        let Some((least, most)) = self.times()? else { return Ok(one) };
        let end = self.at;
        if self.peek().is_some_and(|next| matches!(next, '?' | '*' | '+' | '{')) {
            return Err(format!("two words for how often in a row: write {GRAMMAR}"));
        }
        let mut whole = Part::NOTHING;
        for time in 0..most.unwrap_or_else(|| least.max(1)) {
            // Each time has places of its own, so what is repeated is read again.
            let mut next = if time == 0 {
                one
            } else {
                self.at = begin;
                self.atom(depth)?
            };
            next.nullable |= time >= least;
            if most.is_none() && time + 1 >= least {
                self.lead(next.last, next.first);
            }
            whole = self.joined(whole, next);
        }
        self.at = end;
        Ok(whole)
    }

    /// How often the last part may come: at least, and at most.
    fn times(&mut self) -> Result<Option<(u8, Option<u8>)>, String> {
        if self.take('?') {
            return Ok(Some((0, Some(1))));
        }
        if self.take('*') {
            return Ok(Some((0, None)));
        }
        if self.take('+') {
            return Ok(Some((1, None)));
        }
        if !self.take('{') {
            return Ok(None);
        }
        let least = self.digits().ok_or_else(|| format!("braces without a number: write {GRAMMAR}"))?;
        let most = if self.take(',') { self.digits() } else { Some(least) };
        if !self.take('}') || most.is_some_and(|most| most < least || most == 0) {
            return Err(String::from("braces that say no range: write {2}, {2,} or {2,4}"));
        }
        Ok(Some((least, most)))
    }

    fn digits(&mut self) -> Option<u8> {
        let begin = self.at;
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
        self.text.get(begin..self.at)?.iter().collect::<String>().parse().ok()
    }

    fn atom(&mut self, depth: u8) -> Result<Part, String> {
        let Some(next) = self.peek() else { return Ok(Part::NOTHING) };
        self.at += 1;
        match next {
            '(' => {
                if self.take('?') && !self.take(':') {
                    return Err(format!(
                        "(? : groups that look around or have names are not supported; write {GRAMMAR}"
                    ));
                }
                let group = self.alternatives(depth + 1)?;
                if !self.take(')') {
                    return Err(String::from("a group that is not closed: write )"));
                }
                Ok(group)
            }
            '[' => {
                let class = self.class()?;
                self.place(class)
            }
            '.' => self.place(String::from("^\u{2028}\u{2029}")),
            '\\' => {
                let class = self.escaped()?;
                self.place(class)
            }
            '?' | '*' | '+' | '{' | '}' | ']' | '^' | '$' => {
                Err(format!("{next} where nothing is before it: \\{next}"))
            }
            literal if literal.is_control() => Err(String::from("a control character, which no answer may have")),
            literal => self.place(single(literal)),
        }
    }

    fn place(&mut self, class: String) -> Result<Part, String> {
        let place = self.classes.len();
        if place >= MOST_PLACES {
            let longest = "more than 62 characters and classes, repetitions counted";
            return Err(format!("{longest}: min_length and max_length say how long an answer may be"));
        }
        self.classes.push(class);
        self.follow.push(0);
        Ok(Part { first: 1 << place, last: 1 << place, nullable: false })
    }

    /// What is behind a backslash, outside a class.
    fn escaped(&mut self) -> Result<String, String> {
        let next = self.peek().ok_or_else(|| String::from("a backslash at the end: write \\\\"))?;
        if let Some(class) = shorthand(next.to_ascii_lowercase()) {
            self.at += 1;
            return Ok(if next.is_ascii_uppercase() { format!("^{class}") } else { class.to_owned() });
        }
        self.mark().map(single)
    }

    /// A mark behind a backslash stands for itself.
    fn mark(&mut self) -> Result<char, String> {
        let next = self.peek().filter(char::is_ascii_punctuation);
        self.at += 1;
        next.ok_or_else(|| format!("a backslash before what is no mark: write {GRAMMAR}"))
    }

    fn class(&mut self) -> Result<String, String> {
        let mut class = if self.take('^') { String::from("^") } else { String::new() };
        let empty = class.len();
        while !self.take(']') {
            if self.take('\\') {
                if let Some(known) = self.peek().and_then(shorthand) {
                    self.at += 1;
                    class.push_str(known);
                    continue;
                }
                self.at -= 1;
            }
            let first = self.member()?;
            let is_range = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|next| *next != ']');
            let last = if is_range {
                self.at += 1;
                self.member()?
            } else {
                first
            };
            if last < first {
                return Err(format!("a range that ends before it begins: [{last}-{first}]"));
            }
            class.extend([first, last]);
        }
        if class.len() == empty {
            return Err(String::from("a class of no characters: write what is in it, [a-z]"));
        }
        Ok(class)
    }

    /// A character of a class. What `v` makes special in browsers has to be written with a backslash here, too.
    fn member(&mut self) -> Result<char, String> {
        let next = self.peek().ok_or_else(|| String::from("a class that is not closed: write ]"))?;
        if next.is_control() {
            return Err(String::from("a control character, which no answer may have"));
        }
        self.at += 1;
        match next {
            '\\' => self.mark(),
            '(' | ')' | '[' | '{' | '}' | '/' | '-' | '|' => Err(format!("{next} in a class: write \\{next}")),
            '&' | '!' | '#' | '$' | '%' | '*' | '+' | ',' | '.' | ':' | ';' | '<' | '=' | '>' | '?' | '@' | '^'
            | '`' | '~'
                if self.peek() == Some(next) =>
            {
                Err(format!("{next}{next} in a class: write \\{next} once"))
            }
            literal => Ok(literal),
        }
    }
}

fn single(letter: char) -> String {
    [letter, letter].into_iter().collect()
}

/// The ranges behind `\d`, `\w` and `\s`, control characters aside, which no answer has.
fn shorthand(letter: char) -> Option<&'static str> {
    match letter {
        'd' => Some("09"),
        'w' => Some("AZaz09__"),
        's' => Some(
            "  \u{a0}\u{a0}\u{1680}\u{1680}\u{2000}\u{200a}\u{2028}\u{2029}\u{202f}\u{202f}\u{205f}\u{205f}\u{3000}\u{3000}\u{feff}\u{feff}",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::takes, *};
    use proptest::prelude::*;

    #[test]
    fn patterns_take_the_whole_answer() {
        let table: [(&str, &[&str], &[&str]); 14] = [
            ("[A-Z]{2}\\d{4,6}", &["AB1234", "AB123456"], &["AB123", "AB1234567", "ab1234", "xAB1234", ""]),
            ("^abc$", &["abc"], &["abcd", "zabc"]),
            ("a|bc|", &["a", "bc", ""], &["abc", "b"]),
            ("(ab)+c?", &["ab", "ababc"], &["", "c", "aba"]),
            ("(?:x|y)*z", &["z", "xyxz"], &["xy", "zx"]),
            ("(a+)+b", &["aaab"], &["aaaa"]),
            ("a{0,2}", &["", "a", "aa"], &["aaa"]),
            ("a{2,}", &["aa", "aaaa"], &["a"]),
            (".", &["é", "\u{1f4a9}"], &["", "ab", "\u{2028}"]),
            ("[^0-9]+", &["abc"], &["a1"]),
            ("\\D\\W\\S", &["a-b"], &["1-b", "aab", "a- "]),
            ("\\s\\.\\\\\\-", &["\u{a0}.\\-"], &["x.\\-"]),
            ("[\\w.]+", &["a_.9"], &["a b"]),
            ("(a?b?)*c", &["c", "ababc", "aac"], &["d"]),
        ];
        for (pattern, good, bad) in table {
            let compiled = compile(pattern).unwrap();
            for text in good {
                assert!(takes(&compiled, text), "{pattern} {text:?}");
            }
            for text in bad {
                assert!(!takes(&compiled, text), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_supported_is_refused_with_what_is() {
        for pattern in [
            "(a", "a)", "[a", "a**", "a+?", "*a", "{2}", "a{2,1}", "a{0}", "a{x}", "(?=a)", "(?<n>a)", "\\1", "\\b",
            "\\p{L}", "[z-a]", "[]", "[a(]", "[a&&b]", "a{63}", "a^", "\t",
        ] {
            let problem = compile(pattern).unwrap_err();
            assert!(!problem.is_empty(), "{pattern}");
        }
        assert!(compile("a{62}").is_ok());
    }

    /// The same language by trying every way, to hold the table against.
    fn tries(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            ([letter, b'*', rest @ ..], text) => {
                tries(rest, text) || (text.first() == Some(letter) && tries(pattern, &text[1..]))
            }
            ([letter, b'?', rest @ ..], text) => {
                tries(rest, text) || (text.first() == Some(letter) && tries(rest, &text[1..]))
            }
            ([letter, rest @ ..], text) => text.first() == Some(letter) && tries(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn a_table_takes_what_trying_every_way_takes(pattern in "([ab][*?]?){0,6}", text in "[abc]{0,6}") {
            prop_assert_eq!(takes(&compile(&pattern).unwrap(), &text), tries(pattern.as_bytes(), text.as_bytes()));
        }

        #[test]
        fn no_text_makes_it_panic(pattern in ".{0,20}", text in ".{0,20}") {
            let _ = compile(&pattern).map(|table| takes(&table, &text));
            let _ = takes(&pattern, &text);
        }
    }
}
