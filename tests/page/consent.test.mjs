// What is stored and said of a visitor who has not agreed, has, or no longer does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** A visit on a page, in which something has been tracked; `/elsewhere` is not tracked. */
async function on(t, tag, { host = "edge.localhost", context } = {}) {
  const visit = await fixture.visit(t, { tag: { src: fixture.url("/ll/ll.js", host), ...tag }, context });
  visit.put("/elsewhere", { tag: false });
  await visit.open("/page");
  await visit.call("track", "red");
  return visit;
}

/** The edge on the customer's own site, where it has a cookie. */
const OWN = { host: "shop.localhost" };
const key = (visit, what) => `ll.${visit.site}.${what}`;

/** Nothing that says who it is, in what was sent and in what came back. */
function assertNobody(attempts) {
  assert.ok(attempts.length > 0, "something was sent");
  for (const { batch, headers, answer } of attempts) {
    assert.ok(["none", "withdrawn"].includes(batch.consent), `consent ${batch.consent}`);
    assert.deepEqual([batch.passport, headers.cookie], [undefined, undefined]);
    assert.equal(answer?.split("\n")[0] ?? "", "", "no passport came back");
  }
}

/** The page is left, and everything it had to say has been answered. */
async function leave(visit) {
  await visit.page.goto(visit.url("/elsewhere"));
  await visit.sees("event");
  await until(() => visit.attempts().every(({ answer }) => answer !== undefined), "the answers");
}

for (const mode of ["required", "requried"]) {
  test(`in mode ${mode} an undecided visitor is not stored and only counts`, async (t) => {
    const visit = await on(t, { consent: mode }, OWN);
    assert.deepEqual(await visit.stored(), []);
    assert.deepEqual(visit.attempts(), [], "nothing is said while the page is open");
    await leave(visit);
    assertNobody(visit.attempts());
    assert.deepEqual(await visit.stored(), []);
    await visit.counted("event", 1);
  });
}

test("what waited for consent goes out with it, and belongs to the visitor", async (t) => {
  const visit = await on(t, { consent: "required" });
  await visit.call("consent", "granted");
  await visit.sees("event");
  await visit.quiet();
  assert.ok(visit.batches().every(({ consent }) => consent === undefined));
  assert.ok((await visit.stored()).includes(key(visit, "p")));
  assert.deepEqual(await visit.signals(), { red: 1 });
});

test("consent is remembered on the next page", async (t) => {
  const visit = await on(t, { consent: "required" });
  await visit.call("consent", "granted");
  await visit.sees("event");
  await visit.open("/next");
  await visit.call("track", "red");
  await visit.sees("event", 2);
  assert.deepEqual(await visit.signals(), { red: 2 });
});

test("what waited goes out without a person when consent is denied, and so does what follows", async (t) => {
  const visit = await on(t, { consent: "required" }, OWN);
  await visit.call("consent", "denied");
  await visit.sees("event");
  await visit.call("track", "green");
  await visit.sees("event", 2);
  await visit.open("/next");
  await leave(visit);
  await visit.sees("view", 2);
  assertNobody(visit.attempts());
  assert.deepEqual(await visit.stored(), []);
});

test("with opt-out a visitor is known until they object, and the objection is remembered", async (t) => {
  const visit = await on(t, {});
  await visit.sees("event");
  await visit.quiet();
  assert.ok((await visit.stored()).includes(key(visit, "p")));
  await visit.call("consent", "denied");
  const before = visit.attempts().length;
  await visit.open("/next");
  await visit.call("track", "green");
  await visit.sees("event", 2);
  await leave(visit);
  assertNobody(visit.attempts().slice(before));
  assert.deepEqual(await visit.stored(), [key(visit, "c")]);
});

test("withdrawing clears the browser at once and has the edge take its cookie back", async (t) => {
  const visit = await on(t, {}, OWN);
  await visit.sees("event");
  await visit.quiet();
  assert.notDeepEqual(await visit.context.cookies(), [], "there was a cookie");
  const left = await visit.page.evaluate(() => {
    leadline("track", "green");
    leadline("consent", "denied");
    return Object.keys(localStorage);
  });
  assert.deepEqual(left, [key(visit, "c")]);
  await until(async () => (await visit.context.cookies()).length === 0, "the cookie to be taken back");
  assert.ok(visit.batches().some(({ consent }) => consent === "withdrawn"));
});

test("withdrawing in one tab holds for the others", async (t) => {
  const visit = await on(t, {});
  await visit.sees("event");
  await visit.quiet();
  const other = await visit.context.newPage();
  await visit.open("/other", { page: other });
  await visit.sees("view", 2);
  await visit.quiet();
  const before = visit.attempts().length;
  await visit.call("consent", "denied");
  await other.evaluate(() => leadline("track", "green"));
  await visit.sees("event", 2);
  assertNobody(visit.attempts().slice(before));
  assert.deepEqual(await visit.stored(), [key(visit, "c")]);
});

test("consent given again after it was withdrawn begins anew", async (t) => {
  const visit = await on(t, {});
  await visit.sees("event");
  await visit.quiet();
  await visit.call("consent", "denied");
  await visit.call("consent", "granted");
  await visit.call("track", "green");
  await visit.sees("event", 2);
  assert.deepEqual(await visit.signals(), { green: 1 });
});

test("without cookies a visitor only ever counts", async (t) => {
  const visit = await on(t, { consent: "cookieless" }, OWN);
  await visit.sees("event");
  await visit.call("consent", "granted");
  await visit.call("track", "green");
  await visit.sees("event", 2);
  await leave(visit);
  assertNobody(visit.attempts());
  assert.deepEqual(await visit.stored(), []);
});

test("the mode can be changed at run time", async (t) => {
  const visit = await on(t, { consent: "required" });
  await visit.call("consent", "cookieless");
  await visit.sees("event");
  await visit.outcomes();
  assertNobody(visit.attempts());
  await visit.call("consent", "opt-out");
  await visit.call("track", "green");
  await visit.sees("event", 2);
  await visit.quiet();
  assert.deepEqual(await visit.signals(), { green: 1 });
});

/** A browser that says its person wants to be left alone. */
async function private_(t, tag) {
  const visit = await fixture.visit(t, { tag });
  visit.put("/elsewhere", { tag: false });
  await visit.context.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  visit.proxy.adds = { "sec-gpc": "1" };
  await visit.open("/page");
  await visit.call("track", "red");
  await visit.sees("event");
  return visit;
}

test("Global Privacy Control is a denial", async (t) => {
  const visit = await private_(t, {});
  await leave(visit);
  assertNobody(visit.attempts());
  assert.deepEqual(await visit.stored(), []);
});

test("a site may decide that Global Privacy Control is none in the page", async (t) => {
  const visit = await private_(t, { gpc: "ignore" });
  assert.ok(visit.batches().every(({ consent }) => consent === undefined));
});

test("the edge honours Global Privacy Control by itself", async (t) => {
  const visit = await fixture.visit(t);
  visit.proxy.adds = { "sec-gpc": "1" };
  await visit.open("/page");
  await visit.call("track", "red");
  await visit.sees("event");
  await visit.quiet();
  assert.ok(visit.attempts().every(({ answer }) => answer.split("\n")[0] === ""));
  assert.equal(await visit.passport(), undefined);
});

test("a form can be sent without consent, and stores nothing", async (t) => {
  const visit = await fixture.visit(t, { tag: { consent: "required", src: fixture.url("/ll/ll.js", "shop.localhost") } });
  visit.put("/page", { body: '<div data-leadline-form="signup"></div>' });
  await visit.open("/page");
  await visit.page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await visit.page.fill("[name=email]", "ada@fixture.example");
  await visit.page.click("button[type=submit]");
  await visit.page.getByText("You are on the list.").waitFor();
  assert.deepEqual((await visit.leads()).map(({ email }) => email), ["ada@fixture.example"]);
  assert.deepEqual(await visit.stored(), []);
});
