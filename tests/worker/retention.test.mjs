// Nobody is kept for longer than the site wants to, by the alarm alone.
import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver } from "../support/receiver.mjs";
import { holders } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { World, id } from "../support/world.mjs";

const DAY = 24 * 60 * 60_000;

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  world = await World.create();
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
});

const address = (nth) => `${id("")}.${nth}@retention.example`.toLowerCase();
const hook = () => `[[webhook]]\nid = "crm"\nurl = "${receiver.url}/crm"\nsecret = "CRM_WEBHOOK_SECRET"\nevents = ["lead.erased"]\n`;
const erased = () => receiver.requests.map(({ body }) => JSON.parse(body).subject);

/** People from a table, of whom nothing was heard for so many days. */
async function imported(site, emails, days) {
  const at = Date.now() - days * DAY;
  const line = (email) => JSON.stringify({ person: { traits: { email }, at, source: "import:old", tell: false } });
  for (let from = 0; from < emails.length; from += 50) {
    const lines = emails.slice(from, from + 50).map(line).join("\n");
    const answer = await world.call("POST", `import?site=${site.id}`, lines);
    assert.ok((await answer.json()).lines.every(({ became }) => became === "created"));
  }
}

const emails = async (site) => (await site.read("leads?limit=200")).leads.map((lead) => lead.email).sort();

test("who was not heard of for long enough is erased everywhere; who is dealt with stays", async (t) => {
  const site = await SinkSite.create(world, "retained", { shards: 2 });
  t.after(() => site.remove());
  await site.route(hook());
  const [old, recent, customer] = [Array.from({ length: 60 }, (_, nth) => address(nth)), address("r"), address("c")];
  await imported(site, [...old, customer], 400);
  await imported(site, [recent], 100);
  const leads = (await site.read("leads?limit=200")).leads;
  const [bought] = leads.filter((lead) => lead.email === customer);
  const gone = leads.filter((lead) => old.includes(lead.email)).map((lead) => lead.id);
  const moved = await world.call("POST", `leads/${bought.id}/stage?site=retained`, JSON.stringify({ stage: "customer" }));
  assert.equal(moved.status, 200);
  assert.equal((await emails(site)).length, 62, "a site that says nothing keeps everybody");

  await appendFile(join(site.folder, "site.toml"), "\n[retention]\nleads_days = 365\n");
  await site.route(hook());
  await until(async () => (await emails(site)).length === 2, "the old ones to go", 60_000);
  assert.deepEqual(await emails(site), [recent, customer].sort());
  await until(() => new Set(erased()).size === gone.length, "the receiver to hear of each", 60_000);
  assert.deepEqual([...new Set(erased())].sort(), gone.sort());
  assert.equal((await world.call("GET", `leads/${gone[0]}?site=retained`)).status, 410);
  await world.engine.kill();
  assert.deepEqual(await holders(world.engine, old), [], "nothing of them is left on disk");
  await world.engine.start();
});

test("tests are kept for as long as the site says, and leads without a word for ever", async (t) => {
  const site = await SinkSite.create(world, "tested");
  t.after(() => site.remove());
  await appendFile(join(site.folder, "site.toml"), "\n[retention]\ntests_days = 1\n");
  await site.route("");
  const [old, test] = [address("o"), address("t")];
  await imported(site, [old], 3_000);
  await site.submit(test, { ll_test: "1" });
  assert.deepEqual(await emails(site), [old, test].sort(), "today's test is a day old tomorrow");
});
