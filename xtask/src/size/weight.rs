//! The three sizes of one file.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

/// Window of 4 MB and best quality: what a CDN that compresses static files ahead sends.
const BROTLI_WINDOW: u32 = 22;
const BROTLI_QUALITY: u32 = 11;

/// Sizes in bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Weight {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

impl Weight {
    /// Compresses the content both ways.
    pub(super) fn of(content: &[u8]) -> Result<Self> {
        Ok(Self { raw: content.len(), gzip: gzip(content)?, brotli: brotli(content)? })
    }
}

fn gzip(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

fn brotli(content: &[u8]) -> Result<usize> {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    encoder.write_all(content)?;
    drop(encoder);
    Ok(compressed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_compresses_and_brotli_at_least_as_well() {
        let weight = Weight::of("track view page ".repeat(200).as_bytes()).unwrap();
        assert_eq!(weight.raw, 3_200);
        assert!(weight.gzip < 100 && weight.brotli <= weight.gzip);
    }
}
