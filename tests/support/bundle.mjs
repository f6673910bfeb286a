// What `wrangler deploy` would upload, made by it once for each build, and what wrangler.toml means to the local engine.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT, TOOLS } from "./tools.mjs";

const run = promisify(execFile);
const BUNDLES = join(ROOT, "dist/bundles");
/** The edge as it ships, and with the routes that break it. */
const BUILDS = ["dist/edge", "dist/edge-test"];
const WRANGLER = createRequire(import.meta.url)("wrangler/package.json").version;

/**
 * The folder with the modules of an entry below the root, `entry.js` first, and `options.json` of the local engine. What was
 * made is kept until the build, the entry or wrangler.toml is another.
 */
export async function bundled(main) {
  const name = main.replaceAll("/", "-");
  const settings = await settingsWith("");
  const key = await keyOf([main, settings, WRANGLER]);
  const folder = join(BUNDLES, `${name}-${key}`);
  if (await stat(folder).catch(() => null)) return folder;
  await mkdir(BUNDLES, { recursive: true });
  const ours = await mkdtemp(join(BUNDLES, "making-"));
  try {
    await make(main, settings, ours);
    // Another process may have been faster: then both made the same.
    await rename(ours, folder).catch((error) => stat(folder).catch(() => Promise.reject(error)));
  } finally {
    await rm(ours, { recursive: true, force: true });
  }
  const earlier = (await readdir(BUNDLES)).filter((other) => other.startsWith(`${name}-`) && other !== `${name}-${key}`);
  for (const other of earlier) await rm(join(BUNDLES, other), { recursive: true, force: true });
  return folder;
}

/** wrangler.toml for any folder, with this in place of its build, which was done. */
export async function settingsWith(build) {
  const settings = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  const rebuilt = settings.replace(/^\[build\]\n(?:\S.*\n)+/m, build);
  if (rebuilt === settings) throw new Error("wrangler.toml has no [build] to leave out");
  return rebuilt.replaceAll(/"(?=dist\/)/g, `"${ROOT}/`);
}

/** Names what a bundle is made of: these texts, the entry itself and both builds, by when they were written. */
async function keyOf([main, ...texts]) {
  const hash = createHash("sha256").update(JSON.stringify([main, ...texts]));
  hash.update(await readFile(join(ROOT, main)));
  for (const build of BUILDS) {
    for (const file of ["entry.js", "edge.js", "edge_bg.wasm"]) {
      const found = await stat(join(ROOT, build, file)).catch(() => null);
      hash.update(`${build}/${file} ${found?.size} ${found?.mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function make(main, settings, folder) {
  const file = join(folder, "wrangler.toml");
  await writeFile(file, settings);
  const args = ["deploy", join(ROOT, main), "--dry-run", "--outdir", folder, "--config", file];
  await run(join(ROOT, "node_modules/.bin/wrangler"), args, { cwd: folder, env: TOOLS });
  const { unstable_getMiniflareWorkerOptions: optionsOf } = await import("wrangler");
  const { workerOptions } = optionsOf(file, undefined, { envFiles: [] });
  await writeFile(join(folder, "options.json"), JSON.stringify(workerOptions));
}
