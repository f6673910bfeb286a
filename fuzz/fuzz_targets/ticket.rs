//! Runs the laws of `ticket` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::ticket::check(input);
});
