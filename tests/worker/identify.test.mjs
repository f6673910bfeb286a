// A site says who its visitor is: a lead without a form.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const person = () => `${id("")}@identify.example`.toLowerCase();
const item = (kind, keys) => ({ kind, occurred_at: Date.now(), url: `${world.shopOrigin}/`, ...keys });
const view = (path) => item("view", { url: `${world.shopOrigin}${path}`, title: "", referrer: "" });
const identify = (traits) => item("identify", { traits });
const passportAfter = async (items, extra) => (await (await world.batch(batchOf(items, extra))).text()).split("\n")[0];
const leadOf = async (email) => (await world.leads()).find((lead) => lead.email.toLowerCase() === email);
const eventsOf = async (lead) =>
  (await world.received()).filter(({ event, duplicate }) => event.subject === lead.id && !duplicate).map(({ type }) => type);

test("who is identified becomes a lead, with traits as fields and the history so far", async () => {
  const email = person();
  await passportAfter([view("/pricing"), identify({ email: email.toUpperCase(), company_size: "51-200", seats: 20, vip: true })]);
  const lead = await leadOf(email);
  assert.deepEqual(lead.fields, { company_size: "51-200", seats: "20", vip: "true" });
  assert.deepEqual([lead.score.total, lead.submissions, lead.views], [45, 0, 1]);
  await until(async () => (await eventsOf(lead)).length === 1, "its event");
  assert.deepEqual(await eventsOf(lead), ["lead.created"]);
});

test("what is new updates the lead, what is known does not", async () => {
  const email = person();
  const passport = await passportAfter([identify({ email, city: "Wien" })]);
  const again = await passportAfter([identify({ email, city: "Wien" })], { passport });
  const known = await leadOf(email);
  await passportAfter([identify({ email, city: "Graz" })], { passport: again });
  const lead = await leadOf(email);
  assert.equal(lead.fields.city, "Graz");
  await until(async () => (await eventsOf(lead)).length >= 2, "its events");
  assert.deepEqual((await eventsOf(lead)).sort(), ["lead.created", "lead.updated"]);
  assert.equal(known.submissions, 0);
});

test("activity goes to the lead from then on", async () => {
  const email = person();
  const passport = await passportAfter([identify({ email })]);
  await passportAfter([view("/pricing")], { passport });
  assert.equal((await leadOf(email)).score.total, 25);
});

test("a batch whose answer was lost makes the same lead with the same history", async () => {
  const email = person();
  const batch = batchOf([view("/pricing"), identify({ email, city: "Wien" }), view("/")]);
  for (const _ of [1, 2, 3]) await world.batch(batch);
  const lead = await leadOf(email);
  assert.deepEqual([lead.views, lead.sessions, lead.score.reasons[0].count], [2, 1, 1]);
});

test("a form of the same person keeps the visitor, an identity of another starts anew", async () => {
  const [mine, yours] = [person(), person()];
  const first = await passportAfter([view("/pricing"), identify({ email: mine })]);
  const [second] = (await (await world.submit({ email: mine, ll_passport: first })).text()).split("\n");
  const third = await passportAfter([view("/"), identify({ email: yours }), view("/case-studies/x")], { passport: second });
  await passportAfter([view("/")], { passport: third });
  const [me, you] = [await leadOf(mine), await leadOf(yours)];
  assert.deepEqual([me.views, me.score.total], [2, 25], "what was seen before the change is mine");
  assert.deepEqual([you.views, you.score.total], [2, 15], "what was seen after it is yours");
});

test("traits without an address are refused", async () => {
  const answer = await world.batch(batchOf([identify({ name: "Ada" }), identify({ email: "nobody" })]));
  assert.deepEqual((await answer.text()).split("\n").slice(1), ["invalid.traits", "invalid.traits"]);
});
