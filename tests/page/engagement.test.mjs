// How long a page was looked at and how far it was read. Time is the page's own, and moved by hand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

const LONG = '<div style="height: 5000px"></div>';
/** The time at which a page began, by its own clock. */
const BEGAN = "<script>globalThis.began = Date.now()</script>";

/** Somebody who reads a long page; its clock runs, and can be moved. */
async function read(t, options) {
  const visit = await fixture.visit(t, { tabs: true, ...options });
  visit.put("/long", { head: BEGAN, body: LONG });
  visit.put("/elsewhere", { tag: false });
  await visit.page.clock.install();
  await visit.open("/long");
  await visit.turnBack();
  await visit.sees("view");
  // A request that is under way while its page's clock leaps would be given up.
  await visit.quiet();
  return visit;
}

const pass = (visit, ms) => visit.page.clock.runFor(ms);
const age = (visit) => visit.page.evaluate(() => Date.now() - globalThis.began);
const engaged = (items) => items.filter(({ kind }) => kind === "engagement").reduce((sum, { ms }) => sum + ms, 0);
const scroll = (visit, y) =>
  visit.page.evaluate((y) => new Promise((done) => (addEventListener("scroll", done, { once: true }), scrollTo(0, y))), y);

test("a page that is hidden says how long it was looked at", async (t) => {
  const visit = await read(t);
  await pass(visit, 5_000);
  await visit.turnAway();
  const [{ ms, url }] = await visit.sees("engagement");
  assert.ok(ms >= 5_000 && ms <= (await age(visit)), `${ms}`);
  assert.equal(url, visit.url("/long"));
});

test("a page that is left says how long it was looked at", async (t) => {
  const visit = await read(t);
  await pass(visit, 5_000);
  const longest = visit.page.evaluate(() => new Promise((left) => addEventListener("pagehide", () => left(Date.now() - globalThis.began))));
  await Promise.all([longest.catch(() => {}), visit.page.goto(visit.url("/elsewhere"))]);
  const [{ ms, url }] = await visit.sees("engagement");
  assert.ok(ms >= 5_000, `${ms}`);
  assert.equal(url, visit.url("/long"));
});

test("moving on within the page says it of the page before, ahead of the next view", async (t) => {
  const visit = await read(t);
  await pass(visit, 5_000);
  await visit.page.evaluate(() => history.pushState(null, "", "/next"));
  await visit.sees("view", 2);
  const told = visit.items().map(({ kind, url }) => [kind, url.replace(visit.url(""), "")]);
  assert.deepEqual(told, [["view", "/long"], ["engagement", "/long"], ["view", "/next"]]);
});

test("each page within the page has its own time", async (t) => {
  const visit = await read(t);
  await pass(visit, 60_000);
  await visit.page.evaluate(() => history.pushState(null, "", "/next"));
  await visit.sees("view", 2);
  await pass(visit, 5_000);
  await visit.turnAway();
  const [first, second] = await visit.sees("engagement", 2);
  assert.ok(first.ms >= 60_000, `${first.ms}`);
  assert.ok(second.ms >= 5_000 && second.ms < 60_000, `${second.ms}`);
});

test("time in another tab does not count", async (t) => {
  const visit = await read(t);
  await pass(visit, 5_000);
  await visit.turnAway();
  await visit.sees("engagement");
  await visit.quiet();
  await pass(visit, 600_000);
  await visit.turnBack();
  await pass(visit, 5_000);
  const ms = engaged(await visit.said());
  assert.ok(ms >= 10_000 && ms <= (await age(visit)) - 600_000, `${ms}`);
});

test("time without focus does not count", async (t) => {
  const visit = await read(t, { tabs: false });
  const devtools = await visit.context.newCDPSession(visit.page);
  await devtools.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  await pass(visit, 5_000);
  await visit.turnAway();
  assert.equal(await visit.page.evaluate(() => document.visibilityState), "visible");
  await pass(visit, 600_000);
  await visit.turnBack();
  const ms = engaged(await visit.said());
  assert.ok(ms >= 5_000 && ms <= (await age(visit)) - 600_000, `${ms}`);
});

test("an hour of reading is no request", async (t) => {
  const visit = await read(t);
  const before = visit.attempts().length;
  await pass(visit, 3_600_000);
  assert.equal(visit.attempts().length, before);
  await visit.turnAway();
  const [{ ms }] = await visit.sees("engagement");
  assert.ok(ms >= 3_600_000, `${ms}`);
  assert.equal(visit.attempts().length, before + 1);
});

test("turning away again and again in no time says nothing new", async (t) => {
  const visit = await read(t);
  await pass(visit, 5_000);
  await visit.page.clock.pauseAt(await visit.page.evaluate(() => Date.now() + 1_000));
  for (let time = 0; time < 5; time += 1) {
    await visit.turnAway();
    await visit.turnBack();
  }
  await visit.page.clock.resume();
  assert.equal((await visit.said()).filter(({ kind }) => kind === "engagement").length, 1);
});

test("the depth of scrolling is the deepest so far, in hundredths of the page", async (t) => {
  const visit = await read(t);
  const view = await visit.page.evaluate(() => innerHeight);
  await scroll(visit, 2_500 - view);
  await scroll(visit, 0);
  await visit.turnAway();
  const depth = async (count) => (await visit.sees("engagement", count)).at(-1).scroll;
  const half = await depth(1);
  assert.ok(half >= 48 && half <= 52, `${half}`);
  await visit.turnBack();
  await scroll(visit, 5_000);
  await visit.turnAway();
  assert.equal(await depth(2), 100);
});

test("a page that was scrolled no deeper and looked at no longer says nothing", async (t) => {
  const visit = await read(t);
  await scroll(visit, 5_000);
  await visit.turnAway();
  await visit.sees("engagement");
  await visit.page.clock.pauseAt(await visit.page.evaluate(() => Date.now() + 1_000));
  await visit.turnBack();
  await scroll(visit, 0);
  await visit.turnAway();
  await visit.page.clock.resume();
  assert.equal((await visit.said()).filter(({ kind }) => kind === "engagement").length, 1);
});
