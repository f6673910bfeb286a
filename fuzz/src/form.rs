//! A form that nobody wrote and answers to it, drawn from the bytes.

#[allow(dead_code, reason = "domain/tests/form_laws.rs uses the rest")]
#[path = "../../domain/tests/drawn/mod.rs"]
mod drawn;

/// What the page refuses the edge refuses; what is not asked is not kept, and what is needed is there.
pub fn check(input: &[u8]) -> bool {
    drawn::law::check(input).judged.is_ok()
}
