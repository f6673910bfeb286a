// Every state a form can be in, as axe-core sees it by day, in the dark and with colours of the visitor's own.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { assertForEveryLook } from "../../support/axe.mjs";
import { fill } from "../../support/browser.mjs";
import { FormFixture, alive, status, thanks } from "../../support/form_fixture.mjs";

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

const send = (page) => page.click(".ll-button");
const refusal = (page) => page.locator(".ll-summary a").first().waitFor();

/** Fills in and sends the progressive form as somebody who gives a company. */
async function known(page, email = fixture.address()) {
  await fill(page, { email, company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  await fixture.open(page, "/en/profile");
  await page.locator("button.ll-stranger").waitFor();
}

/** What each state is called, its form, and how it comes about. */
const STATES = {
  "is there": ["quote", () => {}],
  "was begun": ["profile", (page) => fill(page, { email: "ada" })],
  "has mistakes": ["quote", async (page) => {
    await send(page);
    await refusal(page);
  }],
  "asks more because of an answer": ["quote", (page) => page.check("[name=need][value=repair]")],
  "is under way": ["work", async (page) => {
    fixture.fail("hang");
    await fill(page, { email: fixture.address() });
    await send(page);
    await page.locator("form[aria-busy=true]").waitFor();
  }],
  "waits for a network": ["work", async (page) => {
    await fill(page, { email: fixture.address() });
    await page.context().setOffline(true);
    await send(page);
    await status(page, "You are offline");
  }],
  "could not be sent": ["work", async (page) => {
    fixture.fail("drop");
    await fill(page, { email: fixture.address() });
    await send(page);
    await status(page, "check your connection");
  }],
  "was not taken": ["work", async (page) => {
    fixture.fail({ status: 500 });
    await fill(page, { email: fixture.address() });
    await send(page);
    await status(page, "on our side");
  }],
  "can't be taken": ["work", async (page) => {
    fixture.fail({ status: 400 });
    await fill(page, { email: fixture.address() });
    await send(page);
    await status(page, "trying again won't help");
  }],
  "was refused by the edge": ["work", async (page) => {
    await fill(page, { email: "somebody@gmail.com" });
    await send(page);
    await refusal(page);
  }],
  "asks about an address that looks misspelt": ["profile", async (page) => {
    await fill(page, { email: `${fixture.address().split("@")[0]}@gmial.com`, company: "Gauges Ltd" });
    await send(page);
    await refusal(page);
  }],
  "knows its visitor": ["profile", (page) => known(page)],
  "has more to answer for somebody else": ["profile", async (page) => {
    await known(page);
    await fill(page, { email: fixture.address() });
    await send(page);
    await status(page, "Please answer these, too.");
  }],
  "says that it keeps what is begun": ["begun", (page) => page.locator(".ll-notice").waitFor()],
  "is a test": ["work", (page) => page.locator(".ll-test").waitFor(), "?ll_test"],
  "was sent": ["work", async (page) => {
    await fill(page, { email: fixture.address() });
    await send(page);
    await thanks(page);
  }],
  "has a file": ["next", async (page) => {
    await fill(page, { email: fixture.address(), wish: "file" });
    await send(page);
    await page.locator("a.ll-button").waitFor();
  }],
  "is the next one": ["next", async (page) => {
    await fill(page, { email: fixture.address(), wish: "form" });
    await send(page);
    await page.locator('form[data-form="profile"]').waitFor();
    await status(page, "One more thing.");
  }],
  "is at a stand": ["stand", () => {}],
  "asks for a confirmation": ["newsletter", async (page) => {
    await fill(page, { email: fixture.address() });
    await page.check("[name=news]");
    await send(page);
    await thanks(page);
  }],
};

for (const [state, [form, reach, query = ""]] of Object.entries(STATES)) {
  test(`a form that ${state} is for everybody`, async (t) => {
    const page = await fixture.at(t, form, { path: `/en/${form}${query}` });
    await reach(page);
    await assertForEveryLook(page, state);
  });
}

for (const [locale, next] of Object.entries({ en: "Next", de: "Weiter", ar: "التالي" })) {
  test(`each step of a form is for everybody on a hosted page, in ${locale}`, async (t) => {
    const page = await fixture.visitor(t, { locale });
    await page.goto(fixture.hosted("quote"));
    await alive(page);
    assert.equal(await page.locator(".ll-button").innerText(), next);
    await assertForEveryLook(page, "the first step");
    await page.check("[name=need][value=fixture]");
    await page.check("[name=material][value=steel]");
    await send(page);
    await assertForEveryLook(page, "the second step");
    await send(page);
    await refusal(page);
    await assertForEveryLook(page, "with mistakes");
    await page.fill("[name=company]", "Gauges Ltd");
    await page.selectOption("[name=country]", "AT");
    await send(page);
    await page.fill("[name=email]", fixture.address());
    await assertForEveryLook(page, "the last step");
    await send(page);
    await thanks(page);
    await assertForEveryLook(page, "the thanks");
  });
}

test("what people do about their consents is for everybody", async (t) => {
  const page = await fixture.at(t, "newsletter");
  const email = fixture.address();
  await fill(page, { email });
  await page.check("[name=news]");
  await send(page);
  await thanks(page);
  const link = await fixture.mailed(email);
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm" }).waitFor();
  await assertForEveryLook(page, "the page that asks");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("Confirmed. Thank you.").waitFor();
  await assertForEveryLook(page, "the page that says it is confirmed");
  await page.goto(`${link}x`);
  await assertForEveryLook(page, "the page of a damaged link");
  const { id } = await fixture.lead(email);
  const { url } = await (await fixture.world.call("POST", `leads/${id}/preferences?site=forms`, "{}")).json();
  await page.goto(url);
  await page.locator(".ll-choice").first().waitFor();
  await assertForEveryLook(page, "the preferences");
  await page.locator("button.ll-button").first().click();
  await page.locator("[role=status]").waitFor();
  await assertForEveryLook(page, "the preferences that were saved");
});
