//! Runs the laws of `batch` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::batch::check(input);
});
