// Somebody is erased: out of every store and everything that is told from then on, and nothing from before comes back.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { Receiver } from "../support/receiver.mjs";
import { holders, isWritten, searched } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { World, batchOf, id } from "../support/world.mjs";
import { TOKEN } from "../support/engine.mjs";

let world, receiver, folder;
before(async () => {
  receiver = await Receiver.start();
  world = await World.create();
  folder = await mkdtemp(join(tmpdir(), "leadline-erase-"));
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const word = () => id("").replace(/[^a-z0-9]/gi, "x").toLowerCase();
const person = () => `${word()}@erase.example`;
const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}${path}`, title: "", referrer: "" });
const leadOf = async (email, site) => (await world.leads(site)).find((lead) => lead.email === email);
const ask = (method, path, body) =>
  fetch(`${world.engine.url}/api/v1/${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${TOKEN}` } });
const erase = async (lead) => (await ask("DELETE", `leads/${lead.id}?site=demo`)).json();
const done = (lead) =>
  until(async () => {
    const proof = await erase(lead);
    return proof.is_done && proof;
  }, "every shard to have done its part");
const code = async (answer) => [(await answer).status, (await (await answer).json()).code];
const sent = async (answers, options) => {
  const answer = await world.submit(answers, options);
  assert.equal(answer.status, 200);
  return (await answer.text()).split("\n")[0];
};

/** Two leads of two shards. */
async function apart() {
  const emails = [person()];
  await sent({ email: emails[0] });
  const shard = async (email) => (await leadOf(email)).id.slice(5, 7);
  for (;;) {
    emails[1] = person();
    await sent({ email: emails[1] });
    if ((await shard(emails[0])) !== (await shard(emails[1]))) return emails;
  }
}

/** Nothing on disk holds any of these, not even after the engine was killed; it runs again when this returns. */
async function assertNowhere(...words) {
  await world.engine.kill();
  assert.ok((await searched(world.engine)) > 10, "there is something to search");
  const found = await holders(world.engine, words);
  await world.engine.start();
  assert.deepEqual(found, []);
}

test("who is erased is in no store, no list and nothing that is told from then on", async (t) => {
  receiver.fault = ({ path }) => (path === "/gone" ? { status: 410 } : undefined);
  const site = await SinkSite.create(world, "erased", { shards: 2 });
  t.after(() => site.remove());
  const webhook = (id) => `[[webhook]]\nid = "${id}"\nurl = "${receiver.url}/${id}"\nsecret = "CRM_WEBHOOK_SECRET"\n`;
  await site.route(`${webhook("crm")}\n${webhook("gone")}`);
  const [name, domain] = [`Name${word()}`, `${word()}.example`];
  const email = `someone@${domain}`;
  await site.submit(email, { first_name: name, job_title: "Director", company_size: "51-200" });
  await sent({ email, country: "Germany" }, { site: "erased", form: "demo-request" });
  await sent({ email, ll_test: "1", first_name: name }, { site: "erased" });
  const lead = (await world.leads("erased")).find((lead) => lead.email === email && !lead.test);
  await until(async () => (await world.kv(`lead/erased/${lead.id}`)).includes(email), "the projection");
  await until(async () => (await site.deadLetters()).length === 3, "dead letters");
  await until(async () => (await site.read("sinks")).waiting === 0, "everything to be told");
  const account = async () => (await site.read(`accounts/${domain}`).catch(() => ({ account: { contacts: 0 } }))).account.contacts;
  await until(async () => (await account()) === 1, "the account");
  await world.engine.kill();
  assert.notDeepEqual(await holders(world.engine, [email]), [], "the search finds what is there");
  await world.engine.start();
  const before = receiver.requests.length;

  const { stdout } = await world.leadline("erase", email.toUpperCase(), "--site", "erased", "--yes");
  assert.match(stdout, new RegExp(`${lead.id} was erased at .* for 30 days`));
  assert.deepEqual(await code(ask("GET", `leads/${lead.id}?site=erased`)), [410, "erased"]);
  assert.deepEqual(await world.leads("erased"), [], "the test's lead is gone, too");
  await until(async () => (await account()) === 0, "the account to have a contact less");
  const farewells = () => receiver.at("/crm").slice(0).filter(({ event }) => event.type === "lead.erased");
  await until(() => farewells().length >= 2, "the receiver to hear of both");
  const { event } = farewells().find(({ event }) => event.subject === lead.id);
  const { erased_at, ...data } = event.data;
  assert.deepEqual([data, erased_at], [{ id: lead.id }, event.time]);
  await until(async () => (await (await ask("DELETE", `leads/${lead.id}?site=erased`)).json()).is_done, "all to be done");
  assert.ok(!(await world.kv(`lead/erased/${lead.id}`)).includes("{"), "what is done is shown no more");
  await until(async () => (await site.deadLetters()).every(({ events }) => events.every((type) => type === "lead.erased")), "dead letters to go");
  await assertNowhere(email, name);
  const later = receiver.requests.slice(before);
  assert.deepEqual(later.filter(({ body }) => body.includes(email) || body.includes(name)), []);
});

test("a browser of somebody erased begins anew, and a submission makes a new lead without anything from before", async () => {
  const email = person();
  let passport = (await (await world.batch(batchOf([view("/pricing"), view("/pricing")]))).text()).split("\n")[0];
  const first = { email, company_size: "51-200", ll_submission: id("sub_"), ll_passport: passport };
  passport = await sent(first);
  const old = await leadOf(email);
  assert.deepEqual([old.views, old.score.total > 0], [2, true]);
  const proof = await done(old);
  assert.deepEqual([proof.id, proof.recovery.days], [old.id, 30]);
  assert.equal(Date.parse(proof.recovery.until) - Date.parse(proof.erased_at), 30 * 86_400_000);
  // The shard says so, the visitor is somebody new, and is known to nobody.
  passport = (await (await world.batch(batchOf([view("/pricing")], { passport }))).text()).split("\n")[0];
  assert.equal(await leadOf(email), undefined);
  // A retry of what was erased is answered as taken.
  await sent(first);
  assert.equal(await leadOf(email), undefined);
  // Neither what was seen before nor what was seen since by whoever is not known comes along with the address.
  passport = await sent({ email, job_title: "Engineer", ll_passport: passport });
  const lead = await leadOf(email);
  assert.notEqual(lead.id, old.id);
  assert.deepEqual([lead.views, lead.submissions, lead.fields], [0, 1, { job_title: "Engineer" }]);
  await world.batch(batchOf([view("/pricing")], { passport }));
  assert.equal((await leadOf(email)).views, 1);
  await sent(first);
  assert.deepEqual([(await leadOf(email)).submissions, (await erase(old)).erased_at], [1, proof.erased_at]);
  assert.equal((await leadOf(email)).id, lead.id, "erasing the old id again leaves the new lead");
});

test("a site that goes on naming somebody erased makes a new lead, and what it said before does not", async () => {
  const email = person();
  const named = (at) => ({ ...view("/"), kind: "identify", occurred_at: at, title: undefined, referrer: undefined, traits: { email, city: "Graz" } });
  const early = Date.now() - 60_000;
  const passport = (await (await world.batch(batchOf([view("/pricing"), named(Date.now())]))).text()).split("\n")[0];
  const old = await leadOf(email);
  await erase(old);
  const answer = await world.batch(batchOf([named(early)], { passport }));
  assert.deepEqual([answer.status, (await answer.text()).split("\n")[1]], [200, "accepted"]);
  assert.equal(await leadOf(email), undefined);
  assert.equal((await world.batch(batchOf([named(Date.now())], { passport }))).status, 200);
  const lead = await leadOf(email);
  assert.ok(lead.id !== old.id && lead.views === 0);
});

test("a backup does not bring back who was erased", async () => {
  const email = person();
  await sent({ email, company_size: "51-200" });
  const { stdout } = await world.leadline("export", "--site", "demo");
  const old = await leadOf(email);
  await erase(old);
  const backup = join(folder, "backup.ndjson");
  await writeFile(backup, stdout);
  const restore = async () => (await world.leadline("import", backup, "--site", "demo").catch((error) => error)).stdout;
  assert.match(await restore(), /erased/);
  assert.equal(await leadOf(email), undefined);
  assert.equal((await ask("GET", `leads/${old.id}?site=demo`)).status, 410);
  // A table from before is from before, too; one of now is not.
  const line = (at) => JSON.stringify({ person: { traits: { email }, at, source: "import:crm" } });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const post = async (body) => (await (await fetch(`${world.engine.url}/api/v1/import?site=demo`, { method: "POST", body, headers })).json()).lines;
  assert.deepEqual((await post(line(Date.now() - 60_000))).map(({ became, why }) => [became, why]), [["invalid", "of somebody who was erased, and from before"]]);
  assert.deepEqual((await post(line(Date.now() + 1_000))).map(({ became }) => became), ["created"]);
  const since = await leadOf(email);
  assert.match(await restore(), /erased/);
  assert.deepEqual([(await leadOf(email)).id, (await leadOf(email)).fields], [since.id, {}]);
});

test("who was merged across shards is gone from both, by any id", async () => {
  const emails = await apart();
  const [senior, junior] = [await leadOf(emails[0]), await leadOf(emails[1])];
  assert.equal((await ask("POST", "leads/merge?site=demo", { leads: [senior.id, junior.id] })).status, 200);
  const retry = { email: emails[1], company_size: "1-50", ll_submission: id("sub_") };
  await sent(retry);
  const { id: erased, erased_at } = await erase(junior);
  assert.equal(erased, senior.id);
  const proof = await done(junior);
  assert.deepEqual([proof.id, proof.erased_at], [erased, erased_at]);
  for (const { id } of [senior, junior]) assert.deepEqual(await code(ask("GET", `leads/${id}?site=demo`)), [410, "erased"]);
  assert.deepEqual(await code(ask("POST", "leads/merge?site=demo", { leads: [senior.id, junior.id] })), [410, "erased"]);
  await sent(retry);
  assert.deepEqual([await leadOf(emails[0]), await leadOf(emails[1])], [undefined, undefined]);
  await assertNowhere(...emails);
  for (const email of emails) await sent({ email });
  assert.equal(new Set([(await leadOf(emails[0])).id, (await leadOf(emails[1])).id, senior.id, junior.id]).size, 4);
});

test("an erasure that is killed half way is finished by the shards, and one that never began can be asked again", async () => {
  for (const isEarly of [true, false]) {
    const emails = await apart();
    const [senior, junior] = [await leadOf(emails[0]), await leadOf(emails[1])];
    assert.equal((await ask("POST", "leads/merge?site=demo", { leads: [senior.id, junior.id] })).status, 200);
    let isAnswered = false;
    const asked = erase(junior).catch(() => {}).finally(() => (isAnswered = true));
    // Killed at once, or as soon as the senior's shard has begun and is to tell the junior's.
    while (!isEarly && !isAnswered && !(await isWritten(world.engine, `burial:${senior.id}`)));
    await world.engine.kill();
    await asked;
    await world.engine.start();
    const status = async ({ id }) => (await ask("GET", `leads/${id}?site=demo`)).status;
    if (isEarly && (await status(senior)) === 200) await erase(senior);
    await until(async () => (await status(senior)) === 410 && (await status(junior)) === 410, "both ids to be gone");
    // It is left in peace until then: what waits for its queue is only told where there is a second to do so.
    await until(async () => (await holders(world.engine, emails)).length === 0, "nothing to be left");
    await assertNowhere(...emails);
  }
});

test("who asks for what is not there, or not as it is to be asked, is told so", async () => {
  const stranger = person();
  assert.deepEqual(await code(ask("DELETE", `leads/lead_00${id("")}?site=demo`)), [404, "unknown-lead"]);
  assert.deepEqual(await code(ask("DELETE", "leads/nonsense?site=demo")), [404, "unknown-lead"]);
  assert.deepEqual(await code(ask("POST", "leads/erase?site=demo", { email: stranger })), [404, "unknown-lead"]);
  assert.deepEqual(await code(ask("POST", "leads/erase?site=demo", { email: "nobody" })), [400, "body-invalid"]);
  assert.deepEqual(await code(ask("POST", "leads/erase?site=demo", {})), [400, "body-invalid"]);
  const lead = (await sent({ email: stranger }), await leadOf(stranger));
  const nobody = fetch(`${world.engine.url}/api/v1/leads/${lead.id}?site=demo`, { method: "DELETE" });
  assert.deepEqual(await code(nobody), [401, "unauthorized"]);
  await assert.rejects(world.leadline("erase", stranger, "--site", "demo"), /Nothing was erased/);
  assert.equal((await leadOf(stranger)).id, lead.id);
});
