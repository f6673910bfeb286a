// What somebody typed and did not send, where the form says that it is kept.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { id } from "../support/world.mjs";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const NOTICE = "We keep what you type for a week, so that we can help if you get stuck.";

let driven, world, receiver;
before(async () => {
  receiver = await Receiver.start();
  driven = await DrivenWorld.create();
  world = driven.world;
});
after(async () => {
  await driven?.destroy();
  await receiver?.stop();
});

const person = () => `${id("").replace(/[^a-z0-9]/gi, "x")}@begun.example`.toLowerCase();

/** A site whose whitepaper form keeps what is typed. */
async function site(t, name, remind = "remind_minutes = 30") {
  const site = await SinkSite.create(world, name);
  t.after(() => site.remove());
  const file = join(site.folder, "forms/whitepaper.toml");
  const form = await readFile(file, "utf8");
  await writeFile(file, `${form}\n[partial]\nnotice = "${NOTICE}"\n${remind}\n`);
  await site.route(`
[[webhook]]
id = "crm"
url = "${receiver.url}/${name}"
secret = "CRM_WEBHOOK_SECRET"

[[webhook]]
id = "sales"
url = "${receiver.url}/${name}-sales"
secret = "CRM_WEBHOOK_SECRET"
stage_at_least = "mql"

[[http]]
id = "chat"
url = "${receiver.url}/${name}-chat"
body = '{"text": "{{begun.email}} left {{begun.form}}"}'
events = ["form.abandoned"]
`);
  return site;
}

async function leave(site, answers, { ticket, headers } = {}) {
  const body = new URLSearchParams({ ll_ticket: ticket ?? (await world.ticket("whitepaper", site.id)), ...answers });
  const answer = await world.post(`f/${site.id}/whitepaper/partial`, body, headers);
  assert.deepEqual([answer.status, await answer.text()], [204, ""]);
}

const told = (site) => receiver.taken(`/${site.id}`).filter(({ type }) => type === "form.abandoned");
/** Time passes; somebody else looks at the site, as somebody does all the time. */
const wait = (site, minutes) => driven.be(driven.now() + minutes * MINUTE, site.id);
/** Whoever comes later is told of, and so everything before them was. */
async function isQuiet(site) {
  const email = person();
  await site.submit(email);
  await until(() => receiver.taken(`/${site.id}`).some(({ data }) => data.email === email), "somebody else to be told of");
}

test("the form says in sight that it keeps what is typed; one that does not keeps nothing", async (t) => {
  const shop = await site(t, "notice");
  const markup = await (await fetch(`${world.engine.url}/f/${shop.id}/whitepaper`)).text();
  assert.ok(markup.includes(`<p class="ll-notice">${NOTICE}</p>`) && /<form[^>]* data-partial="1"/.test(markup));
  const other = await (await fetch(`${world.engine.url}/f/demo/whitepaper`)).text();
  assert.doesNotMatch(other, /data-partial|ll-notice/);
  await leave({ id: "demo" }, { email: person() });
});

test("who leaves is told of once, after the time that is said, with what was valid, and is no lead", async (t) => {
  const shop = await site(t, "left");
  const email = person();
  await leave(shop, { email, first_name: "Ad" });
  await wait(shop, 20);
  await leave(shop, { email: email.toUpperCase(), first_name: "Ada", company_size: "none of them", ll_consent: "" });
  await wait(shop, 20);
  await isQuiet(shop);
  assert.deepEqual(told(shop), [], "thirty minutes after the last of it");
  await wait(shop, 11);
  const [event] = await until(() => told(shop).length > 0 && told(shop), "the webhook to hear of it");
  const { began_at, left_at, ...data } = event.data;
  assert.deepEqual([event.subject, event.source, data], [shop.id, `/sites/${shop.id}`, { form: "whitepaper", email, fields: { first_name: "Ada" } }]);
  assert.equal(Date.parse(left_at) - Date.parse(began_at) >= 20 * MINUTE, true);
  const [chat] = await until(() => receiver.at(`/${shop.id}-chat`).length > 0 && receiver.at(`/${shop.id}-chat`), "the chat to hear of it");
  assert.equal(chat.event.text, `${email} left whitepaper`);
  assert.deepEqual(receiver.at(`/${shop.id}-sales`), [], "nobody who asks for certain leads");
  assert.ok(!(await world.leads(shop.id)).some((lead) => lead.email === email));
  await leave(shop, { email, first_name: "Ada" });
  await wait(shop, 60);
  await isQuiet(shop);
  assert.equal(told(shop).length, 1);
});

test("who sends it after all left nothing, and what comes late does not bring it back", async (t) => {
  const shop = await site(t, "sent");
  const [email, suspect] = [person(), person()];
  const ticket = await world.ticket("whitepaper", shop.id);
  await leave(shop, { email }, { ticket });
  await leave(shop, { email: suspect }, { ticket });
  await wait(shop, 5);
  await shop.submit(email);
  await shop.submit(suspect, { ll_url: "held back" });
  await leave(shop, { email }, { ticket });
  await leave(shop, { email: suspect }, { ticket });
  await wait(shop, 60);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
  // The form is opened anew.
  await leave(shop, { email });
  await wait(shop, 31);
  await until(() => told(shop).length === 1, "the webhook to hear of it");
});

test("nothing is kept without an address, without consent, of a test, of a program, from elsewhere", async (t) => {
  const shop = await site(t, "nothing");
  await leave(shop, { first_name: "Ada" });
  await leave(shop, { email: "ada" });
  await leave(shop, { email: person(), ll_consent: "none" });
  await leave(shop, { email: person(), ll_test: "1" });
  await leave(shop, { email: person(), ll_url: "x" });
  await leave(shop, { email: person() }, { ticket: "ll1.none" });
  await leave(shop, { email: person() }, { headers: { "sec-gpc": "1" } });
  const foreign = await world.post(`f/${shop.id}/whitepaper/partial`, "email=a%40a.example", { origin: "https://elsewhere.example" });
  assert.equal(foreign.status, 403);
  await wait(shop, 60);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
});

test("it is over after a week, told or not, and an engine that was killed tells it all the same, once", async (t) => {
  const shop = await site(t, "killed");
  const email = person();
  await leave(shop, { email });
  await world.engine.kill();
  await driven.restart();
  await wait(shop, 31);
  await until(() => told(shop).length === 1, "the webhook to hear of it");
  await world.engine.kill();
  await driven.restart();
  await isQuiet(shop);
  const kept = async (email) => {
    await shop.submit(email, { ll_test: "" });
    const lead = (await world.leads(shop.id)).find((lead) => lead.email === email);
    return (await shop.read(`leads/${lead.id}/export`)).person.begun;
  };
  assert.equal(told(shop).length, 1);
  await driven.be(driven.now() + 8 * DAY, shop.id);
  assert.deepEqual(await kept(email), []);
});

test("what somebody began is in what is kept of them, and goes when they are erased, told or not", async (t) => {
  const shop = await site(t, "forgotten");
  const [known, unknown] = [person(), person()];
  const demo = await world.submit({ email: known, company_size: "51-200" }, { site: shop.id, form: "demo-request" });
  assert.equal(demo.status, 200, await demo.text());
  for (const email of [known, unknown]) await leave(shop, { email, first_name: "Ada" });
  const lead = (await world.leads(shop.id)).find(({ email }) => email === known);
  const { begun } = (await shop.read(`leads/${lead.id}/export`)).person;
  assert.deepEqual(begun.map(({ form, email, fields }) => [form, email, fields]), [["whitepaper", known, { first_name: "Ada" }]]);
  for (const email of [known, unknown]) {
    const erased = await world.call("POST", `leads/erase?site=${shop.id}`, JSON.stringify({ email }));
    assert.equal(erased.status, 200, await erased.text());
  }
  await wait(shop, 60);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
});

test("without a reminder nobody is told", async (t) => {
  const shop = await site(t, "quiet-form", "");
  await leave(shop, { email: person() });
  await wait(shop, 2 * 1_440);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
});
