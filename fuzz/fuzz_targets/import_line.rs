//! Runs the laws of `import_line` in libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    leadline_fuzz::import_line::check(input);
});
