// Nobody is kept for longer than the site wants to, by the alarm alone.
import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver } from "../support/receiver.mjs";
import { changeObjects, holders } from "../support/rows.mjs";
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

/** Lets a day pass for the shards of a site: what they would do tomorrow is due. */
async function tomorrow(site, shards) {
  await world.engine.kill();
  const isAsked = (name) => name.startsWith(`lead/${site.id}/`);
  const pass = (rows) => assert.equal(rows.prepare("UPDATE due SET at = 0 WHERE what LIKE 'retain:%'").run().changes, 1);
  assert.equal(await changeObjects(world.engine, "LeadShard", isAsked, pass), shards);
  await world.engine.start();
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

  const unwanted = leads.find((lead) => lead.email === old[0]).id;
  const taken = { consents: [{ purpose: "mail", said: "withdrawn" }] };
  // Whoever takes something back is heard of: this one is imported anew, as of long ago.
  assert.equal((await world.call("PATCH", `leads/${unwanted}?site=retained`, JSON.stringify(taken))).status, 200);

  const settings = join(site.folder, "site.toml");
  await appendFile(settings, "\n[retention]\nleads_days = 3000\n");
  await site.route(hook());
  await tomorrow(site, 2);
  assert.equal((await emails(site)).length, 62, "nobody is as old as that");
  await writeFile(settings, (await readFile(settings, "utf8")).replace("3000", "365"));
  await site.route(hook());
  await until(async () => (await emails(site)).length === 62, "a look at the site");
  assert.equal((await emails(site)).length, 62, "whoever mistyped a number has a day to see it");
  await tomorrow(site, 2);
  await until(async () => (await emails(site)).length === 3, "the old ones to go", 60_000);
  assert.deepEqual(await emails(site), [recent, customer, old[0]].sort(), "a wish is something heard");
  gone.splice(gone.indexOf(unwanted), 1);
  await until(() => new Set(erased()).size === gone.length, "the receiver to hear of each", 60_000);
  assert.deepEqual([...new Set(erased())].sort(), gone.sort());
  assert.equal((await world.call("GET", `leads/${gone[0]}?site=retained`)).status, 410);
  await world.engine.kill();
  assert.deepEqual(await holders(world.engine, old.slice(1)), [], "nothing of them is left on disk");
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

test("who wanted no mail and was erased is not written to when they come again, until they say so themselves", async (t) => {
  const site = await SinkSite.create(world, "wishes", { shards: 3 });
  t.after(() => site.remove());
  await site.route("");
  const email = address("w");
  const find = async () => (await site.read("leads?limit=200")).leads.find((lead) => lead.email === email);
  await site.submit(email);
  const taken = { consents: [{ purpose: "mail", said: "withdrawn" }] };
  const patched = await world.call("PATCH", `leads/${(await find()).id}?site=wishes`, JSON.stringify(taken));
  assert.equal(patched.status, 200);
  assert.equal((await world.call("DELETE", `leads/${(await find()).id}?site=wishes`)).status, 200);
  await site.submit(email);
  const again = await find();
  assert.deepEqual([again.email_state, again.allows], ["unsubscribed", { mail: false }]);
  const confirmed = { consents: [{ purpose: "mail", said: "confirmed" }] };
  assert.equal((await world.call("PATCH", `leads/${again.id}?site=wishes`, JSON.stringify(confirmed))).status, 200);
  assert.equal((await find()).email_state, "verified");
  assert.equal((await world.call("DELETE", `leads/${again.id}?site=wishes`)).status, 200);
  await imported(site, [email], 0);
  assert.equal((await find()).email_state, undefined, "the wish was taken back");
});
