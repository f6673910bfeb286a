// A peer from npm as one minified script, loaded as its documentation proposes: asynchronously.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../support/tools.mjs";

/** The peer with its files, its tag and its event; the page's own code for it is in `page/`. */
export async function bundled(peer) {
  const content = await bundle(join(import.meta.dirname, "page", `${peer.key}.js`));
  const path = `/${peer.key}.js`;
  return {
    ...peer,
    version: JSON.parse(readFileSync(join(ROOT, "node_modules", peer.package, "package.json"), "utf8")).version,
    files: () => [{ path, type: "text/javascript", content }],
    tag: (edge) => `<script async src="${edge}${path}"></script>`,
    event: "benchEvent()",
  };
}

/** For the same browsers as our own files. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2020",
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}
