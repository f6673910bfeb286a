// The local engine, which wrangler runs too, as a process that can be killed: `node engine_process.mjs <settings.json>`.
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

// Required, not imported: Node would look through all of it for names first, which takes longer than the rest.
const { Log, LogLevel, Miniflare, convertV4MiniflareOptions } = createRequire(import.meta.url)("miniflare");

const { bundle, state, assets, bindings, ...server } = JSON.parse(await readFile(process.argv[2], "utf8"));
const options = JSON.parse(await readFile(join(bundle, "options.json"), "utf8"));
const wasm = (await readdir(bundle)).filter((name) => name.endsWith(".wasm"));

const edge = {
  ...options,
  name: "leadline",
  modulesRoot: bundle,
  modules: [
    { type: "ESModule", path: join(bundle, "entry.js") },
    ...wasm.map((name) => ({ type: "CompiledWasm", path: join(bundle, name) })),
  ],
  bindings: { ...options.bindings, ...bindings },
  assets: { ...options.assets, ...(assets && { directory: assets }) },
};
const engine = new Miniflare(
  // As wrangler's own options are: those of the version before, which it converts as well.
  convertV4MiniflareOptions({
    ...server,
    host: "127.0.0.1",
    resourcePersistencePath: join(state, "v3"),
    log: new Log(LogLevel.INFO),
    logRequests: false,
    handleStructuredLogs: ({ message }) => console.log(message),
    // Names beside the rows of objects, as in wrangler's state: tests find objects by them.
    unsafeInspectDurableObjects: true,
    // No connection is told from where it comes: asking that would be a request to the world outside.
    cf: false,
    workers: [edge],
  }),
);
await engine.ready;
