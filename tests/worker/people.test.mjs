// Who is who: two leads that are one person, and a browser that is somebody else's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { until } from "../support/until.mjs";
import { World, batchOf, id } from "../support/world.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const person = () => `${id("")}@people.example`.toLowerCase();
const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}${path}`, title: "", referrer: "" });
const leadOf = async (email) => (await world.leads()).find((lead) => lead.email.toLowerCase() === email);
const shardOf = (lead) => lead.id.slice(5, 7);
const show = async (lead) => (await world.api(`leads/${lead.id ?? lead}?site=demo`)).lead;
const ask = (path, body) =>
  fetch(`${world.engine.url}/api/v1/${path}`, { method: "POST", body: JSON.stringify(body), headers: { authorization: `Bearer ${TOKEN}` } });
const merge = (one, other) => ask("leads/merge", { leads: [one.id, other.id] });

/** A browser that sends batches and forms, and keeps what it is answered. */
class Browser {
  async views(...paths) {
    const answer = await world.batch(batchOf(paths.map(view), this.passport && { passport: this.passport }));
    this.passport = (await answer.text()).split("\n")[0];
    return this;
  }

  async sends(answers) {
    const answer = await world.submit({ ...answers, ...(this.passport && { ll_passport: this.passport }) });
    assert.equal(answer.status, 200);
    this.passport = (await answer.text()).split("\n")[0];
    return this;
  }
}

const sent = async (answers) => {
  assert.equal((await world.submit(answers)).status, 200);
  return leadOf(answers.email);
};

/** Two leads, the first one there first: of one shard, or of two. */
async function two(alike, ...answers) {
  const first = await sent({ email: person(), ...answers[0] });
  for (;;) {
    const second = await sent({ email: person(), ...answers[1] });
    if ((shardOf(first) === shardOf(second)) === alike) return [first, second];
  }
}

for (const [name, alike] of [["one shard", true], ["two shards", false]]) {
  test(`two leads of ${name} become the one that was there first`, async () => {
    const [senior, junior] = await two(alike, { company_size: "51-200" }, { job_title: "Director" });
    const answer = await merge(junior, senior);
    assert.deepEqual([answer.status, await answer.json()], [200, { lead: senior.id, is_done: true }]);
    const lead = await show(senior);
    assert.deepEqual([lead.submissions, lead.fields], [2, { company_size: "51-200", job_title: "Director" }]);
    const addresses = lead.addresses.map((address) => address.email);
    assert.deepEqual([addresses, lead.merged], [[senior.email, junior.email], [junior.id]]);
    assert.equal((await show(junior)).id, senior.id, "the old id still resolves");
    assert.equal(await leadOf(junior.email), undefined, "one lead less");
    // The other address is the same person's from now on, also where the same form comes again.
    const again = { email: junior.email, city: "Graz", ll_submission: id("sub_") };
    for (const _ of [1, 2]) assert.equal((await world.submit(again)).status, 200);
    assert.deepEqual([(await show(senior)).submissions, await leadOf(junior.email)], [3, undefined]);
    assert.deepEqual(await (await merge(senior, junior)).json(), { lead: senior.id, is_done: true });
    assert.equal((await show(senior)).submissions, 3);
  });
}

test("a browser of the lead that was merged away goes on as the other's", async () => {
  const [senior, junior] = await two(false, {}, {});
  const browser = await new Browser().views("/pricing");
  await browser.sends({ email: junior.email });
  await merge(senior, junior);
  await browser.views("/pricing", "/case-studies/acme");
  assert.deepEqual((await show(senior)).browsers.map(({ views }) => views).filter(Boolean), [3]);
  await browser.sends({ email: junior.email, company_size: "51-200" });
  assert.equal((await show(senior)).fields.company_size, "51-200");
});

test("what KV shows of a lead that was merged away goes", async () => {
  const [senior, junior] = await two(false, {}, { job_title: "Director", company_size: "51-200" });
  assert.equal((await world.submit({ email: junior.email, country: "Germany" }, { form: "demo-request" })).status, 200);
  await until(async () => (await world.kv(`lead/demo/${junior.id}`)).startsWith("{"), "the projection");
  await merge(senior, junior);
  await until(async () => !(await world.kv(`lead/demo/${junior.id}`)).startsWith("{"), "the projection to go");
  const shown = await until(async () => {
    const text = await world.kv(`lead/demo/${senior.id}`);
    return text.startsWith("{") && JSON.parse(text);
  }, "the senior's");
  assert.deepEqual(shown.merged, [junior.id]);
});

test("merges that cross each other, killed among them, end with one lead", async () => {
  const leads = [];
  for (let nth = 0; nth < 6; nth += 1) leads.push(await sent({ email: person() }));
  const pairs = [[0, 1], [1, 0], [2, 3], [3, 4], [4, 5], [5, 2], [1, 5]];
  const asked = pairs.map(([one, other]) => merge(leads[one], leads[other]).catch(() => {}));
  await Promise.race(asked);
  await world.engine.kill();
  await Promise.all(asked);
  await world.engine.start();
  for (const [one, other] of pairs) assert.equal((await merge(leads[one], leads[other])).status, 200);
  const lead = await until(async () => {
    const lead = await show(leads[0]);
    return lead.submissions === leads.length && lead;
  }, "all of them in one");
  assert.equal(lead.addresses.length, leads.length);
  for (const merged of leads) assert.equal((await show(merged)).id, lead.id);
});

test("a browser that was somebody else's is detached: its views leave the score, and it goes on as somebody new", async () => {
  const browser = await new Browser().views("/pricing", "/pricing");
  const email = person();
  await browser.sends({ email });
  const before = await show(await leadOf(email));
  const [{ visitor }] = before.browsers;
  assert.equal((await ask(`leads/${before.id}/detach`, { visitor })).status, 200);
  const after = await show(before);
  assert.deepEqual([before.views, after.views, after.browsers[0].detached], [2, 0, true]);
  assert.ok(after.score.total < before.score.total);
  await browser.views("/pricing");
  await browser.views("/pricing");
  assert.equal((await show(before)).views, 0);
  await browser.sends({ email: person() });
  assert.equal((await show(before)).submissions, 1);
});

test("who asks for what is not there is told so", async () => {
  const lead = await sent({ email: person() });
  const stranger = `lead_${shardOf(lead)}${id("")}`;
  const code = async (answer) => [(await answer).status, (await (await answer).json()).code];
  const known = { authorization: `Bearer ${TOKEN}` };
  const look = (path) => fetch(`${world.engine.url}/api/v1/leads/${path}`, { headers: known });
  assert.deepEqual(await code(look(stranger)), [404, "unknown-lead"]);
  assert.deepEqual(await code(look("lead_ffAAAAAAAAAAAAAAAAAAAAAA")), [404, "unknown-lead"], "a shard the site has not");
  assert.deepEqual(await code(look("nonsense")), [404, "unknown-lead"]);
  assert.deepEqual(await code(merge(lead, { id: stranger })), [404, "unknown-lead"]);
  assert.deepEqual(await code(ask("leads/merge", { leads: [lead.id] })), [400, "body-invalid"]);
  assert.deepEqual(await code(ask(`leads/${lead.id}/detach`, { visitor: id("vis_") })), [404, "unknown-browser"]);
  assert.equal((await fetch(`${world.engine.url}/api/v1/leads/${lead.id}`)).status, 401);
});

test("a lead is shown with its history, its browsers and what was done", async () => {
  const browser = await new Browser().views("/pricing");
  const email = person();
  await browser.sends({ email, company_size: "1-50" });
  await browser.sends({ email, company_size: "51-200" });
  await browser.views("/case-studies/acme");
  const lead = await show(await leadOf(email));
  assert.deepEqual(lead.history.company_size.map(({ value, source }) => [value, source]), [["51-200", "form:whitepaper"], ["1-50", "form:whitepaper"]]);
  assert.deepEqual(lead.diary.map(({ deeds }) => deeds), [["view /case-studies/acme"], ["submission whitepaper"], ["submission whitepaper"]]);
  assert.deepEqual(lead.browsers.map(({ views, detached }) => [views, detached]), [[2, false]]);
});

test("a test travels the whole path under a lead of its own, and counts for nothing", async () => {
  const email = person();
  const real = await sent({ email, company_size: "51-200", job_title: "Director" });
  const counts = (await world.settledCounts())["submit.demo-request"] ?? 0;
  assert.equal((await world.submit({ email, country: "Germany", ll_test: "1" }, { form: "demo-request" })).status, 200);
  const [test, untouched] = await Promise.all([
    until(async () => (await world.leads()).find((lead) => lead.test && lead.email === email), "the test's lead"),
    show(real),
  ]);
  assert.notEqual(test.id, real.id);
  assert.equal((await merge(test, real)).status, 400, "a test is nobody");
  assert.deepEqual([test.score.total, test.stage, test.account], [0, "lead", undefined]);
  assert.deepEqual([untouched.score.total, untouched.submissions, untouched.test], [real.score.total, 1, undefined]);
  const told = await until(async () => {
    const events = (await world.received()).filter(({ event, duplicate }) => event.subject === test.id && !duplicate);
    return events.length >= 2 && events;
  }, "its events");
  assert.deepEqual(told.map(({ type, event }) => [type, event.data.test]).sort(), [["form.submitted", true], ["lead.created", true]]);
  assert.equal((await world.settledCounts())["submit.demo-request"] ?? 0, counts);
});

test("a page that is asked for as a test says so, and sends one", async () => {
  const page = `${world.engine.url}/p/whitepaper`;
  const markup = async (path) => (await fetch(path)).text();
  assert.match(await markup(`${page}?ll_test`), /name="ll_test" value="1".*This is a test/s);
  assert.doesNotMatch(await markup(page), /ll_test/);
  assert.match(await markup(`${world.engine.url}/f/demo/whitepaper?test`), /name="ll_test"/);
});
