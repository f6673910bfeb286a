// The demo customer website: what its webhook accepts, keeps and shows.

import assert from "node:assert/strict";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { startShop } from "./server.mjs";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const EDGE = "http://edge.localhost:8787/ll";

let data, shop, origin;

before(async () => {
  data = await mkdtemp(join(tmpdir(), "shop-"));
  await open();
});

after(async () => {
  await shop.close();
  await rm(data, { recursive: true });
});

async function open() {
  shop = await startShop({ port: 0, edge: `${EDGE}/`, secret: SECRET, data });
  // Only browsers know without asking that shop.localhost is this machine.
  origin = shop.url.replace("shop.localhost", "127.0.0.1");
}

async function deliver(event, { sent = JSON.stringify(event), secret = SECRET } = {}) {
  const now = new Date();
  const headers = {
    "webhook-id": event.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(event.id, now, JSON.stringify(event)),
  };
  return (await fetch(`${origin}/hooks/leadline`, { method: "POST", headers, body: sent })).status;
}

async function received(id) {
  const all = await (await fetch(`${origin}/hooks/leadline.json`)).json();
  return all.filter((entry) => entry.id === id);
}

const event = (id, email = "ada@example.com") => ({ id, type: "lead.qualified", data: { email, stage: "mql" } });

test("a signed event is kept once and marked when it comes again", async () => {
  const statuses = [await deliver(event("evt_1.0")), await deliver(event("evt_1.0"))];
  assert.deepEqual(statuses, [204, 204]);
  assert.deepEqual((await received("evt_1.0")).map(({ type, duplicate }) => [type, duplicate]), [
    ["lead.qualified", false],
    ["lead.qualified", true],
  ]);
});

test("the same event three times at once is new once", async () => {
  await Promise.all([1, 2, 3].map(() => deliver(event("evt_2.0"))));
  assert.deepEqual((await received("evt_2.0")).map((entry) => entry.duplicate), [false, true, true]);
});

test("another key, another body, no signature and no event are refused and not kept", async () => {
  const id = "evt_3.0";
  assert.equal(await deliver(event(id), { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }), 401);
  assert.equal(await deliver(event(id), { sent: `${JSON.stringify(event(id))} ` }), 401);
  assert.equal((await fetch(`${origin}/hooks/leadline`, { method: "POST", body: "{}" })).status, 401);
  assert.equal(await deliver({ id }), 400);
  assert.deepEqual(await received(id), []);
});

test("a receiver in trouble answers 500 as often as it was told", async () => {
  assert.equal((await fetch(`${origin}/hooks/fail?times=2`, { method: "POST" })).status, 204);
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push(await deliver(event("evt_4.0")));
  assert.deepEqual(statuses, [500, 500, 204]);
  assert.equal((await received("evt_4.0")).length, 1);
});

test("what visitors typed is text in the inbox", async () => {
  await deliver(event("evt_5.0", "<img src=x>\"'&"));
  const page = await (await fetch(`${origin}/inbox`)).text();
  assert.ok(page.includes("&lt;img src=x&gt;&quot;&#39;&amp;") && !page.includes("<img src=x"));
  assert.ok(!page.includes("ll.js"), "the inbox is not tracked");
});

test("what came of a test says so", async () => {
  const inbox = async () => (await (await fetch(`${origin}/inbox`)).text()).match(/chip warn">test</g)?.length ?? 0;
  const before = await inbox();
  const tested = event("evt_test.0");
  await deliver({ ...tested, data: { ...tested.data, test: true } });
  assert.equal(await inbox(), before + 1);
});

test("every public page carries the script tag", async () => {
  for (const path of ["/", "/pricing", "/case-studies/aerospace", "/whitepaper", "/demo", "/quote", "/quote/night", "/quote/paper"]) {
    const page = await (await fetch(origin + path)).text();
    assert.ok(page.includes(`<script async src="${EDGE}/ll.js" data-site="demo"></script>`), path);
    assert.ok(!page.includes("{{") && !page.includes("undefined"), path);
  }
});

test("strange paths are not found and the next request works", async () => {
  for (const path of ["//", "/assets/..%2fserver.mjs", "/hooks/leadline.jsonx", "/%"]) {
    assert.equal((await fetch(origin + path)).status, 404, path);
  }
  assert.equal((await fetch(`${origin}/assets/shop.css`)).status, 200);
});

test("what was kept survives a run that was killed while writing", async () => {
  await deliver(event("evt_6.0"));
  await shop.close();
  await appendFile(join(data, "events.ndjson"), '{"id":"evt_7.0","ty');
  await open();
  assert.equal((await received("evt_6.0")).length, 1);
  await deliver(event("evt_6.0"));
  assert.deepEqual((await received("evt_6.0")).map((entry) => entry.duplicate), [false, true]);
});

test("a busy port and a missing key are sentences", async () => {
  const port = Number(new URL(origin).port);
  const start = (options) => startShop({ port, edge: EDGE, secret: SECRET, data, ...options });
  await assert.rejects(start({}), { message: `Port ${port} is in use: stop what listens there, or give another --port.` });
  await assert.rejects(start({ secret: undefined }), /CRM_WEBHOOK_SECRET has to be whsec_/);
});

test("mail is caught and shown, once for each event, and nothing in it is markup", async () => {
  const mail = { from: "leadline@example.com", to: ["sales@example.com"], subject: "New <b>lead</b>", text: 'Press http://edge.localhost/c?a=1&b=2\n<i>"now"' };
  const send = (body, id) =>
    fetch(`${origin}/hooks/mail`, { method: "POST", headers: { "idempotency-key": id }, body: JSON.stringify(body) });
  assert.deepEqual([(await send(mail, "evt_m.0")).status, (await send(mail, "evt_m.0")).status, (await send({}, "x")).status], [204, 204, 400]);
  const inbox = await (await fetch(`${origin}/inbox`)).text();
  assert.equal(inbox.split("New &lt;b&gt;lead&lt;/b&gt;").length, 2);
  const url = "http://edge.localhost/c?a=1&amp;b=2";
  assert.ok(inbox.includes(`Press <a href="${url}">${url}</a>\n&lt;i&gt;&quot;now&quot;</pre>`), "and a link can be followed");
});
