// Browsers that lack something, or forbid it: less is known, everything still arrives, and the page never notices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** What is taken away before any script runs. */
const LACKS = {
  "storage that is forbidden": () => {
    const forbidden = { get: () => { throw new DOMException("forbidden", "SecurityError"); } };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, forbidden);
  },
  "storage that is full": () => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  },
  "storage that reads nothing": () => {
    Storage.prototype.getItem = () => { throw new DOMException("broken", "InvalidStateError"); };
  },
  "no Web Locks": () => delete Navigator.prototype.locks,
  "Web Locks that are forbidden": () => {
    LockManager.prototype.request = () => Promise.reject(new DOMException("forbidden", "SecurityError"));
  },
  "no sendBeacon": () => delete Navigator.prototype.sendBeacon,
  "a sendBeacon that refuses": () => (Navigator.prototype.sendBeacon = () => false),
  "no getRandomValues": () => delete Crypto.prototype.getRandomValues,
  "no Web Crypto": () => Object.defineProperty(window, "crypto", { value: undefined }),
};

for (const [what, take] of Object.entries(LACKS)) {
  test(`with ${what} views and events arrive, also of the next page`, async (t) => {
    const visit = await fixture.visit(t);
    await visit.context.addInitScript(take);
    await visit.open("/first");
    await visit.call("track", "red");
    await visit.sees("event");
    await visit.open("/second");
    await visit.call("track", "green");
    await visit.sees("event", 2);
    assert.deepEqual(visit.items("event").map(({ name }) => name), ["red", "green"]);
    assert.deepEqual(visit.items("view").map(({ url }) => url), [visit.url("/first"), visit.url("/second")]);
    assert.deepEqual(await visit.outcomes(), Array(4).fill("accepted"));
  });
}

test("without storage a page is one visitor as long as it lives", async (t) => {
  const visit = await fixture.visit(t);
  await visit.context.addInitScript(LACKS["storage that is forbidden"]);
  await visit.open("/page");
  await visit.call("track", "red");
  await visit.sees("event");
  await until(() => visit.attempts().every(({ answer }) => answer), "the answer");
  const passport = visit.attempts().at(-1).answer.split("\n")[0];
  await visit.call("track", "red");
  await visit.sees("event", 2);
  assert.equal(visit.attempts().at(-1).batch.passport, passport);
});

for (const [what, time] of [
  ["years behind", "2019-03-01T12:00:00Z"],
  ["years ahead", "2061-03-01T12:00:00Z"],
]) {
  test(`with a clock ${what} things happen today`, async (t) => {
    const visit = await fixture.visit(t);
    await visit.page.clock.install({ time });
    await visit.open("/pricing");
    await visit.call("track", "red");
    await visit.sees("event");
    const { latest } = (await visit.lead()).score.reasons.find(({ signal }) => signal === "red");
    assert.ok(Math.abs(Date.parse(latest) - Date.now()) < 2 * 86_400_000, latest);
  });
}

test("a clock that is set back while the page is open loses nothing", async (t) => {
  const visit = await fixture.visit(t);
  await visit.page.clock.install();
  await visit.open("/page");
  await visit.call("track", "red");
  await visit.sees("event");
  await visit.page.clock.setSystemTime("2019-03-01T12:00:00Z");
  await visit.call("track", "red");
  await visit.page.evaluate(() => history.pushState(null, "", "/next"));
  await visit.sees("view", 2);
  assert.deepEqual(await visit.signals(), { red: 2 });
});

test("in a frame of another site the frame's page is tracked", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/host", { tag: false, body: `<iframe src="${visit.url("/framed", "frame.localhost")}"></iframe>` });
  await visit.page.goto(visit.url("/host"));
  const frame = await until(() => visit.page.frames().find((found) => found.url().includes("/framed")), "the frame");
  await visit.ready(frame);
  await frame.evaluate(() => leadline("track", "red"));
  await visit.sees("event");
  assert.deepEqual(visit.items("view").map(({ url }) => url), [visit.url("/framed", "frame.localhost")]);
  assert.deepEqual(await visit.outcomes(), Array(2).fill("accepted"));
});

test("in a frame that may store nothing the frame's page is tracked", async (t) => {
  const visit = await fixture.visit(t);
  // A sandbox without allow-same-origin: an origin that is nobody's, no storage, no locks.
  visit.put("/host", { tag: false, body: `<iframe sandbox="allow-scripts" src="${visit.url("/framed")}"></iframe>` });
  await visit.page.goto(visit.url("/host"));
  const frame = await until(() => visit.page.frames().find((found) => found.url().includes("/framed")), "the frame");
  await visit.ready(frame);
  await visit.sees("view");
});

test("what others wrote into our storage breaks nothing", async (t) => {
  const visit = await fixture.visit(t);
  const junk = { p: "junk", q: "junk", "q.junk": "junk\n{}\n\n[]", c: "junk" };
  await visit.context.addInitScript(([site, junk]) => {
    for (const [key, value] of Object.entries(junk)) localStorage[`ll.${site}.${key}`] ??= value;
  }, [visit.site, junk]);
  await visit.open("/page");
  await visit.call("track", "red");
  await visit.sees("event");
  await visit.counted("event", 1);
});
