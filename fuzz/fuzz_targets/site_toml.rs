//! Runs the laws of `site_toml` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::site_toml::check(input);
});
