//! The glue without what a page of ours never needs, and short names between glue and wasm.
//!
//! wasm-bindgen writes glue for everybody: for modules started in four ways, for closures that end before the page does,
//! for strings long enough that copying pays, for memories beyond two gigabytes. Ours has one start, closures that live as
//! long as the page, short strings, and a megabyte or two. Together with the names, which carry hashes that no compression
//! can shrink, that is more than a kilobyte for every visitor. Each part is looked for by what the pinned version writes;
//! one that is not found fails the build.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use regex::Regex;
use walrus::Module;

/// Functions by name, and what stands in for them.
const FUNCTIONS: [(&str, &str); 9] = [
    (
        "passStringToWasm0",
        "(arg) {
    const bytes = cachedTextEncoder.encode(arg);
    WASM_VECTOR_LEN = bytes.length;
    const ptr = wasm.__wbindgen_malloc(WASM_VECTOR_LEN, 1);
    getUint8ArrayMemory0().set(bytes, ptr);
    return ptr;
}
function passBack(at, text) {
    const ptr = passStringToWasm0(text);
    new Int32Array(wasm.memory.buffer, at).set([ptr, WASM_VECTOR_LEN]);
}",
    ),
    ("decodeText", "(bytes) {\n    return cachedTextDecoder.decode(bytes);\n}"),
    ("getDataViewMemory0", "() {\n    return new DataView(wasm.memory.buffer);\n}"),
    ("getUint8ArrayMemory0", "() {\n    return new Uint8Array(wasm.memory.buffer);\n}"),
    ("makeClosure", "(arg0, arg1, f) {\n    return (...args) => f(arg0, arg1, ...args);\n}"),
    ("__wbg_finalize_init", "({ instance }) {\n    wasm = instance.exports;\n    wasm.__wbindgen_start();\n}"),
    ("__wbg_init_once", "() {}"),
    // Two tags of one page share a module.
    (
        "__wbg_init",
        "({ module_or_path }) {
    return __wbg_init_promise ??=
        WebAssembly.instantiate(module_or_path, __wbg_get_imports()).then(__wbg_finalize_init);
}",
    ),
    ("initSync", "() {}"),
];

/// Pieces of other functions, each found at least once.
const PIECES: [(&str, &str); 10] = [
    (r"export \{ initSync, __wbg_init as default \}", "export { __wbg_init as default }"),
    // A string that can't be encoded is no case of ours; the module would be at its end anyway.
    (r"try \{\n([^}]*?)\n    \} catch \(e\) \{\n(?:        if .*\n)*        throw e;\n    \}", "$1"),
    (r"const CLOSURE_DTORS = (?s:.*?)\n\n", ""),
    (r"if \(!\('encodeInto' in cachedTextEncoder\)\) \{(?s:.*?)\n\}\n", ""),
    (r"cachedTextDecoder\.decode\(\);\n", ""),
    (r"throw new Error\(getStringFromWasm0\(arg0, arg1\)\);", ""),
    (r", wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\)", ")"),
    // What is told and asked in numbers is small; so are addresses.
    (r" >>> 0", ""),
    (r"__proto__: null,", ""),
    (r"(\w+): function\(", "$1("),
];

/// A text that is handed back, which not every module does.
const TEXT_BACK: &str = r"const ptr1 = passStringToWasm0\(ret\);\n.*\n.*setInt32\(.*\n.*setInt32\(.*";

/// Names that only glue and wasm know. Those that somebody else calls, or that are short, stay.
fn is_private(name: &str) -> bool {
    name.contains("bindgen") || name.contains("wbg") || name.contains("externref")
}

/// Makes a bound module and its glue lean, in place.
pub(super) fn out(glue: &Path, wasm: &Path) -> Result<()> {
    let mut text = fs::read_to_string(glue)?;
    for (name, instead) in FUNCTIONS {
        text = replaced(
            &text,
            &format!(r"(?m)^(?:async )?function {name}\((?s:.*?)\n\}}$"),
            &format!("function {name}{instead}"),
        )?;
    }
    for (piece, instead) in PIECES {
        text = replaced(&text, piece, instead)?;
    }
    // Where a closure ends before its page, it ends for Rust alone.
    let text = text.replace("arg0._wbg_cb_unref();", "");
    let text = Regex::new(TEXT_BACK)?.replace_all(&text, "passBack(arg0, ret);").into_owned();
    fs::write(glue, rename(&text, wasm)?)?;
    Ok(())
}

fn replaced(text: &str, pattern: &str, instead: &str) -> Result<String> {
    let found = Regex::new(pattern)?;
    found.is_match(text).then_some(()).with_context(|| {
        format!("the glue has no {pattern} any more; look at what wasm-bindgen writes, and mend build/lean.rs")
    })?;
    Ok(found.replace_all(text, instead).into_owned())
}

/// Gives what passes between glue and wasm names of two characters.
fn rename(glue: &str, wasm: &Path) -> Result<String> {
    let mut module = Module::from_file(wasm)?;
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let mut text = glue.to_owned();
    for (number, name) in imports.chain(exports).filter(|name| is_private(name)).enumerate() {
        let short = format!("${}", char::from_digit(u32::try_from(number)?, 36).context("more names than digits")?);
        let whole = Regex::new(&format!(r"\b{}\b", regex::escape(name)))?;
        text = whole.replace_all(&text, short.replace('$', "$$")).into_owned();
        *name = short;
    }
    module.emit_wasm_file(wasm)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_gone_fails_the_build() {
        assert_eq!(replaced("let a = 1;", "let [a-z]", "const a").unwrap(), "const a = 1;");
        assert!(replaced("let a = 1;", "var", "const").unwrap_err().to_string().contains("lean.rs"));
    }

    #[test]
    fn only_names_between_glue_and_wasm_are_shortened() {
        assert!(is_private("__wbg_now_cc100f4950ad4427") && is_private("__externref_table_alloc"));
        assert!(!is_private("start") && !is_private("memory"));
    }
}
