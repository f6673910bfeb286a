// Organisations: who belongs to one, what they did together, and what that makes of each.
import assert from "node:assert/strict";
import { appendFile, cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { holders } from "../support/rows.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World, id } from "../support/world.mjs";

const LIVELY = `
[[signal]]
id = "lively-account"
when = { active_contacts = { at_least = 3 } }

[[rule]]
signal = "lively-account"
category = "engagement"
points = 15
`;

let world;
let folder;
before(async () => {
  world = await World.create();
  folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  const scoring = join(folder, "scoring.toml");
  await writeFile(scoring, (await readFile(scoring, "utf8")) + LIVELY);
  await appendFile(join(folder, "routing.toml"), '\n[[owner]]\nid = "ada"\nname = "Ada"\n');
  await world.publish(folder);
});
after(async () => {
  await world?.destroy();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const company = () => `${id("").replace(/[^a-z0-9]/gi, "x").toLowerCase()}.example`;
const sent = async (email, answers = {}) => {
  assert.equal((await world.submit({ email, ...answers })).status, 200);
  return (await world.leads()).find((lead) => lead.email === email);
};
const show = async (lead) => (await world.api(`leads/${lead.id}?site=demo`)).lead;
const account = async (domain) => (await world.api(`accounts/${domain}?site=demo`).catch(() => ({}))).account;
const merge = (one, other) =>
  fetch(`${world.engine.url}/api/v1/leads/merge`, {
    method: "POST",
    body: JSON.stringify({ leads: [one.id, other.id] }),
    headers: { authorization: `Bearer ${TOKEN}` },
  });
const lively = ({ score }) => score.reasons.filter(({ signal }) => signal === "lively-account").map(({ points }) => points);

test("three active contacts of a company are an account signal for each of them, two are not", async () => {
  const domain = company();
  const leads = [await sent(`a@${domain}`), await sent(`b@mail.${domain}`)];
  await until(async () => (await account(domain))?.contacts === 2, "both to be contacts");
  for (const lead of leads) assert.deepEqual(lively(await show(lead)), []);
  leads.push(await sent(`c@${domain}`));
  for (const lead of leads) await until(async () => lively(await show(lead)).length > 0, "the signal");
  assert.deepEqual(lively(await show(leads[0])), [15]);
  const { contacts, active, engagement, leads: ids } = await account(domain);
  // What the signal gives does not come back to the account.
  assert.deepEqual([contacts, active, engagement, ids.sort()], [3, 3, 0, leads.map((lead) => lead.id).sort()]);
});

test("what contacts did adds up", async () => {
  const domain = company();
  await sent(`a@${domain}`);
  assert.equal((await world.submit({ email: `b@${domain}`, country: "Germany" }, { form: "demo-request" })).status, 200);
  const found = await until(async () => {
    const found = await account(domain);
    return found?.contacts === 2 && found.engagement > 0 && found;
  }, "both contributions");
  assert.equal(found.engagement, 50);
});

test("a contact that turns out to be another one is one less, and the signal goes with it", async () => {
  const domain = company();
  const leads = [];
  for (const name of ["a", "b", "c"]) leads.push(await sent(`${name}@${domain}`));
  await until(async () => lively(await show(leads[0])).length > 0, "the signal");
  assert.equal((await merge(leads[0], leads[2])).status, 200);
  await until(async () => lively(await show(leads[1])).length === 0, "the signal to go");
  assert.deepEqual((await account(domain)).contacts, 2);
});

test("free mailboxes are nobody's contacts, and what is no domain has no account", async () => {
  await sent(`${id("")}@gmail.com`.toLowerCase());
  for (const domain of ["gmail.com", "co.uk", "nobody-here.example", "%20"]) assert.equal(await account(domain), undefined, domain);
});

/** All accounts, page by page. */
async function listed(limit) {
  const pages = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await world.api(`accounts?site=demo&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    assert.ok(page.next === null ? page.accounts.length <= limit : page.accounts.length === limit);
    pages.push(...page.accounts);
    cursor = page.next;
  }
  return pages;
}
const find = async (domain) => (await listed(200)).find((account) => account.domain === domain);

test("accounts are listed once each over all shards, with who has them", async () => {
  const domains = Array.from({ length: 7 }, company);
  for (const domain of domains) await sent(`a@${domain}`);
  await sent(`b@${domains[0]}`);
  await until(async () => (await account(domains[0]))?.contacts === 2, "both to be contacts");
  const patched = await world.call("PATCH", `accounts/${domains[0]}?site=demo`, JSON.stringify({ owner: "ada" }));
  assert.equal(patched.status, 200);
  const known = async () => (await listed(200)).map((account) => account.domain);
  for (const domain of domains) await until(async () => (await known()).includes(domain), "all of them to be listed");
  const pages = await listed(2);
  for (const domain of domains) assert.equal(pages.filter((account) => account.domain === domain).length, 1, domain);
  assert.deepEqual(await listed(200), pages);
  const { id, ...shown } = await find(domains[0]);
  assert.deepEqual(shown, { domain: domains[0], contacts: 2, active: 2, engagement: 0, active_on: new Date().toISOString().slice(0, 10), owner: "ada" });
  assert.equal(id, (await account(domains[0])).id);
  const { stdout } = await world.leadline("accounts", "--site", "demo", "--limit", "200");
  assert.match(stdout, new RegExp(`^${domains[0]} +2 +2 +0 .* ada$`, "m"));
});

test("who is erased leaves no domain behind, and an account without contacts is not listed", async () => {
  const [domain, former] = [company(), company()];
  const lead = await sent(`a@${domain}`);
  const other = await sent(`a@${former}`);
  for (const known of [domain, former]) await until(() => find(known), "the account to be listed");
  const merged = await world.call("POST", "leads/merge?site=demo", JSON.stringify({ leads: [lead.id, other.id] }));
  assert.equal(merged.status, 200);
  await until(async () => (await (await world.call("DELETE", `leads/${lead.id}?site=demo`)).json()).is_done, "the erasure");
  for (const known of [domain, former]) await until(async () => (await find(known)) === undefined, "the account to be gone");
  await world.engine.kill();
  const found = await holders(world.engine, [domain, former]);
  await world.engine.start();
  assert.deepEqual(found, []);
});

test("an account of an earlier release is listed, and knows its domain when a contact is heard of again", async () => {
  const domain = company();
  await sent(`a@${domain}`);
  const { id } = await until(() => find(domain), "the account to be listed");
  await world.engine.kill();
  const objects = join(world.engine.folder, "state/v3/do/leadline-AccountShard");
  for (const file of (await readdir(objects)).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file))) {
    const shard = new DatabaseSync(join(objects, file), { timeout: 10_000 });
    shard.exec("ALTER TABLE contact DROP COLUMN domain");
    shard.close();
  }
  await world.engine.start();
  const old = (await listed(3)).filter((account) => account.id === id);
  assert.deepEqual(old.map(({ domain, contacts }) => [domain, contacts]), [[null, 1]]);
  await sent(`a@${domain}`, { job_title: "Director" });
  await until(() => find(domain), "the domain to be known again");
});
