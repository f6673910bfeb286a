// How a form comes into a page: whatever fails the first time, and however often it is there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, visitor } from "../../support/browser.mjs";
import { ROOT } from "../../support/tools.mjs";
import { until } from "../../support/until.mjs";
import { World } from "../../support/world.mjs";

let world, browser, customer;
before(async () => {
  world = await World.create();
  customer = createServer(serve);
  await new Promise((listening) => customer.listen(0, "127.0.0.1", listening));
  await world.publish("sites/demo", { SHOP_ORIGIN: origin() });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  customer?.closeAllConnections();
  customer?.close();
  await world?.destroy();
});

const origin = () => `http://shop.localhost:${customer.address().port}`;

/** The policy that pages come with. */
const POLICY = "style-src 'none'";

/** A page with as many forms as its path says; its query says which form, and which languages are wanted by page, tag and place. */
function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, origin());
  const { form = "demo-request", lang = "en", tag = "", place = "" } = Object.fromEntries(searchParams);
  const places = `<div data-leadline-form="${form}" data-locale="${place}"></div>`.repeat(Number(pathname.slice(1)));
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY });
  response.end(`<!doctype html><html lang="${lang}"><title>A page</title><link rel="icon" href="data:,">
<script async src="${world.engine.origin}/ll/ll.js" data-site="demo" data-locale="${tag}"></script>${places}</html>`);
}

/** Somebody's browser, which hears when a form is there. */
async function somebody(t, options) {
  const { context, page, complaints } = await visitor(browser, options);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page never notices us");
  });
  await page.addInitScript(() => {
    globalThis.heard = [];
    addEventListener("leadline:ready", ({ detail }) => globalThis.heard.push(detail.form));
  });
  return page;
}

const open = (page, forms = 1, query = {}) => page.goto(`${origin()}/${forms}?${new URLSearchParams(query)}`);
const ready = (page, forms = 1) => page.waitForFunction((forms) => globalThis.heard.length === forms, forms);

for (const [how, again] of [
  ["the page asks again", () => globalThis.leadline("forms")],
  ["there is a network", () => dispatchEvent(new Event("online"))],
]) {
  test(`the forms module that did not come is fetched once more when ${how}`, async (t) => {
    const page = await somebody(t);
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
  const page = await somebody(t);
  await open(page);
  await ready(page);
  await page.evaluate(() => globalThis.leadline.form(document.querySelector("[data-leadline-form]"), "demo-request"));
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["demo-request", "demo-request"]);
  assert.equal(await page.locator("form.leadline-form").count(), 1);
});

test("one form twice on a page: each label leads to the field beside it", async (t) => {
  const page = await somebody(t);
  await open(page, 2);
  await ready(page, 2);
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

/** How a form lies: as the browser has it, or by its own styles. */
const display = (page) => page.locator("form.leadline-form").first().evaluate((form) => getComputedStyle(form).display);

test("a form has its styles where the page's policy allows none, and nothing is reported", async (t) => {
  const page = await somebody(t);
  await open(page);
  await ready(page);
  assert.deepEqual([await display(page), await page.locator("style").count()], ["grid", 0]);
});

for (const [which, age] of Object.entries({
  "can't make sheets": () => {
    globalThis.CSSStyleSheet = class {
      constructor() {
        throw new TypeError("Illegal constructor.");
      }
    };
    delete Document.prototype.adoptedStyleSheets;
  },
  "makes sheets that no document takes": () => delete Document.prototype.adoptedStyleSheets,
})) {
  test(`a form has its styles in a browser that ${which}, once for all forms of a page`, async (t) => {
    const page = await somebody(t, { bypassCSP: true });
    await page.addInitScript(age);
    await open(page, 2);
    await ready(page, 2);
    assert.deepEqual([await display(page), await page.locator("style").count()], ["grid", 1]);
  });
}

test("a browser whose WebAssembly is older than what ours needs gets the form by the other build", async (t) => {
  const page = await somebody(t);
  const { forms_wasm, tracker_wasm, forms_fallback } = JSON.parse(readFileSync(join(ROOT, "dist/manifest.json"), "utf8"));
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(() => {
    // It compiles what has been there from the beginning, of which a module's first eight bytes are enough here.
    const refuse = (bytes) => {
      if (bytes.byteLength > 8) throw new WebAssembly.CompileError("invalid value type 'externref'");
    };
    const { Module } = WebAssembly;
    WebAssembly.Module = function (bytes) {
      refuse(bytes);
      return new Module(bytes);
    };
    WebAssembly.instantiate = async (bytes) => refuse(bytes);
  });
  await open(page);
  await ready(page);
  const asked = (file) => requests.filter((url) => url.endsWith(file)).length;
  assert.deepEqual([forms_fallback, forms_wasm, tracker_wasm].map(asked), [1, 0, 0]);
  await page.click(".ll-button");
  await page.locator(".ll-summary a").waitFor();
  await page.fill("[name=email]", `${crypto.randomUUID()}@maker.example`);
  await page.click(".ll-button");
  await page.locator(".ll-thanks").waitFor();
});

for (const [why, wishes, locale, found] of [
  ["the page's goes before the tag's", { lang: "de", tag: "ar" }, "en", "de"],
  ["the tag's goes before the browser's", { lang: "", tag: "de" }, "ar", "de"],
  ["the browser's counts where nobody wishes another", { lang: "" }, "ar", "ar"],
  ["what the form is not written in is passed over", { lang: "fr", tag: "it" }, "ar", "ar"],
  ["the place's goes before all of them", { lang: "en", tag: "en", place: "ar" }, "de", "ar"],
]) {
  test(`of the languages a form is wanted in ${why}`, async (t) => {
    const page = await somebody(t, { locale });
    await open(page, 1, { form: "quote", ...wishes });
    await ready(page);
    assert.equal(await page.locator("form.leadline-form").getAttribute("lang"), found);
  });
}
