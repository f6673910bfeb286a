// Who gets a lead that qualifies: turns that are fair across shards, companies that stay in one hand, and nobody told of twice.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { World, id } from "../support/world.mjs";

const ENTER = `[[enter]]\nstage = "mql"\nsignal = "demo-request"\n`;
const OWNERS = ["ada", "bob", "eve"].map((name) => `[[owner]]\nid = "${name}"\nname = "${name}"\n`).join("\n");

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  world = await World.create();
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
});

/** A site in eight shards whose demo requests are MQLs at once, with these routes. */
async function site(t, name, routes) {
  const site = await SinkSite.create(world, name, { shards: 8 });
  t.after(() => site.remove());
  await writeFile(join(site.folder, "lifecycle.toml"), ENTER);
  const hook = `[[webhook]]\nid = "crm"\nurl = "${receiver.url}/${name}"\nsecret = "CRM_WEBHOOK_SECRET"\n`;
  await site.route(`${routes}\n${OWNERS}\n${hook}`);
  return site;
}

const company = () => `${id("").replace(/[^a-z0-9]/gi, "x").toLowerCase()}.example`;

async function demo(site, email) {
  const answer = await world.submit({ email, country: "" }, { site: site.id, form: "demo-request" });
  assert.equal(answer.status, 200, await answer.text());
}

/** What sales was told: each event once, by its id. */
function qualified(site) {
  const events = new Map(receiver.at(`/${site.id}`).map(({ event }) => [event.id, event]));
  return [...events.values()].filter(({ type }) => type === "lead.qualified").map(({ data }) => data);
}

const all = (site, count) => until(() => qualified(site).length >= count && qualified(site), () => `${count} to be told of, not ${qualified(site).length}`);

function shares(leads) {
  const counts = {};
  for (const { owner } of leads) counts[owner] = (counts[owner] ?? 0) + 1;
  return counts;
}

test("turns are fair, whichever shards ask at once", async (t) => {
  const shop = await site(t, "turns", `[[route]]\nid = "all"\nto = ["ada", "bob", "eve"]\n`);
  const people = Array.from({ length: 24 }, () => `ann@${company()}`);
  await Promise.all(people.map((email) => demo(shop, email)));
  const leads = await all(shop, 24);
  assert.deepEqual(shares(leads), { ada: 8, bob: 8, eve: 8 });
  assert.ok(new Set(leads.map((lead) => lead.id.slice(5, 7))).size > 3, "they live in several shards");
  const [one] = leads;
  assert.deepEqual([one.assigned.owner, one.assigned.why], [one.owner, "route:all"]);
});

test("who weighs more gets more", async (t) => {
  const shop = await site(t, "weights", `[[route]]\nid = "all"\nto = { ada = 3, bob = 1 }\n`);
  await Promise.all(Array.from({ length: 16 }, () => demo(shop, `ann@${company()}`)));
  assert.deepEqual(shares(await all(shop, 16)), { ada: 12, bob: 4 });
});

test("people of one company go to one owner, also if they ask at once", async (t) => {
  const routes = `[[route]]\nid = "known"\nto = "account-owner"\n\n[[route]]\nid = "rest"\nto = ["ada", "bob", "eve"]\n`;
  const shop = await site(t, "companies", routes);
  const [one, other] = [company(), company()];
  const people = ["a", "b", "c", "d"].flatMap((name) => [`${name}@${one}`, `${name}@mail.${other}`]);
  await Promise.all(people.map((email) => demo(shop, email)));
  const leads = await all(shop, 8);
  const owners = [one, other].map((account) => new Set(leads.filter((lead) => lead.account === account).map(({ owner }) => owner)));
  assert.deepEqual(owners.map(({ size }) => size), [1, 1]);
  assert.notDeepEqual(...owners);
  assert.equal(leads.filter(({ assigned }) => assigned.why === "route:known").length, 6);
  // A free mailbox is nobody's company.
  await demo(shop, `${company()}@gmail.com`);
  assert.equal((await all(shop, 9)).at(-1).assigned.why, "route:rest");
});

test("a company is whose the CRM says it is", async (t) => {
  const routes = `[[route]]\nid = "known"\nto = "account-owner"\n\n[[route]]\nid = "rest"\nto = "ada"\n`;
  const shop = await site(t, "crm-says", routes);
  const domain = company();
  const say = (owner) => world.call("PATCH", `accounts/mail.${domain}?site=${shop.id}`, JSON.stringify({ owner }));
  assert.equal((await say("nobody-here")).status, 422);
  const said = (await (await say("eve")).json()).account;
  assert.deepEqual([said.domain, said.owner], [domain, "eve"]);
  await demo(shop, `ann@${domain}`);
  assert.deepEqual((await all(shop, 1)).map(({ owner, assigned }) => [owner, assigned.why]), [["eve", "route:known"]]);
  assert.equal((await shop.read(`accounts/${domain}`)).account.owner, "eve");
  assert.equal((await say("")).status, 200);
  await demo(shop, `bea@${domain}`);
  await all(shop, 2);
  assert.equal((await shop.read(`accounts/${domain}`)).account.owner, "ada", "whoever got the next one");
  const trail = (await shop.read("audit")).entries.filter(({ verb }) => verb === "account.assigned");
  assert.deepEqual(trail.map(({ objects }) => objects), [[said.id], [said.id]]);
});

test("the first route that matches wins, and what none matches is the default owner's", async (t) => {
  const routes = `default_owner = "eve"\n\n[[route]]\nid = "free"\nwhen = { email = "free" }\nto = "ada"\n\n[[route]]\nid = "late"\nwhen = { email = "free" }\nto = "bob"\n`;
  const shop = await site(t, "first", routes);
  await demo(shop, `${company()}@gmail.com`);
  await demo(shop, `ann@${company()}`);
  const found = (await all(shop, 2)).map(({ owner, assigned }) => [owner, assigned.why]).sort();
  assert.deepEqual(found, [["ada", "route:free"], ["eve", "default"]]);
});

test("whether all is well is said, and what is not", async (t) => {
  const shop = await site(t, "status", "");
  const well = await shop.read("status");
  assert.deepEqual([well.site, well.is_well, well.troubles, well.without_owner], [shop.id, true, [], 0]);
  assert.match(well.version, /^[0-9a-f]{16}$/);
  assert.match((await world.leadline("status", "--site", shop.id)).stdout, /^status is well: version/);
  receiver.fault = ({ path }) => (path === `/${shop.id}` ? { status: 500 } : undefined);
  t.after(() => (receiver.fault = () => undefined));
  await demo(shop, `ann@${company()}`);
  const ill = await until(async () => {
    const status = await shop.read("status");
    return !status.is_well && status;
  }, "the trouble to be seen");
  assert.match(ill.troubles[0].code, /^sink-(failing|resting)$/);
  assert.match(ill.troubles[0].detail, /crm.*answered 500/);
  const refused = await world.leadline("status", "--site", shop.id).catch((error) => error);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /status is not well:\nsink-/);
});

test("killed while owners are picked, everybody gets one, and nobody is told of twice", async (t) => {
  const shop = await site(t, "killed", `[[route]]\nid = "all"\nto = ["ada", "bob", "eve"]\n`);
  const people = Array.from({ length: 12 }, () => `ann@${company()}`);
  for (const some of [people.slice(0, 6), people.slice(6)]) {
    await Promise.all(some.map((email) => demo(shop, email)));
    await world.engine.kill();
    await world.engine.start();
  }
  await all(shop, 12);
  await until(async () => (await shop.read("sinks")).waiting === 0, "nothing to wait any more");
  const leads = qualified(shop);
  assert.deepEqual([leads.length, shares(leads)], [12, { ada: 4, bob: 4, eve: 4 }]);
  assert.equal(new Set(leads.map((lead) => lead.id)).size, 12);
  const kept = (await shop.read("leads")).leads;
  assert.deepEqual(shares(kept), { ada: 4, bob: 4, eve: 4 });
});
