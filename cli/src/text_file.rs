//! A text somebody hands us: a file, or what comes through a pipe.

use crate::failure::Failure;
use std::{
    fs,
    io::{self, Read},
    path::Path,
};

/// Reads a file, or standard input for `-`. Bytes that are no UTF-8 cost their line, not the file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") { stdin() } else { fs::read(path) };
    let unreadable =
        |error: io::Error| Failure::Unreadable { path: path.display().to_string(), why: error.to_string() };
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(unreadable)
}

fn stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map(|_| bytes)
}
