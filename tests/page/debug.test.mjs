// Debug mode: the console says what is sent and why it counts or not; and not a word without it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "../support/browser.mjs";
import { PolicyPage, STRICT, tag } from "../support/policy.mjs";
import { until } from "../support/until.mjs";
import { World } from "../support/world.mjs";

let world, browser, customer;
before(async () => {
  world = await World.create();
  customer = await PolicyPage.start();
  await world.publish("sites/demo", { SHOP_ORIGIN: customer.origin });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await customer?.stop();
  await world?.destroy();
});

/** A page with the tag, and every line its console shows; a table's cells are part of its line. */
async function watched(path, attributes = "") {
  customer.show(STRICT, tag(`${world.engine.origin}/ll/ll.js`, attributes));
  const { page, context, complaints } = await visitor(browser);
  const lines = [];
  page.on("console", async (message) => {
    const values = await Promise.all(message.args().map((value) => value.jsonValue().catch(() => "")));
    lines.push(`${message.type()} ${values.map((value) => (typeof value === "object" ? JSON.stringify(value) : value)).join(" ")}`);
  });
  const answered = page.waitForResponse((response) => response.url().endsWith("/b/demo") && response.ok());
  await page.goto(`${customer.origin}${path}`);
  await answered;
  const says = (pattern) => until(() => lines.find((line) => pattern.test(line)), () => `${pattern} among\n${lines.join("\n")}`);
  return { page, context, complaints, lines, says };
}

test("without being asked for, nothing is printed", async () => {
  const { page, context, lines } = await watched("/pricing");
  const answered = page.waitForResponse((response) => response.url().endsWith("/b/demo"));
  await page.evaluate(() => globalThis.leadline("track", "x".repeat(80)));
  await page.evaluate(() => globalThis.leadline("nonsense"));
  await answered;
  assert.deepEqual(lines, []);
  await context.close();
});

test("?leadline_debug shows each item with its outcome and a sentence why", async () => {
  const { page, context, says } = await watched("/pricing?leadline_debug");
  await says(/^info leadline demo: debug mode/);
  await says(/Group.* leadline demo: 1 item/);
  await says(/^table .*"kind":"view","page":"\/pricing".*"outcome":"accepted","why":"It counts\."/);
  await page.evaluate(() => globalThis.leadline("track", "x".repeat(80)));
  await says(/^warning leadline: the name has 80 bytes; 64 are taken/);
  await says(/Group.* 1 refused/);
  await says(/"outcome":"invalid\.too-long","why":"A text is over its bound/);
  await context.close();
});

test("the attribute does the same, and what is not answered is said too", async () => {
  const { page, context, says } = await watched("/pricing", "data-debug");
  await context.route("**/b/demo", (route) => route.fulfill({ status: 503, body: "unavailable\nLater.", headers: { "access-control-allow-origin": "*" } }));
  await page.evaluate(() => globalThis.leadline("track", "offer"));
  await says(/503 unavailable: Later\.; it is tried again/);
  await context.unroute("**/b/demo");
  await context.route("**/b/demo", (route) => route.abort());
  await says(/attempt 2, no answer/);
  await context.close();
});

test("a page that hides says what it gave to the browser", async () => {
  const { page, context, says } = await watched("/pricing", "data-debug");
  await page.evaluate(() => {
    globalThis.leadline("track", "offer");
    dispatchEvent(new PageTransitionEvent("pagehide"));
  });
  await says(/handed to the browser/);
  await context.close();
});

test("what debug mode can't read disturbs nobody", async () => {
  const { page, context } = await watched("/pricing", "data-debug");
  const results = await page.evaluate(async (door) => {
    const strange = [fetch(door, { method: "POST", body: "{" }), fetch(door), fetch(new Request(door)), fetch("about:nothing")];
    const ends = await Promise.allSettled(strange);
    const beacons = [navigator.sendBeacon(door, "{"), navigator.sendBeacon(door)];
    globalThis.leadline();
    globalThis.leadline(Symbol("x"));
    return [ends.map(({ status }) => status), beacons];
  }, `${world.engine.origin}/ll/b/demo`);
  assert.deepEqual(results[1], [true, true]);
  assert.equal(results[0][0], "fulfilled");
  await context.close();
});
