// One person, one lead; qualified once; told to the webhook and shown in KV.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const person = (name) => `${name}-${id("")}@lead.example`.toLowerCase();
const leadOf = async (email) => (await world.leads()).filter((lead) => lead.email.toLowerCase() === email);
const eventsOf = async (lead) => (await world.received()).filter(({ event, duplicate }) => event.subject === lead && !duplicate);

test("the same address in other letter case updates the same lead", async () => {
  const email = person("case");
  await world.submit({ email: email.toUpperCase(), company_size: "51-200" });
  await world.submit({ email, job_title: "Director" });
  const leads = await leadOf(email);
  assert.equal(leads.length, 1);
  assert.deepEqual(leads[0].fields, { company_size: "51-200", job_title: "Director" });
  assert.equal(leads[0].submissions, 2);
});

test("twenty submissions of one address at once make one lead", async () => {
  const email = person("race");
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.submit({ email })));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
  const leads = await leadOf(email);
  assert.deepEqual(leads.map((lead) => lead.submissions), [20]);
});

test("a retry under the same id is one submission", async () => {
  const email = person("retry");
  const ll_submission = id("sub_");
  for (const _ of [1, 2, 3]) assert.equal((await world.submit({ email, ll_submission })).status, 200);
  assert.deepEqual((await leadOf(email)).map((lead) => lead.submissions), [1]);
});

test("passing the threshold qualifies once: one event, one projection, reasons that add up", async () => {
  const email = person("mql");
  await world.submit({ email, country: "Germany" }, { form: "demo-request" });
  for (const job_title of ["Head of Quality", "Director"]) await world.submit({ email, job_title, company_size: "51-200" });
  const [lead] = await leadOf(email);
  assert.equal(lead.stage, "sql");
  assert.equal(lead.score.reasons.reduce((sum, reason) => sum + reason.points, 0), lead.score.total);
  // Created and submitted; updated, submitted, stage changed, qualified; updated, submitted.
  await until(async () => (await eventsOf(lead.id)).length === 8, "all its events");
  const qualified = (await eventsOf(lead.id)).filter(({ type }) => type === "lead.qualified");
  assert.equal(qualified.length, 1);
  const shown = await until(async () => {
    const text = await world.kv(`lead/demo/${lead.id}`);
    const shown = text.startsWith("{") && JSON.parse(text);
    return shown && shown.version === lead.version && shown;
  }, "the projection");
  assert.deepEqual(shown, lead);
});

test("a lead that is not qualified is not shown in KV", async () => {
  const email = person("cold");
  await world.submit({ email });
  const [lead] = await leadOf(email);
  await until(async () => (await eventsOf(lead.id)).length === 2, "its events");
  assert.doesNotMatch(await world.kv(`lead/demo/${lead.id}`), /"id"/);
});

test("a competitor and a free mailbox lose points, and the reasons say so", async () => {
  const address = `${id("")}@mail.rival.example`.toLowerCase();
  await world.submit({ email: address });
  const [lead] = await leadOf(address);
  assert.deepEqual(lead.score.reasons.map(({ signal, points }) => [signal, points]), [["competitor", -50]]);
});

test("nothing personal is in the engine's log", async () => {
  const [name, local] = [id("Name"), id("private").toLowerCase()];
  await world.submit({ email: `${local}@log.example`, first_name: name });
  await world.submit({ email: `${local}@@log.example`, first_name: name });
  await world.batch({ v: 1, batch: name, sent_at: local, items: [{ kind: local }] });
  const [lead] = await leadOf(`${local}@log.example`);
  await until(async () => (await eventsOf(lead.id)).length === 2, "its events");
  await until(() => world.engine.log.includes(lead.id), "the lead to be told by its id");
  for (const secret of [name, local]) assert.ok(!world.engine.log.includes(secret), "no name and no address");
});

test("what somebody agreed to is kept with its text, and what they took back comes back confirmed alone", async () => {
  const email = person("agrees");
  await world.submit({ email });
  const [{ id: lead }] = await leadOf(email);
  const say = async (said, more = {}) => {
    const body = JSON.stringify({ consents: [{ purpose: "mail", said, ...more }] });
    return (await world.call("PATCH", `leads/${lead}?site=demo`, body)).status;
  };
  const shown = async () => (await world.api(`leads/${lead}?site=demo`)).lead.consents;
  for (const [said, isAllowed] of [["given", true], ["withdrawn", false], ["given", false], ["confirmed", true]]) {
    assert.equal(await say(said, { text: "newsletter-2" }), 200);
    const [consent, ...others] = await shown();
    assert.deepEqual([consent.email, consent.purpose, consent.is_allowed, others], [email, "mail", isAllowed, []]);
    assert.deepEqual([consent.log[0].said, consent.log[0].text, consent.log[0].source], [said, "newsletter-2", "api"]);
  }
  assert.equal((await shown())[0].log.length, 4);
  for (const [said, more] of [["agreed"], ["given", { purpose: "Mail" }], ["given", { text: "x".repeat(201) }]]) assert.equal(await say(said, more), 400);
});
