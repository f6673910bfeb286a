//! Writes what forms say in every language of `locales/` as constants: a language is a file, and nothing else.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

/// The language that says which texts there are.
const FIRST: &str = "en";

type Texts = toml::Table;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let out = Path::new(&env::var("OUT_DIR")?).join("words.rs");
    fs::write(out, code(Path::new("locales"))?)?;
    Ok(())
}

/// The constants for the catalogues in this directory, each called by its language.
pub(crate) fn code(directory: &Path) -> Result<String, Box<dyn Error>> {
    let mut locales: Vec<(String, Texts)> = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let tag = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a file name that is no language")?.to_owned();
        let texts: Texts =
            fs::read_to_string(&path)?.parse().map_err(|fault| format!("{}: {fault}", path.display()))?;
        locales.push((tag, texts));
    }
    locales.sort_by(|one, other| one.0.cmp(&other.0));
    let first = locales.iter().find(|(tag, _)| tag == FIRST).ok_or("locales/en.toml says which texts there are")?;
    let keys: Vec<String> = first.1.keys().cloned().collect();
    written(&locales, &keys)
}

fn written(locales: &[(String, Texts)], keys: &[String]) -> Result<String, Box<dyn Error>> {
    let mut code = String::from("/// What forms say in one language.\n#[derive(Debug)]\npub struct Words {\n");
    code.push_str("    /// The language, as BCP 47 names it.\n    pub tag: &'static str,\n");
    let english = locales.iter().find(|(tag, _)| tag == FIRST);
    for key in keys {
        let text = english.and_then(|(_, texts)| texts.get(key)).and_then(toml::Value::as_str).unwrap_or_default();
        writeln!(code, "    /// `{text}`\n    pub {key}: &'static str,")?;
    }
    code.push_str("}\n");
    for (tag, texts) in locales {
        if let Some(stray) = texts.keys().find(|key| !keys.contains(key)) {
            return Err(format!("locales/{tag}.toml: {stray} is no text of locales/{FIRST}.toml").into());
        }
        write!(code, "\nstatic {}: Words = Words {{ tag: {tag:?}, ", constant(tag))?;
        for key in keys {
            let text = texts.get(key).and_then(toml::Value::as_str);
            let text = text.ok_or_else(|| format!("locales/{tag}.toml: {key} is missing"))?;
            write!(code, "{key}: {text:?}, ")?;
        }
        code.push_str("};\n");
    }
    let all: Vec<String> = locales.iter().map(|(tag, _)| format!("&{}", constant(tag))).collect();
    writeln!(code, "\n/// Every language there is, by its tag.\nstatic ALL: &[&Words] = &[{}];", all.join(", "))?;
    writeln!(code, "\n/// The language that is always there.\nstatic FIRST: &Words = &{};", constant(FIRST))?;
    Ok(code)
}

/// The name of a language's constant: `pt-BR` is `PT_BR`.
fn constant(tag: &str) -> String {
    tag.to_uppercase().replace('-', "_")
}
