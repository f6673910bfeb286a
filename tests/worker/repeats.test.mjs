// Requests of the API that their callers name: sent again, they are answered as before, and nothing is done twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { holders } from "../support/rows.mjs";
import { World, id } from "../support/world.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

async function ask(method, path, body, key, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}`, ...(key && { "idempotency-key": key }) };
  const answer = await fetch(`${world.engine.url}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, after: answer.headers.get("retry-after"), ...(await answer.json()) };
}

const named = async (name) => (await world.api("tokens?site=demo")).tokens.filter((token) => token.name === name);
const trail = async (verb) => (await world.api("audit?site=demo&limit=200")).entries.filter((entry) => entry.verb === verb);

test("a token is made once, however often it is asked for, and its secret is told each time and kept nowhere", async () => {
  const [key, wish] = [id("key"), { name: `CRM ${id("")}`, role: "read" }];
  const first = await ask("POST", "tokens?site=demo", wish, key);
  assert.equal(first.status, 200);
  const again = await ask("POST", "tokens?site=demo", wish, key);
  assert.deepEqual([again.status, again.secret, again.token], [200, first.secret, first.token]);
  assert.equal((await named(wish.name)).length, 1);
  const entries = (await trail("token.created")).filter((entry) => entry.objects.includes(first.token.id));
  assert.equal(entries.length, 1);
  const other = await ask("POST", "tokens?site=demo", wish, id("key"));
  assert.notEqual(other.secret, first.secret, "another name is another request");
  await world.engine.kill();
  assert.deepEqual(await holders(world.engine, [first.secret.slice(-40), key]), [], "neither the secret nor the key is on disk");
  await world.engine.start();
  assert.equal((await ask("POST", "tokens?site=demo", wish, key)).secret, first.secret, "a restart forgets nothing");
});

test("all at once, one is served, and the others are told to wait or hear the same", async () => {
  const [key, wish] = [id("key"), { name: `Rush ${id("")}`, role: "read" }];
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask("POST", "tokens?site=demo", wish, key)));
  const served = answers.filter((answer) => answer.status === 200);
  assert.equal(new Set(served.map((answer) => answer.secret)).size, 1);
  for (const { code, after } of answers.filter((answer) => answer.status !== 200)) {
    assert.deepEqual([code, after], ["request-under-way", "2"]);
  }
  assert.equal((await ask("POST", "tokens?site=demo", wish, key)).secret, served[0].secret);
  assert.equal((await named(wish.name)).length, 1);
});

test("under one name there is one request, and names are their callers' own", async () => {
  const [key, wish] = [id("key"), { name: `Own ${id("")}`, role: "admin" }];
  const { secret } = await ask("POST", "tokens?site=demo", wish, key);
  assert.equal((await ask("POST", "tokens?site=demo", { ...wish, role: "read" }, key)).code, "idempotency-key-used");
  const theirs = await ask("POST", "tokens?site=demo", wish, key, secret);
  assert.deepEqual([theirs.status, theirs.secret === secret], [200, false]);
  assert.equal((await ask("POST", "tokens?site=demo", wish, "k".repeat(256))).code, "body-invalid");
});

test("what was refused may be corrected under the same name, and what only reads needs none", async () => {
  const email = `${id("")}@repeats.example`.toLowerCase();
  assert.equal((await world.submit({ email })).status, 200);
  const lead = (await world.leads()).find((known) => known.email === email).id;
  const key = id("key");
  assert.equal((await ask("POST", `leads/${lead}/link`, { to: "nowhere" }, key)).code, "body-invalid");
  const to = { to: `${world.shopOrigin}/welcome` };
  const made = await ask("POST", `leads/${lead}/link`, to, key);
  assert.deepEqual([made.status, (await ask("POST", `leads/${lead}/link`, to, key)).url], [200, made.url]);
  const before = await ask("GET", "leads?limit=1", undefined, key);
  assert.equal((await world.submit({ email: `x${email}` })).status, 200);
  assert.notEqual((await ask("GET", "leads?limit=1", undefined, key)).leads[0].id, before.leads[0].id);
  const talked = id("key");
  const contact = () => ask("POST", `leads/${lead}/contact`, {}, talked);
  assert.equal((await contact()).change, "updated");
  assert.equal((await contact()).change, "updated", "answered as the first time");
  assert.equal((await ask("POST", `leads/${lead}/contact`, {}, id("key"))).change, "updated");
  assert.equal((await trail("lead.contacted")).filter((entry) => entry.objects.includes(lead)).length, 2);
  const erase = id("key");
  assert.equal((await ask("DELETE", `leads/${lead}`, undefined, erase)).status, 200);
  assert.equal((await ask("DELETE", `leads/${lead}`, undefined, erase)).status, 200, "it needs no name");
});
