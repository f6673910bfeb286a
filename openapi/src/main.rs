//! Writes the document to standard output; `cargo xtask openapi` puts it where the edge takes it from.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let text = leadline_openapi::text().map_err(io::Error::other)?;
    io::stdout().write_all(text.as_bytes())
}
