// What somebody may be written to about: the link that mails carry, the page behind it, one click, and mail that comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { IDENTIFY_SECRET, TOKEN } from "../support/engine.mjs";
import { sign } from "../support/sign.mjs";
import { World, batchOf, id } from "../support/world.mjs";

let world;
before(async () => (world = await World.create({ secrets: { DEMO_IDENTIFY_SECRET: IDENTIFY_SECRET } })));
after(() => world?.destroy());

const address = () => `${id("")}@preferences.example`.toLowerCase();
const show = async (lead) => (await world.api(`leads/${lead}`)).lead;

/** Somebody who sent a form; answers the lead's id and the address. */
async function somebody() {
  const email = address();
  assert.equal((await world.submit({ email })).status, 200);
  return { email, lead: (await world.leads()).find((lead) => lead.email === email).id };
}

async function post(path, body) {
  const answer = await world.call("POST", path, JSON.stringify(body));
  return { status: answer.status, ...(await answer.json()) };
}

const linkTo = (lead, body = {}) => post(`leads/${lead}/preferences`, body);
const form = (pairs) => ({ method: "POST", redirect: "manual", body: new URLSearchParams(pairs) });
const choose = (url, purposes) =>
  fetch(url, form([["do", "save"], ["shown", "news"], ["shown", "events"], ...purposes.map((purpose) => ["purpose", purpose])]));
const state = async (lead) => {
  const { email_state, allows, addresses } = await show(lead);
  assert.equal(addresses[0].state, email_state ?? "unverified");
  return [addresses[0].state, allows ?? {}];
};

test("a link leads to a page that says little, and what is chosen there is the person's own word", async () => {
  const { email, lead } = await somebody();
  const { url, headers } = await linkTo(lead);
  assert.deepEqual(headers, { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });
  const answer = await fetch(url);
  const page = await answer.text();
  assert.equal(answer.status, 200);
  assert.ok(page.includes(`${email[0]}…@preferences.example`) && !page.includes(email) && !page.includes(lead), page);
  assert.ok(!page.includes("<script") && page.includes('name="robots" content="noindex"'));
  assert.ok(!page.includes(" checked"), "nobody agreed to anything yet");
  assert.deepEqual(await state(lead), ["unverified", {}], "looking changes nothing");

  const saved = await choose(url, ["events"]);
  assert.deepEqual([saved.status, saved.headers.get("location")], [303, `${new URL(url).pathname}?saved`]);
  assert.deepEqual(await state(lead), ["verified", { events: true }]);
  const after = await (await fetch(`${url}?saved`)).text();
  assert.match(after, /role="status"/);
  assert.match(after, /value="events" checked/);
  const told = (await show(lead)).consents;
  assert.deepEqual(told.map(({ purpose, log }) => [purpose, log[0].said, log[0].source, log[0].text]), [
    ["events", "confirmed", "preferences", "Invitations"],
  ]);
  await choose(url, ["news"]);
  assert.deepEqual(await state(lead), ["verified", { events: false, news: true }]);
  const asked = [["do", "save"], ["shown", "news"], ["purpose", "news"], ["purpose", "events"]];
  assert.equal((await fetch(url, form(asked))).status, 303);
  assert.deepEqual(await state(lead), ["verified", { events: false, news: true }], "what was not shown was not asked");
});

test("one click is enough, whatever kind of form says it, and only the person takes it back", async () => {
  const { lead } = await somebody();
  const { url } = await linkTo(lead);
  const parts = new FormData();
  parts.set("List-Unsubscribe", "One-Click");
  const clicked = await fetch(url, { method: "POST", redirect: "error", body: parts });
  assert.equal(clicked.status, 200);
  assert.deepEqual(await state(lead), ["unsubscribed", { events: false, mail: false, news: false }]);
  const { version } = await show(lead);
  assert.equal((await fetch(url, form([["List-Unsubscribe", "One-Click"]]))).status, 200);
  assert.equal((await show(lead)).version, version, "a second click changes nothing");
  const given = { consents: [{ purpose: "mail", said: "given" }] };
  assert.equal((await world.call("PATCH", `leads/${lead}`, JSON.stringify(given))).status, 200);
  assert.equal((await state(lead))[0], "unsubscribed", "nobody else's word lifts it");
  assert.match(await (await fetch(url)).text(), /You get no mail at the moment/);
  await choose(url, ["news"]);
  assert.deepEqual(await state(lead), ["verified", { events: false, mail: true, news: true }], "whoever asks for news wants mail");
});

test("a link for one purpose takes back that one", async () => {
  const { lead } = await somebody();
  const { url } = await linkTo(lead, { purpose: "events" });
  await choose(url, ["events", "news"]);
  assert.equal((await fetch(url, form([["List-Unsubscribe", "One-Click"]]))).status, 200);
  assert.deepEqual(await state(lead), ["verified", { events: false, news: true }]);
  assert.equal((await fetch(url, form([["do", "nothing"]]))).status, 303);
  assert.deepEqual(await state(lead), ["unsubscribed", { events: false, mail: false, news: false }]);
  for (const body of [{ purpose: "made-up" }, { purpos: "news" }, []]) assert.equal((await linkTo(lead, body)).code, "body-invalid");
});

test("a link that leads to nobody says so in a page", async () => {
  const { lead } = await somebody();
  const { url } = await linkTo(lead);
  const unread = await fetch(url, form([["purpose", "news"]]));
  assert.deepEqual([unread.status, /role="alert"/.test(await unread.text())], [422, true], "no button was pressed");
  assert.equal((await world.call("DELETE", `leads/${lead}`)).status, 200);
  const clicked = await fetch(url, form([["List-Unsubscribe", "One-Click"]]));
  assert.deepEqual([clicked.status, await clicked.text()], [200, "ok"], "to a mail program that is done");
  for (const [method, gone] of [["GET", url], ["POST", `${url}x`], ["GET", url.slice(0, -3)], ["GET", `${url}x`], ["GET", `${new URL(".", url)}nothing`]]) {
    const answer = await fetch(gone, { method, ...(method === "POST" && { body: "List-Unsubscribe=One-Click" }) });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [404, "text/html; charset=utf-8"], gone);
    assert.match(await answer.text(), /Nothing is kept here/);
  }
});

test("mail that comes back is told of its address, and reaches it again when somebody says so", async () => {
  const { email, lead } = await somebody();
  const patch = async (bounced) => (await world.call("PATCH", `leads/${lead}`, JSON.stringify({ bounced }))).json();
  assert.equal((await patch({ [email.toUpperCase()]: true })).change, "updated");
  assert.equal((await patch({ "somebody@else.example": true })).change, "none", "not the person's");
  assert.equal((await patch({ nobody: true })).code, "body-invalid");
  const [known] = (await show(lead)).addresses;
  assert.deepEqual([known.email, known.state, known.verified_at], [email, "bounced", null]);
  assert.ok(Math.abs(Date.parse(known.bounced_at) - Date.now()) < 60_000);
  assert.equal((await patch({ [email]: false })).change, "updated");
  assert.deepEqual(await state(lead), ["unverified", {}]);
});

test("whom the site's server vouches for has a verified address", async () => {
  const { email, lead } = await somebody();
  const item = { kind: "identify", occurred_at: Date.now(), url: `${world.shopOrigin}/`, traits: { email, ll_signature: sign(email) } };
  const [, outcome] = (await (await world.batch(batchOf([item]))).text()).split("\n");
  assert.equal(outcome, "accepted.verified");
  assert.equal((await state(lead))[0], "verified");
});

test("who was merged keeps what each address said", async () => {
  const [one, other] = [await somebody(), await somebody()];
  const { url } = await linkTo(other.lead);
  assert.equal((await fetch(url, form([["List-Unsubscribe", "One-Click"]]))).status, 200);
  assert.equal((await post("leads/merge", { leads: [one.lead, other.lead] })).status, 200);
  const states = Object.fromEntries((await show(one.lead)).addresses.map(({ email, state: said }) => [email, said]));
  assert.deepEqual(states, { [one.email]: "unverified", [other.email]: "unsubscribed" });
  const stateOf = async (email) => (await show(one.lead)).addresses.find((address) => address.email === email).state;
  await choose(url, ["news"]);
  assert.deepEqual([await stateOf(one.email), await stateOf(other.email)], ["unverified", "verified"], "an address confirms");
  assert.equal((await fetch(url, form([["do", "nothing"]]))).status, 303);
  assert.deepEqual([await stateOf(one.email), await stateOf(other.email)], ["unsubscribed", "unsubscribed"], "a person takes back");
});

test("no key opens the page, and a link is no key", async () => {
  const { lead } = await somebody();
  const { url } = await linkTo(lead);
  const token = url.split("/").at(-1);
  const as = (authorization) => fetch(`${world.engine.url}/api/v1/leads/${lead}`, { headers: { authorization } });
  assert.equal((await as(`Bearer ${token}`)).status, 401);
  assert.equal((await as(`Bearer ${TOKEN}`)).status, 200);
  assert.ok(!world.engine.log.includes(token), "the log does not have it");
});
