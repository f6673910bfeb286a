// What a page may say by itself: leadline('track' | 'identify' | 'reset' | 'ready', …).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

const STUB = "<script>window.leadline = window.leadline || function () { (leadline.q = leadline.q || []).push(arguments); };</script>";

/** A visit on a page where nothing has been said yet but the view. */
async function on(t, options) {
  const visit = await fixture.visit(t, options);
  await visit.open("/page");
  await visit.sees("view");
  return visit;
}

const deep = (depth) => (depth === 0 ? 1 : { in: deep(depth - 1) });

test("an event goes with its properties", async (t) => {
  const visit = await on(t);
  const props = { plan: "team", seats: 12, yearly: true, coupon: null, tags: ["a", 1], size: { w: 1 } };
  await visit.call("track", "red", props);
  const [event] = await visit.sees("event");
  assert.deepEqual([event.name, event.props, event.url], ["red", props, visit.url("/page")]);
  await visit.counted("outcome.accepted", 2);
});

test("calls made before the script is there come first, in their order", async (t) => {
  const visit = await fixture.visit(t);
  const early = '<script>leadline("track", "red"); leadline("track", "green", { early: 1 }); leadline("ready", () => (globalThis.early = true))</script>';
  visit.put("/page", { head: STUB + early });
  await visit.open("/page");
  await visit.call("track", "blue");
  const events = await visit.sees("event", 3);
  assert.deepEqual(events.map(({ name, props }) => [name, props]), [["red", undefined], ["green", { early: 1 }], ["blue", undefined]]);
  assert.equal(await visit.page.evaluate(() => globalThis.early), true);
});

test("what was wanted when ready is called once, also later", async (t) => {
  const visit = await on(t);
  await visit.page.evaluate(() => {
    globalThis.calls = 0;
    leadline("ready", () => (globalThis.calls += 1));
  });
  await visit.call("track", "red");
  await visit.sees("event");
  assert.equal(await visit.page.evaluate(() => globalThis.calls), 1);
});

test("a callback that throws is the page's own fault and stops nothing", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/page", { head: `${STUB}<script>leadline("ready", () => { throw 1; }); leadline("track", "red")</script>` });
  await visit.open("/page");
  assert.equal((await visit.sees("event"))[0].name, "red");
});

for (const [what, props] of [
  ["too many properties", Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`k${at}`, 1]))],
  ["properties too deep", deep(3)],
  ["a text too long", { text: "x".repeat(301) }],
  ["a key too long", { ["k".repeat(65)]: 1 }],
  ["properties too large", Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`k${at}`, "x".repeat(250)]))],
  ["properties that are a list", [1, 2]],
]) {
  test(`${what} are refused and counted`, async (t) => {
    const visit = await on(t);
    await visit.call("track", "red", props);
    await visit.call("track", "green");
    await visit.sees("event", 2);
    await visit.counted("outcome.invalid.props", 1);
    assert.deepEqual(await visit.signals(), { green: 1 });
  });
}

test("properties are never sent at any length", async (t) => {
  const visit = await on(t);
  await visit.call("track", "red", { text: "x".repeat(100_000) });
  const [refused] = await visit.sees("event");
  assert.equal(refused.props, 0);
});

test("properties that point to themselves are refused and counted", async (t) => {
  const visit = await on(t);
  await visit.page.evaluate(() => {
    const circle = {};
    circle.circle = circle;
    leadline("track", "red", circle);
    leadline("track", "red", { big: 1n });
  });
  await visit.counted("outcome.invalid.props", 2);
});

test("a name too long is refused and counted", async (t) => {
  const visit = await on(t);
  await visit.call("track", "n".repeat(100_000));
  await visit.call("track", "é".repeat(40));
  assert.ok((await visit.sees("event", 2)).every(({ name }) => Buffer.byteLength(name) <= 300));
  await visit.counted("outcome.invalid.too-long", 2);
});

test("a name that shows an address stays behind, and an empty one counts for nothing", async (t) => {
  const visit = await on(t);
  for (const name of ["ada@b.example", "ada%40b.example", ""]) await visit.call("track", name);
  await visit.call("track", "green");
  await visit.sees("event");
  await visit.quiet();
  assert.doesNotMatch(JSON.stringify(visit.attempts().map(({ body }) => body)), /b\.example/);
  assert.deepEqual(await visit.signals(), { green: 1 });
});

test("a name that is no text is none", async (t) => {
  const visit = await on(t);
  await visit.page.evaluate(() => [undefined, null, {}, [], 5].forEach((name) => leadline("track", name)));
  await visit.call("track", "green");
  await visit.sees("event");
  await visit.quiet();
  const counts = await visit.counted("event", 1);
  assert.equal(counts["outcome.accepted"], 2, "the view and the event that has a name");
});

test("nonsense is taken calmly", async (t) => {
  const visit = await on(t);
  await visit.page.evaluate(() => {
    const calls = [[], ["unknown"], [null], [{}], ["track"], ["track", {}], ["track", null], ["identify"], ["identify", 5], ["ready"], ["ready", 5], ["consent"], ["consent", "maybe"], [Symbol("s")], ["track", Symbol("s")]];
    for (const call of calls) leadline(...call);
  });
  await visit.call("track", "green");
  await until(() => visit.items("event").some(({ name }) => name === "green"), "the event after");
});

test("whoever is identified is a lead with those traits, and takes along what was done before", async (t) => {
  const visit = await on(t);
  await visit.call("track", "red");
  await visit.call("identify", { email: "Ada@B.example", company: "Analytical" });
  const [lead] = await until(async () => {
    const leads = await visit.leads();
    return leads.length > 0 && leads;
  }, "the lead");
  assert.deepEqual([lead.email, lead.fields.company], ["Ada@B.example", "Analytical"]);
  await visit.call("track", "red");
  await until(async () => (await visit.leads())[0].score.reasons[0]?.count === 2, "both events to be the lead's");
});

test("traits without an address, or that are none, are refused and counted", async (t) => {
  const visit = await on(t);
  await visit.call("identify", { company: "Analytical" });
  await visit.call("identify", { email: "nobody" });
  await visit.counted("outcome.invalid.traits", 2);
  assert.deepEqual(await visit.leads(), []);
});

test("after a reset it is somebody else", async (t) => {
  const visit = await on(t);
  await visit.call("track", "red");
  await visit.call("identify", { email: "ada@b.example" });
  await until(async () => (await visit.leads()).length > 0, "the lead");
  await visit.call("reset");
  await visit.call("track", "red");
  await visit.sees("event", 2);
  assert.deepEqual(await visit.signals(), { red: 1 });
  const ada = (await visit.leads()).find(({ email }) => email === "ada@b.example");
  assert.equal(ada.score.reasons[0].count, 1);
});
