//! Source text with its comments blanked out, and its string literals: enough to tell code from talk about code.

use std::sync::LazyLock;

use regex::Regex;

use super::tree::File;
use super::violation::Violation;

/// A source file, line for line as long as the original.
#[derive(Debug)]
pub(super) struct Source {
    /// Code and literals; comments became spaces.
    pub(super) code: String,
    /// Line (from 1) and text of each string literal, quotes included.
    pub(super) literals: Vec<(usize, String)>,
}

impl Source {
    /// Reads Rust or JavaScript, by the file's ending.
    pub(super) fn of(file: &File) -> Self {
        let text = file.text().unwrap_or_default();
        let tokens = if file.extension() == "rs" { &*RUST } else { &*SCRIPT };
        Self::scan(text, tokens)
    }

    fn scan(text: &str, tokens: &Regex) -> Self {
        let mut code = text.to_owned();
        let mut literals = Vec::new();
        for found in tokens.captures_iter(text) {
            if let Some(comment) = found.name("comment") {
                code.replace_range(comment.range(), &blank(comment.as_str()));
            } else if let Some(literal) = found.name("literal") {
                literals.push((line_of(text, literal.start()), literal.as_str().to_owned()));
            }
        }
        Self { code, literals }
    }

    /// Line and text of every place in the code that a pattern matches.
    pub(super) fn matches<'a>(&'a self, pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
        pattern.find_iter(&self.code).map(|found| (line_of(&self.code, found.start()), found.as_str()))
    }
}

/// Every place in a file that a pattern matches, as a violation: what was found, then what it `does`.
pub(super) fn report(file: &File, pattern: &Regex, does: &str, remedy: &'static str) -> Vec<Violation> {
    let source = Source::of(file);
    let violation = |(line, found)| Violation::at(&file.path, line, format!("`{found}` {does}"), remedy);
    source.matches(pattern).map(violation).collect()
}

/// Spaces of the same length in bytes, line ends kept.
fn blank(comment: &str) -> String {
    comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Compiles a pattern written in this crate.
pub(super) fn pattern(text: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "a constant of this crate; every pattern is compiled by a test")]
    Regex::new(text).expect("a pattern of tidy is a valid regular expression")
}

/// The leftmost token wins, so a quote inside a comment and `//` inside a string are read as what they are. Character
/// literals are matched only to be skipped.
static RUST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?xs)
        (?P<comment> //[^\n]* | /\*.*?\*/ )
        | (?P<literal> r"[^"]*" | r\#".*?"\# | r\#\#".*?"\#\# | "(?:\\.|[^"\\])*" )
        | '(?: \\[^'\n]+ | [^\\'\n] )'"#,
    )
});

/// A slash after one of these begins a regular expression, not a division.
static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?xs)
        (?P<comment> //[^\n]* | /\*.*?\*/ )
        | (?P<literal> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*` )
        | [=(,:;!&|?{}\[]\ *
          /(?: \\[^\n] | \[(?:\\[^\n]|[^\]\\\n])*\] | [^/\\\[*\n] )
           (?: \\[^\n] | \[(?:\\[^\n]|[^\]\\\n])*\] | [^/\\\[\n] )*/"#,
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_comments_go_and_strings_stay() {
        let text =
            "let a = \"// no comment\"; // it's a comment\nlet b: &'a str = r#\"x \" y\"#; /* \"z\" */ let c = '\"';\n";
        let source = Source::scan(text, &RUST);
        assert!(source.code.contains("// no comment") && !source.code.contains("it's"));
        let texts: Vec<&str> = source.literals.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["\"// no comment\"", "r#\"x \" y\"#"]);
        assert_eq!(source.literals[1].0, 2);
        assert_eq!(source.code.len(), text.len());
    }

    #[test]
    fn a_quote_in_a_regular_expression_opens_no_string() {
        let source = Source::scan("x = /[\"/]'/.test(y); // gone\nz = `a // b`", &SCRIPT);
        assert!(!source.code.contains("gone"));
        assert_eq!(source.literals, [(2, "`a // b`".to_owned())]);
    }
}
