//! Runs the laws of `form_rules` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::form_rules::check(input);
});
