// Forms that are not ours: how far somebody came in them, and never what was written.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

const FIELDS = `
  <input name="email"> <input name="company"> <select name="size"><option></option><option>small</option></select>
  <input name="password" type="password"> <input name="card" autocomplete="cc-number">
  <input name="code" autocomplete="one-time-code"> <input name="billing" autocomplete="section-a billing cc-csc">
  <button>Send</button>`;
const SWITCHED_ON = `<form action="/thanks" data-leadline-track="newsletter">${FIELDS}</form>`;
/** What is written; none of it may leave. Each holds a character that no time, id or passport does: digits alone turn up in those by chance. */
const WRITTEN = { email: "ada@b.example", company: "Babbage Ltd", password: "hunter~2", card: "4111 1111 1111 1111", code: "271~828", billing: "7~37" };
const HIDDEN = ["password", "card", "code", "billing"];

/** A visit on a page with a form in it. */
async function at(t, form = SWITCHED_ON) {
  const visit = await fixture.visit(t);
  visit.put("/form", { body: form });
  visit.put("/thanks", { tag: false });
  await visit.open("/form");
  await visit.sees("view");
  return visit;
}

async function write(visit, ...names) {
  for (const name of names) {
    await visit.page.fill(`[name=${name}]`, WRITTEN[name]);
    await visit.page.locator(`[name=${name}]`).blur();
  }
}

const ofForms = (items) => items.filter(({ kind }) => kind.startsWith("form-"));
const told = (items) => ofForms(items).map(({ kind, form, field }) => (field === undefined ? [kind, form] : [kind, form, field]));

/** Nothing of what was written is in anything that was sent. */
function assertNothingWrittenLeft(visit) {
  const sent = visit.attempts().map(({ body }) => body).join("\n");
  for (const value of Object.values(WRITTEN)) assert.ok(!sent.includes(value), value);
}

test("a form is started once, and each field that is filled in is named once", async (t) => {
  const visit = await at(t);
  await write(visit, "email", "company", "email");
  await visit.page.selectOption("[name=size]", "small");
  assert.deepEqual(told(await visit.said()).slice(0, 4), [
    ["form-start", "newsletter"],
    ["form-field", "newsletter", "email"],
    ["form-field", "newsletter", "company"],
    ["form-field", "newsletter", "size"],
  ]);
  assertNothingWrittenLeft(visit);
});

test("a form that is sent is told as sent, and not as abandoned", async (t) => {
  const visit = await at(t);
  await write(visit, "email");
  await visit.page.click("button");
  await visit.page.waitForURL("**/thanks*");
  await visit.sees("form-submit");
  visit.put("/later", {});
  await visit.open("/later");
  assert.deepEqual(told(await visit.said()), [
    ["form-start", "newsletter"],
    ["form-field", "newsletter", "email"],
    ["form-submit", "newsletter"],
  ]);
  assertNothingWrittenLeft(visit);
});

test("a form that is left half done names the last field that was touched", async (t) => {
  const visit = await at(t);
  await write(visit, "email");
  await visit.page.locator("[name=company]").pressSequentially("Babb");
  await visit.page.goto(visit.url("/thanks"));
  const [abandoned] = await visit.sees("form-abandon");
  assert.deepEqual([abandoned.form, abandoned.field], ["newsletter", "company"]);
  assertNothingWrittenLeft(visit);
});

test("a form that nobody touched is not abandoned", async (t) => {
  const visit = await at(t);
  await visit.page.goto(visit.url("/thanks"));
  await visit.open("/later");
  assert.deepEqual(told(await visit.said()), []);
});

test("passwords, cards and one-time codes are never looked at", async (t) => {
  const visit = await at(t);
  await write(visit, "company", ...HIDDEN);
  await visit.page.goto(visit.url("/thanks"));
  const [abandoned] = await visit.sees("form-abandon");
  assert.equal(abandoned.field, "company");
  const names = ofForms(visit.items()).map(({ field }) => field);
  assert.ok(HIDDEN.every((name) => !names.includes(name)), names.join());
  assertNothingWrittenLeft(visit);
});

test("a form that is not switched on is not looked at", async (t) => {
  const visit = await at(t, `<form action="/thanks">${FIELDS}</form>`);
  await write(visit, "email", "company");
  await visit.page.click("button");
  await visit.page.waitForURL("**/thanks*");
  await visit.open("/later");
  assert.deepEqual(told(await visit.said()), []);
});

test("a form is switched on by what is around it, too, and may come late", async (t) => {
  const visit = await at(t, '<div data-leadline-track="embedded"></div>');
  await visit.page.evaluate(() => {
    const field = Object.assign(document.createElement("input"), { name: "company" });
    const form = document.createElement("form");
    form.append(field);
    document.querySelector("[data-leadline-track]").append(form);
  });
  await write(visit, "company");
  assert.deepEqual(told(await visit.said()).slice(0, 2), [["form-start", "embedded"], ["form-field", "embedded", "company"]]);
});

test("a field that is left empty is not filled in", async (t) => {
  const visit = await at(t);
  await write(visit, "company");
  await visit.page.focus("[name=email]");
  await visit.page.locator("[name=email]").blur();
  const fields = (await visit.said()).filter(({ kind }) => kind === "form-field").map(({ field }) => field);
  assert.deepEqual(fields, ["company"]);
});
