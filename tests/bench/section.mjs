// Sections of docs/benchmarks.md: each benchmark writes its own and leaves the others as they are.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../support/tools.mjs";

const FILE = join(ROOT, "docs/benchmarks.md");
const KEYS = ["client", "forms", "domain", "edge"];
const TITLE = "# Benchmarks\n";

/** Writes one section, named by its benchmark. */
export async function section(key, text) {
  const present = sections(await readFile(FILE, "utf8").catch(() => ""));
  await writeFile(FILE, document({ ...present, [key]: text }));
  console.log("written: docs/benchmarks.md");
}

/** The sections of a document, by their keys. */
export function sections(text) {
  const found = KEYS.map((key) => [key, new RegExp(`<!-- ${key} -->\\n+([^]*?)(?=\\n<!-- \\w+ -->|$)`).exec(text)?.[1]]);
  return Object.fromEntries(found.filter(([, body]) => body).map(([key, body]) => [key, body.trim()]));
}

/** The document with these sections, in their usual order. */
export function document(sections) {
  const written = KEYS.filter((key) => sections[key]).map((key) => `<!-- ${key} -->\n\n${sections[key].trim()}\n`);
  return [TITLE, ...written].join("\n");
}
