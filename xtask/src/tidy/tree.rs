//! The files of the checkout, as the checks see them.

use std::fs;
use std::path::Path;

use anyhow::Result;
use ignore::WalkBuilder;

/// Everything git does not ignore; files not yet added are checked too.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

/// One file; the path is relative to the root, with forward slashes.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) content: Vec<u8>,
}

impl Tree {
    /// Reads all files below the root.
    pub(super) fn load(root: &Path) -> Result<Self> {
        let walk = WalkBuilder::new(root)
            .hidden(false)
            .require_git(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .sort_by_file_path(Ord::cmp)
            .build();
        let mut files = Vec::new();
        for entry in walk {
            let entry = entry?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let path = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                files.push(File { path, content: fs::read(entry.path())? });
            }
        }
        Ok(Self { files })
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Files below one of the directories, with one of the endings.
    pub(super) fn below<'a>(&'a self, directories: &'a [&str], ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| {
            file.path.ends_with(ending) && directories.iter().any(|directory| file.path.starts_with(directory))
        })
    }
}

impl File {
    /// The content, if it is text.
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.content).ok().filter(|text| !text.contains('\0'))
    }

    /// What follows the last dot of the name.
    pub(super) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Name without directories.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

#[cfg(test)]
impl Tree {
    /// A tree of made-up files.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), content: text.as_bytes().to_owned() };
        Self { files: files.iter().map(file).collect() }
    }
}
