// The demonstration's forms as people meet them: with what reads pages aloud, in the dark, from right to left, on a small screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, assertForEverybody } from "../../support/axe.mjs";
import { launch, visitor } from "../../support/browser.mjs";
import { focused, typeInto } from "../../support/keys.mjs";
import { showOn } from "../../support/screens.mjs";
import { assertStill, endOf, watchShifts } from "../../support/shifts.mjs";
import { World } from "../../support/world.mjs";

const FORM = "[data-leadline-form]";

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
  await page.goto(`${world.shopOrigin}${path}`);
  await page.waitForSelector("[data-leadline-taken] form.leadline-form");
  return page;
}

const seen = (page, selector) => page.locator(selector).innerText();
const email = () => `${crypto.randomUUID()}@maker.example`;

/** How a form may be looked at: as it is, in the dark, on a screen that is small or magnified. */
const WAYS = {
  "on a small screen": { screen: { width: 320, height: 640 } },
  "at twice the size": { screen: { width: 640, height: 400, scale: 2 } },
  ...Object.fromEntries(Object.entries(LOOKS).map(([look, media]) => [look, { media }])),
};

async function assertEveryWay(page, state) {
  for (const [how, { media = LOOKS["by day"], screen = { width: 1280, height: 720 } }] of Object.entries(WAYS)) {
    await page.emulateMedia(media);
    await showOn(page, screen);
    await assertForEverybody(page, `${state}, ${how}`, FORM);
  }
}

test("every state of a form is for everybody, whatever the colours and the size of the screen", async (t) => {
  const page = await at(t, "/quote");
  await assertEveryWay(page, "fresh");
  await page.click(".ll-button");
  await page.waitForSelector(".ll-summary a");
  assert.equal(await focused(page), "ll-summary");
  await assertEveryWay(page, "with mistakes");
  await page.getByLabel("A fixture for our part").check();
  await page.getByLabel("Titanium").check();
  assert.equal(await page.locator(".ll-summary").isVisible(), false);
  await page.click(".ll-button");
  await assertEveryWay(page, "in the second step");
  await page.fill("[name=company]", "Analytical Engines");
  await page.selectOption("[name=country]", "AT");
  await page.click(".ll-button");
  await assertEveryWay(page, "in the third step");
  await page.getByLabel("Call me").check();
  await page.click(".ll-button");
  await assertEveryWay(page, "with mistakes in the third step");
  await page.getByLabel("Call me").uncheck();
  await page.fill("[name=email]", email());
  await page.click(".ll-button");
  await page.waitForSelector(".ll-thanks");
  await assertEveryWay(page, "done");
});

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
  await assertForEverybody(page, "with mistakes", FORM);
});

test("countries stand by their names in the order of the language", async (t) => {
  const page = await at(t, "/quote/paper");
  const names = await page.locator("[name=country] option:not([value=''])").allTextContents();
  assert.ok(names.includes("Österreich") && names.length > 200);
  assert.deepEqual(names, names.toSorted(new Intl.Collator("de").compare));
});

for (const path of ["/quote", "/quote/night", "/quote/paper", "/whitepaper", "/demo"]) {
  test(`on ${path} a form is for everybody and moves nothing, whatever the page looks like`, async (t) => {
    const { context, page } = await visitor(browser);
    t.after(() => context.close());
    await watchShifts(page);
    await page.goto(`${world.shopOrigin}${path}`);
    const below = await endOf(page, FORM);
    const look = async (state) => {
      await assertStill(page, state);
      await assertForEverybody(page, state, FORM);
    };
    await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
    await look("fresh");
    assert.equal(await endOf(page, FORM), below, "there was room for the form");
    await page.click(".ll-button");
    await page.waitForSelector(".ll-summary a");
    await look("with a mistake");
    if (path.startsWith("/quote")) await toTheLastStep(page, look);
    await typeInto(page, "email", email());
    await page.click(".ll-button");
    await page.waitForSelector(".ll-thanks");
    await look("done");
  });
}

/** Through the steps of the form for quotes. */
async function toTheLastStep(page, look) {
  await page.check("[name=need][value=fixture]");
  await page.check("[name=material][value=steel]");
  await look("with what a condition brings");
  await page.click(".ll-button");
  await look("in the second step");
  await page.fill("[name=company]", "Analytical Engines");
  await page.selectOption("[name=country]", "AT");
  await page.click(".ll-button");
  await look("in the third step");
}

for (const [path, form] of Object.entries({ "/quote": "quote", "/quote/night": "quote", "/quote/paper": "quote", "/whitepaper": "whitepaper", "/demo": "demo-request" })) {
  test(`without script ${path} leads to its form on a page that needs none`, async (t) => {
    const { context, page } = await visitor(browser, { javaScriptEnabled: false });
    t.after(() => context.close());
    await page.goto(`${world.shopOrigin}${path}`);
    await page.locator("[data-leadline-form] a").click();
    await page.waitForURL(`${world.engine.origin}/ll/p/${form}`);
    assert.equal(await page.locator("form.leadline-form").getAttribute("data-form"), form);
    assert.equal(await page.locator("form.leadline-form .ll-button").isVisible(), true);
  });
}

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
