//! What the page itself says to the visitor; everything else comes with the form.

/// Nothing is known to have arrived.
pub(crate) const NOT_SENT: &str =
    "This could not be sent. Everything you typed is still here: please check your connection and try again.";
/// The edge could not take it, or not now; that is no fault of the visitor's.
pub(crate) const NOT_TAKEN: &str =
    "Something went wrong on our side. Everything you typed is still here: please try again in a minute.";
/// The edge said no, and trying again as it is will not help.
pub(crate) const REFUSED: &str = "This form can't be taken, and trying again won't help. Everything you typed is still \
     here: please copy it and reach us another way.";
/// Some answers are wrong; each says how.
pub(crate) const CORRECT: &str = "Please correct the marked answers.";
/// The site did not say how to thank.
pub(crate) const THANKS: &str = "Thank you.";
