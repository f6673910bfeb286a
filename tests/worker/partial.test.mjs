// What somebody typed and did not send, where the form says that it is kept.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { changeObjects, holders } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { batchOf, id } from "../support/world.mjs";

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
async function site(t, name, remind = "remind_minutes = 30", shards = 1) {
  const site = await SinkSite.create(world, name, { shards });
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
  assert.ok(!receiver.taken(`/${shop.id}`).some(({ type }) => type === "form.forgotten"), "nobody forgets what they never heard");
});

/** A ticket that was made for one visitor alone. */
async function opened(site) {
  const answer = await world.post(`f/${site.id}/whitepaper/open`, new URLSearchParams());
  return /name="ll_ticket" value="([^"]+)"/.exec(await answer.text())[1];
}

test("who sends a form waits for nobody who is to hear that it was sent, and they hear of it", async (t) => {
  const shop = await site(t, "unheard");
  const [ticket, { asked }] = [await opened(shop), await driven.times("sent")];
  await leave(shop, { email: person() }, { ticket });
  await driven.holdUp("sent");
  await shop.submit(person(), { ll_ticket: ticket });
  // Whoever waits for them asks a second time before there is an answer.
  const answered = (await driven.times("sent")).asked;
  assert.ok(answered <= asked + 1, `asked ${answered - asked} times before the answer`);
  await until(async () => (await driven.times("sent")).asked > asked, "them to be told");
  await driven.holdUp();
  await until(async () => (await driven.times("sent")).obeyed > asked, "them to have heard");
  await wait(shop, 31);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
});

test("who corrects the address and sends the form has left nothing under the other one, in whichever shards they are", async (t) => {
  const shop = await site(t, "corrected", undefined, 4);
  const { obeyed } = await driven.times("sent");
  // In one page, by the ticket that was made for its visitor: which shards that leads to is chance.
  for (let nth = 0; nth < 4; nth += 1) {
    const ticket = await opened(shop);
    await leave(shop, { email: person() }, { ticket });
    await shop.submit(person(), { ll_ticket: ticket });
  }
  // Later, by the visitor; held back or not.
  const view = { kind: "view", occurred_at: driven.now(), url: `${world.shopOrigin}/`, title: "", referrer: "" };
  for (const more of [{}, { ll_url: "held back" }]) {
    const answer = await world.post(`b/${shop.id}`, JSON.stringify(batchOf([view])), { "content-type": "text/plain" });
    const ll_passport = (await answer.text()).split("\n")[0];
    await leave(shop, { email: person(), ll_passport });
    await shop.submit(person(), { ll_passport, ...more });
  }
  // Neither a page that many are shown nor "not you?" makes two people one.
  const ticket = await world.ticket("whitepaper", shop.id);
  const left = [person(), person()].sort();
  await leave(shop, { email: left[0] }, { ticket });
  await shop.submit(person(), { ll_ticket: ticket });
  const answer = await world.post(`b/${shop.id}`, JSON.stringify(batchOf([view])), { "content-type": "text/plain" });
  const ll_passport = (await answer.text()).split("\n")[0];
  await leave(shop, { email: left[1], ll_passport });
  await shop.submit(person(), { ll_passport, ll_stranger: "1" });
  await until(async () => (await driven.times("sent")).obeyed >= obeyed + 6, "every shard to have heard what was sent");
  await wait(shop, 31);
  await until(() => told(shop).length >= 2, "the webhook to hear of both");
  await isQuiet(shop);
  assert.deepEqual(told(shop).map(({ data }) => data.email).sort(), left);
});

test("beside an address that looks misspelt nothing is kept", async (t) => {
  const shop = await site(t, "misspelt");
  const [slip, sure] = ["ada@gmial.com", "grace@gmial.com"];
  await leave(shop, { email: slip });
  await leave(shop, { email: sure, ll_sure: sure });
  await wait(shop, 31);
  await until(() => told(shop).length > 0, "the webhook to hear of one");
  await isQuiet(shop);
  assert.deepEqual(told(shop).map(({ data }) => data.email), [sure]);
});

test("what a receiver that is away has not heard of is not told any more once the form was sent", async (t) => {
  const shop = await site(t, "away");
  receiver.fault = ({ path }) => (path === `/${shop.id}` ? { status: 503 } : undefined);
  t.after(() => (receiver.fault = () => undefined));
  const email = person();
  await leave(shop, { email });
  await wait(shop, 31);
  const asked = () => receiver.at(`/${shop.id}`).filter(({ event }) => event.type === "form.abandoned");
  await until(() => asked().length > 0, "the webhook to be tried");
  await shop.submit(email);
  receiver.fault = () => undefined;
  const tries = asked().length;
  await wait(shop, 12 * 60);
  await until(() => receiver.taken(`/${shop.id}`).some(({ data }) => data.email === email), "it to be well again");
  await isQuiet(shop);
  assert.deepEqual([told(shop), asked().length], [[], tries]);
});

test("where too many are begun those go that came in first, and no reminder before its time", async (t) => {
  const shop = await site(t, "crowded");
  const [first, second] = [person(), person()];
  await leave(shop, { email: first });
  await world.engine.kill();
  const shard = (change) => changeObjects(world.engine, "LeadShard", (name) => name === `lead/${shop.id}/0`, change);
  const [at, many] = [driven.now() + 1, 2_000];
  const filled = await shard((rows) => {
    const kept = JSON.parse(rows.prepare("SELECT pending FROM pending").get().pending).begun;
    delete kept.beginning.remind_minutes;
    kept.beginning.email = { typed: "crowd@begun.example", canonical: "crowd@begun.example" };
    const columns = rows.prepare("SELECT name FROM pragma_table_info('pending')").all().map(({ name }) => name);
    const put = rows.prepare(`INSERT INTO pending (${columns}) VALUES (${columns.map((name) => `:${name}`)})`);
    rows.exec("BEGIN");
    for (let nth = 0; nth < many + 20; nth += 1) {
      const [key, is_done] = [nth.toString(16).padStart(64, "0"), nth < many ? 0 : 1];
      const pending = JSON.stringify(is_done ? { done: at } : { begun: { ...kept, at, began_at: at, beginning: { ...kept.beginning, key } } });
      const row = { key, form: "whitepaper", next_at: at + 7 * DAY, came_at: at, is_done, pending };
      put.run(Object.fromEntries(columns.map((name) => [name, row[name]])));
    }
    rows.exec("COMMIT");
  });
  assert.equal(filled, 1);
  await driven.restart();
  await leave(shop, { email: second });
  await wait(shop, 31);
  await until(() => told(shop).length === 2, "the webhook to hear of both");
  assert.deepEqual(told(shop).map(({ data }) => data.email).sort(), [first, second].sort());
  await wait(shop, 31);
  await isQuiet(shop);
  await world.engine.kill();
  let counted;
  await shard((rows) => {
    const count = (condition) => rows.prepare(`SELECT COUNT(*) AS many FROM pending WHERE ${condition}`).get().many;
    counted = [count("is_done = 0"), count(`pending LIKE '%${first}%'`), count(`pending LIKE '%${second}%'`), count("is_done = 1") >= 20];
  });
  await driven.restart();
  assert.deepEqual(counted, [many, 0, 1, true]);
});

test("who is erased and never was a lead is in no store any more, and who was told of the form is told to forget it", async (t) => {
  const shop = await site(t, "erased");
  const [email, held] = [person(), person()];
  await leave(shop, { email, first_name: "Augusta" });
  await leave(shop, { email: held });
  await wait(shop, 31);
  await until(() => told(shop).length === 2, "the webhook to hear of it");
  // One sends it after all, and is held back.
  await shop.submit(held, { ll_url: "x" });
  for (const one of [email, held]) {
    const erased = await world.call("POST", `leads/erase?site=${shop.id}`, JSON.stringify({ email: one }));
    assert.deepEqual([erased.status, (await erased.json()).erased], [200, []]);
  }
  const forgotten = () => receiver.taken(`/${shop.id}`).filter(({ type }) => type === "form.forgotten");
  await until(() => forgotten().length === 2, "the webhook to hear that it is to forget");
  const ids = (events) => events.map(({ id }) => id).sort();
  assert.deepEqual(forgotten().map(({ data }) => data.abandoned).sort(), ids(told(shop)));
  assert.deepEqual(receiver.at(`/${shop.id}-sales`), [], "nobody who never heard of it");
  assert.ok(forgotten().every((event) => !JSON.stringify(event).includes("begun.example")));
  await until(async () => (await shop.read("sinks")).waiting === 0, "everything to be told");
  await world.engine.kill();
  const found = await holders(world.engine, [email, held, "Augusta"]);
  await driven.restart();
  assert.deepEqual(found, []);
});

test("without a reminder nobody is told", async (t) => {
  const shop = await site(t, "quiet-form", "");
  await leave(shop, { email: person() });
  await wait(shop, 2 * 1_440);
  await isQuiet(shop);
  assert.deepEqual(told(shop), []);
});
