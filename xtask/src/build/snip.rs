//! Panics without their messages.
//!
//! A panic in the page ends the module either way, nobody reads its message there, and the code that would write it is a
//! fifth of the tracker. So every function that begins a panic becomes the instruction that ends the module, and what only
//! those functions needed goes with them.

use std::path::Path;

use anyhow::{Result, ensure};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// What the names of functions that begin a panic contain.
const PANICS: [&str; 6] =
    ["panicking", "handle_alloc_error", "handle_error", "slice_index_fail", "unwrap_failed", "expect_failed"];

/// Snips the panics of a module that still has its names.
pub(super) fn panics(path: &Path) -> Result<()> {
    let mut module = Module::from_file(path)?;
    let begin: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(begins_panic))
        .map(walrus::Function::id)
        .collect();
    ensure!(!begin.is_empty(), "{} names no function that panics; has the name section gone?", path.display());
    for function in begin {
        end_at_once(&mut module, function);
    }
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(path)
}

fn begins_panic(name: &str) -> bool {
    PANICS.iter().any(|part| name.contains(part))
}

/// Replaces the body by `unreachable`; the signature stays, so every caller still fits.
fn end_at_once(module: &mut Module, function: FunctionId) {
    let signature = module.types.get(module.funcs.get(function).ty()).clone();
    let mut builder = FunctionBuilder::new(&mut module.types, signature.params(), signature.results());
    builder.func_body().unreachable();
    let arguments = signature.params().iter().map(|kind| module.locals.add(*kind)).collect();
    let body = builder.local_func(arguments);
    module.funcs.get_mut(function).kind = FunctionKind::Local(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_begin_a_panic_are_known_by_name() {
        assert!(begins_panic("core::panicking::panic_fmt::h1234"));
        assert!(begins_panic("alloc::raw_vec::handle_error"));
        assert!(!begins_panic("leadline_tracker::sender::send"));
    }
}
