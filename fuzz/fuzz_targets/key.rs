//! Runs the laws of `key` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::key::check(input);
});
