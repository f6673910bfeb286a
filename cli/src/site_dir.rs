//! A site's directory: which files belong to it, and what they say together.

use crate::{expand::Environment, finding::Finding, place, reading::Reading, source::Source};
use leadline_domain::{
    secret::sha256_hex,
    site::{Problem, RawFile, RawForm, RawSite, Site, nearest},
};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// Files at the top of a site's directory.
const FILES: [&str; 4] = ["site.toml", "scoring.toml", "lifecycle.toml", "routing.toml"];

/// The folder of what forms hand out.
pub(crate) const FOLDER: &str = "files";

/// A site that was read and found sound.
pub(crate) struct Sound {
    /// Its files as written.
    pub(crate) raw: RawSite,
    /// What they mean.
    pub(crate) site: Site,
    /// What is sound, and probably not meant.
    pub(crate) warnings: Vec<Finding>,
}

/// Reads and checks a site's directory; every problem in any file is found in one go.
pub(crate) fn load(root: &Path, environment: Environment<'_>) -> Result<(RawSite, Site), Vec<Finding>> {
    load_with_warnings(root, environment).map(|Sound { raw, site, .. }| (raw, site))
}

/// As [`load`], with what is sound and probably not meant.
pub(crate) fn load_with_warnings(root: &Path, environment: Environment<'_>) -> Result<Sound, Vec<Finding>> {
    if root.is_file() {
        return Err(vec![no_folder(root)]);
    }
    if !root.is_dir() {
        return Err(vec![no_directory(root)]);
    }
    if is_template(root) {
        return Err(vec![template(root)]);
    }
    let mut files = Files { root, environment, sources: Vec::new(), unsound: BTreeSet::new(), findings: Vec::new() };
    files.strays();
    let mut raw = files.raw();
    let site = raw.clone().and_then(|raw| files.judge(raw));
    if let Some(raw) = &mut raw {
        let handed_out = handed_out(&raw.forms);
        raw.files.retain(|name, _| handed_out.contains(name));
    }
    match (raw, site) {
        (Some(raw), Some(site)) if files.findings.is_empty() => {
            files.place(site.warnings());
            let warnings = std::mem::take(&mut files.findings);
            Ok(Sound { raw, site, warnings })
        }
        _ => Err(files.sorted()),
    }
}

/// The files of a site while they are read.
struct Files<'a> {
    root: &'a Path,
    environment: Environment<'a>,
    sources: Vec<Source>,
    /// Names of files whose contents can't be judged.
    unsound: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Files<'_> {
    /// All files, in the domain's own raw types.
    fn raw(&mut self) -> Option<RawSite> {
        let site = self.read("site.toml");
        let scoring = self.read("scoring.toml");
        let (lifecycle, routing) = (self.read_if_there("lifecycle.toml"), self.read_if_there("routing.toml"));
        let (models, forms, pages) = (self.read_all("models"), self.read_all("forms"), self.read_all("pages"));
        Some(RawSite {
            site: site?,
            scoring: scoring?,
            models: models?,
            lifecycle: lifecycle?,
            routing: routing?,
            forms: forms?,
            pages: pages?,
            files: BTreeMap::new(),
        })
        .map(|raw| self.with_files(raw))
    }

    /// With what lies in the folder `files`: of those that forms hand out their bytes count, of others the name is known, for it
    /// may be what was meant.
    fn with_files(&mut self, mut raw: RawSite) -> RawSite {
        let handed_out = handed_out(&raw.forms);
        for name in file_names(&self.root.join(FOLDER)) {
            let path = self.root.join(FOLDER).join(&name);
            let bytes = if handed_out.contains(&name) { fs::read(&path) } else { Ok(Vec::new()) };
            match bytes {
                Ok(bytes) => {
                    let file = RawFile { sha256: sha256_hex(&bytes), bytes: bytes.len() as u64 };
                    raw.files.insert(name, file);
                }
                Err(error) => self.findings.push(unreadable(path.display().to_string(), &name, &error)),
            }
        }
        raw
    }

    fn read_all<T: DeserializeOwned>(&mut self, folder: &str) -> Option<BTreeMap<String, T>> {
        let names = toml_names(&self.root.join(folder));
        names.into_iter().map(|name| self.read(&format!("{folder}/{name}.toml")).map(|value| (name, value))).collect()
    }

    /// A file that says nothing where it is left out.
    fn read_if_there<T: DeserializeOwned + Default>(&mut self, name: &str) -> Option<T> {
        if self.root.join(name).exists() { self.read(name) } else { Some(T::default()) }
    }

    fn read<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let path = self.root.join(name);
        let display = path.display().to_string();
        let reading = match fs::read_to_string(&path) {
            Ok(text) => {
                let source = Source { name: name.to_owned(), path: display, text };
                let reading = Reading::of(&source, self.environment);
                self.sources.push(source);
                reading
            }
            Err(error) => Reading { findings: vec![unreadable(display, name, &error)], ..Reading::stand_in() },
        };
        self.findings.extend(reading.findings);
        if !reading.sound {
            self.unsound.insert(name.to_owned());
        }
        reading.value
    }

    /// What the files say together. Of a file that only half makes sense nothing more is said.
    fn judge(&mut self, raw: RawSite) -> Option<Site> {
        let problems = match Site::check(raw) {
            Ok(site) => return Some(site),
            Err(problems) => problems,
        };
        let judged: Vec<Problem> = problems.into_iter().filter(|problem| self.can_be_judged(problem)).collect();
        self.place(judged);
        None
    }

    fn place(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if let Some(source) = self.sources.iter().find(|source| source.name == problem.file) {
                self.findings.push(place::finding(source, problem, self.environment));
            }
        }
    }

    fn can_be_judged(&self, problem: &Problem) -> bool {
        let follows = |file: &String| problem.follows_from.is_some_and(|files| file.starts_with(files));
        !self.unsound.contains(&problem.file) && !self.unsound.iter().any(follows)
    }

    /// A misspelt file name would otherwise be a file that is silently left out.
    fn strays(&mut self) {
        let words = FILES.map(ToOwned::to_owned);
        for name in toml_names(self.root).into_iter().map(|stem| stem + ".toml") {
            if !words.contains(&name) {
                let path = self.root.join(&name).display().to_string();
                let expected =
                    format!("one of the files: {}; forms, models and pages in folders of that name", words.join(", "));
                let found = "a file that means nothing here".to_owned();
                let nearest = nearest(&name, &words);
                self.findings.push(Finding { path, at: None, found, expected, nearest, remedy: None });
            }
        }
    }

    fn sorted(mut self) -> Vec<Finding> {
        self.findings.sort();
        self.findings.dedup();
        self.findings
    }
}

/// Names of the files that forms hand out.
fn handed_out(forms: &BTreeMap<String, RawForm>) -> BTreeSet<String> {
    forms.values().flat_map(|form| &form.after).filter_map(|rule| rule.file.clone()).collect()
}

/// Names of the files in a folder; none if there is no such folder.
fn file_names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Names of the TOML files in a folder, without their ending, in order; none if there is no such folder.
fn toml_names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
        .collect()
}

fn unreadable(path: String, name: &str, error: &io::Error) -> Finding {
    match error.kind() {
        io::ErrorKind::NotFound => {
            let expected =
                if name == "site.toml" { "id, name and origins" } else { "thresholds, grades, signals, rules" };
            Finding::of_file(path, "no such file", expected, &format!("write it; sites/demo/{name} is an example"))
        }
        io::ErrorKind::InvalidData => Finding::of_file(path, "not UTF-8", "text in UTF-8", "save it as UTF-8"),
        _ => Finding::of_file(path, &error.to_string(), "a file that can be read", "check its permissions"),
    }
}

/// Whether a folder is no site but a scoring to copy into one. What it says of forms it hasn't got is no mistake.
fn is_template(root: &Path) -> bool {
    let has = |name: &str| root.join(name).exists();
    has("scoring.toml") && !["site.toml", "lifecycle.toml", "routing.toml", "forms", "pages"].into_iter().any(has)
}

fn template(root: &Path) -> Finding {
    let remedy = "copy its scoring.toml beside a site.toml and check that folder; sites/demo/site.toml is an example";
    Finding::of_file(root.display().to_string(), "a template: a scoring.toml alone", "a site's directory", remedy)
}

fn no_folder(file: &Path) -> Finding {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let remedy = format!("give the folder: {}", parent.display());
    Finding::of_file(file.display().to_string(), "a file", "a site's directory", &remedy)
}

fn no_directory(root: &Path) -> Finding {
    let parent = root.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let parent = if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent };
    let siblings: Vec<String> = fs::read_dir(&parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join("site.toml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let remedy = "give the directory that holds site.toml";
    let finding = Finding::of_file(root.display().to_string(), "no such directory", "a site's directory", remedy);
    Finding { nearest: nearest(&name, &siblings), ..finding }
}
