// A batch comes in; the visitor's state goes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}${path}`, title: "A page", referrer: "" });
const lines = async (answer) => (await answer.text()).split("\n");

test("a batch answers with a passport and one outcome for each item, in order", async () => {
  const answer = await world.batch(batchOf([view("/pricing"), { kind: "telepathy" }, 7, { ...view("/"), url: "about:blank" }]));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), world.shopOrigin);
  const [passport, ...outcomes] = await lines(answer);
  assert.match(passport, /^ll1\.[\w-]+$/);
  assert.deepEqual(outcomes, ["accepted", "invalid.unknown-kind", "invalid.malformed", "invalid.bad-url"]);
});

test("an item of somebody else's page is filtered, and its neighbours count", async () => {
  const foreign = { ...view("/"), url: "https://elsewhere.example/" };
  const [, ...outcomes] = await lines(await world.batch(batchOf([foreign, view("/")])));
  assert.deepEqual(outcomes, ["filtered.foreign-page", "accepted"]);
});

test("a resent batch counts once, in the score and in the counters", async () => {
  const before = (await world.counts()).event ?? 0;
  const email = `${id("")}@resent.example`.toLowerCase();
  const batch = batchOf([{ kind: "event", occurred_at: Date.now(), url: `${world.shopOrigin}/`, name: "email-open" }]);
  const [first] = await lines(await world.batch(batch));
  const [second] = await lines(await world.batch({ ...batch, passport: first, sent_at: Date.now() }));
  await world.submit({ email, ll_passport: second });
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.deepEqual(lead.score.reasons.map(({ signal, count, points }) => ({ signal, count, points })), [
    { signal: "email-open", count: 1, points: 3 },
  ]);
  await until(async () => (await world.counts())[`submit.whitepaper`] >= 1, "the counters to be handed over");
  assert.equal((await world.counts()).event - before, 1);
});

test("a forged passport starts a new visitor and is counted", async () => {
  const [passport] = await lines(await world.batch(batchOf([view("/pricing")])));
  const forged = passport.slice(0, -4) + (passport.endsWith("AAAA") ? "BBBB" : "AAAA");
  const answer = await world.batch(batchOf([view("/")], { passport: forged }));
  const [fresh] = await lines(answer);
  const email = `${id("")}@forged.example`.toLowerCase();
  await world.submit({ email, ll_passport: fresh });
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.equal(lead.score.total, 0, "what the forged passport said is not taken over");
  await until(async () => (await world.counts())["passport.refused"] === 1, "the refusal to be counted");
});

test("the activity of a known lead moves its score without another form", async () => {
  const email = `${id("")}@known.example`.toLowerCase();
  const sent = await world.submit({ email, company_size: "51-200", job_title: "Head of Quality" });
  const [passport] = await lines(sent);
  await world.batch(batchOf([view("/pricing")], { passport }));
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.equal(lead.score.total, 65);
  assert.equal(lead.stage, "mql");
});

test("hosted pages may send what happens on them", async () => {
  const own = `http://127.0.0.1:${world.engine.port}`;
  const item = { ...view("/"), url: `${own}/ll/p/whitepaper` };
  const [, outcome] = await lines(await world.batch(batchOf([item]), { origin: own }));
  assert.equal(outcome, "accepted");
});

test("a person who types another address in the same browser starts anew", async () => {
  const [mine, yours] = ["a", "b"].map((name) => `${name}-${id("")}@shared.example`.toLowerCase());
  const [seen] = await lines(await world.batch(batchOf([view("/pricing")])));
  const [passport] = await lines(await world.submit({ email: mine, ll_passport: seen }));
  await world.submit({ email: yours, ll_passport: passport });
  const leads = await world.leads();
  assert.equal(leads.find((lead) => lead.email === mine).score.total, 25);
  assert.equal(leads.find((lead) => lead.email === yours).score.total, 0);
});
