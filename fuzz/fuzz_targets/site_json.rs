//! Runs the laws of `site_json` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::site_json::check(input);
});
