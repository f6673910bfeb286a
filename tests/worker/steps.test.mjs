// What somebody without script could forge: earlier answers of another ticket, a step that is none, a person that is another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AskingSite, askedIn, ticketIn } from "../support/asking.mjs";
import { World, id } from "../support/world.mjs";

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

const person = () => `${id("")}@steps.example`.toLowerCase();
const leadOf = async (email) => (await site.read("leads")).leads.find((lead) => lead.email === email);
const show = async (slug, query = "", headers = {}) => (await fetch(`${world.engine.url}/p/${SITE}/${slug}${query}`, { headers })).text();
const hidden = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
const send = async (slug, answers, headers = {}) => {
  const answer = await world.post(`p/${SITE}/${slug}`, new URLSearchParams(answers), { origin: world.engine.own, ...headers });
  return { status: answer.status, html: await answer.text(), location: answer.headers.get("location") };
};
const FIRST = { kind: "company", company: "Gauges Ltd", ll_step: "0", ll_shown: "email kind company" };
const open = (html) => /<fieldset class="ll-step" data-step="(\d)">/.exec(html)?.[1];

test("earlier answers are good beside their own ticket, and forged ones lead back to the first step", async () => {
  const email = person();
  const first = await send("visit", { ...FIRST, email, ll_ticket: ticketIn(await show("visit")) });
  assert.deepEqual([first.status, open(first.html), hidden(first.html, "ll_step")], [200, "1", "1"]);
  const second = { seats: "12", ll_step: "1", ll_shown: "seats" };
  const [ll_ticket, ll_earlier] = [ticketIn(first.html), hidden(first.html, "ll_earlier")];
  const foreign = await send("visit", { ...second, ll_ticket: ticketIn(await show("visit")), ll_earlier });
  const forged = await send("visit", { ...second, ll_ticket, ll_earlier: `${ll_earlier.slice(0, -4)}AAAA` });
  for (const { status, html } of [foreign, forged]) {
    assert.deepEqual([status, open(html)], [422, "0"]);
    assert.match(html, /Please send the form again/);
    assert.match(html, /name="seats"[^>]*value="12"/, "what can be kept is kept");
    assert.doesNotMatch(html, /Gauges Ltd/);
  }
  const third = await send("visit", { ...second, ll_ticket, ll_earlier });
  assert.deepEqual([third.status, open(third.html)], [200, "2"]);
  const last = { parts: "archive", ll_step: "2", ll_shown: "parts note news", ll_ticket, ll_earlier: hidden(third.html, "ll_earlier") };
  const sent = await Promise.all([1, 2].map(() => send("visit", last)));
  assert.deepEqual(sent.map(({ status, location }) => [status, location]), Array(2).fill([303, `/ll/p/${SITE}/visit?sent`]));
  const lead = await leadOf(email);
  assert.deepEqual(lead.fields, { kind: "company", company: "Gauges Ltd", seats: "12", parts: "archive" });
  assert.equal(lead.submissions, 1);
});

test("who leaves steps out is led to what is missing", async () => {
  const ll_ticket = ticketIn(await show("visit"));
  const last = await send("visit", { parts: "archive", ll_step: "2", ll_shown: "parts note news", ll_ticket });
  assert.deepEqual([last.status, open(last.html)], [422, "0"]);
  assert.match(last.html, /Please fill in this field/);
  for (const ll_step of ["200", "x", "-1"]) {
    assert.equal((await send("visit", { email: "nobody", ll_step, ll_ticket })).status, 422, ll_step);
  }
});

test("an old ticket keeps the step and everything that was typed", async () => {
  const email = person();
  const first = await send("visit", { ...FIRST, email, ll_ticket: ticketIn(await show("visit")) });
  const old = await send("visit", { ...FIRST, email, ll_ticket: "ll1.old" });
  assert.equal(old.status, 422);
  assert.match(old.html, /Please send the form again/);
  assert.match(old.html, /value="Gauges Ltd"/);
  const again = await send("visit", { ...FIRST, email, ll_ticket: ticketIn(old.html) });
  assert.deepEqual([again.status, open(again.html)], [first.status, open(first.html)]);
});

test("a hosted page knows its visitor by the cookie, and asks a stranger for everything", async () => {
  const email = person();
  const body = new URLSearchParams({ email, company: "Gauges Ltd", job_title: "Fitter", ll_ticket: ticketIn(await show("profile")) });
  const taken = await world.post(`f/${SITE}/profile`, body, { accept: "text/plain" });
  const cookie = `__Secure-ll-${SITE}=${(await taken.text()).split("\n")[0]}`;
  const known = await show("profile", "", { cookie });
  assert.deepEqual(askedIn(known), ["email", "first_name", "company_size"]);
  assert.match(known, new RegExp(`<a class="ll-stranger" href="/ll/p/${SITE}/profile\\?ll_stranger=1">`));
  assert.ok(!known.includes(email) && !known.includes("Gauges Ltd"), "nothing is filled in from what the site knows");
  const stranger = await show("profile", "?ll_stranger=1", { cookie });
  assert.deepEqual(askedIn(stranger), ["email", "first_name", "company", "job_title"]);

  const own = { ll_step: "0", ll_shown: "email first_name company_size", ll_ticket: ticketIn(known) };
  assert.equal((await send("profile", { ...own, email }, { cookie })).status, 303);
  const other = person();
  const changed = await send("profile", { ...own, email: other, company_size: "1-50" }, { cookie });
  assert.equal(changed.status, 422);
  assert.match(changed.html, /Please answer these, too\./);
  assert.deepEqual(askedIn(changed.html), ["email", "first_name", "company", "job_title"]);
  assert.match(changed.html, new RegExp(`value="${other}"`));
  const all = { email: other, company: "Other Ltd", ll_step: "0", ll_shown: "email first_name company job_title" };
  assert.equal((await send("profile", { ...all, ll_ticket: ticketIn(changed.html) }, { cookie })).status, 303);
  assert.equal((await leadOf(other)).fields.company, "Other Ltd");
});

test("nobody agrees to anything, or is asked anything else, by the page's address", async () => {
  const html = await show("visit", "?news=yes&note=%3Cb%3E&ll_earlier=x&nothing=1");
  assert.match(html, /<textarea[^>]*>&lt;b&gt;<\/textarea>/);
  assert.doesNotMatch(html, /name="news"[^>]* checked/);
});
