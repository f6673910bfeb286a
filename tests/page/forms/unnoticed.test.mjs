// What nobody should notice of a form. The field that only programs fill in: people do not see it, hear of it or come to it by
// keyboard, whatever of ours does not arrive, and who is no program is never taken for one. And that nothing is fetched twice.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fill, launch, visitor } from "../../support/browser.mjs";
import { ROOT } from "../../support/tools.mjs";
import { until } from "../../support/until.mjs";
import { World } from "../../support/world.mjs";

let world, browser, manifest;
before(async () => {
  world = await World.create();
  browser = await launch();
  manifest = JSON.parse(await readFile(join(ROOT, "dist/manifest.json"), "utf8"));
});
after(async () => {
  await browser?.close();
  await world?.destroy();
});

/** What the page's own styles do to everything in it. */
const LOUD = "div, label, input { display: block !important; } [hidden] { visibility: visible; }";

const WAYS = {
  "in a page of the shop": { path: () => `${world.shopOrigin}/quote`, isScripted: true },
  "in a page with loud styles": { path: () => `${world.shopOrigin}/quote`, isScripted: true, styles: LOUD },
  "in a hosted page": { path: () => `${world.engine.url}/p/whitepaper`, isScripted: true },
  "without script": { path: () => `${world.engine.url}/p/whitepaper`, options: { javaScriptEnabled: false } },
  "without script and styles": { path: () => `${world.engine.url}/p/whitepaper`, options: { javaScriptEnabled: false }, without: "**/*.css" },
};

for (const [where, { path, isScripted, styles, options, without }] of Object.entries(WAYS)) {
  test(`nobody meets the trap ${where}`, async (t) => {
    const { context, page } = await visitor(browser, options);
    t.after(() => context.close());
    if (without) await page.route(without, (route) => route.abort());
    await page.goto(path());
    await page.waitForSelector(isScripted ? "[data-leadline-taken] form.leadline-form" : "form.leadline-form");
    if (styles) await page.addStyleTag({ content: styles });
    const trap = page.locator("[name=ll_url]");
    assert.deepEqual([await trap.count(), await trap.isVisible(), await trap.boundingBox()], [1, false, null]);
    assert.equal(await page.getByRole("textbox", { name: "Leave this empty" }).count(), 0, "screen readers say nothing of it");
    assert.ok((await page.getByRole("button").count()) > 0, "and do say what is there");
    const reached = await stops(page, page.locator("form.leadline-form :is(input, select, textarea, button):visible"));
    assert.ok(reached.length > 1 && !reached.includes("ll_url"), reached.join());
  });
}

/** The names of what has the focus, one tab after the other, through all of these and beyond. */
async function stops(page, controls) {
  const names = [];
  const most = (await controls.count()) + 10;
  while (names.length < most) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(() => document.activeElement?.getAttribute("name") ?? ""));
  }
  return names;
}

test("who fills in everything they meet is taken, and nothing of it is held", async (t) => {
  const { context, page } = await visitor(browser, { javaScriptEnabled: false });
  t.after(() => context.close());
  await page.goto(`${world.engine.url}/p/whitepaper`);
  const email = `${crypto.randomUUID()}@maker.example`;
  const names = await page.locator("form.leadline-form input[type=text]:visible").evaluateAll((all) => all.map(({ name }) => name));
  await fill(page, { ...Object.fromEntries(names.map((name) => [name, "Everything"])), email });
  await page.click(".ll-button");
  await until(async () => (await world.leads()).some((lead) => lead.email === email), "the lead");
  const { quarantine } = await world.api("quarantine?site=demo");
  assert.deepEqual(quarantine, []);
});

/** What a page asks the edge for until its form is there and at work. */
async function fetched(t, url) {
  const { context, page } = await visitor(browser);
  t.after(() => context.close());
  const paths = [];
  page.on("request", (request) => {
    const { port, pathname } = new URL(request.url());
    if (port === `${world.engine.port}`) paths.push(`${request.method()} ${pathname}`);
  });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  const display = await page.locator("form.leadline-form").evaluate((form) => getComputedStyle(form).display);
  assert.equal(display, "grid", "it has its styles");
  return paths.filter((path) => !path.includes("/b/"));
}

const times = (paths, end) => paths.filter((path) => path.endsWith(end)).length;

test("a hosted page has the styles of its form in its own, and fetches nothing twice", async (t) => {
  const paths = await fetched(t, `${world.engine.url}/p/whitepaper`);
  assert.deepEqual([times(paths, "/page.css"), times(paths, manifest.forms_css)], [1, 0], paths.join());
  assert.equal(new Set(paths).size, paths.length, paths.join());
});

test("a page of the shop fetches the form and its styles once", async (t) => {
  const paths = await fetched(t, `${world.shopOrigin}/quote`);
  assert.deepEqual([times(paths, "/open"), times(paths, manifest.forms_css)], [1, 1], paths.join());
  assert.equal(new Set(paths).size, paths.length, paths.join());
});
