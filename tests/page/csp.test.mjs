// Pages with a strict policy: no WebAssembly, no inline script, no text that becomes script; and files that were
// tampered with.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fill, launch, visitor } from "../support/browser.mjs";
import { NONCE, PolicyPage, STRICT, tag } from "../support/policy.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World } from "../support/world.mjs";

const manifest = JSON.parse(await readFile(join(ROOT, "dist/manifest.json"), "utf8"));
const FORM = '<div data-leadline-form="whitepaper"></div>';
const WITH_WASM = STRICT.replace("'strict-dynamic'", "'strict-dynamic' 'wasm-unsafe-eval'");

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

const url = (name) => `${world.engine.origin}/ll/${name}`;
const asked = (requests, name) => requests.filter((request) => request.endsWith(name)).length;

/** A visitor's page that also remembers what it asked for, and what the policy forbade without a word in the console. */
async function stranger() {
  const { page, context, complaints } = await visitor(browser);
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await context.addInitScript(() => {
    globalThis.forbidden = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.forbidden.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  return { page, context, complaints, requests };
}

async function see(page) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/b/demo") && response.ok());
  await page.goto(`${customer.origin}/strict`);
  return (await answered).text();
}

test("under a policy without WebAssembly a view arrives, a form is submitted and nobody complains", async () => {
  customer.show(STRICT, tag(url("ll.js")) + FORM);
  const { page, context, complaints, requests } = await stranger();
  const [passport, outcome] = (await see(page)).split("\n");
  assert.ok(passport.startsWith("ll1."));
  assert.equal(outcome, "accepted");
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await fill(page, { email: "strict@csp.example" });
  await page.locator("form.leadline-form button[type=submit]").click();
  await page.getByText("The guide is on its way to your inbox.").waitFor();
  assert.ok((await world.leads()).some((lead) => lead.email === "strict@csp.example"));
  assert.equal(asked(requests, manifest.tracker_fallback) + asked(requests, manifest.forms_fallback), 2);
  assert.equal(asked(requests, ".wasm") + asked(requests, manifest.tracker_js), 0, "nothing is fetched in vain");
  assert.deepEqual(complaints, []);
  assert.deepEqual(await page.evaluate(() => globalThis.forbidden), ["script-src wasm-eval"], "one report, in silence");
  await context.close();
});

test("a tag that says there is no WebAssembly is not even reported to try", async () => {
  customer.show(STRICT, tag(url("ll.js"), 'data-wasm="off"'));
  const { page, context, complaints } = await stranger();
  assert.match(await see(page), /\naccepted$/);
  assert.deepEqual([complaints, await page.evaluate(() => globalThis.forbidden)], [[], []]);
  await context.close();
});

test("many calls under a policy without WebAssembly arrive whole, though the memory has to grow", async () => {
  customer.show(STRICT, tag(url("ll.js")));
  const { page, context, complaints } = await stranger();
  const accepted = [];
  page.on("response", async (response) => {
    if (response.url().endsWith("/b/demo")) accepted.push(...(await response.text()).split("\n").slice(1));
  });
  await see(page);
  await page.evaluate(() => {
    for (let number = 0; number < 200; number++) globalThis.leadline("track", `${"n".repeat(50)}${number}`);
  });
  await until(() => accepted.filter((outcome) => outcome === "accepted").length === 201, "201 items to be accepted");
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const [name, policy] of Object.entries({
  "strict-dynamic": WITH_WASM,
  "a nonce alone": `script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'`,
})) {
  test(`where WebAssembly is allowed, with ${name}, it is used`, async () => {
    customer.show(policy, tag(url("ll.js")));
    const { page, context, complaints, requests } = await stranger();
    await see(page);
    assert.equal(asked(requests, manifest.tracker_wasm), 1);
    assert.equal(asked(requests, manifest.tracker_fallback), 0);
    assert.deepEqual([complaints, await page.evaluate(() => globalThis.forbidden)], [[], []]);
    await context.close();
  });
}

test("a browser without WebAssembly runs the same code", async () => {
  customer.show(WITH_WASM, tag(url("ll.js")));
  const { page, context, complaints } = await stranger();
  await context.addInitScript(() => delete globalThis.WebAssembly);
  assert.match(await see(page), /\naccepted$/);
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const [what, policy] of [["tracker_js", WITH_WASM], ["tracker_wasm", WITH_WASM], ["tracker_fallback", STRICT]]) {
  test(`a ${what} that was tampered with does not run, and the page is still told to be seen`, async () => {
    customer.show(policy, tag(url("ll.js")));
    const { page, context, complaints } = await stranger();
    const evil = what.endsWith("wasm") ? Buffer.from([0, 1, 0]) : Buffer.from("\n;globalThis.tampered = true;");
    await context.route(`**/${manifest[what]}`, async (route) => {
      const body = await readFile(join(ROOT, "dist/assets/ll", manifest[what]));
      const contentType = what.endsWith("wasm") ? "application/wasm" : "text/javascript";
      const headers = { "access-control-allow-origin": "*" };
      await route.fulfill({ body: Buffer.concat([body, evil]), contentType, headers });
    });
    await page.goto(`${customer.origin}/strict`);
    await until(() => complaints.some((text) => /digest.*integrity/s.test(text)), () => `a refusal; there was ${complaints}`);
    assert.equal(await page.evaluate(() => globalThis.tampered), undefined);
    const told = page.waitForRequest((request) => request.url().endsWith("/b/demo"));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
    assert.deepEqual((await told).postDataJSON().items.map(({ kind }) => kind), ["view"]);
    await context.close();
  });
}

test("styles that were tampered with are not applied, and the form works without", async () => {
  customer.show(WITH_WASM, tag(url("ll.js")) + FORM);
  const { page, context, complaints } = await stranger();
  const headers = { "access-control-allow-origin": "*" };
  await context.route(`**/${manifest.forms_css}`, (route) => route.fulfill({ body: "*{color:red}", contentType: "text/css", headers }));
  await page.goto(`${customer.origin}/strict`);
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await until(() => complaints.some((text) => /digest.*integrity/s.test(text)), () => `a refusal; there was ${complaints}`);
  assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
  await context.close();
});

test("a pinned loader, under the name that is its hash, works like the other", async () => {
  const integrity = manifest.integrity[manifest.pinned];
  customer.show(STRICT, tag(url(manifest.pinned), `integrity="${integrity}" crossorigin`));
  const { page, context, complaints } = await stranger();
  assert.match(await see(page), /\naccepted$/);
  assert.deepEqual(complaints, []);
  await context.close();
});
