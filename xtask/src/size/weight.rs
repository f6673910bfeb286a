//! The three sizes of one file.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

/// Window of 4 MB and best quality: what a CDN that compresses static files ahead sends.
const BROTLI_WINDOW: u32 = 22;
const BROTLI_QUALITY: u32 = 11;
/// What Cloudflare compresses answers at while it sends them.
const BROTLI_QUALITY_AT_ONCE: u32 = 4;

/// Sizes in bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Weight {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

impl Weight {
    /// Compresses the content of a file both ways.
    pub(super) fn of(content: &[u8]) -> Result<Self> {
        Ok(Self { raw: content.len(), gzip: gzip(content)?, brotli: brotli(content, BROTLI_QUALITY)? })
    }

    /// The same of an answer that is made anew each time.
    pub(super) fn of_answer(content: &[u8]) -> Result<Self> {
        Ok(Self { brotli: brotli(content, BROTLI_QUALITY_AT_ONCE)?, ..Self::of(content)? })
    }
}

fn gzip(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}

fn brotli(content: &[u8], quality: u32) -> Result<usize> {
    let mut compressed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut compressed, 4096, quality, BROTLI_WINDOW);
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

    #[test]
    fn an_answer_is_compressed_in_more_of_a_hurry_than_a_file() {
        let words: Vec<String> = (0..2_000_u32).map(|nth| (nth.wrapping_mul(2_654_435_761) % 97).to_string()).collect();
        let text = words.join(" ");
        let (file, answer) = (Weight::of(text.as_bytes()).unwrap(), Weight::of_answer(text.as_bytes()).unwrap());
        assert_eq!((file.raw, file.gzip), (answer.raw, answer.gzip));
        assert!(file.brotli < answer.brotli);
    }
}
