// Every form of the demonstration, completed by keys alone, with mistakes on the way and back again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "../../support/browser.mjs";
import { alive } from "../../support/form_fixture.mjs";
import { focused, isInForm, lands, press, tabTo, type } from "../../support/keys.mjs";
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

const email = () => `${crypto.randomUUID()}@maker.example`;
const address = (path) => (path.startsWith("/p/") ? `${world.engine.url}${path}` : `${world.shopOrigin}${path}`);

/** Somebody on a page of the shop, without a hand on the mouse. */
async function at(t, path, options) {
  const { context, page, complaints } = await visitor(browser, options);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page never notices us");
  });
  await page.goto(address(path));
  return page;
}

async function leadOf(address) {
  return until(async () => (await world.leads()).find((lead) => lead.email === address), `the lead of ${address}`);
}

/** Sends what is wrong, is led to the summary, and from its first line to the field. */
async function isLedTo(page, name) {
  await press(page, "ll-button", "Enter");
  await lands(page, "ll-summary");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "a", "a line of the summary");
  await page.keyboard.press("Enter");
  await lands(page, name);
}

const goOn = async (page, control = "ll-button") => {
  await press(page, control, "Enter");
  await lands(page, "legend");
};

for (const path of ["/quote", "/quote/night", "/quote/paper", "/p/quote"]) {
  test(`a form with steps is completed by keys alone on ${path}, with mistakes in each step and a step back`, async (t) => {
    const page = await at(t, path);
    await alive(page);
    await isLedTo(page, "need");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await isLedTo(page, "material");
    await page.keyboard.press("Space");
    await goOn(page);

    await isLedTo(page, "company");
    await page.keyboard.type("Analytical Engines");
    await isLedTo(page, "country");
    await page.keyboard.type("Aus");
    await press(page, "trust", "Space", "ArrowDown");
    await goOn(page, "ll_back");
    assert.equal(await page.isChecked("[name=material][value=steel]"), true, "what was answered is still there");
    await goOn(page);
    assert.equal(await page.inputValue("[name=company]"), "Analytical Engines");
    await goOn(page);

    const who = email();
    await press(page, "call", "Space");
    await isLedTo(page, "email");
    await page.keyboard.type("nobody");
    await isLedTo(page, "email");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(who);
    await isLedTo(page, "phone");
    await page.keyboard.type("+43 1 2345678");
    await page.keyboard.press("Enter");
    await lands(page, "ll-thanks");

    const { fields } = await leadOf(who);
    assert.deepEqual([fields.need, fields.material, fields.company, fields.trust], ["fixture", "steel", "Analytical Engines", "2"]);
    assert.ok(fields.country && fields.phone);
    assert.equal(fields.quantity, undefined, "what was left empty is not told");
  });
}

for (const path of ["/whitepaper", "/p/whitepaper", "/demo"]) {
  test(`a form is completed by keys alone on ${path}, with mistakes on the way`, async (t) => {
    const page = await at(t, path);
    await alive(page);
    await isLedTo(page, "email");
    await page.keyboard.type("nobody");
    await page.keyboard.press("Enter");
    await lands(page, "ll-summary");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await lands(page, "email");
    await page.keyboard.press("ControlOrMeta+A");
    const who = email();
    await page.keyboard.type(who);
    await page.keyboard.press("Enter");
    await lands(page, "ll-thanks");
    await leadOf(who);
  });
}

test("the file that a form has for somebody is fetched by keys alone", async (t) => {
  const page = await at(t, "/demo");
  await alive(page);
  const who = email();
  await type(page, "email", who);
  await type(page, "industry", "Med");
  await press(page, "ll-button", "Enter");
  await page.locator("a.ll-button").waitFor();
  await lands(page, "ll-button");
  await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal((await leadOf(who)).fields.industry, "Medical devices");
});

test("by keys alone nobody comes to what is not asked, nor to the trap for programs, and nobody is caught", async (t) => {
  const page = await at(t, "/quote");
  await alive(page);
  const reached = [];
  await tabTo(page, "need");
  while (await isInForm(page)) {
    reached.push(await focused(page));
    await page.keyboard.press("Tab");
  }
  assert.deepEqual(reached, ["need", "ll-button"], "what is asked, and then out of the form");
});

test("without script a form with steps is completed by keys alone, and back again", async (t) => {
  const page = await at(t, "/p/quote", { javaScriptEnabled: false });
  const step = (count) => page.locator(".ll-progress", { hasText: `Step ${count} of 3` }).waitFor();
  await press(page, "need", "Space", "ArrowDown");
  await press(page, "ll-button", "Enter");
  await page.getByText("Please answer these, too.").waitFor();
  await press(page, "material", "Space");
  await press(page, "ll-button", "Enter");
  await step(2);
  await press(page, "ll_back", "Enter");
  await step(1);
  await press(page, "ll-button", "Enter");
  await step(2);
  await type(page, "company", "Analytical Engines");
  await type(page, "country", "Aus");
  await press(page, "trust", "Space", "ArrowDown");
  await press(page, "ll-button", "Enter");
  await step(3);
  const who = email();
  await type(page, "email", who);
  await press(page, "ll-button", "Enter");
  await page.locator(".ll-thanks").waitFor();
  const { fields } = await leadOf(who);
  assert.deepEqual([fields.need, fields.material, fields.company, fields.trust], ["fixture", "steel", "Analytical Engines", "2"]);
});

test("without script what the browser does not look at is summed up, and keys lead from there to the field", async (t) => {
  const page = await at(t, "/p/whitepaper", { javaScriptEnabled: false });
  await type(page, "email", "a@b");
  await press(page, "ll-button", "Enter");
  await page.locator(".ll-summary a").waitFor();
  await tabTo(page, "a");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(page), "email");
  await page.keyboard.press("ControlOrMeta+A");
  const who = email();
  await page.keyboard.type(who);
  await page.keyboard.press("Enter");
  await page.locator(".ll-thanks").waitFor();
  await leadOf(who);
});
