// How a form comes into a page: whatever fails the first time, however often it is there, and without moving what is below.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, visitor } from "../../support/browser.mjs";
import { ROOT } from "../../support/engine.mjs";
import { until } from "../../support/until.mjs";
import { World } from "../../support/world.mjs";

let world, browser;
before(async () => {
  world = await World.create();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.destroy();
});

/** A page of the shop's that keeps no room for its forms, and has something below them. */
async function bare(t, forms) {
  const { context, page } = await visitor(browser);
  t.after(() => context.close());
  const places = forms.map((form) => `<div data-leadline-form="${form}"></div>`).join("");
  const body = `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<script async src="${world.engine.origin}/ll/ll.js" data-site="demo"></script>${places}<p>What is below.</p></html>`;
  await context.route(`${world.shopOrigin}/bare`, (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    globalThis.heard = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) globalThis.shifted += shift.value;
    }).observe({ type: "layout-shift", buffered: true });
    addEventListener("leadline:ready", ({ detail }) => globalThis.heard.push(detail.form));
  });
  return page;
}

const open = (page) => page.goto(`${world.shopOrigin}/bare`);
const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const shifted = async (page) => {
  await painted(page);
  return page.evaluate(() => globalThis.shifted);
};

for (const [how, again] of [
  ["the page asks again", () => globalThis.leadline("forms")],
  ["there is a network", () => dispatchEvent(new Event("online"))],
]) {
  test(`the forms module that did not come is fetched once more when ${how}`, async (t) => {
    const page = await bare(t, ["demo-request"]);
    const { forms_js: name } = JSON.parse(readFileSync(join(ROOT, "dist/manifest.json"), "utf8"));
    let away = true;
    let lost = 0;
    await page.route(
      (url) => url.pathname.endsWith(name),
      (route) => (away ? (lost++, route.abort()) : route.continue()),
    );
    await open(page);
    await until(() => lost > 0, "the module to be asked for");
    away = false;
    await until(async () => {
      await page.evaluate(again);
      return page.locator("form.leadline-form").count();
    }, "the form");
    assert.equal(await page.locator("form.leadline-form").count(), 1);
  });
}

test("whoever asks for a form where it is already hears that it is there", async (t) => {
  const page = await bare(t, ["demo-request"]);
  await open(page);
  await page.waitForFunction(() => globalThis.heard.length === 1);
  await page.evaluate(() => globalThis.leadline.form(document.querySelector("[data-leadline-form]"), "demo-request"));
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["demo-request", "demo-request"]);
  assert.equal(await page.locator("form.leadline-form").count(), 1);
});

test("one form twice on a page: each label leads to the field beside it", async (t) => {
  const page = await bare(t, ["demo-request", "demo-request"]);
  await open(page);
  await page.waitForFunction(() => globalThis.heard.length === 2);
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  assert.deepEqual(twice, []);
  const second = page.locator("form.leadline-form").nth(1);
  await second.getByText("Work e-mail").click();
  assert.equal(await second.evaluate((form) => form.contains(document.activeElement)), true);
  await second.locator(".ll-button").click();
  await second.locator(".ll-summary a").first().click();
  assert.equal(await second.evaluate((form) => form.contains(document.activeElement)), true);
});

test("where a form was shown before nothing moves when it comes again", async (t) => {
  const page = await bare(t, ["demo-request"]);
  await open(page);
  await page.waitForFunction(() => globalThis.heard.length === 1);
  await open(page);
  await page.waitForFunction(() => globalThis.heard.length === 1);
  assert.equal(await shifted(page), 0);
});

test("nothing below moves when another form takes the place of one that was sent", async (t) => {
  const page = await bare(t, ["demo-request"]);
  await open(page);
  await page.waitForFunction(() => globalThis.heard.length === 1);
  await painted(page);
  await page.evaluate(() => (globalThis.shifted = 0));
  const headers = { "access-control-allow-origin": world.shopOrigin };
  const next = { headers, contentType: "text/plain", body: "\nform\nwhitepaper\nOne more thing." };
  await page.route("**/f/demo/demo-request", (route) => route.fulfill(next));
  await page.fill("[name=email]", `${crypto.randomUUID()}@maker.example`);
  await page.click(".ll-button");
  await page.waitForSelector("[name=job_title]");
  assert.equal(await shifted(page), 0);
});
