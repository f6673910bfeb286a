// Forms over several visits, and what comes after them: where somebody is led, what is asked about, what is filled in, who is
// known, and what waits for a confirmation.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fill } from "../../support/browser.mjs";
import { FormFixture, SITE, alive, back, status, thanks } from "../../support/form_fixture.mjs";
import { FILE } from "../../support/form_site.mjs";
import { ROOT } from "../../support/tools.mjs";
import { until } from "../../support/until.mjs";

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

const send = (page) => page.click(".ll-button");
const asked = (page) => page.locator(".ll-field:visible").evaluateAll((fields) => fields.map((field) => field.dataset.field).join(" "));
const value = (page, name) => page.inputValue(`[name=${name}]`);
const lead = async (email) => {
  const { id } = await fixture.lead(email);
  return (await fixture.site.read(`leads/${id}`)).lead;
};
const bonds = async (email) => (await lead(email)).browsers.map(({ bond }) => bond);

test("who is to go somewhere is led there", async (t) => {
  const page = await fixture.at(t, "next");
  const email = fixture.address();
  await fill(page, { email, wish: "page" });
  await send(page);
  await page.waitForURL(fixture.url("/thanks?from=form"));
  assert.equal((await fixture.once(email)).fields.wish, "page");
  await back(page);
  await page.waitForFunction(() => document.querySelector(".ll-thanks, form.leadline-form [name=email]"));
  await fixture.once(email);
});

test("who is to have a file gets it, byte for byte, with the focus on its link", async (t) => {
  const page = await fixture.at(t, "next");
  await fill(page, { email: fixture.address(), wish: "file" });
  await send(page);
  await page.getByText("Here it is.", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "ll-button");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a.ll-button").press("Enter")]);
  assert.equal(download.suggestedFilename(), FILE);
  assert.deepEqual(await readFile(await download.path()), await readFile(join(ROOT, "sites/demo/files", FILE)));
});

test("who is to answer another form gets it in place, filled in with what it asks again", async (t) => {
  const page = await fixture.at(t, "next");
  const email = fixture.address();
  await fill(page, { email, wish: "form" });
  await send(page);
  await page.locator('form[data-form="profile"]').waitFor();
  await alive(page);
  await status(page, "One more thing.");
  assert.equal(await value(page, "email"), email);
  await fill(page, { company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  const { fields, submissions } = await lead(email);
  assert.deepEqual([fields.wish, fields.company, submissions], ["form", "Gauges Ltd", 2]);
});

test("an address that looks misspelt is asked about once, and taken as it is if it is sent again", async (t) => {
  const page = await fixture.at(t, "told");
  const email = `${fixture.address().split("@")[0]}@gmial.com`;
  await fill(page, { email });
  await send(page);
  await page.locator(".ll-issue:visible", { hasText: `Did you mean ${email.replace("gmial", "gmail")}?` }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.className), "ll-summary");
  await send(page);
  await thanks(page);
  await fixture.once(email);
});

test("an address that was misspelt and is put right is the one that is kept, and another misspelt one is asked about again", async (t) => {
  const page = await fixture.at(t, "told");
  const [name, other] = [fixture.address().split("@")[0], fixture.address().split("@")[0]];
  await fill(page, { email: `${name}@gmial.com` });
  await send(page);
  await page.locator(".ll-issue:visible").waitFor();
  await fill(page, { email: `${other}@gmial.com` });
  await send(page);
  await page.locator(".ll-issue:visible", { hasText: other }).waitFor();
  await fill(page, { email: `${other}@gmail.com` });
  await send(page);
  await thanks(page);
  await fixture.once(`${other}@gmail.com`);
  for (const wrong of [name, other]) assert.deepEqual(await fixture.leads(`${wrong}@gmial.com`), []);
});

test("the page's address fills in the form and agrees to nothing, and what it filled in is sent", async (t) => {
  const page = await fixture.at(t, "told", { path: "/en/told?name=Ada&company=Gauges%20%26%20Sons&news=yes&first_name=Eve" });
  assert.deepEqual([await value(page, "first_name"), await value(page, "company")], ["Ada", "Gauges & Sons"]);
  assert.equal(await page.isChecked("[name=news]"), false);
  const email = fixture.address();
  await fill(page, { email });
  await send(page);
  await thanks(page);
  const { fields, consents } = await lead(email);
  assert.deepEqual([fields, consents], [{ first_name: "Ada", company: "Gauges & Sons" }, []]);
});

test("what was answered in one form is filled in in another on a later visit, in this browser alone, and no consent is", async (t) => {
  const page = await fixture.at(t, "told");
  const email = fixture.address();
  await fill(page, { email, first_name: "Ada" });
  await page.check("[name=news]");
  await send(page);
  await thanks(page);
  await fixture.open(page, "/en/begun");
  assert.deepEqual([await value(page, "email"), await value(page, "first_name")], [email, "Ada"]);
  await fixture.open(page, "/en/newsletter");
  assert.equal(await page.isChecked("[name=news]"), false);
  await fixture.open(page, "/en/begun?first_name=Grace");
  assert.equal(await value(page, "first_name"), "Grace", "what the address says comes first");
  const other = await fixture.at(t, "begun");
  assert.deepEqual([await value(other, "email"), await value(other, "first_name")], ["", ""]);
});

test("a form asks a little more at every visit, and somebody else at the same browser starts over", async (t) => {
  const page = await fixture.at(t, "profile");
  const email = fixture.address();
  assert.equal(await asked(page), "email first_name company job_title");
  await fill(page, { email, first_name: "Ada", company: "Gauges Ltd", job_title: "Head of Quality" });
  await send(page);
  await thanks(page);

  await fixture.open(page, "/en/profile");
  assert.equal(await asked(page), "email first_name company_size");
  assert.equal(await value(page, "email"), email);
  await fill(page, { company_size: "51-200" });
  await send(page);
  await thanks(page);
  const { fields } = await lead(email);
  assert.deepEqual([fields.company, fields.company_size], ["Gauges Ltd", "51-200"], "what was not asked again stays");

  await fixture.open(page, "/en/profile");
  assert.equal(await asked(page), "email first_name phone", "after the second submission");
  await page.locator("button.ll-stranger").click();
  await page.locator("[name=job_title]").waitFor();
  assert.equal(await asked(page), "email first_name company job_title");
  assert.deepEqual([await value(page, "email"), await value(page, "first_name")], ["", ""]);
  const other = fixture.address();
  await fill(page, { email: other, company: "Fixtures Ltd" });
  await send(page);
  await thanks(page);
  assert.deepEqual((await lead(other)).fields, { company: "Fixtures Ltd" });
  const first = await lead(email);
  assert.deepEqual([first.fields.company, first.submissions], ["Gauges Ltd", 2], "whoever was here before has what they said");
});

test("who types another address than the one that is known is asked what is missing, and keeps what they typed", async (t) => {
  const page = await fixture.at(t, "profile");
  await fill(page, { email: fixture.address(), company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  await fixture.open(page, "/en/profile");
  assert.equal(await asked(page), "email first_name job_title company_size");
  const other = fixture.address();
  await fill(page, { email: other, first_name: "Grace", job_title: "Director" });
  await send(page);
  await status(page, "Please answer these, too.");
  assert.deepEqual([await value(page, "email"), await value(page, "first_name")], [other, "Grace"]);
  await fill(page, { company: "Fixtures Ltd" });
  await send(page);
  await thanks(page);
  const { fields } = await fixture.once(other);
  assert.deepEqual([fields.company, fields.first_name], ["Fixtures Ltd", "Grace"]);
});

test("a hosted page that is not this visitor's asks less once the script knows who is there", async (t) => {
  const page = await fixture.visitor(t);
  await fixture.open(page, fixture.hosted("profile"));
  const email = fixture.address();
  await fill(page, { email, first_name: "Ada", company: "Gauges Ltd", job_title: "Director" });
  await send(page);
  await thanks(page);
  // By its cookie the page itself would know.
  await page.context().clearCookies();
  await fixture.open(page, fixture.hosted("profile"));
  await until(async () => (await asked(page)) === "email first_name company_size", async () => `less to be asked, not ${await asked(page)}`);
});

test("where the form says so, what was begun is told when the page is left, and not once it was sent", async (t) => {
  const page = await fixture.at(t, "begun");
  const told = () => fixture.proxy.requests.filter(({ path }) => path.endsWith("/begun/partial"));
  const leave = () => page.goto(fixture.url("/elsewhere"));
  await leave();
  await fixture.open(page, "/en/begun");
  const email = fixture.address();
  await fill(page, { email, first_name: "Ada" });
  await leave();
  const [{ body }] = await until(() => told().length > 0 && told(), "what was begun to be told");
  const answers = new URLSearchParams(body);
  assert.deepEqual([answers.get("email"), answers.get("first_name"), told().length], [email, "Ada", 1], "once, and not where nobody began");
  await fixture.open(page, "/en/begun");
  assert.equal(await value(page, "first_name"), "Ada", "and the draft is there");
  await send(page);
  await thanks(page);
  await fixture.once(email);
  await leave();
  await fixture.open(page, "/en/told");
  assert.equal(told().length, 1);
});

test("at a stand the next person finds an empty form, and nothing of the one before", async (t) => {
  const page = await fixture.visitor(t);
  await page.clock.install();
  await fixture.open(page, "/en/stand");
  const people = [fixture.address(), fixture.address()];
  for (const email of people) {
    assert.equal(await asked(page), "email company");
    assert.equal(await value(page, "email"), "");
    await fill(page, { email, company: "Gauges Ltd" });
    await send(page);
    await thanks(page);
    await page.clock.runFor(10_000);
    await page.locator("[name=email]").waitFor();
    await alive(page);
  }
  for (const email of people) await fixture.once(email);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(people.every((email) => !kept.includes(email.split("@")[0])), "nothing of theirs is in the browser");
});

test("at a stand what somebody began and left is gone for the next", async (t) => {
  const page = await fixture.visitor(t);
  await page.clock.install();
  await fixture.open(page, "/en/stand");
  await fill(page, { email: "somebody@people.example" });
  await page.clock.runFor(100_000);
  assert.equal(await value(page, "email"), "somebody@people.example", "who thinks for long is left to it");
  await page.clock.runFor(20_000);
  await page.waitForFunction(() => document.querySelector("[name=email]")?.value === "");
});

/** A stand whose form leads on to another one: the next person begins with the first, however this one leaves. */
for (const [how, leave] of Object.entries({
  "was thanked": async (page) => {
    await fill(page, { email: fixture.address() });
    await send(page);
    await thanks(page);
    await page.clock.runFor(10_000);
  },
  "left in the middle": async (page) => {
    await fill(page, { email: "somebody@people.example" });
    await page.clock.runFor(120_000);
  },
  "left without a word": async (page) => {
    await page.clock.runFor(100_000);
    const isGoing = await page.getAttribute("form.leadline-form", "aria-busy");
    assert.deepEqual([await asked(page), isGoing], ["email company", null], "who thinks for long is left to it");
    await page.clock.runFor(20_000);
  },
})) {
  test(`a stand that led on to another form has its first one for the next, after somebody ${how}`, async (t) => {
    const lobby = `title = "Lobby"\nbutton = "Send"\nthanks = "Thank you."\nkiosk = true\n
[[field]]\nname = "email"\ntype = "email"\nlabel = "E-mail"\nrequired = true\n\n[[after]]\nform = "stand"\n`;
    await fixture.publish("lobby", lobby);
    const page = await fixture.visitor(t);
    await page.clock.install();
    await fixture.open(page, "/en/lobby");
    await fill(page, { email: fixture.address() });
    await page.clock.runFor(100_000);
    await send(page);
    await page.locator('form[data-form="stand"]').waitFor();
    await alive(page);
    assert.equal(await value(page, "email"), "");
    await leave(page);
    await page.locator('form[data-form="lobby"]').waitFor();
    await alive(page);
    assert.deepEqual([await asked(page), await value(page, "email")], ["email", ""]);
  });
}

test("where Turnstile's script can't be had a form is sent all the same and held back, and the next one asks for the script again", async (t) => {
  const settings = join(fixture.site.folder, "site.toml");
  const before = await readFile(settings, "utf8");
  const publish = async (text) => {
    await writeFile(settings, text);
    await fixture.world.publish(fixture.site.folder, { SHOP_ORIGIN: fixture.url() });
  };
  t.after(() => publish(before));
  await publish(`${before}\n[spam]\nseconds = 0\nturnstile = { sitekey = "1x00000000000000000000AA", secret = "TURNSTILE_SECRET" }\n`);
  const page = await fixture.visitor(t);
  let asked = 0;
  await page.route("https://challenges.cloudflare.com/**", (route) => (asked++, route.abort()));
  await fixture.open(page, "/en/next");
  await until(() => asked > 0, "the script to be asked for");
  const email = fixture.address();
  await fill(page, { email, wish: "form" });
  await send(page);
  await page.locator('form[data-form="profile"]').waitFor();
  await until(() => asked > 1, "the script to be asked for again");
  assert.deepEqual((await fixture.held()).find((held) => held.email === email).reasons, ["turnstile"]);
});

test("what is held back and asks for a confirmation asks for it once it is released", async (t) => {
  const page = await fixture.at(t, "newsletter");
  const [email, fence] = [fixture.address(), fixture.address()];
  await fill(page, { email });
  await page.check("[name=news]");
  await page.locator("[name=ll_url]").evaluate((field) => (field.value = "https://spam.example"));
  await send(page);
  await page.getByText("Please confirm: we send you a mail").waitFor();
  const one = await until(async () => (await fixture.held()).find((held) => held.email === email), "it to be held");
  await fixture.open(page, "/en/newsletter");
  await fill(page, { email: fence });
  await send(page);
  await fixture.mailed(fence);
  assert.ok(!JSON.stringify(fixture.receiver.requests).includes(email), "nobody is written to for what is held");

  assert.equal((await fixture.site.post(`quarantine/${one.id}/release`)).status, 200);
  await page.goto(await fixture.mailed(email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("Confirmed. Thank you.").waitFor();
  const { consents, addresses } = await lead(email);
  assert.deepEqual([addresses[0].state, consents[0].is_allowed], ["verified", true]);
});

test("who confirms where the edge is on the site's own origin is known from then on, by the cookie", async (t) => {
  const page = await fixture.visitor(t);
  await fixture.open(page, fixture.url("/en/newsletter", "edge.localhost"));
  const email = fixture.address();
  await fill(page, { email });
  await send(page);
  await thanks(page);
  const cookie = async () => (await page.context().cookies()).find(({ name }) => name === `__Secure-ll-${SITE}`)?.value;
  const before = await cookie();
  assert.ok(before, "the edge keeps a copy of the browser's state");
  assert.deepEqual(await bonds(email), ["claimed"]);
  await page.goto(await fixture.mailed(email));
  assert.deepEqual(await bonds(email), ["claimed"], "looking proves nothing");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("Confirmed. Thank you.").waitFor();
  assert.notEqual(await cookie(), before);
  // Some browsers see to it after a week that storage is gone: then the cookie is all there is.
  await page.goto(fixture.url("/elsewhere", "edge.localhost"));
  await page.evaluate(async () => {
    localStorage.clear();
    for (const key of await caches.keys()) await caches.delete(key);
  });
  await fixture.open(page, fixture.url("/en/newsletter", "edge.localhost"));
  await until(async () => (await bonds(email)).includes("verified"), async () => `the browser to be verified; it is ${await bonds(email)}`);
  assert.deepEqual(await bonds(email), ["verified"], "the same browser");
});

test("who confirms and goes on to the site is known there as who they are", async (t) => {
  const page = await fixture.at(t, "newsletter");
  const email = fixture.address();
  await fill(page, { email });
  await send(page);
  await thanks(page);
  assert.deepEqual(await bonds(email), ["claimed"]);
  await page.goto(await fixture.mailed(email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("link", { name: /^Continue to/ }).click();
  await page.waitForURL((url) => url.origin === fixture.url());
  await until(async () => (await bonds(email)).includes("verified"), "the browser to be verified");
  assert.deepEqual(await bonds(email), ["verified"]);
});
