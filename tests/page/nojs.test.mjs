// Forms in a browser with JavaScript off: every step, condition and mistake is a page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { AskingSite, ticketIn } from "../support/asking.mjs";
import { launch, turnPage } from "../support/browser.mjs";
import { World, id } from "../support/world.mjs";

const SITE = "asking";
let world, site, browser;
before(async () => {
  world = await World.create();
  site = await AskingSite.create(world, SITE);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.remove();
  await world?.destroy();
});

const person = () => `${id("")}@nojs.example`.toLowerCase();
const address = (slug, query = "") => `${world.engine.own}/ll/p/${SITE}/${slug}${query}`;
const leadsOf = async (email) => (await site.read("leads")).leads.filter((lead) => lead.email === email);

async function visit(slug, query, options = {}) {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  await page.goto(address(slug, query));
  const send = page.locator("button.ll-button");
  const seen = async () => {
    const names = await page.locator(".ll-field:visible").evaluateAll((fields) => fields.map((field) => field.dataset.field));
    return names.join(" ");
  };
  const issues = async () => (await page.locator(".ll-issue:visible").allTextContents()).map((text) => text.trim());
  return { page, send, seen, issues, progress: () => page.locator(".ll-progress span").textContent() };
}

test("a form with steps, conditions and mistakes is filled in to the end", async () => {
  const email = person();
  const { page, send, seen, issues, progress } = await visit("visit");
  assert.equal(await seen(), "email kind", "what only companies are asked is out of the way");
  assert.equal(await progress(), "Step 1 of 3");

  // A mistake, which the browser would not let through.
  await page.locator("form").evaluate((form) => (form.noValidate = true));
  await page.fill("[name=email]", "nobody");
  await page.check("[name=kind][value=company]");
  await turnPage(page, send);
  assert.match(await page.title(), /^Please correct: The visit page/);
  assert.equal(await page.locator(".ll-summary a").count(), 1);
  assert.equal((await issues()).length, 1);
  assert.equal(await page.inputValue("[name=email]"), "nobody");
  assert.equal(await page.isChecked("[name=kind][value=company]"), true);
  assert.equal(await seen(), "email kind company", "companies are asked more, and are told so");
  assert.equal(await page.locator(".ll-status").textContent(), "Please answer these, too.");

  await page.fill("[name=email]", email);
  await page.fill("[name=company]", "Gauges Ltd");
  await turnPage(page, send);
  assert.equal(await progress(), "Step 2 of 3");
  assert.equal(await seen(), "seats");

  // Back, where everything still is, and on again.
  await page.fill("[name=seats]", "12");
  await turnPage(page, page.locator("button.ll-back"));
  assert.equal(await seen(), "email kind company");
  assert.equal(await page.inputValue("[name=company]"), "Gauges Ltd");
  await turnPage(page, send);
  assert.equal(await page.inputValue("[name=seats]"), "12", "what was typed before going back is there");
  await turnPage(page, send);

  assert.equal(await seen(), "parts note news");
  assert.equal(await send.textContent(), "Ask for a day");
  assert.equal(await page.isChecked("[value='shop floor']"), true, "the default");
  await page.uncheck("[value='shop floor']");
  await page.check("[value=laboratory]");
  await page.check("[value=archive]");
  await page.fill("[name=note]", "Two\nlines & <more>");
  await turnPage(page, send);
  await page.getByText("See you soon.").waitFor();
  assert.equal(page.url(), address("visit", "?sent"));

  // Reloading doesn't make two of it; what is sent twice is one (tests/worker/steps.test.mjs).
  await page.reload();
  await page.getByText("See you soon.").waitFor();
  const [lead, ...others] = await leadsOf(email);
  assert.deepEqual(others, []);
  assert.equal(lead.submissions, 1);
  assert.deepEqual(
    [lead.fields.company, lead.fields.seats, lead.fields.parts, lead.fields.note],
    ["Gauges Ltd", "12", "laboratory; archive", "Two\nlines & <more>"],
  );
});

test("who is no company skips the step that is about companies, and answers to it don't count", async () => {
  const email = person();
  const { page, send, seen } = await visit("visit");
  await page.fill("[name=email]", email);
  await page.check("[name=kind][value=company]");
  await turnPage(page, send);
  await page.fill("[name=company]", "Gauges Ltd");
  await turnPage(page, send);
  await turnPage(page, page.locator("button.ll-back"));
  await page.check("[name=kind][value=person]");
  await turnPage(page, send);
  assert.equal(await seen(), "parts note news");
  await turnPage(page, page.locator("button.ll-back"));
  assert.equal(await seen(), "email kind", "the step between is skipped on the way back, too");
  await turnPage(page, send);
  await turnPage(page, send);
  await page.getByText("See you soon.").waitFor();
  const [lead] = await leadsOf(email);
  assert.deepEqual(lead.fields, { kind: "person", parts: "shop floor" });
});

test("a box that was taken away stays away", async () => {
  const { page, send } = await visit("visit");
  await page.fill("[name=email]", person());
  await page.check("[name=kind][value=person]");
  await turnPage(page, send);
  await page.uncheck("[value='shop floor']");
  await turnPage(page, page.locator("button.ll-back"));
  await turnPage(page, send);
  assert.equal(await page.isChecked("[value='shop floor']"), false);
});

test("an address that looks misspelt is asked about once", async () => {
  const { page, send, issues } = await visit("profile");
  await page.fill("[name=email]", `${id("")}@gmial.com`);
  await page.fill("[name=company]", "Gauges Ltd");
  await turnPage(page, send);
  assert.match((await issues())[0], /^Did you mean .*@gmail\.com\?/);
  await turnPage(page, send);
  await page.getByText("Thank you.").waitFor();
});

test("the page's address fills in the form, but agrees to nothing", async () => {
  const { page, send } = await visit("visit", "?email=ada%40nojs.example&kind=person&parts=archive&parts=laboratory&news=yes&ll_ticket=x");
  assert.equal(await page.inputValue("[name=email]"), "ada@nojs.example");
  await turnPage(page, send);
  assert.equal(await page.isChecked("[value=archive]"), true, "also in later steps");
  assert.equal(await page.isChecked("[value=laboratory]"), true);
  assert.equal(await page.isChecked("[value='shop floor']"), false);
  assert.equal(await page.isChecked("[name=news]"), false);
});

test("the page is in the language of its visitor", async () => {
  const of = async (query, locale) => {
    const { page } = await visit("visit", query, { locale });
    const html = page.locator("html");
    return [await html.getAttribute("lang"), await html.getAttribute("dir"), await page.locator("h1").getAttribute("lang")];
  };
  assert.deepEqual(await of("", "de-AT"), ["de", "ltr", "en"]);
  assert.deepEqual(await of("", "fr"), ["en", "ltr", null]);
  assert.deepEqual(await of("?locale=ar", "de-AT"), ["ar", "rtl", "en"]);
  const { page, send, progress } = await visit("visit", "", { locale: "de" });
  await page.fill("[name=email]", person());
  await page.check("[name=kind][value=person]");
  await turnPage(page, send);
  assert.equal(await progress(), "Schritt 3 von 3");
  await turnPage(page, send);
  await page.getByText("Bis bald.").waitFor();
});

test("a form on another site is answered with pages of ours", async () => {
  const markup = await (await fetch(`${world.engine.url}/f/${SITE}/visit`)).text();
  const email = person();
  const own = `<form method="post" action="${world.engine.own}/ll/f/${SITE}/visit"><input name="email"><input name="kind" value="company">
    <input type="hidden" name="ll_ticket" value="${ticketIn(markup)}"><button>Go</button></form>`;
  const shop = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(own));
  await new Promise((done) => shop.listen(0, "127.0.0.1", done));
  try {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const { port } = shop.address();
    await page.goto(`http://127.0.0.1:${port}/`);
    await turnPage(page, page.locator("button"));
    assert.match(await page.locator("body").textContent(), /origin-not-allowed/);

    await page.route(`${world.shopOrigin}/own`, (route) => route.fulfill({ contentType: "text/html", body: own }));
    await page.goto(`${world.shopOrigin}/own`);
    await page.fill("[name=email]", email);
    await turnPage(page, page.locator("button"));
    assert.equal(await page.locator(".ll-field[data-field=company] .ll-issue:visible").count(), 1);
    assert.equal(await page.inputValue("[name=email]"), email);
    await page.fill("[name=company]", "Gauges Ltd");
    await turnPage(page, page.locator("button.ll-button"));
    await turnPage(page, page.locator("button.ll-button"));
    await turnPage(page, page.locator("button.ll-button"));
    await page.getByText("See you soon.").waitFor();
  } finally {
    shop.closeAllConnections();
    await new Promise((done) => shop.close(done));
  }
  assert.equal((await leadsOf(email))[0].fields.company, "Gauges Ltd");
});
