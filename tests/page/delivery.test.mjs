// Networks that fail and pages that go: everything arrives, and counts once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** A visit whose first view has arrived, with a clock that runs and can be moved. */
async function on(t, options) {
  const visit = await fixture.visit(t, options);
  visit.put("/elsewhere", { tag: false });
  await visit.page.clock.install();
  await visit.open("/page");
  await visit.sees("view");
  await visit.quiet();
  return visit;
}

/** What becomes of the next batches, one after the other; those after them are let through. */
function fail(visit, ...faults) {
  const waiting = [...faults];
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? waiting.shift() : undefined);
}

/** Moves the page's clock until so many batches have been tried. */
async function tried(visit, count) {
  await until(async () => {
    if (visit.attempts().length >= count) return true;
    await visit.page.clock.runFor(500);
  }, () => `${count} attempts; there are ${visit.attempts().length}`);
}

const ids = (visit) => visit.attempts().map(({ batch }) => batch.batch);

for (const [what, fault] of [
  ["500", { status: 500 }],
  ["503", { status: 503 }],
  ["408", { status: 408 }],
  ["429", { status: 429 }],
  ["a connection that breaks", "drop"],
  ["an answer that is lost", "lose"],
]) {
  test(`after ${what} the very same batch goes again, and counts once`, async (t) => {
    const visit = await on(t);
    fail(visit, fault, fault);
    await visit.call("track", "red");
    await tried(visit, 4);
    await visit.call("track", "green");
    await visit.sees("event", 2);
    await visit.quiet();
    const [, first, second, third] = visit.attempts();
    assert.deepEqual([second.batch.batch, third.batch.batch], [first.batch.batch, first.batch.batch]);
    assert.deepEqual([second.batch.items, third.batch.items], [first.batch.items, first.batch.items]);
    assert.deepEqual(await visit.signals(), { red: 1, green: 1 });
  });
}

for (const status of [400, 403, 413]) {
  test(`a batch that is refused with ${status} is given up, and the next goes its way`, async (t) => {
    const visit = await on(t);
    fail(visit, { status });
    await visit.call("track", "red");
    await visit.sees("event");
    await visit.call("track", "green");
    await visit.sees("event", 2);
    await visit.quiet();
    assert.equal(new Set(ids(visit)).size, 3, "none went twice");
    assert.equal(ids(visit).length, 3);
    assert.deepEqual(await visit.signals(), { green: 1 });
  });
}

test("Retry-After is waited for", async (t) => {
  const visit = await on(t);
  await visit.page.clock.pauseAt(await visit.page.evaluate(() => Date.now() + 1_000));
  fail(visit, { status: 429, headers: { "retry-after": "120" } });
  const refused = visit.page.waitForResponse((response) => response.status() === 429);
  await visit.call("track", "red");
  await tried(visit, 2);
  await refused;
  await visit.page.evaluate(() => fetch("/elsewhere"));
  await visit.page.clock.runFor(110_000);
  await visit.page.evaluate(() => fetch("/elsewhere"));
  assert.equal(visit.attempts().length, 2);
  await tried(visit, 3);
  await visit.page.clock.resume();
  assert.deepEqual(await visit.signals(), { red: 1 });
});

test("a request that is never answered is given up after a while, and goes again", async (t) => {
  const visit = await on(t);
  fail(visit, "hang");
  await visit.call("track", "red");
  await tried(visit, 3);
  assert.equal(new Set(ids(visit).slice(1)).size, 1);
  assert.deepEqual(await visit.signals(), { red: 1 });
});

test("what happens offline arrives once the network is back", async (t) => {
  const visit = await on(t);
  await visit.context.setOffline(true);
  for (let at = 0; at < 60; at += 1) await visit.call("track", "red");
  await visit.page.clock.runFor(30_000);
  await visit.context.setOffline(false);
  await until(async () => {
    await visit.page.clock.runFor(1_000);
    return visit.items("event").length === 60;
  }, "all events");
  assert.deepEqual(await visit.signals(), { red: 60 });
});

test("a day offline, over pages that come and go, arrives once", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/elsewhere", { tag: false });
  await visit.page.clock.install({ time: Date.now() - 86_400_000 });
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? "drop" : undefined);
  for (let page = 0; page < 3; page += 1) {
    await visit.open("/page");
    await visit.call("track", "red");
    await visit.page.clock.runFor(8 * 3_600_000);
  }
  await visit.page.goto(visit.url("/elsewhere"));
  visit.proxy.fault = () => undefined;
  await visit.open("/page");
  assert.deepEqual(await visit.signals(), { red: 3 });
});

test("a closed tab's items are adopted by the next page", async (t) => {
  const visit = await on(t);
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? "drop" : undefined);
  const closed = await visit.context.newPage();
  await visit.open("/closed", { page: closed });
  await closed.evaluate(() => leadline("track", "red"));
  await until(() => visit.items("event").length === 1, "the event to be tried");
  await closed.close();
  visit.proxy.fault = () => undefined;
  const next = await visit.context.newPage();
  await visit.open("/next", { page: next });
  assert.deepEqual(await visit.signals(next), { red: 1 });
});

test("tabs that send at the same time lose nothing of each other's", async (t) => {
  const visit = await fixture.visit(t);
  const tabs = [visit.page, await visit.context.newPage(), await visit.context.newPage()];
  for (const page of tabs) await visit.open("/page", { page });
  for (let round = 1; round <= 15; round += 1) {
    await Promise.all(tabs.map((page) => page.evaluate(() => leadline("track", "red"))));
    await visit.sees("event", 3 * round);
  }
  assert.deepEqual(await visit.signals(), { red: 45 });
});

test("an open tab's items are its own, and no other page takes them", async (t) => {
  const visit = await on(t);
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? "drop" : undefined);
  await visit.call("track", "red");
  await until(() => visit.items("event").length === 1, "the event to be tried");
  visit.proxy.fault = () => undefined;
  const next = await visit.context.newPage();
  await visit.open("/next", { page: next });
  await next.evaluate(() => leadline("track", "green"));
  await until(async () => {
    await visit.page.clock.runFor(1_000);
    return visit.attempts().filter(({ answer }) => answer).flatMap(({ batch }) => batch.items).filter(({ kind }) => kind === "event").length === 2;
  }, "both events");
  assert.deepEqual(await visit.signals(), { red: 1, green: 1 });
});

test("what is said while the page is being left is beaconed, and confirmed by the next page", async (t) => {
  const visit = await on(t);
  visit.put("/page", { body: '<script>addEventListener("pagehide", () => leadline("track", "red"))</script>' });
  await visit.open("/page");
  await visit.sees("view", 2);
  await visit.quiet();
  await visit.page.goto(visit.url("/elsewhere"));
  await visit.sees("event");
  const beaconed = visit.attempts().at(-1).batch;
  await visit.open("/next");
  await visit.quiet();
  const again = visit.attempts().map(({ batch }) => batch).filter(({ batch }) => batch === beaconed.batch);
  assert.deepEqual(again.map(({ beaconed }) => beaconed), [undefined, true]);
  assert.deepEqual(again[1].items, beaconed.items);
  assert.deepEqual(await visit.signals(), { red: 1 });
  await visit.counted("event", 1);
});

test("a beacon that was lost arrives with the next page", async (t) => {
  const visit = await on(t);
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? "drop" : undefined);
  await visit.call("track", "red");
  await visit.page.goto(visit.url("/elsewhere"));
  await until(() => visit.items("event").length === 1, "the beacon");
  visit.proxy.fault = () => undefined;
  await visit.open("/next");
  assert.deepEqual(await visit.signals(), { red: 1 });
});

test("without sendBeacon the next page brings what was left", async (t) => {
  const visit = await fixture.visit(t);
  await visit.context.addInitScript(() => delete Navigator.prototype.sendBeacon);
  visit.put("/elsewhere", { tag: false });
  visit.put("/page", { body: '<script>addEventListener("pagehide", () => leadline("track", "red"))</script>' });
  await visit.open("/page");
  await visit.sees("view");
  await visit.page.goto(visit.url("/elsewhere"));
  await visit.open("/next");
  assert.deepEqual(await visit.signals(), { red: 1 });
});

test("a page left before the tracker is there says one view, and not who saw it", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/elsewhere", { tag: false });
  await visit.context.route("**/*.wasm", () => {});
  await visit.page.goto(visit.url("/page?utm_source=news&token=secret"));
  await visit.page.goto(visit.url("/elsewhere"));
  const views = await visit.sees("view");
  assert.deepEqual(views.map(({ url }) => url), [visit.url("/page?utm_source=news")]);
  assert.equal(visit.batches()[0].consent, "none");
  await visit.context.unroute("**/*.wasm");
});

test("a page that calls in a loop is bounded, and its views still arrive", async (t) => {
  const visit = await on(t);
  visit.proxy.fault = ({ path }) => (path.includes("/b/") ? "drop" : undefined);
  await visit.page.evaluate(() => {
    for (let at = 0; at < 1_000; at += 1) leadline("track", "loop", { text: "x".repeat(300), at });
    history.pushState(null, "", "/after");
  });
  const bytes = await visit.page.evaluate(() => Object.entries(localStorage).reduce((sum, [key, value]) => sum + key.length + value.length, 0));
  assert.ok(bytes < 500_000, `${bytes}`);
  visit.proxy.fault = () => undefined;
  await until(async () => {
    await visit.page.clock.runFor(1_000);
    return visit.items("view").some(({ url }) => url === visit.url("/after"));
  }, "the view");
});
