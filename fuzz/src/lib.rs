//! What holds for every decoder of bytes from outside, whatever the bytes are.
//!
//! One module a decoder, each with `check`: it decodes, panics where a law is broken, and says whether the bytes were
//! taken. `fuzz_targets/` hands them what libFuzzer thinks of, `tests/seeds.rs` what `seeds/` holds.

pub mod batch;
pub mod cookie;
pub mod domain;
pub mod email;
pub mod form;
pub mod form_body;
pub mod form_rules;
pub mod import_line;
pub mod item;
pub mod key;
pub mod line;
pub mod link;
pub mod page_address;
pub mod passport;
pub mod queue;
pub mod route;
pub mod signature;
pub mod site_json;
pub mod site_toml;
pub mod ticket;
pub mod user_agent;
pub mod visit;

mod demo;
mod raw_seal;
mod scores;
mod shown;

// The command line is a program and no library, so its reading of site files is compiled here a second time.
#[allow(dead_code, reason = "the command line uses the rest")]
#[path = "../../cli/src/complaint.rs"]
mod complaint;
#[allow(dead_code, reason = "the command line uses the rest")]
#[path = "../../cli/src/expand.rs"]
mod expand;
#[allow(dead_code, reason = "the command line uses the rest")]
#[path = "../../cli/src/finding.rs"]
mod finding;
#[path = "../../cli/src/mend.rs"]
mod mend;
#[path = "../../cli/src/place.rs"]
mod place;
#[allow(dead_code, reason = "the command line uses the rest")]
#[path = "../../cli/src/reading.rs"]
mod reading;
#[path = "../../cli/src/source.rs"]
mod source;
