// Leadline as it ships: the files of `cargo xtask build` and a receipt like the edge's.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../support/tools.mjs";

const DIST = join(ROOT, "dist");
/** The client stores a passport and never looks into it, so that any text of its length will do. */
const PASSPORT = `ll1.${"A".repeat(900)}`;
const TYPES = { js: "text/javascript", wasm: "application/wasm", css: "text/css" };

export const leadline = {
  key: "leadline",
  name: "Leadline",
  files() {
    const { prefix } = JSON.parse(readFileSync(join(DIST, "manifest.json"), "utf8"));
    const folder = join(DIST, "assets", prefix);
    const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
    const shipped = names.filter((name) => TYPES[name.split(".").pop()]);
    return shipped.map((name) => ({
      path: `/ll/${name}`,
      type: TYPES[name.split(".").pop()],
      content: readFileSync(join(folder, name)),
    }));
  },
  tag: (edge) => `<script async src="${edge}/ll/ll.js" data-site="demo"></script>`,
  event: 'leadline("track", "signup", { plan: "pro" })',
  answer({ path, body }) {
    if (path !== "/ll/b/demo") return undefined;
    const outcomes = JSON.parse(body).items.map(() => "accepted");
    return { status: 200, type: "text/plain", body: [PASSPORT, ...outcomes].join("\n") };
  },
  said({ path, body }) {
    return path === "/ll/b/demo" ? JSON.parse(body).items.map((item) => item.kind) : [];
  },
};
