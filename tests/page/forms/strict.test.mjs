// Whole forms on pages with a strict policy: no text becomes markup or script, and with or without WebAssembly.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fill } from "../../support/browser.mjs";
import { FormFixture, alive, status, thanks } from "../../support/form_fixture.mjs";
import { STRICT } from "../../support/policy.mjs";
import { ROOT } from "../../support/tools.mjs";

const manifest = JSON.parse(await readFile(join(ROOT, "dist/manifest.json"), "utf8"));
/** Not one policy for trusted types may be made, either. */
const NO_TYPES = `${STRICT}; trusted-types 'none'`;
const POLICIES = {
  "without WebAssembly": [NO_TYPES, manifest.forms_fallback, ["script-src wasm-eval"]],
  "with WebAssembly": [NO_TYPES.replace("'strict-dynamic'", "'strict-dynamic' 'wasm-unsafe-eval'"), manifest.forms_wasm, []],
};

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

const send = (page) => page.click(".ll-button");
const asked = (page) => page.locator(".ll-field:visible").evaluateAll((fields) => fields.map((field) => field.dataset.field).join(" "));

for (const [how, [policy, file, reports]] of Object.entries(POLICIES)) {
  /** Somebody new under the policy. What it forbade is the same on each page: nothing but the try whether modules compile. */
  const under = async (t, form) => {
    fixture.policy = policy;
    const page = await fixture.visitor(t);
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.addInitScript(() => {
      globalThis.forbidden = [];
      addEventListener("securitypolicyviolation", (event) => globalThis.forbidden.push(`${event.effectiveDirective} ${event.blockedURI}`));
    });
    await fixture.open(page, `/en/${form}`);
    assert.ok(requests.some((url) => url.endsWith(file)), "the build for such pages runs");
    return page;
  };
  const forbidden = (page) => page.evaluate(() => globalThis.forbidden);

  test(`steps, conditions, mistakes, a draft and a submission work under Trusted Types ${how}`, async (t) => {
    const page = await under(t, "quote");
    assert.equal(await asked(page), "need");
    await send(page);
    await page.locator(".ll-summary a").waitFor();
    assert.match(await page.locator(".ll-issue:visible").innerText(), /^Please/);
    await page.check("[name=need][value=repair]");
    assert.equal(await asked(page), "need serial");
    await page.check("[name=need][value=fixture]");
    assert.equal(await asked(page), "need quantity material drawing needed_by");
    await page.check("[name=material][value=steel]");
    await page.fill("[name=quantity]", "3");
    await send(page);
    assert.equal(await asked(page), "company country industry trust");
    await page.fill("[name=company]", "Analytical Engines");

    await page.reload();
    await page.locator("[name=company]:visible").waitFor();
    assert.equal(await page.inputValue("[name=company]"), "Analytical Engines", "the draft, in the step that was open");
    await page.selectOption("[name=country]", "AT");
    await page.check("[name=trust][value='4']", { force: true });
    await page.click(".ll-back");
    assert.equal(await page.inputValue("[name=quantity]"), "3");
    await send(page);
    await send(page);
    const email = fixture.address();
    await page.fill("[name=email]", "nobody");
    await send(page);
    await page.locator(".ll-summary a").click();
    assert.equal(await page.evaluate(() => document.activeElement.name), "email");
    await page.fill("[name=email]", email);
    await send(page);
    await thanks(page);
    const { fields } = await fixture.once(email);
    assert.deepEqual([fields.need, fields.quantity, fields.material, fields.trust], ["fixture", "3", "steel", "4"]);
    assert.deepEqual(await forbidden(page), reports);
  });

  test(`what the edge refuses, what is lost and what follows work under Trusted Types ${how}`, async (t) => {
    const page = await under(t, "next");
    const email = fixture.address();
    await fill(page, { email: `${email.split("@")[0]}@gmial.com`, wish: "form" });
    await send(page);
    await page.locator(".ll-issue:visible", { hasText: "Did you mean" }).waitFor();
    await fill(page, { email });
    fixture.fail("lose");
    await send(page);
    await status(page, "check your connection");
    await send(page);
    await page.locator('form[data-form="profile"]').waitFor();
    await alive(page);
    await fill(page, { company: "Gauges Ltd" });
    await send(page);
    await thanks(page);
    assert.equal((await fixture.lead(email)).submissions, 2);
    await fixture.open(page, "/en/next");
    await fill(page, { email, wish: "file" });
    await send(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.ll-button").click()]);
    assert.equal(await download.failure(), null);
    assert.deepEqual(await forbidden(page), reports);
  });

  test(`a form asks more at the next visit, and starts over for somebody else, under Trusted Types ${how}`, async (t) => {
    const page = await under(t, "profile");
    await fill(page, { email: fixture.address(), company: "Gauges Ltd", job_title: "Director" });
    await send(page);
    await thanks(page);
    await fixture.open(page, "/en/profile");
    assert.equal(await asked(page), "email first_name company_size");
    await page.locator("button.ll-stranger").click();
    await page.locator("[name=company]").waitFor();
    assert.equal(await asked(page), "email first_name company job_title");
    assert.deepEqual(await forbidden(page), reports);
  });
}
