// The passport's backup: a cookie, where the edge lives on the page's own origin. Over https, as browsers want it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";

// The local engine signs its certificate itself.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";

let world;
before(async () => {
  world = await World.create();
  await world.engine.kill();
  world.engine.protocol = "https";
  await world.engine.start();
});
after(() => world?.destroy());

const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.engine.own}${path}`, title: "", referrer: "" });
const own = (passport) => ({ origin: world.engine.own, ...(passport && { cookie: `a=b; __Secure-ll-demo=${passport}` }) });
const passportOf = async (answer) => (await answer.text()).split("\n")[0];
const visit = async (path, headers = own(), extra = {}) => passportOf(await world.batch(batchOf([view(path)], extra), headers));
const person = () => `${id("")}@backup.example`.toLowerCase();
const scoreOf = async (email) => (await world.leads()).find((lead) => lead.email === email).score.total;

async function scoreWith(passport) {
  const email = person();
  await world.submit({ email, ll_passport: passport });
  return scoreOf(email);
}

test("an answer on our own origin keeps a copy of the passport", async () => {
  const answer = await world.batch(batchOf([view("/pricing")]), own());
  const cookie = answer.headers.get("set-cookie");
  const passport = await passportOf(answer);
  assert.equal(
    cookie,
    `__Secure-ll-demo=${passport}; Path=/ll/; Secure; HttpOnly; SameSite=Lax; Max-Age=34128000`,
  );
});

test("on another origin there is no cookie, set or read", async () => {
  const cookie = own(await visit("/pricing")).cookie;
  const item = { ...view("/"), url: `${world.shopOrigin}/` };
  const answer = await world.batch(batchOf([item]), { cookie });
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal(await scoreWith(await passportOf(answer)), 0);
});

test("the cookie speaks where the page has no passport, and is silent where it has one", async () => {
  const kept = await visit("/pricing");
  assert.equal(await scoreWith(await visit("/", own(kept))), 25);
  const other = await visit("/");
  assert.equal(await scoreWith(await visit("/", own(kept), { passport: other })), 0);
});

test("a form sent by script goes by the same rule", async () => {
  const kept = await visit("/pricing");
  const email = person();
  const body = new URLSearchParams({ ll_ticket: await world.ticket(), email });
  const answer = await world.post("f/demo/whitepaper", body, { accept: "text/plain", ...own(kept) });
  assert.match(answer.headers.get("set-cookie"), /^__Secure-ll-demo=ll1\./);
  assert.equal(await scoreOf(email), 25);
});

test("a page without script advances the cookie it was sent, and leaves none with who had none", async () => {
  const send = async (email, headers) => {
    const page = await (await fetch(`${world.engine.url}/p/whitepaper`)).text();
    const ll_ticket = /name="ll_ticket" value="([^"]+)"/.exec(page)[1];
    return world.post("p/whitepaper", new URLSearchParams({ email, ll_ticket }), headers);
  };
  const stranger = await send(person(), own());
  assert.deepEqual([stranger.status, stranger.headers.get("set-cookie")], [303, null]);
  const email = person();
  const known = await send(email, own(await visit("/pricing")));
  assert.equal(known.status, 303);
  const advanced = /^__Secure-ll-demo=([^;]+);/.exec(known.headers.get("set-cookie"))[1];
  assert.equal(await scoreOf(email), 25);
  await visit("/case-studies/x", own(), { passport: advanced });
  assert.equal(await scoreOf(email), 40, "the cookie now knows the lead");
});
