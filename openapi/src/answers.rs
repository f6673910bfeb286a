//! What is answered, where it is no type of `domain` as it is. The engine's tests hold every answer against this.
#![expect(dead_code, reason = "what it is like is all that is wanted")]
#![expect(clippy::struct_field_names, reason = "the keys are those that are answered")]

pub(crate) mod accounts;
pub(crate) mod delivery;
pub(crate) mod leads;
pub(crate) mod person;
pub(crate) mod sites;
pub(crate) mod standing;
pub(crate) mod tokens;
pub(crate) mod transfer;
