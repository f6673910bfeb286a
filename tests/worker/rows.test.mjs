// What a lead costs in rows written, as the platform bills them: a dollar a million, more than everything else together.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  // Nothing is sent twice here, so the alarm has nothing to do.
  world = await World.create({ main: "tests/support/metered/entry.js", vars: { OUTBOX_RESEND_SECONDS: "600" } });
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
});

const webhook = (id) => `
[[webhook]]
id = "${id}"
url = "${receiver.url}/${id}"
secret = "CRM_WEBHOOK_SECRET"
`;

/** A site whose sinks have taken something, so that nothing is to be noted of them for the next five minutes. */
async function site(t, name, ...sinks) {
  const site = await SinkSite.create(world, name);
  t.after(() => site.remove());
  await site.route(sinks.map(webhook).join(""));
  await site.submit(somebody());
  await settled(site);
  return site;
}

const somebody = () => `ada@${id("").replace(/[^a-z0-9]/gi, "x").toLowerCase()}.example`;
const rows = async () => (await fetch(`${world.engine.own}/rows`)).json();
const settled = (site) => until(async () => (await site.read("sinks")).waiting === 0, "everything to be delivered");

/** How many rows something writes, until everything that follows from it is done. */
async function written(site, something) {
  const before = await rows();
  await something();
  await settled(site);
  const after = await rows();
  return { lead: after.LeadShard - before.LeadShard, account: after.AccountShard - before.AccountShard };
}

/** Who submits one form after the other and qualifies with the second. */
function eager(shop) {
  const email = somebody();
  const first = { company_size: "51-200", job_title: "Head of Quality" };
  const demo = { email, company_size: "51-200" };
  return {
    email,
    begins: () => shop.submit(email, first),
    qualifies: async () => assert.equal((await world.submit(demo, { site: shop.id, form: "demo-request" })).status, 200),
  };
}

test("a submission of somebody new writes 6 rows: alias, lead, submission, what is told and its end, contact", async (t) => {
  const shop = await site(t, "rows-new", "crm");
  assert.deepEqual(await written(shop, () => shop.submit(somebody())), { lead: 5, account: 1 });
  assert.deepEqual(await written(shop, () => shop.submit(`${id("").toLowerCase()}@gmail.com`)), { lead: 5, account: 0 });
});

test("the first submission after a while sets the alarm, too", async (t) => {
  const shop = await SinkSite.create(world, "rows-first");
  t.after(() => shop.remove());
  await shop.route(webhook("crm"));
  // Besides: that there is a sink, and that it took something, which is noted once in five minutes.
  const sink = 2;
  assert.equal((await written(shop, () => shop.submit(somebody()))).lead, 5 + 1 + sink);
});

test("a submission of somebody known writes 5, one that qualifies as many and KV, a retry none", async (t) => {
  const shop = await site(t, "rows-known", "crm");
  const person = eager(shop);
  await written(shop, person.begins);
  assert.deepEqual(await written(shop, person.qualifies), { lead: 4, account: 1 });
  const [lead] = (await shop.read("leads")).leads.filter(({ email }) => email === person.email);
  assert.equal(lead.stage, "sql");
  assert.equal(JSON.parse(await world.kv(`lead/${shop.id}/${lead.id}`)).version, lead.version, "and is shown");
  const email = somebody();
  const again = () => shop.submit(email, { ll_submission: once });
  const once = id("sub_");
  await written(shop, again);
  assert.deepEqual(await written(shop, again), { lead: 0, account: 0 });
});

test("a further sink costs a row, no sink at all costs the notes of the alarm", async (t) => {
  const two = await site(t, "rows-two", "crm", "chat");
  assert.deepEqual(await written(two, () => two.submit(somebody())), { lead: 6, account: 1 });
  const none = await SinkSite.create(world, "rows-none");
  t.after(() => none.remove());
  await none.route("");
  const told = async () => {
    const email = somebody();
    await none.submit(email);
    const path = `accounts/${email.split("@")[1]}?site=${none.id}`;
    await until(async () => (await world.call("GET", path)).ok, "the account to know");
  };
  await told();
  const { lead, account } = await written(none, told);
  // Alias, lead, submission, the note and the alarm are written before the account can know; how far the rest is by then, differs.
  assert.ok(lead >= 5 && lead <= 8, `${lead} rows`);
  assert.equal(account, 1);
});

test("a batch of somebody known writes 1 row", async (t) => {
  const shop = await site(t, "rows-batch", "crm");
  const batch = async (passport) => {
    const view = { kind: "view", url: `${world.shopOrigin}/about`, title: "A page", referrer: "", occurred_at: Date.now() };
    const answer = await world.post(`b/${shop.id}`, JSON.stringify(batchOf([view], { passport })), { "content-type": "text/plain" });
    return (await answer.text()).split("\n")[0];
  };
  let passport = await batch();
  await written(shop, async () => {
    const answer = await world.submit({ email: somebody(), ll_passport: passport }, { site: shop.id });
    [passport] = (await answer.text()).split("\n");
  });
  for (let time = 0; time < 3; time += 1) {
    const rows = await written(shop, async () => {
      passport = await batch(passport);
    });
    assert.deepEqual(rows, { lead: 1, account: 0 });
  }
});

test("that something came in is noted once an hour: every batch after the first writes its counts and nothing more", async (t) => {
  const shop = await site(t, "rows-heard", "crm");
  const counted = async () => Object.values((await shop.read("counters")).days).reduce((sum, day) => sum + (day.view ?? 0), 0);
  const heard = async (passport) => {
    const [before, views] = [(await rows()).Counter, await counted()];
    const view = { kind: "view", url: `${world.shopOrigin}/about`, title: "A page", referrer: "", occurred_at: Date.now() };
    const answer = await world.post(`b/${shop.id}`, JSON.stringify(batchOf([view], { passport })), { "content-type": "text/plain" });
    const [next] = (await answer.text()).split("\n");
    await until(async () => (await counted()) > views, "the view to be counted");
    return { passport: next, rows: (await rows()).Counter - before };
  };
  let { passport } = await heard();
  const later = [];
  for (let time = 0; time < 3; time += 1) {
    const one = await heard(passport);
    passport = one.passport;
    later.push(one.rows);
  }
  // An hour may begin in between.
  assert.equal(Math.min(...later), 2, "the view, and that it was accepted");
});
