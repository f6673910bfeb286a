//! `leadline classify`: our judgement in bulk. JSON lines in, one JSON object a line out, in the same order.

mod agent;
mod email;
mod visit;

use crate::{args::Subject, failure::Failure, json_error};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};

/// What a line has to be for a subject.
trait Asked: DeserializeOwned {
    /// Such a line.
    const EXAMPLE: &'static str;
}

/// A line that can't be judged, in the place of a judgement.
#[derive(Serialize)]
struct BadLine {
    /// Which, from 1.
    line: u64,
    /// What is wrong with it.
    error: String,
}

/// Judges standard input to standard output. A reader that closes the pipe early (`| head`) is no failure.
pub(crate) fn run(subject: Subject) -> Result<(), Failure> {
    let (lines, out) = (BufReader::new(io::stdin().lock()), BufWriter::new(io::stdout().lock()));
    let outcome = match subject {
        Subject::Email => each_line(lines, out, email::judge),
        Subject::Agent => each_line(lines, out, agent::judge),
        Subject::Visit => each_line(lines, out, visit::judge),
    };
    match outcome {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Stream { why: error.to_string() }),
        _ => Ok(()),
    }
}

/// Writes what `judge` says of each line; what it can't read becomes a [`BadLine`]. Blank lines say nothing.
fn each_line<Question: Asked, Answer: Serialize>(
    mut lines: impl BufRead,
    mut out: impl Write,
    judge: impl Fn(Question) -> Result<Answer, String>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    let mut line = 0;
    while lines.read_until(b'\n', &mut bytes)? > 0 {
        line += 1;
        if !bytes.trim_ascii().is_empty() {
            match read(&bytes).and_then(&judge) {
                Ok(answer) => serde_json::to_writer(&mut out, &answer)?,
                Err(error) => serde_json::to_writer(&mut out, &BadLine { line, error })?,
            }
            out.write_all(b"\n")?;
        }
        bytes.clear();
    }
    out.flush()
}

/// Reads one line; keys that are not asked for don't matter.
fn read<Question: Asked>(bytes: &[u8]) -> Result<Question, String> {
    let text = std::str::from_utf8(bytes.trim_ascii_end()).map_err(|error| format!("not UTF-8: {error}"))?;
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("not JSON: {}", json_error::placed(&error)))?;
    let expected = format!("expected an object such as {}", Question::EXAMPLE);
    // Checked here because serde would take a list for the values of the keys in their order.
    if !value.is_object() {
        return Err(expected);
    }
    serde_json::from_value(value).map_err(|error| format!("{expected} ({error})"))
}

#[cfg(test)]
mod tests;
