// Forms as people meet them: by keys alone, with what reads pages aloud, in the dark, from right to left, on a small screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, visitor } from "../../support/browser.mjs";
import { until } from "../../support/until.mjs";
import { World } from "../../support/world.mjs";

/** The checker most others are built on: what it finds a person with a screen reader stumbles over. */
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world, browser;
before(async () => {
  world = await World.create();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.destroy();
});

/** Somebody on a page of the shop, with its form. It ends with the test, and fails it if the page has noticed us. */
async function at(t, path, options = {}) {
  const { context, page, complaints } = await visitor(browser, options);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page never notices us");
  });
  await page.goto(path.startsWith("/p/") ? `${world.engine.url}${path}` : `${world.shopOrigin}${path}`);
  await page.waitForSelector("[data-leadline-taken] form.leadline-form");
  return page;
}

/** Nothing in the form that keeps anybody from it. */
async function assertForEverybody(page, state) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run("[data-leadline-form]"));
  const said = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`);
  assert.deepEqual(said, [], state);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${state}: nothing stands beyond the edge of the screen, but ${overflow} pixels do`);
}

const focused = (page) => page.evaluate(() => document.activeElement.name || document.activeElement.className || document.activeElement.localName);
const seen = (page, selector) => page.locator(selector).innerText();

/** Presses tab until the control of that name has the focus. */
async function tabTo(page, name) {
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${name} can't be reached by tab; the focus is on ${await focused(page)}`);
}

const email = () => `${crypto.randomUUID()}@maker.example`;

async function leadOf(address) {
  return until(async () => (await world.leads()).find((lead) => lead.email === address), `the lead of ${address}`);
}

/** From the first step to the last, by keys alone. */
async function completeQuote(page, address) {
  await tabTo(page, "need");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "material");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)) === "legend", "the second step");
  await tabTo(page, "company");
  await page.keyboard.type("Analytical Engines");
  await tabTo(page, "country");
  await page.keyboard.type("Aus");
  await tabTo(page, "trust");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)) === "legend", "the third step");
  await tabTo(page, "email");
  await page.keyboard.type(address);
  await tabTo(page, "ll-button");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".ll-thanks");
}

const OPTIONS = {
  "by day": {},
  "in the dark": { colorScheme: "dark" },
  "with colours of their own": { forcedColors: "active" },
  "on a small screen": { viewport: { width: 320, height: 640 } },
  "at twice the size": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

for (const [how, options] of Object.entries(OPTIONS)) {
  test(`every state of a form is for everybody ${how}`, async (t) => {
    const page = await at(t, "/quote", options);
    await assertForEverybody(page, "fresh");
    await page.click(".ll-button");
    await page.waitForSelector(".ll-summary a");
    assert.equal(await focused(page), "ll-summary");
    await assertForEverybody(page, "with mistakes");
    await page.getByLabel("A fixture for our part").check();
    await page.getByLabel("Titanium").check();
    assert.equal(await page.locator(".ll-summary").isVisible(), false);
    await page.click(".ll-button");
    await assertForEverybody(page, "in the second step");
    await page.fill("[name=company]", "Analytical Engines");
    await page.selectOption("[name=country]", "AT");
    await page.click(".ll-button");
    await assertForEverybody(page, "in the third step");
    await page.getByLabel("Call me").check();
    await page.click(".ll-button");
    await assertForEverybody(page, "with mistakes in the third step");
    await page.getByLabel("Call me").uncheck();
    await page.fill("[name=email]", email());
    await page.click(".ll-button");
    await page.waitForSelector(".ll-thanks");
    await assertForEverybody(page, "done");
  });
}

test("a form in Arabic reads from right to left, countries too", async (t) => {
  const page = await at(t, "/quote", { locale: "ar" });
  // The page says that it is in English, and the page is asked before the browser.
  await page.evaluate(() => {
    const place = Object.assign(document.createElement("div"), { id: "place" });
    document.querySelector("main").replaceChildren(place);
    globalThis.leadline.form(place, "quote", { locale: "ar" });
  });
  await page.waitForSelector("#place form[dir=rtl]");
  assert.equal(await seen(page, ".ll-button"), "التالي");
  assert.equal(await page.locator("[name=country] option[value=AT]").textContent(), "النمسا");
  await page.click(".ll-button");
  await page.waitForSelector(".ll-summary a");
  await assertForEverybody(page, "with mistakes");
});

test("countries stand by their names in the order of the language", async (t) => {
  const page = await at(t, "/quote/paper");
  const names = await page.locator("[name=country] option:not([value=''])").allTextContents();
  assert.ok(names.includes("Österreich") && names.length > 200);
  assert.deepEqual(names, names.toSorted(new Intl.Collator("de").compare));
});

for (const path of ["/quote", "/quote/night", "/p/quote"]) {
  test(`a form with steps is completed with keys alone on ${path}`, async (t) => {
    const page = await at(t, path);
    const address = email();
    await completeQuote(page, address);
    assert.match(await seen(page, ".ll-thanks"), /working days/);
    const lead = await leadOf(address);
    assert.equal(lead.fields.need, "fixture");
    assert.equal(lead.fields.material, "steel");
    assert.equal(lead.fields.quantity, undefined, "what was left empty is not told");
  });
}

for (const path of ["/whitepaper", "/demo"]) {
  test(`a form is completed with keys alone on ${path}`, async (t) => {
    const page = await at(t, path);
    const address = email();
    await tabTo(page, "email");
    await page.keyboard.type(address);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".ll-thanks");
    assert.equal(await focused(page), "ll-thanks");
    await leadOf(address);
  });
}

test("nothing on the page moves when the form comes, is filled in and is sent", async (t) => {
  const { context, page } = await visitor(browser);
  t.after(() => context.close());
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) globalThis.shifted += shift.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${world.shopOrigin}/quote`);
  await page.waitForSelector("form.leadline-form");
  await completeQuote(page, email());
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await page.evaluate(() => globalThis.shifted), 0);
});

test("what is typed is still there after a reload, in the step it was typed in", async (t) => {
  const page = await at(t, "/quote");
  await page.getByLabel("A repair").check();
  await page.fill("[name=serial]", "NG12345");
  await page.click(".ll-button");
  await page.fill("[name=company]", "Analytical Engines");
  await page.reload();
  await page.waitForSelector("[name=company]:visible");
  assert.equal(await page.inputValue("[name=company]"), "Analytical Engines");
  await page.click(".ll-back");
  assert.equal(await page.inputValue("[name=serial]"), "NG12345");
});

test("a form that is sent and left is not sent again by coming back", async (t) => {
  const page = await at(t, "/demo");
  const address = email();
  await page.fill("[name=email]", address);
  await page.dblclick(".ll-button");
  await page.waitForSelector(".ll-thanks");
  await page.goto(`${world.shopOrigin}/pricing`);
  await page.goBack();
  await page.waitForSelector("[data-leadline-taken]");
  await page.reload();
  await page.waitForSelector("form.leadline-form [name=email]");
  assert.equal((await leadOf(address)).submissions, 1);
});

test("offline the visitor is told, and the form goes out by itself", async (t) => {
  const page = await at(t, "/demo");
  const address = email();
  await page.fill("[name=email]", address);
  await page.context().setOffline(true);
  await page.click(".ll-button");
  await page.waitForFunction(() => document.querySelector(".ll-status").textContent.includes("offline"));
  await page.context().setOffline(false);
  await page.waitForSelector(".ll-thanks");
  await leadOf(address);
});

test("the page hears how far a form is, and never what was answered", async (t) => {
  const page = await at(t, "/demo");
  await page.evaluate(() => {
    globalThis.heard = [];
    for (const name of ["start", "step", "submit", "error", "done"])
      document.addEventListener(`leadline:${name}`, ({ detail }) => globalThis.heard.push([name, JSON.stringify(detail)]));
  });
  await page.click(".ll-button");
  const address = email();
  await page.fill("[name=email]", address);
  await page.click(".ll-button");
  await page.waitForSelector(".ll-thanks");
  const heard = await page.evaluate(() => globalThis.heard);
  assert.deepEqual(heard.map(([name]) => name), ["error", "start", "submit", "done"]);
  assert.ok(heard.every(([, detail]) => detail === '{"form":"demo-request","step":0}'), JSON.stringify(heard));
});
