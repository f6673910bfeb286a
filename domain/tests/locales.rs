//! A language of forms is a file of `locales/`, and nothing else.

#[expect(dead_code, clippy::print_stdout, reason = "a build script begins by itself, and speaks to cargo")]
#[path = "../build.rs"]
mod build;

use leadline_domain::form::{locales, words};
use std::{collections::BTreeSet, fs, path::Path};

const DIRECTORY: &str = "locales";

#[test]
fn the_languages_are_those_of_the_files_and_say_what_these_say() {
    let mut tags = BTreeSet::new();
    for entry in fs::read_dir(DIRECTORY).unwrap() {
        let path = entry.unwrap().path();
        let tag = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let texts: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        assert_eq!(words(&tag).map(|words| words.next), texts["next"].as_str(), "{tag}");
        tags.insert(tag);
    }
    assert_eq!(locales().map(str::to_owned).collect::<BTreeSet<_>>(), tags);
}

#[test]
fn one_more_file_is_one_more_language() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(DIRECTORY);
    // What another version of this test left there would be languages, too.
    drop(fs::remove_dir_all(&directory));
    fs::create_dir_all(&directory).unwrap();
    for (from, to) in [("en.toml", "en.toml"), ("de.toml", "pt-BR.toml")] {
        fs::copy(Path::new(DIRECTORY).join(from), directory.join(to)).unwrap();
    }
    let code = build::code(&directory).unwrap();
    assert!(code.contains("static PT_BR: Words = Words { tag: \"pt-BR\", "), "{code}");
    assert!(code.contains("static ALL: &[&Words] = &[&EN, &PT_BR];"), "{code}");
}
