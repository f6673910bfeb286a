// Organisations: who belongs to one, what they did together, and what that makes of each.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { ROOT, TOKEN } from "../support/engine.mjs";
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
