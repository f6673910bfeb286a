// The whole path in a real browser: from a script tag on another site to a qualified lead in the queue and behind it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fill, launch, visitor } from "../support/browser.mjs";
import { until } from "../support/until.mjs";
import { World } from "../support/world.mjs";

let world, browser;
before(async () => {
  world = await World.create();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.destroy();
});

const form = "form.leadline-form";

async function submit(page, answers) {
  await page.goto(`${world.shopOrigin}/whitepaper`);
  await page.locator(form).waitFor();
  await fill(page, answers);
  await page.locator(`${form} button[type=submit]`).click();
  await page.getByText("The guide is on its way to your inbox.").waitFor();
}

async function see(page, path) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/b/demo") && response.ok());
  await page.goto(`${world.shopOrigin}${path}`);
  await answered;
}

async function assertOneQualifiedLead(email, score) {
  const leads = await until(async () => {
    const found = (await world.leads()).filter((lead) => lead.email.toLowerCase() === email);
    return found[0]?.stage === "mql" && found;
  }, `${email} to be qualified`);
  assert.equal(leads.length, 1, "one lead for two submissions in different case");
  const [lead] = leads;
  assert.equal(lead.score.total, score);
  assert.equal(lead.score.reasons.reduce((sum, reason) => sum + reason.points, 0), score, "reasons add up");
  const isHers = ({ event }) => event.subject === lead.id;
  // Some may come twice, under the id they had.
  const told = async () => new Set((await world.received()).filter(isHers).map(({ id }) => id)).size;
  await until(async () => (await told()) >= 6, "her events");
  const qualified = (await world.received()).filter((found) => isHers(found) && found.type === "lead.qualified");
  assert.equal(new Set(qualified.map(({ id }) => id)).size, 1, "exactly one qualified event by id");
  const shown = await until(async () => {
    const text = await world.kv(`lead/demo/${lead.id}`);
    return text.startsWith("{") && JSON.parse(text);
  }, "her projection in KV");
  assert.deepEqual([shown.id, shown.stage], [lead.id, "mql"]);
  return lead;
}

test("a visitor reads, fills in two forms and is qualified once", async () => {
  const { page, context, complaints } = await visitor(browser);
  await see(page, "/pricing");
  await submit(page, { email: "Grace@Path.Example", company_size: "51-200" });
  const first = (await world.leads()).find((lead) => lead.email === "Grace@Path.Example");
  assert.deepEqual([first.stage, first.score.total], ["lead", 45]);
  await submit(page, { email: "grace@path.example", job_title: "Head of Quality" });
  const lead = await assertOneQualifiedLead("grace@path.example", 65);
  assert.deepEqual(lead.score.reasons.map(({ signal, points }) => [signal, points]), [
    ["target-size", 20],
    ["decision-maker", 20],
    ["pricing-view", 25],
  ]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the same, when everything is killed between submit and delivery", async () => {
  const { page, context } = await visitor(browser);
  await see(page, "/pricing");
  await submit(page, { email: "ALAN@path.example", company_size: "201-1000" });
  await submit(page, { email: "alan@path.example", job_title: "Director" });
  await world.engine.kill();
  await world.engine.start();
  await assertOneQualifiedLead("alan@path.example", 65);
  await context.close();
});

test("views, starts and submits are counted", async () => {
  const before = await world.counts();
  const { page, context } = await visitor(browser);
  await submit(page, { email: "counted@path.example" });
  const grown = async (name) => ((await world.counts())[name] ?? 0) - (before[name] ?? 0);
  await until(async () => (await grown("submit.whitepaper")) === 1, "the submit to be counted");
  await until(async () => (await grown("form-start.whitepaper")) === 1, "the start to be counted");
  assert.equal(await grown("view"), 1);
  await context.close();
});

test("a page that is left before the wasm is ready still sends one bare view", async () => {
  const before = (await world.counts()).view ?? 0;
  const { page, context } = await visitor(browser);
  await context.route("**/*.wasm", () => {}); // never answered
  await page.goto(`${world.shopOrigin}/pricing`);
  await page.waitForFunction(() => typeof globalThis.leadline === "function");
  await page.goto("about:blank");
  await until(async () => ((await world.counts()).view ?? 0) === before + 1, "the bare view to be counted");
  await context.close();
});

test("calls made before the script is there are kept", async () => {
  const { page, context } = await visitor(browser);
  await context.addInitScript(() => {
    const stub = (...call) => stub.q.push(call);
    stub.q = [];
    globalThis.leadline = stub;
    stub("track", "webinar");
  });
  await see(page, "/");
  await submit(page, { email: "early@path.example" });
  const lead = (await world.leads()).find((lead) => lead.email === "early@path.example");
  assert.deepEqual(lead.score.reasons.map(({ signal }) => signal), ["webinar"]);
  await context.close();
});

test("wrong answers are said at their fields, and nothing is sent", async () => {
  const { page, context } = await visitor(browser);
  let sent = 0;
  page.on("request", (request) => (sent += request.method() === "POST" && request.url().endsWith("/f/demo/whitepaper") ? 1 : 0));
  await page.goto(`${world.shopOrigin}/whitepaper`);
  await page.locator(form).waitFor();
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await fill(page, { email: "nobody" });
  await page.locator(`${form} button[type=submit]`).click();
  await page.locator(".ll-issue", { hasText: "Please enter an e-mail address like name@company.example." }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "ll-summary");
  assert.equal(sent, 0);
  await context.close();
});

test("without JavaScript the hosted page shows errors, keeps what was typed and thanks after", async () => {
  const { page, context } = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(`${world.engine.origin}/ll/p/whitepaper`);
  await page.locator("[name=email]").fill("nojs@page.example");
  await page.locator("[name=first_name]").fill("Ada");
  // The browser's own check would stop a wrong address; an old ticket gets past it.
  await page.locator("[name=ll_ticket]").evaluate((input) => (input.value = "ll1.old"));
  await page.locator("button[type=submit]").click();
  await page.getByText("Please send the form again.").waitFor();
  assert.equal(await page.locator("[name=first_name]").inputValue(), "Ada");
  await page.locator("button[type=submit]").click();
  await page.getByText("The guide is on its way to your inbox.").waitFor();
  assert.match(page.url(), /\/ll\/p\/whitepaper\?sent$/);
  assert.ok((await world.leads()).some((lead) => lead.email === "nojs@page.example"));
  await context.close();
});

test("with JavaScript the hosted page is tracked and submits in place, under its strict policy", async () => {
  const { page, context, complaints } = await visitor(browser);
  await page.goto(`${world.engine.origin}/ll/p/whitepaper`);
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await fill(page, { email: "inplace@page.example" });
  await page.locator("button[type=submit]").click();
  await page.getByText("The guide is on its way to your inbox.").waitFor();
  assert.match(page.url(), /\/ll\/p\/whitepaper$/);
  assert.deepEqual(complaints, []);
  await context.close();
});
