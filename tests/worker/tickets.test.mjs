// What travels with a form and comes back with its answers: how long it is good for, how much there may be of it, and what its
// markup says where many people are one or where texts run from right to left.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ticketIn } from "../support/asking.mjs";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { BROWSER, id } from "../support/world.mjs";

const SITE = "tickets";
const DAY = 86_400_000;

const field = (name, type, more = "") => `\n[[field]]\nname = "${name}"\ntype = "${type}"\nlabel = "${name}"\n${more}\n`;
const texts = [1, 2, 3, 4].map((number) => `text_${number}`);
const HEAD = 'title = "Long"\nbutton = "Send"\nthanks = "Thank you."\n';
const LONG = `${HEAD}${field("email", "email", "required = true")}${texts.map((name) => field(name, "textarea")).join("")}
[[step]]
id = "who"
title = "Who"
fields = ["email", "text_1"]

[[step]]
id = "what"
title = "What"
fields = ["text_2", "text_3", "text_4"]
`;
const STAND = `${HEAD}kiosk = true
${field("email", "email", "required = true")}${field("company", "company")}${field("phone", "tel")}${field("site", "url")}
${field("size", "select", 'options = ["1", "2"]')}${field("plan", "radio", 'options = ["a", "b"]')}${field("news", "checkbox")}${field("note", "textarea")}
[in.ar]
title = "جناح"
`;
const MESSAGES = ["For everybody.", "For the few."];
const after_ = (message, industry) => `[[after]]\nwhen = { field = "industry", is_in = ["${industry}"] }\nmessage = "${message}"\n`;
const TOLD = (messages) => `${HEAD}${field("email", "email", "required = true")}${field("industry", "text")}
${messages.map((message, at) => after_(message, `i${at}`)).join("\n")}`;

let driven, world, site;
before(async () => {
  driven = await DrivenWorld.create();
  world = driven.world;
  site = await SinkSite.create(world, SITE);
  const forms = { long: LONG, stand: STAND, told: TOLD(MESSAGES) };
  for (const [name, toml] of Object.entries(forms)) {
    await writeFile(join(site.folder, `forms/${name}.toml`), toml);
    await writeFile(join(site.folder, `pages/${name}.toml`), `title = "${name}"\nform = "${name}"\n`);
  }
  const settings = await readFile(join(site.folder, "site.toml"), "utf8");
  await writeFile(join(site.folder, "site.toml"), `${settings}\n[spam]\nseconds = 3\n`);
  await site.route("");
});
after(async () => {
  await site?.remove();
  await driven?.destroy();
});

const person = () => `${id("").replace(/[^a-z0-9]/gi, "x")}@tickets.example`.toLowerCase();
const leadOf = async (email) => (await world.leads(SITE)).find((lead) => lead.email === email);
const page = (name) => `${world.engine.url}/p/${SITE}/${name}`;
const show = async (name, query = "") => (await fetch(`${page(name)}${query}`)).text();
const hidden = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
const reasons = async (email) => (await site.read("quarantine?limit=200")).quarantine.find((held) => held.email === email)?.reasons;

/** Everything that a page sends along besides what is typed. */
const ours = (html) =>
  Object.fromEntries(["ll_ticket", "ll_step", "ll_shown", "ll_earlier", "ll_again"].map((name) => [name, hidden(html, name)]).filter(([, value]) => value));

/** Sends a hosted page's form as a browser without script does. */
async function send(name, answers, headers = {}) {
  const body = new URLSearchParams(answers);
  const answer = await fetch(page(name), { method: "POST", body, redirect: "manual", headers: { origin: world.engine.own, "user-agent": BROWSER, ...headers } });
  return { status: answer.status, to: answer.headers.get("location"), type: answer.headers.get("content-type"), html: await answer.text() };
}

test("a ticket is good for thirty days, then the form is shown again with what was typed", async () => {
  const generic = await world.ticket("told", SITE);
  const own = await show("told");
  const email = person();
  const byScript = () => world.post(`f/${SITE}/told`, new URLSearchParams({ email, ll_ticket: generic }), { accept: "text/plain" });
  await driven.be(driven.now() + 30 * DAY - 60_000);
  assert.equal((await byScript()).status, 200);
  await driven.be(driven.now() + 60_000);
  const refused = await byScript();
  assert.deepEqual([refused.status, (await refused.text()).split("\n")[0]], [409, "ticket-refused"]);
  const stale = await send("told", { email, industry: "Optics", ...ours(own) });
  assert.equal(stale.status, 422);
  assert.match(stale.html, /This page had been open for long/);
  assert.match(stale.html, /name="industry"[^>]*value="Optics"/);
  assert.equal((await send("told", { email, industry: "Optics", ...ours(stale.html) })).status, 303);
  assert.equal((await leadOf(email)).fields.industry, "Optics");
});

test("who has answered already may come back at once: after a mistake, at a later step, and where the address answers", async () => {
  const [hasty, mistaken, led] = [person(), person(), person()];
  await send("told", { email: hasty, ...ours(await show("told")) });
  assert.deepEqual(await reasons(hasty), ["haste"], "who was shown an empty form a moment ago may not");
  const wrong = await send("told", { email: "nobody", ...ours(await show("told")) });
  assert.equal(wrong.status, 422);
  assert.equal((await send("told", { email: mistaken, ...ours(wrong.html) })).status, 303);
  assert.equal(await reasons(mistaken), undefined);
  await send("told", { email: led, industry: "Optics", ...ours(await show("told", "?industry=Optics")) });
  assert.equal(await reasons(led), undefined);
  const stepped = person();
  const first = await send("long", { email: stepped, ...ours(await show("long")) });
  assert.equal((await send("long", { text_2: "x", ...ours(first.html) })).status, 303);
  assert.equal(await reasons(stepped), undefined);
});

test("the longest answers in a script of three bytes a character come through, by script and step by step", async () => {
  const long = "中".repeat(4_000);
  const [whole, stepped] = [person(), person()];
  const all = Object.fromEntries(texts.map((name) => [name, long]));
  const body = new URLSearchParams({ email: whole, ...all, ll_ticket: await world.ticket("long", SITE) });
  const taken = await world.post(`f/${SITE}/long`, body, { accept: "text/plain" });
  assert.equal(taken.status, 200, (await taken.clone().text()).slice(0, 200));
  const first = await send("long", { email: stepped, text_1: long, ...ours(await show("long")) });
  assert.equal(first.status, 200);
  const { text_1, ...rest } = all;
  // Back and forth: then all of them travel along twice.
  const back = await send("long", { ...rest, ...ours(first.html), ll_back: "1" });
  const again = await send("long", { email: stepped, text_1: long, ...ours(back.html) });
  const { status, html } = await send("long", { ...rest, ...ours(again.html) });
  assert.equal(status, 303, html.slice(0, 200));
  for (const email of [whole, stepped]) {
    const { fields } = await leadOf(email);
    assert.deepEqual(texts.map((name) => fields[name] === long), [true, true, true, true]);
  }
});

test("who sends more than can be taken is told so in a page, in their language", async () => {
  const much = { email: person(), text_1: "x".repeat(270_000) };
  const { status, type, html } = await send("long", much, { "accept-language": "de" });
  assert.deepEqual([status, type], [413, "text/html; charset=utf-8"]);
  assert.match(html, /<html lang="de"[\s\S]*<h1>Das ist mehr, als auf einmal gesendet werden kann/);
  const own = { accept: "text/html,application/xhtml+xml", "content-type": "application/x-www-form-urlencoded" };
  const embedded = await world.post(`f/${SITE}/long`, new URLSearchParams(much), own);
  assert.match(await embedded.text(), /<h1>That is more than can be sent at once/);
  const script = await world.post(`f/${SITE}/long`, new URLSearchParams(much), { accept: "text/plain" });
  assert.deepEqual([script.status, (await script.text()).split("\n")[0]], [413, "body-too-large"]);
});

test("the page after a form says what the submission's own version says, and nobody reads the others by counting", async () => {
  const sent = await send("told", { email: person(), industry: "i1", ...ours(await show("told", "?industry=i1")) });
  const shown = async (to) => /role="status">([^<]*)/.exec(await (await fetch(world.engine.own + to)).text())[1];
  assert.match(sent.to, /\?sent=ll1\./);
  assert.equal(await shown(sent.to), "For the few.");
  for (const at of ["0", "1", "ll1.x"]) assert.equal(await shown(`/ll/p/${SITE}/told?sent=${at}`), "Thank you.", at);
  const other = sent.to.replace("/told?", "/long?");
  assert.equal(await shown(other), "Thank you.", "it is of its own form");
  await writeFile(join(site.folder, "forms/told.toml"), TOLD(["New.", "Newer."]));
  await site.route("");
  assert.equal(await shown(sent.to), "For the few.");
});

test("where many people answer in one browser, it offers none of them what another one typed", async () => {
  const stand = await show("stand");
  const [form] = /<form class="leadline-form"[^]*?<\/form>/.exec(stand);
  assert.match(form, /<form[^>]* autocomplete="off"/);
  const controls = [...form.matchAll(/<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*>/g)].map(([tag]) => tag);
  assert.equal(controls.length, 10, "eight fields, one of them with two options, and what nobody sees");
  for (const tag of controls) assert.match(tag, / autocomplete="off"/);
  assert.match(await show("told"), /name="email"[^>]* autocomplete="email"/, "elsewhere browsers may help");
});

test("addresses and numbers are typed from left to right where texts run the other way", async () => {
  const arabic = await show("stand", "?locale=ar");
  assert.match(arabic, /<form class="leadline-form"[^>]* dir="rtl"/);
  const direction = (html, name) => new RegExp(`<(?:input|textarea)[^>]* name="${name}"[^>]*>`).exec(html)[0].match(/ dir="(\w+)"/)?.[1];
  assert.deepEqual(["email", "phone", "site", "company", "note"].map((name) => direction(arabic, name)), ["ltr", "ltr", "ltr", undefined, undefined]);
  assert.equal(direction(await show("stand"), "email"), undefined);
});

test("a test is suspected as others are, but for haste, and stays one when it is released", async () => {
  const [spam, quick] = [person(), person()];
  const ll_ticket = ticketIn(await show("told"));
  await send("told", { email: quick, ll_ticket, ll_test: "1" });
  assert.deepEqual([await reasons(quick), (await leadOf(quick)).test], [undefined, true]);
  const ll_submission = id("sub_");
  const sent = await send("told", { email: spam, ll_ticket, ll_test: "1", ll_url: "https://spam.example", ll_submission });
  assert.equal(sent.status, 303, "they are answered alike");
  assert.deepEqual([await reasons(spam), await leadOf(spam)], [["honeypot"], undefined]);
  const [held] = (await site.read("quarantine?limit=200")).quarantine.filter(({ email }) => email === spam);
  assert.equal(held.test, true);
  assert.equal((await site.post(`quarantine/${ll_submission}/release`)).status, 200);
  const lead = await leadOf(spam);
  assert.deepEqual([lead.test, lead.score.total], [true, 0]);
});
