// The hand-made types hold for what a site writes, and the module exports what they say.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../support/tools.mjs";

const run = promisify(execFile);

test("what a site may write compiles, and what it may not does not", async () => {
  const tsc = [join(ROOT, "node_modules/typescript/bin/tsc"), "--project", "tests/types"];
  const { stdout } = await run(process.execPath, tsc, { cwd: ROOT }).catch((failed) => failed);
  assert.equal(stdout, "");
});

test("the types name every export of the module, and none besides", async () => {
  const [types, code] = await Promise.all(["leadline.d.ts", "leadline.mjs"].map((name) => readFile(join(ROOT, "www", name), "utf8")));
  const names = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name).sort();
  assert.deepEqual(names(code, /^export const (\w+)/gm), names(types, /^export function (\w+)/gm));
});
