//! Runs the laws of `page_address` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::page_address::check(input);
});
