// Everything that is kept of one person, for whoever asks what is known of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { World, batchOf, id } from "../support/world.mjs";

let world, receiver, site;
before(async () => {
  receiver = await Receiver.start();
  receiver.fault = ({ path }) => ({ "/gone": { status: 410 }, "/down": { status: 500 } })[path];
  world = await World.create();
  site = await SinkSite.create(world, "known", { shards: 4 });
  const hook = (id, path) => `[[webhook]]\nid = "${id}"\nurl = "${receiver.url}/${path}"\nsecret = "CRM_WEBHOOK_SECRET"\n`;
  await site.route(hook("crm", "crm") + hook("gone", "gone") + hook("down", "down"));
});
after(async () => {
  await world?.destroy();
  await site?.remove();
  await receiver?.stop();
});

const word = () => id("").replace(/[^a-z0-9]/gi, "x").toLowerCase();
const leadOf = async (email) => (await site.read("leads")).leads.find((lead) => lead.email === email).id;
const call = (method, path, body) => world.call(method, `${path}?site=${site.id}`, body && JSON.stringify(body));
const person = async (lead) => (await call("GET", `leads/${lead}/export`)).json();

test("all that somebody typed, did and was told of is in one document, under every id they had", async () => {
  const domain = `${word()}.example`;
  const [one, other] = [`${word()}@${domain}`, `${word()}@${domain}`];
  const typed = { first_name: word(), job_title: `Director of ${word()}`, company_size: "51-200" };
  const later = { ...typed, first_name: word() };
  const papers = [id("sub_"), id("sub_"), id("sub_")];
  const first = await world.submit({ email: one, ...typed, ll_submission: papers[0] }, { site: site.id });
  const [passport] = (await first.text()).split("\n");
  const view = { kind: "view", url: `${world.shopOrigin}/pricing`, title: "", referrer: "", occurred_at: Date.now() };
  const answer = await world.post(`b/${site.id}`, JSON.stringify(batchOf([view], { passport })), { "content-type": "text/plain" });
  assert.equal(answer.status, 200);
  await site.submit(one, { ...later, ll_submission: papers[1] });
  await site.submit(other, { ...typed, ll_submission: papers[2] });
  const leads = [await leadOf(one), await leadOf(other)];
  const note = `note ${word()}`;
  assert.equal((await call("POST", `leads/${leads[0]}/stage`, { stage: "recycled", reason: "wrong-timing", note })).status, 200);
  const consents = [{ purpose: "mail", said: "given", text: `newsletter-${word()}` }];
  assert.equal((await call("PATCH", `leads/${leads[0]}`, { tags: { [`vip-${leads.length}`]: true }, consents })).status, 200);
  const merged = await call("POST", "leads/merge", { leads });
  assert.equal(merged.status, 200);
  const { lead } = await merged.json();
  await until(async () => (await person(lead)).person.dead_letters.length > 0, "something to be given up");

  for (const asked of leads) {
    const document = await person(asked);
    const text = JSON.stringify(document);
    for (const value of [one, other, ...Object.values(typed), later.first_name, note, consents[0].text, ...papers, "/pricing"]) {
      assert.ok(text.includes(value), `${value} is missing`);
    }
    assert.deepEqual([document.leadline, document.v, document.site, document.person.lead.id], ["person", 1, "known", lead]);
    assert.deepEqual(document.person.ids, leads.toSorted());
    assert.deepEqual(document.person.submissions.map(({ id, form }) => [id, form]), papers.map((id) => [id, "whitepaper"]));
    assert.ok(document.person.records.some((record) => record.id === lead));
    const standings = document.person.dead_letters.flatMap(({ deliveries }) => deliveries.map(({ sink, standing }) => [sink, Object.keys(standing)[0]]));
    assert.ok(standings.some(([sink, standing]) => sink === "gone" && standing === "dead"));
    assert.deepEqual(document.accounts.map(({ domain }) => domain), [domain]);
    assert.ok(document.accounts[0].contacts.some((contact) => contact.lead === lead));
    const verbs = document.trail.map(({ verb }) => verb);
    for (const verb of ["lead.moved", "lead.changed", "lead.merged"]) assert.ok(verbs.includes(verb), verb);
    assert.deepEqual(document.sinks.map(({ id, kind }) => [id, kind]), [["crm", "webhook"], ["gone", "webhook"], ["down", "webhook"]]);
  }
  const { stdout } = await world.leadline("person", leads[1], "--site", site.id);
  assert.equal(JSON.parse(stdout).person.lead.id, lead);
});

test("nothing of anybody else is in it, and who was erased is gone", async () => {
  const domain = `${word()}.example`;
  const [one, other] = [`${word()}@${domain}`, `${word()}@${domain}`];
  const secret = word();
  await site.submit(one);
  await site.submit(other, { first_name: secret });
  const [lead, colleague] = [await leadOf(one), await leadOf(other)];
  // A colleague used the browser in between, and it was noticed. Nobody merges a person with a test, but somebody tried.
  const [passport] = (await (await world.submit({ email: one }, { site: site.id })).text()).split("\n");
  const path = `/${word()}`;
  const view = { kind: "view", url: `${world.shopOrigin}${path}`, title: "", referrer: "", occurred_at: Date.now() };
  await world.post(`b/${site.id}`, JSON.stringify(batchOf([view], { passport })), { "content-type": "text/plain" });
  const shown = await until(async () => (await person(lead)).person.lead.browsers[0], "the browser");
  assert.ok(JSON.stringify(await person(lead)).includes(path));
  assert.equal((await call("POST", `leads/${lead}/detach`, { visitor: shown.visitor })).status, 200);
  await world.submit({ email: other, ll_test: "1" }, { site: site.id });
  const stranger = (await site.read("leads")).leads.find((lead) => lead.test && lead.email === other).id;
  assert.equal((await call("POST", "leads/merge", { leads: [lead, stranger] })).status, 400);
  await until(async () => (await person(lead)).accounts.length > 0, "the account to know");
  const text = JSON.stringify(await person(lead));
  for (const value of [other, secret, colleague, stranger, path, shown.visitor]) assert.ok(!text.includes(value), value);
  await until(async () => (await (await call("DELETE", `leads/${lead}`)).json()).is_done, "the erasure");
  const answer = await call("GET", `leads/${lead}/export`);
  assert.deepEqual([answer.status, (await answer.json()).code], [410, "erased"]);
});
