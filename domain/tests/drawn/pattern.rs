//! Patterns of the part of regular expressions that forms take, with texts they take, and others that nearly are.

use super::source::Source;

/// As much of a table as there is room for.
const MOST_PLACES: usize = 60;
/// White space is among them, and marks that mean something in patterns.
pub(crate) const LETTERS: [char; 16] =
    ['a', 'b', 'A', 'Z', 'é', '1', '9', '_', '-', '.', '/', '&', '\u{a0}', '\u{3000}', ' ', '\u{1f4a9}'];
const RANGES: [(char, char); 6] = [('a', 'c'), ('A', 'Z'), ('0', '9'), ('.', '.'), ('à', 'ÿ'), ('&', '&')];

/// A pattern, as a tree.
pub(crate) enum Pattern {
    /// One character.
    Letter(char),
    /// Any character.
    Any,
    /// Those behind a backslash.
    Known(char),
    /// In brackets: whether any but those, the ranges, and what is behind a backslash.
    Class(bool, Vec<(char, char)>, Option<char>),
    /// In parentheses, the alternatives.
    Group(Vec<Vec<Pattern>>),
    /// Repeated at least and at most so often.
    Times(Box<Pattern>, u8, Option<u8>),
}

/// A pattern that fits.
pub(crate) fn draw(source: &mut Source<'_>) -> Pattern {
    let whole = group(source, 2);
    if whole.places() > MOST_PLACES { Pattern::Letter('a') } else { whole }
}

fn group(source: &mut Source<'_>, depth: u8) -> Pattern {
    let alternatives = 1 + source.below(4) / 2;
    Pattern::Group((0..alternatives).map(|_| sequence(source, depth)).collect())
}

fn sequence(source: &mut Source<'_>, depth: u8) -> Vec<Pattern> {
    let length = if source.once_in(12) { 0 } else { 1 + source.below(3) };
    (0..length).map(|_| repeated(source, depth)).collect()
}

fn repeated(source: &mut Source<'_>, depth: u8) -> Pattern {
    let one = atom(source, depth);
    let (least, more) = (source.below(3), source.below(3));
    let (least, most) = match source.below(9) {
        5 => (0, Some(1)),
        6 => (0, None),
        7 => (1, None),
        8 if source.once_in(2) => (least, None),
        8 => (least, Some((least + more).max(1))),
        _ => return one,
    };
    let number = |number: usize| u8::try_from(number).unwrap();
    Pattern::Times(Box::new(one), number(least), most.map(number))
}

fn atom(source: &mut Source<'_>, depth: u8) -> Pattern {
    let known = ['d', 'w', 's', 'D', 'W', 'S'];
    match source.below(10) {
        5 => Pattern::Any,
        6 => Pattern::Known(*source.one_of(&known)),
        7 => {
            let ranges = (0..=source.below(3)).map(|_| *source.one_of(&RANGES)).collect();
            let known = source.once_in(3).then(|| *source.one_of(&known[..3]));
            Pattern::Class(source.once_in(3), ranges, known)
        }
        8 | 9 if depth > 0 => group(source, depth - 1),
        _ => Pattern::Letter(*source.one_of(&LETTERS)),
    }
}

impl Pattern {
    fn places(&self) -> usize {
        match self {
            Self::Group(all) => all.iter().flatten().map(Self::places).sum(),
            Self::Times(one, least, most) => one.places() * usize::from(most.unwrap_or(*least).max(1)),
            _ => 1,
        }
    }

    /// As a form's file has it.
    pub(crate) fn written(&self) -> String {
        self.said(
            &|letter| if letter.is_ascii_punctuation() { format!("\\{letter}") } else { letter.to_string() },
            &|known| format!("\\{known}"),
        )
    }

    /// The same in the words of the `regex` crate, where other characters are white space, and words know other scripts.
    pub(crate) fn as_regex(&self) -> String {
        let known = |letter: char| {
            let class = match letter.to_ascii_lowercase() {
                'd' => "0-9",
                'w' => "0-9A-Za-z_",
                _ => r" \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}",
            };
            format!("[{}{class}]", if letter.is_ascii_uppercase() { "^" } else { "" })
        };
        let pattern = self.said(&|letter| format!("\\x{{{:X}}}", u32::from(letter)), &known);
        format!("^(?s:{pattern})$")
    }

    fn said(&self, letter: &dyn Fn(char) -> String, known: &dyn Fn(char) -> String) -> String {
        match self {
            Self::Letter(one) => letter(*one),
            Self::Any => ".".to_owned(),
            Self::Known(one) => known(*one),
            Self::Class(not, ranges, more) => {
                let range = |(first, last): &(char, char)| format!("{}-{}", letter(*first), letter(*last));
                let ranges: String = ranges.iter().map(range).collect();
                let more = more.map(known).unwrap_or_default();
                format!("[{}{ranges}{more}]", if *not { "^" } else { "" })
            }
            Self::Group(all) => {
                let sequence =
                    |parts: &Vec<Self>| parts.iter().map(|part| part.said(letter, known)).collect::<String>();
                format!("({})", all.iter().map(sequence).collect::<Vec<_>>().join("|"))
            }
            Self::Times(one, least, most) => {
                let times = match (least, most) {
                    (0, Some(1)) => "?".to_owned(),
                    (0, None) => "*".to_owned(),
                    (1, None) => "+".to_owned(),
                    (least, None) => format!("{{{least},}}"),
                    (least, Some(most)) if least == most => format!("{{{least}}}"),
                    (least, Some(most)) => format!("{{{least},{most}}}"),
                };
                one.said(letter, known) + &times
            }
        }
    }

    /// A text the pattern takes, or nearly.
    pub(crate) fn text(&self, source: &mut Source<'_>) -> String {
        let mut text = String::new();
        self.write(source, &mut text);
        match source.below(6) {
            4 => text.push(*source.one_of(&LETTERS)),
            5 => drop(text.pop()),
            _ => {}
        }
        text
    }

    fn write(&self, source: &mut Source<'_>, text: &mut String) {
        match self {
            Self::Letter(one) => text.push(*one),
            Self::Any | Self::Known('D' | 'W' | 'S') | Self::Class(true, ..) => text.push(*source.one_of(&LETTERS)),
            Self::Known('d') => text.push(*source.one_of(&['0', '7'])),
            Self::Known('w') => text.push(*source.one_of(&['_', 'z', 'Q', '5'])),
            Self::Known(_) => text.push(*source.one_of(&[' ', '\u{a0}'])),
            Self::Class(false, ranges, _) => {
                let (first, last) = *source.one_of(ranges);
                text.push(if source.once_in(2) { last } else { first });
            }
            Self::Group(all) => source.one_of(all).iter().for_each(|part| part.write(source, text)),
            Self::Times(one, least, most) => {
                let most = most.unwrap_or(least + 2);
                for _ in 0..usize::from(*least) + source.below(usize::from(most - least) + 1) {
                    one.write(source, text);
                }
            }
        }
    }
}
