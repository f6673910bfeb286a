//! What the page itself says to the visitor; everything else comes with the form.

/// Nothing is known to have arrived.
pub(crate) const NOT_SENT: &str =
    "This could not be sent. Everything you typed is still here: please check your connection and try again.";
/// The edge said no, and trying again as it is will not help.
pub(crate) const REFUSED: &str = "This form can't be taken right now. Everything you typed is still here.";
/// Some answers are wrong; each says how.
pub(crate) const CORRECT: &str = "Please correct the marked answers.";
/// The site did not say how to thank.
pub(crate) const THANKS: &str = "Thank you.";
