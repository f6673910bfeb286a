// A published model scores every lead again: in the background, each once, and still after the engine was killed.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { ROOT } from "../support/tools.mjs";
import { World, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

const SITE = "rescored";

let world;
let folder;
before(async () => {
  world = await World.create();
  folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  // All leads in one shard, so that a hundred of them are more than a turn's worth.
  const settings = await readFile(join(folder, "site.toml"), "utf8");
  await writeFile(join(folder, "site.toml"), settings.replace('id = "demo"', `id = "${SITE}"`).replace("shards = 4", "shards = 1"));
  await publishWith(20);
});
after(async () => {
  await world?.destroy();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Publishes the demo with a decision maker worth so many points. */
async function publishWith(points) {
  const text = await readFile(join(ROOT, "sites/demo/scoring.toml"), "utf8");
  const rule = /(signal = "decision-maker"\ncategory = "fit"\npoints = )\d+/;
  assert.match(text, rule);
  await writeFile(join(folder, "scoring.toml"), text.replace(rule, `$1${points}`));
  await world.publish(folder);
}

const scored = () => until(async () => (await world.api(`rescoring?site=${SITE}`)).is_done, "every lead to be scored");
const settled = () => until(async () => (await world.api(`sinks?site=${SITE}`)).waiting === 0, "everything to be told", 3 * 60_000);
const qualified = async () => (await world.received()).filter(({ type, duplicate }) => type === "lead.qualified" && !duplicate);

test("another model scores every lead again, through a kill, and tells of each once", async () => {
  const people = Array.from({ length: 120 }, (_, at) => `p${at}-${id("")}@rescored.example`.toLowerCase());
  for (let at = 0; at < people.length; at += 20) {
    const some = people.slice(at, at + 20);
    const answers = await Promise.all(some.map((email) => world.submit({ email, job_title: "Director" }, { site: SITE })));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  }
  await publishWith(70);
  await world.engine.kill();
  await world.engine.start();
  await scored();
  const leads = await world.api(`leads?site=${SITE}&limit=200`);
  assert.deepEqual(new Set(leads.leads.map(({ score, stage }) => `${score.total} ${stage}`)), new Set(["70 mql"]));
  await until(async () => (await qualified()).length >= people.length, "all qualified to be told");
  const told = (await qualified()).map(({ event }) => event.subject);
  assert.equal(new Set(told).size, people.length);
  assert.equal(told.length, people.length, "none twice");
});

test("going back to weaker points moves nobody back and tells nobody", async () => {
  // What the kill took from the queue comes again much later, the news of people who were created among it.
  await settled();
  const before = (await world.received()).length;
  await publishWith(10);
  await scored();
  await settled();
  const { leads } = await world.api(`leads?site=${SITE}&limit=200`);
  assert.deepEqual(new Set(leads.map(({ score, stage }) => `${score.total} ${stage}`)), new Set(["10 mql"]));
  const news = (await world.received()).slice(before).filter(({ type }) => type !== "lead.updated");
  assert.deepEqual(news, []);
});

test("publishing the same model again scores nothing, and asking for it scores all", async () => {
  const { progress: before } = await world.api(`rescoring?site=${SITE}`);
  await publishWith(10);
  assert.deepEqual((await world.api(`rescoring?site=${SITE}`)).progress, before);
  const answer = await fetch(`${world.engine.url}/api/v1/rescoring?site=${SITE}`, {
    method: "POST",
    headers: { authorization: "Bearer token-of-the-tests" },
  });
  assert.equal(answer.status, 200);
  await scored();
  const { progress } = await world.api(`rescoring?site=${SITE}`);
  assert.deepEqual([progress.done, progress.changed], [progress.total, 0]);
});
