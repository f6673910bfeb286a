// What counts: each rule of admission on the real edge, what it is called, and that it is counted.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../support/tools.mjs";
import { World, batchOf, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const item = (kind, keys = {}) => ({ kind, occurred_at: Date.now(), url: `${world.shopOrigin}/pricing`, ...keys });
const view = (referrer = "") => item("view", { title: "", referrer });
const event = (name) => item("event", { name });
const lines = async (answer) => (await answer.text()).split("\n");
const outcomes = async (items, extra, headers) => (await lines(await world.batch(batchOf(items, extra), headers))).slice(1);

/** How much a counter grows by what is done. */
async function growth(name, act) {
  const before = (await world.settledCounts())[name] ?? 0;
  await act();
  return ((await world.settledCounts())[name] ?? 0) - before;
}

/** Puts the demo in force with more in site.toml, and waits until the edge goes by it. */
async function publishWith(more, isInForce) {
  const folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  await writeFile(join(folder, "site.toml"), `${await readFile(join(folder, "site.toml"), "utf8")}\n${more}\n`);
  await world.publish(folder);
  await rm(folder, { recursive: true });
  await until(isInForce, "the new version to be in force");
}

const CRAWLERS = [
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
  "python-requests/2.32.3",
];

test("a crawler makes no lead and no visitor, and is counted as one", async () => {
  const email = `${id("")}@crawler.example`.toLowerCase();
  const items = [view(), item("identify", { traits: { email } })];
  const grown = await growth("outcome.filtered.crawler", async () => {
    for (const agent of CRAWLERS) {
      const [passport, ...found] = await lines(await world.batch(batchOf(items), { "user-agent": agent }));
      assert.deepEqual([passport, ...found], ["", "filtered.crawler", "filtered.crawler"], agent);
    }
  });
  assert.equal(grown, 6);
  assert.equal((await world.leads()).find((lead) => lead.email === email), undefined);
});

test("a phone called Cubot is a person's", async () => {
  const agent = "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
  assert.deepEqual(await outcomes([view()], {}, { "user-agent": agent }), ["accepted"]);
});

test("a batch that comes again is answered with the same passport and counted as a replay", async () => {
  const batch = batchOf([view()]);
  const [passport] = await lines(await world.batch(batch));
  const before = (await world.settledCounts()).view;
  const again = await lines(await world.batch({ ...batch, passport }));
  assert.deepEqual(again, [passport, "filtered.replay"]);
  assert.equal((await world.settledCounts()).view, before);
});

test("views from referrer spam, names of nothing and addresses of nobody are left out", async () => {
  const spam = view("https://semalt.com/crawler.php");
  const nobody = item("identify", { traits: { email: "undefined@undefined.com" } });
  const found = await outcomes([spam, event("undefined"), event("[object Object]"), nobody, event("webinar")]);
  assert.deepEqual(found, ["filtered.referrer-spam", "invalid.illegal-id", "invalid.illegal-id", "invalid.illegal-id", "accepted"]);
});

test("a wrong clock costs nothing and is said", async () => {
  const years = 5 * 365 * 24 * 3_600_000;
  const now = Date.now();
  const off = { ...view(), occurred_at: now - years };
  assert.deepEqual(await outcomes([off], { sent_at: now - years }), ["accepted.clock-corrected"]);
  assert.deepEqual(await outcomes([off], { sent_at: now }), ["accepted.clock-clamped"]);
});

test("a header tells each item's outcome, also to pages of other origins", async () => {
  const answer = await world.batch(batchOf([view(), view(), event("null"), { kind: "telepathy" }]));
  assert.equal(answer.headers.get("leadline-outcome"), "accepted*2, invalid.illegal-id, invalid.unknown-kind");
  assert.match(answer.headers.get("access-control-expose-headers"), /Leadline-Outcome/);
});

test("a batch that is refused as a whole is counted, too", async () => {
  for (const [name, body, headers] of [
    ["refused.batch-version", { v: 9 }, {}],
    ["refused.batch-malformed", "no batch", {}],
    ["refused.body-too-large", "x".repeat(70_000), {}],
    ["refused.origin-not-allowed", batchOf([view()]), { origin: "https://elsewhere.example" }],
  ]) {
    assert.equal(await growth(name, () => world.batch(body, headers)), 1, name);
  }
});

test("more than two batches a second for a minute are a loop, and only its visitor is held back", async () => {
  let [passport] = await lines(await world.batch(batchOf([view()])));
  const found = [];
  // The engine counts by the minute of its clock, which may turn once meanwhile and let as many in again.
  for (let nth = 0; nth < 250 && found.at(-1) !== "limited.rate"; nth += 1) {
    const [next, outcome] = await lines(await world.batch(batchOf([event("loop")], { passport })));
    passport = next;
    found.push(outcome);
  }
  assert.ok(found.length > 100 && found.slice(0, 100).every((outcome) => outcome === "accepted"), "what people do is let in");
  assert.equal(found.at(-1), "limited.rate");
  assert.deepEqual(await outcomes([event("somebody-else")]), ["accepted"]);
});

test("a site's own networks and agents are what its file says", async () => {
  const [crawler] = CRAWLERS;
  const isIn = async () => (await outcomes([view()], {}, { "user-agent": crawler }))[0] !== "filtered.crawler";
  await publishWith('[admission]\ninternal = ["127.0.0.0/8", "::1"]\nallow_agents = ["Googlebot"]', isIn);
  assert.deepEqual(await outcomes([view()]), ["filtered.internal"]);
  assert.deepEqual(await outcomes([view()], { internal: true }), ["filtered.internal"]);
});
