//! The laws on the seeds, without the engine: cheap enough for every test run.

use std::{collections::BTreeSet, fs, path::Path};

type Check = fn(&[u8]) -> bool;

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        const TARGETS: &[(&str, Check)] = &[$((stringify!($name), leadline_fuzz::$name::check)),*];
    };
}

targets!(
    batch,
    cookie,
    domain,
    email,
    form,
    form_body,
    form_rules,
    import_line,
    item,
    key,
    line,
    link,
    page_address,
    passport,
    queue,
    route,
    signature,
    site_json,
    site_toml,
    ticket,
    user_agent,
    visit,
);

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let stem = |entry: fs::DirEntry| entry.path().file_stem().unwrap().to_string_lossy().into_owned();
    entries.map(|entry| stem(entry.unwrap())).collect()
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

/// A target whose decoder takes none of its seeds would start from nothing.
#[test]
fn the_laws_hold_for_every_seed_and_each_decoder_takes_one() {
    for (name, check) in TARGETS {
        let taken: Vec<String> =
            seeds(name).into_iter().filter(|(_, seed)| check(seed)).map(|(path, _)| path).collect();
        assert!(!taken.is_empty(), "no seed of {name} is taken");
    }
}

/// At how many places a seed is cut and changed.
const PLACES: usize = 60;

#[test]
fn the_laws_hold_for_a_little_of_everything() {
    for (name, check) in TARGETS {
        for (_, seed) in seeds(name) {
            for end in (0..seed.len()).step_by(seed.len().div_ceil(PLACES).max(1)) {
                check(&seed[..end]);
                let mut changed = seed.clone();
                changed[end] = changed[end].wrapping_mul(31).wrapping_add(7);
                check(&changed);
            }
        }
    }
}

#[test]
fn every_target_is_run_by_the_engine_and_here() {
    let here: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names("fuzz_targets"), here);
    assert_eq!(names("seeds"), here);
}
