// What browsers ask the edge for is on no common block list. The lists are those that the npm package ad-block has for
// its own tests: real ones, of 2019. The words that lists go by are older than that and are still the same.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { FiltersEngine, Request } from "@ghostery/adblocker";
import { ROOT } from "../support/tools.mjs";

const LISTS = ["easyprivacy.txt", "easylist.txt"].map((name) => join(ROOT, "node_modules/ad-block/test/data", name));
const EDGES = ["https://shop.example", "https://data.shop.example", "https://leadline.vendor.example"];
const DOORS = ["b/demo", "f/demo/whitepaper", "p/whitepaper"];
const KINDS = ["script", "xhr", "ping", "stylesheet", "other"];
/** Words that no URL of ours may show, whatever today's lists make of them. */
const SUSPECT = /track|analytic|stat|collect|pixel|beacon|event|metric|telemetry/i;

const manifest = JSON.parse(await readFile(join(ROOT, "dist/manifest.json"), "utf8"));
const paths = [...Object.keys(manifest.integrity), ...DOORS].map((path) => `${manifest.prefix}/${path}`);
const lists = await Promise.all(LISTS.map((path) => readFile(path, "utf8")));
const engine = FiltersEngine.parse(lists.join("\n"));

function blockers(path) {
  const sourceUrl = "https://shop.example/pricing";
  const requests = EDGES.flatMap((edge) => KINDS.map((type) => ({ url: `${edge}/${path}`, sourceUrl, type })));
  const filters = requests.map((request) => engine.match(Request.fromRawDetails(request)).filter);
  return filters.filter(Boolean).map(String);
}

test("the lists work: names of others are on them", () => {
  for (const path of ["ll/matomo.js", "ll/trackpageview.js", "ll/js/tracking.js"]) assert.notDeepEqual(blockers(path), [], path);
});

test("no list blocks a file or a door of ours, from the page's own origin or from elsewhere", () => {
  for (const path of paths) assert.deepEqual(blockers(path), [], path);
});

test("no URL says what it is for", () => {
  // What a hash spells by chance means nothing to a list, which looks for words between separators.
  for (const path of paths) assert.doesNotMatch(path.replace(/[\w-]{43}/, ""), SUSPECT);
});

test("every file has the integrity a tag can pin, and the loader has a second name that is its hash", async () => {
  const { loader, pinned, prefix, integrity } = manifest;
  const file = (path) => readFile(join(ROOT, "dist/assets", prefix, path));
  for (const [path, expected] of Object.entries(integrity)) {
    const digest = await crypto.subtle.digest("SHA-384", await file(path));
    assert.equal(expected, `sha384-${Buffer.from(digest).toString("base64")}`, path);
  }
  assert.match(pinned, /^a\/[\w-]{43}\.js$/);
  assert.deepEqual(await file(pinned), await file(loader));
});
