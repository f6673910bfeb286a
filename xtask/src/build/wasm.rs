//! wasm-bindgen, as a library of exactly the version the crates use, and wasm-opt from npm's binaryen.

use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command;
use crate::workspace::Workspace;

/// What rustc emits for wasm32-unknown-unknown by default, said aloud: wasm-bindgen removes the section from which
/// wasm-opt would learn it, and neither must use more than today's browsers and the engine have.
const FEATURES: [&str; 8] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// The one feature that code for wasm2js must not use: it brings a second table.
const REFERENCES: &str = "--enable-reference-types";

/// What JavaScript has no counterpart for, said with what it has.
const LOWER: [&str; 3] =
    ["--llvm-memory-copy-fill-lowering", "--signext-lowering", "--llvm-nontrapping-fptoint-lowering"];

/// The order of passes that leaves least for brotli to send. A load from memory that is not there traps in none of our code,
/// and nothing lies in the first kilobyte, which is the end of the stack.
const SHRINK: [&str; 6] = ["--ignore-implicit-traps", "--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// Sections nobody reads after the build.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// Bindings for a page: `<name>.js`, `<name>_bg.wasm` and snippets. The loader says where the wasm is, so the glue
/// needs no default path.
pub(crate) fn bind_for_page(input: &Path, name: &str, into: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    // The names stay for `snip`, and go with everything else in `optimise`.
    bindgen.web(true)?.omit_default_module_path(true).remove_name_section(false);
    generate(&mut bindgen, input, name, into)
}

/// Bindings whose import of the wasm a bundler resolves.
pub(crate) fn bind_for_bundler(input: &Path, name: &str, into: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.bundler(true)?.remove_name_section(false);
    generate(&mut bindgen, input, name, into)
}

/// Bindings for the engine, with the two switches workers-rs needs to start a fresh instance after a panic.
pub(crate) fn bind_for_edge(input: &Path, name: &str, into: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.module(true)?.reset_state_function(true).force_enable_abort_handler(true).remove_name_section(true);
    generate(&mut bindgen, input, name, into)
}

fn generate(bindgen: &mut Bindgen, input: &Path, name: &str, into: &Path) -> Result<()> {
    bindgen
        .input_path(input)
        .out_name(name)
        .typescript(false)
        .remove_producers_section(true)
        .generate(into)
        .with_context(|| format!("wasm-bindgen refuses {}", input.display()))
}

/// Shrinks a module for a visitor to download.
pub(crate) fn optimise(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let mut wasm_opt = command::node_tool(workspace, "wasm-opt");
    wasm_opt.args(SHRINK).args(FEATURES).arg(REFERENCES).args(STRIP).arg(input).arg("-o").arg(output);
    command::run_quietly(&mut wasm_opt, "wasm-opt refuses the module").map(drop)
}

/// Removes the list of features a module says it was compiled with. The precompiled standard library says of itself that
/// it may use references, and wasm-bindgen would take that for the whole module's wish.
pub(crate) fn forget_features(input: &Path, output: &Path) -> Result<()> {
    let mut module = walrus::Module::from_file(input)?;
    module.customs.remove_raw("target_features");
    module.emit_wasm_file(output)
}

/// Shrinks a module for wasm2js.
pub(crate) fn lower(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let mut wasm_opt = command::node_tool(workspace, "wasm-opt");
    wasm_opt.args(LOWER).arg("-Oz").args(FEATURES).args(STRIP).arg(input).arg("-o").arg(output);
    command::run_quietly(&mut wasm_opt, "wasm-opt refuses the module for wasm2js").map(drop)
}

/// Turns a lowered module into JavaScript.
pub(crate) fn to_js(workspace: &Workspace, input: &Path, output: &Path) -> Result<()> {
    let mut wasm2js = command::node_tool(workspace, "wasm2js");
    wasm2js.arg("-Oz").args(FEATURES).arg(input).arg("-o").arg(output);
    command::run_quietly(&mut wasm2js, "wasm2js refuses the module").map(drop)
}
