// A site whose pages say nothing any more, through weeks of a clock that is driven.
import assert from "node:assert/strict";
import { appendFile, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { DrivenWorld, weekday } from "../support/driven_world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { batchOf } from "../support/world.mjs";

let driven, world, receiver;
before(async () => {
  receiver = await Receiver.start();
  driven = await DrivenWorld.create();
  world = driven.world;
});
after(async () => {
  await driven?.destroy();
  await receiver?.stop();
});

const monday = (weeks) => weekday(new Date(driven.now()).toISOString().slice(0, 10), 1, weeks);
/** The moment of a Monday, in UTC. */
const at = (day, time) => Date.parse(`${day}T${time}:00Z`);
const later = (day, weeks) => new Date(at(day, "12:00") + weeks * 7 * 86_400_000).toISOString().slice(0, 10);

/** Somebody looks at a page, and that is counted. */
async function visit(site, moment) {
  await driven.be(moment);
  const day = new Date(moment).toISOString().slice(0, 10);
  const views = async () => (await site.read(`counters?from=${day}&to=${day}`)).days[day]?.view ?? 0;
  const before = await views();
  const view = { kind: "view", url: `${world.shopOrigin}/about`, title: "A page", referrer: "", occurred_at: driven.now() };
  const answer = await world.post(`b/${site.id}`, JSON.stringify(batchOf([view], { sent_at: driven.now() })), { "content-type": "text/plain" });
  assert.equal(answer.status, 200);
  await until(async () => (await views()) > before, "the view to be counted");
}

const status = (site) => site.read("status");
const told = (site) => receiver.taken(`/${site.id}`).filter(({ type }) => type === "site.silent");
const requests = (site) => receiver.at(`/${site.id}`).filter(({ event }) => event.type === "site.silent");

/** Whoever counts forgets what was told; the engine must not run. */
async function forgetTelling() {
  const folder = join(world.engine.folder, "state/v3/do/leadline-Counter");
  for (const file of (await readdir(folder)).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file))) {
    const counter = new DatabaseSync(join(folder, file), { timeout: 10_000 });
    counter.exec("DELETE FROM silence");
    counter.close();
  }
}

const HOURS = ["09:30", "10:30", "11:30", "12:30"];

test("a site that falls silent is told of once, and again when it does so again", async (t) => {
  const site = await SinkSite.create(world, "quiet");
  t.after(() => site.remove());
  await site.route(`
[[webhook]]
id = "crm"
url = "${receiver.url}/quiet"
secret = "CRM_WEBHOOK_SECRET"

[[webhook]]
id = "sales"
url = "${receiver.url}/sales"
secret = "CRM_WEBHOOK_SECRET"
stage_at_least = "mql"

[[http]]
id = "chat"
url = "${receiver.url}/chat"
body = '{"text": "{{event.subject}}: {{silence.since}}, {{silence.usual}}"}'
events = ["site.silent"]
`);
  const first = monday(1);
  for (const week of [0, 1, 2]) for (const hour of HOURS) await visit(site, at(later(first, week), hour));
  // A week goes by as those before it: nights, and days on which nothing is usual.
  await driven.be(at(later(first, 3), "08:30"));
  assert.deepEqual([(await status(site)).troubles, (await status(site)).silent_since], [[], null]);

  const fourth = later(first, 3);
  await visit(site, at(fourth, "09:30"));
  await driven.be(at(fourth, "13:04"));
  assert.equal((await status(site)).is_well, true, "not everything of the last hour may have come in");
  await driven.be(at(fourth, "13:06"));
  const trouble = await status(site);
  assert.deepEqual([trouble.is_well, trouble.troubles.map(({ code }) => code), trouble.silent_since], [false, ["site-silent"], `${fourth}T10:00:00Z`]);
  const [event] = await until(() => told(site).length > 0 && told(site), "the webhook to hear of it");
  assert.deepEqual([event.source, event.subject, event.time], ["/sites/quiet", "quiet", `${fourth}T13:05:00Z`]);
  const usual = "something on Mon 10:00-13:00 UTC, as in each of the 3 weeks before";
  assert.deepEqual(event.data, { site: "quiet", since: `${fourth}T10:00:00Z`, usual });
  const [chat] = await until(() => receiver.taken("/chat").length > 0 && receiver.taken("/chat"), "the chat to hear of it");
  assert.equal(chat.text, `quiet: ${fourth}T10:00:00Z, ${usual}`);
  await assert.rejects(world.leadline("status", "--site", site.id), ({ stderr }) => stderr.includes("site-silent: Nothing has come in"));

  // Killed before it was noted that it was told.
  await world.engine.kill();
  await forgetTelling();
  await driven.restart();
  await driven.be(at(fourth, "18:00"));
  assert.equal((await status(site)).silent_since, `${fourth}T10:00:00Z`);
  await until(() => requests(site).length === 2, "it to be told again");
  assert.equal(told(site).length, 1, "under the same id");
  await visit(site, at(fourth, "20:30"));
  assert.equal((await status(site)).is_well, true, "it is over with whatever comes in");

  // The hours that the silence took are still expected a week later.
  const fifth = later(first, 4);
  await visit(site, at(fifth, "09:30"));
  await driven.be(at(fifth, "13:06"));
  assert.equal((await status(site)).silent_since, `${fifth}T10:00:00Z`);
  await until(() => told(site).length === 2, "the webhook to hear of another silence");
  assert.equal(requests(site).length, 3, "once");
  assert.deepEqual(receiver.at("/sales"), [], "nobody who asks for certain leads");
});

test("a site that does not want to be watched is never silent, and is told of its silence when it does", async (t) => {
  const site = await SinkSite.create(world, "unwatched");
  t.after(() => site.remove());
  const settings = join(site.folder, "site.toml");
  await appendFile(settings, "\n[watch]\nsilent_hours = 0\n");
  const routing = `[[webhook]]\nid = "crm"\nurl = "${receiver.url}/unwatched"\nsecret = "CRM_WEBHOOK_SECRET"\n`;
  await site.route(routing);
  const first = monday(1);
  for (const week of [0, 1, 2]) for (const hour of HOURS) await visit(site, at(later(first, week), hour));
  await visit(site, at(later(first, 3), "09:30"));
  await driven.be(at(later(first, 3), "18:00"));
  assert.deepEqual([(await status(site)).is_well, told(site)], [true, []]);
  await writeFile(settings, (await readFile(settings, "utf8")).replace("silent_hours = 0", "silent_hours = 3"));
  await site.route(routing);
  await until(() => told(site).length === 1, "the webhook to hear of it, though nobody asked");
});
