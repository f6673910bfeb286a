//! Runs the laws of `cookie` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::cookie::check(input);
});
