// A form with every kind of field, as axe-core sees it: open, with mistakes, a step further and sent, in three languages, with
// script and without. And whether it moves the page it comes into.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { assertForEverybody } from "../support/axe.mjs";
import { fill, launch, visitor } from "../support/browser.mjs";
import { World } from "../support/world.mjs";

let world, browser, customer;
before(async () => {
  world = await World.create();
  customer = createServer(serve);
  await new Promise((listening) => customer.listen(0, "127.0.0.1", listening));
  await world.publish("tests/worker/fixtures/every-kind", { ORIGIN: origin() });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  customer?.closeAllConnections();
  customer?.close();
  await world?.destroy();
});

const origin = () => `http://shop.localhost:${customer.address().port}`;

/** A page in the language that its path says. */
function serve(request, response) {
  const lang = request.url.slice(1, 3);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="${lang}" dir="${lang === "ar" ? "rtl" : "ltr"}"><title>A page</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<script async src="${world.engine.origin}/ll/ll.js" data-site="every-kind"></script>
<main><h1>A page</h1><div data-leadline-form="all" style="min-height: 90rem"></div><p>What is below stays where it is.</p></main>
</html>`);
}

const FIRST = { email: "ada@example.com", name: "Ada", code: "AB1234" };

for (const locale of ["en", "de", "ar"]) {
  test(`axe finds nothing in a form with script, in ${locale}`, async () => {
    const { page, context } = await visitor(browser, { locale });
    await page.goto(`${origin()}/${locale}`);
    await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
    await assertForEverybody(page, "open");
    await page.click(".ll-button");
    await page.locator(".ll-field [aria-invalid=true]").first().waitFor();
    await assertForEverybody(page, "with mistakes");
    await fill(page, FIRST);
    await page.click(".ll-button");
    await page.locator('[data-step="1"]:not([hidden])').waitFor();
    await assertForEverybody(page, "a step further");
    await page.fill("[name=homepage]", "https://example.com");
    await page.check('[name=plan][value="company"]');
    await page.locator("[name=parts]").first().waitFor();
    await assertForEverybody(page, "with what a condition brings");
    await page.click(".ll-button");
    await page.locator(".ll-thanks").waitFor();
    await assertForEverybody(page, "sent");
    await context.close();
  });
}

test("a form moves nothing of a page that keeps room for it, however late its markup and styles come", async () => {
  const { page, context } = await visitor(browser, { viewport: { width: 1000, height: 2400 } });
  await page.route(/\.css$|\/f\/every-kind\//, async (route) => {
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    await route.continue();
  });
  await context.addInitScript(() => {
    globalThis.shifts = [];
    const observer = new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map(({ value }) => value)));
    observer.observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${origin()}/en`);
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate && document.adoptedStyleSheets.length > 0);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  assert.deepEqual(await page.evaluate(() => globalThis.shifts), []);
  await context.close();
});

test("axe finds nothing in the pages of a form without script", async () => {
  const html = await (await fetch(`${world.engine.url}/f/every-kind/all`, { headers: { origin: origin() } })).text();
  const sent = { ll_ticket: /name="ll_ticket" value="([^"]+)"/.exec(html)[1], ll_step: "0" };
  const headers = { origin: origin(), accept: "text/html" };
  const answer = await fetch(`${world.engine.url}/f/every-kind/all`, { method: "POST", headers, body: new URLSearchParams(sent) });
  assert.equal(answer.status, 422);
  const { page, context } = await visitor(browser);
  const body = await answer.text();
  await page.route("**/ll.js", (route) => route.abort());
  await page.route("**/answered", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${world.engine.origin}/answered`);
  await assertForEverybody(page, "with mistakes");
  await context.close();
});
