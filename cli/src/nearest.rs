//! The word a misspelling was probably meant to be.

/// The nearest of `words`: at most a third of its letters away, as in the domain's own checks.
pub(crate) fn nearest(found: &str, words: &[String]) -> Option<String> {
    words
        .iter()
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .min()
        .filter(|(distance, word)| *distance * 3 <= word.chars().count().max(3))
        .map(|(_, word)| word.clone())
}
