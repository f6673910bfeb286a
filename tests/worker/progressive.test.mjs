// A little each time: who has answered is not asked again, whoever else answers is asked everything, and nobody learns whom
// the site knows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AskingSite, askedIn, ticketIn } from "../support/asking.mjs";
import { sign } from "../support/sign.mjs";
import { World, batchOf, id } from "../support/world.mjs";

const SITE = "asking";
let world, site;
before(async () => {
  world = await World.create();
  site = await AskingSite.create(world, SITE);
});
after(async () => {
  await site?.remove();
  await world?.destroy();
});

const person = () => `${id("")}@asking.example`.toLowerCase();
const post = (path, fields, headers = {}) => world.post(path, new URLSearchParams(fields), headers);
const leadOf = async (email) => (await site.read("leads")).leads.find((lead) => lead.email === email);
const show = async (email) => (await site.read(`leads/${(await leadOf(email)).id}`)).lead;

/** A browser that keeps its passport. */
class Browser {
  async opens(form = "profile", more = {}) {
    const said = { ...(this.passport && { ll_passport: this.passport }), ...more };
    const answer = await post(`f/${SITE}/${form}/open`, said);
    assert.equal(answer.status, 200);
    this.html = await answer.text();
    return askedIn(this.html);
  }

  async sends(answers, form = "profile") {
    const said = { ll_ticket: ticketIn(this.html), ...(this.passport && { ll_passport: this.passport }), ...answers };
    const answer = await post(`f/${SITE}/${form}`, said, { accept: "text/plain" });
    const text = await answer.text();
    if (answer.status === 200) this.passport = text.split("\n")[0] || undefined;
    return { status: answer.status, text, cookie: answer.headers.get("set-cookie") };
  }

  async fills(answers, form) {
    await this.opens(form);
    const sent = await this.sends(answers, form);
    assert.equal(sent.status, 200, sent.text);
    return this;
  }
}

const FIRST = ["email", "first_name", "company", "job_title"];

test("what caches may keep asks what a stranger is asked, and names nobody", async () => {
  const answer = await fetch(`${world.engine.url}/f/${SITE}/profile`);
  assert.equal(answer.headers.get("cache-control"), "public, max-age=300");
  assert.match(answer.headers.get("vary"), /Accept-Language/);
  assert.equal(answer.headers.get("set-cookie"), null);
  const html = await answer.text();
  assert.deepEqual(askedIn(html), FIRST);
  assert.doesNotMatch(html, /data-known|ll-stranger/);
  const read = await fetch(`${world.engine.url}/f/${SITE}/profile/open`);
  assert.deepEqual([read.status, read.headers.get("allow")], [405, "POST, OPTIONS"]);
});

test("whoever has answered is asked the next ones, on a page of another site", async () => {
  const browser = await new Browser().fills({ email: person(), company: "Gauges Ltd", job_title: "Fitter" });
  assert.deepEqual(await browser.opens(), ["email", "first_name", "company_size"]);
  assert.match(browser.html, / data-known/);
  assert.match(browser.html, /<button class="ll-stranger" type="button">/);
  const elsewhere = await post(`f/${SITE}/profile/open`, { ll_passport: browser.passport }, { origin: "https://elsewhere.example" });
  assert.equal(elsewhere.status, 403);
  assert.deepEqual(await new Browser().opens(), FIRST, "and nobody else is");
});

test("what was left out is asked again, and a form sent twice was sent once", async () => {
  const browser = new Browser();
  await browser.opens();
  const answers = { email: person(), company: "Gauges Ltd", ll_submission: id("sub_") };
  const before = browser.passport;
  await browser.sends(answers);
  browser.passport = before;
  assert.equal((await browser.sends(answers)).status, 200);
  assert.deepEqual(await browser.opens(), ["email", "first_name", "job_title", "company_size"]);
  await browser.sends({ ...answers, first_name: "Ada" });
  assert.deepEqual(await browser.opens(), ["email", "first_name", "job_title", "company_size"], "corrected, it is still the first");
});

test("after so many submissions a field has its turn", async () => {
  const email = person();
  const browser = await new Browser().fills({ email, company: "Gauges Ltd", job_title: "Fitter" });
  assert.deepEqual(await browser.opens(), ["email", "first_name", "company_size"]);
  await browser.fills({ email });
  assert.deepEqual(await browser.opens(), ["email", "first_name", "company_size", "phone"]);
  await browser.fills({ email, company_size: "1-50", phone: "+43 1 5880 0000" });
  assert.deepEqual(await browser.opens(), ["email", "first_name"]);
});

test("what is required can't be left out", async () => {
  const browser = new Browser();
  await browser.opens();
  const refused = await browser.sends({ email: person() });
  assert.deepEqual([refused.status, refused.text.split("\t")[0]], [422, "company"]);
  const generic = await (await fetch(`${world.engine.url}/f/${SITE}/profile`)).text();
  const email = person();
  const known = await new Browser().fills({ email, company: "Gauges Ltd" });
  known.html = generic;
  assert.equal((await known.sends({ email })).status, 422, "a ticket for anybody asks what anybody is asked");
  await known.opens();
  assert.equal((await known.sends({ email })).status, 200, "who has answered is not asked");
});

test("another address than the one the form was opened for is asked what a stranger is", async () => {
  const browser = await new Browser().fills({ email: person(), company: "Gauges Ltd", job_title: "Fitter" });
  await browser.opens();
  const other = person();
  const refused = await browser.sends({ email: other, company_size: "1-50" });
  assert.deepEqual([refused.status, refused.text.split("\n")[0]], [409, "form-changed"]);
  assert.equal(await leadOf(other), undefined);
  assert.deepEqual(await browser.opens("profile", { ll_stranger: "1" }), FIRST);
  assert.match(browser.html, /name="ll_stranger" value="1"/);
  const taken = await browser.sends({ email: other, company: "Other Ltd", ll_stranger: "1" });
  assert.equal(taken.status, 200);
  assert.equal((await leadOf(other)).fields.company, "Other Ltd");
  assert.deepEqual(await browser.opens(), ["email", "first_name", "job_title", "company_size"], "from now on it is their browser");
});

test("another address is taken at once where nothing that has to be answered is missing", async () => {
  const browser = await new Browser().fills({ email: person(), company: "Gauges Ltd", job_title: "Fitter" });
  await browser.opens();
  const other = person();
  assert.equal((await browser.sends({ email: other, company_size: "1-50", company: "Other Ltd" })).status, 200);
  assert.deepEqual((await leadOf(other)).fields, { company: "Other Ltd", company_size: "1-50" });
});

test("not you: a new visitor, who takes nothing along", async () => {
  const first = person();
  const browser = await new Browser().fills({ email: first, company: "Gauges Ltd" });
  const before = browser.passport;
  const second = person();
  await browser.opens("profile", { ll_stranger: "1" });
  await browser.sends({ email: second, company: "Other Ltd", ll_stranger: "1" });
  assert.ok(browser.passport && browser.passport !== before);
  const visitors = async (email) => (await show(email)).browsers.map(({ visitor }) => visitor);
  assert.notDeepEqual(await visitors(first), await visitors(second));
  assert.equal((await visitors(first)).length, 1);
});

test("a stand recognises nobody and keeps nothing", async () => {
  const browser = await new Browser().fills({ email: person(), company: "Gauges Ltd" });
  const { passport } = browser;
  assert.deepEqual(await browser.opens("stand"), ["email", "company"], "although the company is known");
  assert.doesNotMatch(browser.html, /data-known/);
  const email = person();
  const headers = { accept: "text/plain", origin: world.engine.own };
  const body = { ll_ticket: ticketIn(browser.html), ll_passport: passport, email };
  const answer = await post(`f/${SITE}/stand`, body, headers);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal((await answer.text()).split("\n")[0], "");
  assert.deepEqual((await show(email)).browsers, []);
});

test("of whom it is proven what the lead has is not asked either", async () => {
  const email = person();
  const elsewhere = await new Browser().fills({ email, company: "Gauges Ltd", job_title: "Fitter" });
  assert.deepEqual(await elsewhere.opens(), ["email", "first_name", "company_size"]);
  const says = async (traits) => {
    const item = { kind: "identify", occurred_at: Date.now(), url: `${world.shopOrigin}/`, traits };
    const answer = await world.post(`b/${SITE}`, JSON.stringify(batchOf([item])));
    return Object.assign(new Browser(), { passport: (await answer.text()).split("\n")[0] });
  };
  assert.deepEqual(await (await says({ email })).opens(), FIRST, "claimed is not proven");
  const proven = await says({ email, ll_signature: sign(email, { site: SITE }) });
  assert.deepEqual(await proven.opens(), ["email", "first_name", "company_size"]);
  assert.equal((await proven.sends({ email })).status, 200);
});

test("nothing that a form asks depends on whether the site knows an address", async () => {
  const known = person();
  await new Browser().fills({ email: known, company: "Gauges Ltd", job_title: "Fitter", first_name: "Ada" });
  const shape = (html) => html.replace(/ll1\.[\w-]+/g, (sealed) => `sealed:${sealed.length}`);
  const seen = async (email) => {
    const browser = new Browser();
    await browser.opens();
    const before = shape(browser.html);
    await browser.sends({ email, company: "Gauges Ltd" });
    await browser.opens();
    const refused = await browser.sends({ email: person() });
    return [before, shape(browser.html), refused.status, refused.text];
  };
  assert.deepEqual(await seen(known), await seen(person()));
});

test("who may not be remembered is a stranger, and so is who shows another's passport", async () => {
  const browser = await new Browser().fills({ email: person(), company: "Gauges Ltd", job_title: "Fitter" });
  assert.deepEqual(await browser.opens("profile", { ll_consent: "none" }), FIRST);
  assert.deepEqual(await browser.opens("profile", { ll_passport: "ll1.forged" }), FIRST);
  assert.equal((await world.post(`f/${SITE}/profile/open`, "x".repeat(9_000))).status, 413);
  assert.equal((await post(`f/${SITE}/nothing/open`, {})).status, 404);
});

test("the language is the page's wish, then the tag's, then the browser's", async () => {
  const title = async (path, headers) => /<h2 class="ll-title">([^<]+)/.exec(await (await fetch(`${world.engine.url}/f/${SITE}/profile${path}`, { headers })).text())[1];
  assert.equal(await title("", {}), "Profile");
  assert.equal(await title("", { "accept-language": "fr, de-AT;q=0.8, en;q=0.5" }), "Profil");
  assert.equal(await title("?locale=en", { "accept-language": "de" }), "Profile");
  const browser = new Browser();
  await browser.opens("profile", { ll_locale: "tlh,de" });
  assert.match(browser.html, /<form [^>]*lang="de"/);
  assert.match((await browser.sends({ email: person(), company: "x", ll_locale: "de" })).text, /^Danke\.$/m);
});
