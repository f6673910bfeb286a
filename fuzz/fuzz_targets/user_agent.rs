//! Runs the laws of `user_agent` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::user_agent::check(input);
});
