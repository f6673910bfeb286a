//! `${NAME}` and `${NAME:-default}` in a file's texts, from the environment.
//!
//! Only texts are expanded, after the file has been parsed: places stay those of the file as written, comments are left
//! alone, and a value from the environment can never turn into TOML of its own.

use std::{borrow::Cow, ops::Range};
use toml::{Spanned, de::DeValue};

/// Looks up a variable.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A text that could not be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unexpanded {
    /// Where the text is.
    pub(crate) span: Range<usize>,
    /// What would help.
    pub(crate) expected: String,
}

/// Expands every text below `value`; one that can't be is emptied and reported.
pub(crate) fn expand(value: &mut Spanned<DeValue<'_>>, environment: Environment<'_>) -> Vec<Unexpanded> {
    let span = value.span();
    match value.get_mut() {
        DeValue::String(text) if text.contains("${") => match expand_text(text, environment) {
            Ok(expanded) => {
                *text = Cow::Owned(expanded);
                Vec::new()
            }
            Err(expected) => {
                *text = Cow::Borrowed("");
                vec![Unexpanded { span, expected }]
            }
        },
        DeValue::Array(values) => values.iter_mut().flat_map(|value| expand(value, environment)).collect(),
        DeValue::Table(table) => table.iter_mut().flat_map(|(_, value)| expand(value, environment)).collect(),
        _ => Vec::new(),
    }
}

fn expand_text(text: &str, environment: Environment<'_>) -> Result<String, String> {
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let (name, left) = after.split_once('}').ok_or("a } after ${NAME or ${NAME:-default")?;
        done.push_str(before);
        done.push_str(&value_of(name, environment)?);
        rest = left;
    }
    Ok(done + rest)
}

/// As in a shell, an empty variable counts as unset.
fn value_of(name: &str, environment: Environment<'_>) -> Result<String, String> {
    let (name, default) = name.split_once(":-").map_or((name, None), |(name, default)| (name, Some(default)));
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err("a name of letters, digits and _ in ${NAME} or ${NAME:-default}".to_owned());
    }
    environment(name)
        .filter(|value| !value.is_empty())
        .or_else(|| default.map(ToOwned::to_owned))
        .ok_or_else(|| format!("{name} set in the environment, or a default: ${{{name}:-…}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str) -> Option<String> {
        [("HOST", "shop.example"), ("EMPTY", ""), ("SLY", "\"\n[x]")]
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn texts_are_expanded_like_in_a_shell() {
        let table = [
            ("plain $ {x} }", "plain $ {x} }"),
            ("https://${HOST}/", "https://shop.example/"),
            ("${HOST:-other}:${PORT:-80}", "shop.example:80"),
            ("${EMPTY:-full}", "full"),
            ("${PORT:-}", ""),
        ];
        for (text, expanded) in table {
            assert_eq!(expand_text(text, &environment).as_deref(), Ok(expanded), "{text}");
        }
    }

    #[test]
    fn what_is_unset_or_unfinished_is_said() {
        for text in ["${PORT}", "${EMPTY}", "${HOST", "${A B}", "${}"] {
            assert!(expand_text(text, &environment).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_stays_a_text_and_a_comment_is_left_alone() {
        let mut value = DeValue::parse("[\"${SLY}\" # ${UNSET}\n]").unwrap();
        assert_eq!(expand(&mut value, &environment), []);
        assert_eq!(value.get_ref().get(0).unwrap().get_ref().as_str(), Some("\"\n[x]"));
    }
}
