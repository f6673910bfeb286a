// Every form of the demonstration, and whatever can follow one, in browsers that run nothing of ours: JavaScript is off, the
// script does not come, or neither of its builds may run. What there is is the same each time: axe-core looks at it with JavaScript off.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { assertForEveryLook } from "../../support/axe.mjs";
import { fill, turnPage } from "../../support/browser.mjs";
import { FormFixture, alive, thanks } from "../../support/form_fixture.mjs";
import { CONSENT, FILE } from "../../support/form_site.mjs";
import { ROOT } from "../../support/tools.mjs";

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

/** Turns JavaScript off. What is handed over has the checker look at the page as it is, under each look. */
async function scriptOff(page) {
  const session = await page.context().newCDPSession(page);
  const off = (value) => session.send("Emulation.setScriptExecutionDisabled", { value });
  await off(true);
  // The checker is a script, too.
  return async (state) => {
    await off(false);
    await assertForEveryLook(page, state);
    await off(true);
  };
}

/** How it comes that nothing of ours runs. */
const WAYS = {
  "with JavaScript off": scriptOff,
  "where the script does not come": async (page) => {
    await page.route("**/ll.js", (route) => route.abort());
    return () => {};
  },
  "where neither WebAssembly nor what does without it may run": async (page) => {
    await page.addInitScript(() => delete globalThis.WebAssembly);
    await page.route("**/ll/a/*.js", (route) => route.abort());
    return () => {};
  },
};

for (const [how, silence] of Object.entries(WAYS)) {
  /** Somebody new on a form's hosted page; `look` has the checker look at the page where that is to be. */
  const on = async (t, form, query) => {
    const page = await fixture.visitor(t);
    const look = await silence(page);
    await page.goto(fixture.hosted(form, query));
    return { page, look, ...about(page) };
  };

  test(`the form with steps is completed ${how}: mistakes, conditions, groups of boxes, stars, and back again`, async (t) => {
    const { page, look, send, back, asked, issues, unchecked, step } = await on(t, "quote");
    assert.equal(await asked(), "need");
    await look("the first step");
    await unchecked();
    await send();
    assert.equal((await issues()).length, 1);
    assert.match(await page.title(), /^Please correct: /);
    await look("with a mistake");
    await page.click(".ll-summary a");
    assert.equal(await page.evaluate(() => document.querySelector(location.hash).dataset.field), "need");
    await page.check("[name=need][value=fixture]");
    await send();
    assert.equal(await asked(), "need quantity material drawing needed_by");
    await page.getByText("Please answer these, too.").waitFor();
    await look("with more to answer");
    await unchecked();
    await page.fill("[name=quantity]", "501");
    await send();
    assert.deepEqual((await issues()).length, 2, "none of the boxes, and more than there may be");
    assert.equal(await page.inputValue("[name=quantity]"), "501");
    await page.fill("[name=quantity]", "3");
    await page.check("[name=material][value=steel]");
    await page.check("[name=material][value=titanium]");
    await send();
    await step(2);
    await look("the second step");
    await page.fill("[name=company]", "Analytical Engines");
    await page.check("[name=trust][value='4']", { force: true });
    await back();
    await step(1);
    assert.deepEqual(
      [await page.isChecked("[value=steel]"), await page.isChecked("[value=aluminium]"), await page.isChecked("[value=titanium]")],
      [true, false, true],
    );
    await page.uncheck("[value=steel]");
    await send();
    await step(2);
    assert.deepEqual([await page.inputValue("[name=company]"), await page.isChecked("[name=trust][value='4']")], ["Analytical Engines", true]);
    await page.selectOption("[name=country]", "AT");
    await send();
    await step(3);
    const email = fixture.address();
    await unchecked();
    await fill(page, { email: "nobody" });
    await page.check("[name=call]");
    await send();
    assert.equal(await asked(), "email call phone remark news");
    assert.ok((await issues()).length >= 1);
    await look("with mistakes in the last step");
    await fill(page, { email, phone: "+43 1 2345678", remark: "Two\nlines" });
    await page.check("[name=news]");
    await send();
    await thanks(page);
    await look("the thanks");
    const { fields } = await fixture.once(email);
    assert.deepEqual(
      [fields.need, fields.quantity, fields.material, fields.trust, fields.country, fields.remark, fields.source],
      ["fixture", "3", "titanium", "4", "AT", "Two\nlines", "website"],
    );
  });

  test(`the other forms of the demonstration are completed ${how}, the file included`, async (t) => {
    const { page, look, send, issues, unchecked } = await on(t, "whitepaper");
    const email = fixture.address();
    await unchecked();
    await send();
    assert.equal((await issues()).length, 1);
    await fill(page, { email, first_name: "Ada", company_size: "51-200" });
    await send();
    await thanks(page);
    assert.deepEqual((await fixture.once(email)).fields, { first_name: "Ada", company_size: "51-200" });
    await page.goto(fixture.hosted("demo-request"));
    const other = fixture.address();
    await fill(page, { email: other, industry: "Medical devices", question: "Bores & <discs>" });
    await send();
    await page.getByText("here is our checklist for cleanrooms").waitFor();
    await look("with a file");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.ll-next").click()]);
    assert.equal(download.suggestedFilename(), FILE);
    assert.deepEqual(await readFile(await download.path()), await readFile(join(ROOT, "sites/demo/files", FILE)));
    assert.equal((await fixture.once(other)).fields.question, "Bores & <discs>");
  });

  test(`who is to go elsewhere goes there, and who is to answer another form finds it, ${how}`, async (t) => {
    const { page, look, send } = await on(t, "next");
    await fill(page, { email: fixture.address(), wish: "page" });
    await send();
    await page.waitForURL(fixture.url("/thanks?from=form"));
    await page.goto(fixture.hosted("next"));
    const email = fixture.address();
    await fill(page, { email, wish: "form" });
    await send();
    await page.getByText("One more thing.").waitFor();
    await look("with the next form");
    await fill(page, { email, company: "Gauges Ltd" });
    await send();
    await page.getByText("Thank you.").waitFor();
    const { fields, submissions } = await fixture.lead(email);
    assert.deepEqual([fields.company, submissions], ["Gauges Ltd", 2]);
  });

  test(`who is asked to confirm does so ${how}`, async (t) => {
    const { page, look, send } = await on(t, "newsletter");
    const email = fixture.address();
    await fill(page, { email });
    await page.check("[name=news]");
    await send();
    await page.getByText("Please confirm: we send you a mail").waitFor();
    await look("with a confirmation to wait for");
    await page.goto(await fixture.mailed(email));
    await page.getByText(CONSENT).waitFor();
    await look("asked to confirm");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Confirmed. Thank you.").waitFor();
    await look("confirmed");
    const { id } = await fixture.once(email);
    const { consents, addresses } = (await fixture.site.read(`leads/${id}`)).lead;
    assert.deepEqual([addresses[0].state, consents[0].is_allowed], ["verified", true]);
  });

  test(`what the edge alone can tell is said in the page ${how}, and an address is asked about once`, async (t) => {
    const { page, look, send, issues } = await on(t, "work");
    await fill(page, { email: "somebody@gmail.com" });
    await send();
    assert.deepEqual(await issues(), ["Please enter your work e-mail address."]);
    await look("with what the edge refused");
    await fill(page, { email: fixture.address() });
    await send();
    await thanks(page);
    await page.goto(fixture.hosted("told", "?name=Ada"));
    const email = `${fixture.address().split("@")[0]}@gmial.com`;
    await fill(page, { email });
    await send();
    assert.match((await issues())[0], /^Did you mean /);
    await look("asked about an address");
    await send();
    await thanks(page);
    assert.equal((await fixture.once(email)).fields.first_name, "Ada");
  });
}

test("without script, who is known by the cookie is asked less, and can say that they are somebody else", async (t) => {
  const page = await fixture.visitor(t);
  await page.goto(fixture.hosted("profile"));
  await alive(page);
  const email = fixture.address();
  await fill(page, { email, company: "Gauges Ltd", job_title: "Director" });
  await page.click(".ll-button");
  await thanks(page);
  const look = await scriptOff(page);
  const { send, asked } = about(page);
  await page.goto(fixture.hosted("profile"));
  assert.equal(await asked(), "email first_name company_size");
  assert.equal(await page.inputValue("[name=email]"), "", "nothing is filled in from what the edge knows");
  await look("known");
  await turnPage(page, page.locator("a.ll-stranger"));
  assert.equal(await asked(), "email first_name company job_title");
  const other = fixture.address();
  await fill(page, { email: other, company: "Fixtures Ltd" });
  await send();
  await thanks(page);
  assert.deepEqual((await fixture.once(other)).fields, { company: "Fixtures Ltd" });
  assert.equal((await fixture.once(email)).fields.company, "Gauges Ltd");
});

test("from right to left every page of a form is for everybody, and none is wider than a small screen", async (t) => {
  const page = await fixture.visitor(t, { viewport: { width: 320, height: 640 } });
  const look = await scriptOff(page);
  const { send, unchecked } = about(page);
  await page.goto(fixture.hosted("quote", "?locale=ar"));
  assert.equal(await page.getAttribute("html", "dir"), "rtl");
  await unchecked();
  await send();
  await look("with a mistake");
  await page.check("[name=need][value=gauge]");
  await send();
  await send();
  await look("the second step");
  await fill(page, { company: "Analytical Engines", country: "AT" });
  await send();
  await fill(page, { email: fixture.address() });
  await look("the last step");
  await send();
  await thanks(page);
  await look("the thanks");
});

function about(page) {
  const visible = (selector) => page.locator(`${selector}:visible`);
  return {
    send: () => turnPage(page, page.locator("button.ll-button")),
    back: () => turnPage(page, page.locator("button.ll-back")),
    /** What browsers would not let through is let through. */
    unchecked: () => page.locator("form.leadline-form").evaluate((form) => (form.noValidate = true)),
    step: (count) => page.locator(".ll-progress", { hasText: `Step ${count} of 3` }).waitFor(),
    asked: () => visible(".ll-field").evaluateAll((fields) => fields.map((field) => field.dataset.field).join(" ")),
    issues: async () => (await visible(".ll-issue").allTextContents()).map((text) => text.trim()),
  };
}
