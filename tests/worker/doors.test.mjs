// Bad input at every door: a problem document with a stable code, and the next request works.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, afterEach, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { World, batchOf } from "../support/world.mjs";
import { TOKEN } from "../support/engine.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());
afterEach(async () => assert.equal((await fetch(`${world.engine.url}/health`)).status, 200));

const ask = (path, options) => fetch(`${world.engine.url}/${path}`, options);
const bearer = { authorization: `Bearer ${TOKEN}` };

async function refused(answer, status, code) {
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.status, problem.code], [status, status, code]);
  assert.ok(problem.title && problem.detail, "a sentence a person can act on");
  return problem;
}

/** Sends ten-kilobyte chunks without declaring a length, and returns whatever comes back before the end. */
function streamed(chunks) {
  return new Promise((done) => {
    let heard = "";
    const socket = connect(world.engine.port, "127.0.0.1");
    socket.on("data", (data) => (heard += data));
    socket.on("error", () => {});
    socket.on("close", () => done(heard));
    socket.write(`POST /ll/b/demo HTTP/1.1\r\nHost: edge\r\nOrigin: ${world.shopOrigin}\r\nConnection: close\r\n`);
    socket.write("Transfer-Encoding: chunked\r\n\r\n");
    for (let at = 0; at < chunks; at++) socket.write(`2710\r\n${"x".repeat(10_000)}\r\n`);
    socket.write("0\r\n\r\n");
  });
}

test("a wrong method names the right ones", async () => {
  const answer = await ask("b/demo", { method: "DELETE" });
  assert.equal(answer.headers.get("allow"), "POST, OPTIONS");
  await refused(answer, 405, "method-not-allowed");
});

test("a method that nobody knows reads nothing", async () => {
  for (const path of ["health", "p/guide", "api/v1/leads", "api/v1/export", "openapi.json"]) {
    for (const method of ["QUERY", "PROPFIND"]) {
      const answer = await ask(path, { method, headers: bearer });
      assert.match(answer.headers.get("allow"), /^GET, HEAD, /, `${method} ${path}`);
      await refused(answer, 405, "method-not-allowed");
    }
  }
});

test("a path that leads nowhere", async () => refused(await ask("no/such/place"), 404, "not-found"));
test("an unknown site, in a batch", async () => refused(await world.post("b/nobody", "{}"), 404, "unknown-site"));
test("an unknown site, in the API", async () => refused(await ask("api/v1/leads?site=nobody", { headers: bearer }), 404, "unknown-site"));
test("a site key that is a path", async () => refused(await world.post("b/..%2f..%2fcurrent", "{}"), 404, "unknown-site"));
test("an unknown form", async () => refused(await ask("f/demo/nothing"), 404, "unknown-form"));
test("an unknown page", async () => refused(await ask("p/nothing"), 404, "unknown-page"));

test("an origin that is not the site's", async () => {
  const answer = await world.batch(batchOf([]), { origin: "https://elsewhere.example" });
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
  await refused(answer, 403, "origin-not-allowed");
});

test("no origin at all", async () => {
  await refused(await ask("b/demo", { method: "POST", body: "{}" }), 403, "origin-not-allowed");
});

test("a body that is too large, declared and streamed", async () => {
  await refused(await world.batch("x".repeat(65_537)), 413, "body-too-large");
  assert.match(await streamed(30), /^HTTP\/1\.1 413 .*"code":"body-too-large"/s);
});

test("a body that breaks off", async () => {
  const socket = connect(world.engine.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`POST /ll/b/demo HTTP/1.1\r\nHost: edge\r\nOrigin: ${world.shopOrigin}\r\nContent-Length: 500\r\n\r\n{"v":1,`);
  await new Promise((done) => setImmediate(done));
  socket.destroy();
});

for (const [what, body, code] of [
  ["nothing", "", "batch-malformed"],
  ["truncated JSON", '{"v":1,"batch":"bat_', "batch-malformed"],
  ["deeply nested JSON", `{"v":1,"items":${"[".repeat(50_000)}`, "batch-malformed"],
  ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00]), "batch-malformed"],
  ["another version", '{"v":2}', "batch-version"],
  ["too many items", () => batchOf(Array(51).fill(1)), "batch-too-many-items"],
  ["a batch id that is none", () => ({ ...batchOf([]), batch: "../../etc" }), "batch-malformed"],
  ["numbers beyond reason", () => JSON.stringify(batchOf([])).replace(/"sent_at":\d+/, '"sent_at":1e999'), "batch-malformed"],
]) {
  test(`hostile batch: ${what}`, async () => {
    await refused(await world.batch(typeof body === "function" ? body() : body), 400, code);
  });
}

test("good items of a bad batch still count", async () => {
  const good = { kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}/`, title: "", referrer: "" };
  const bad = [null, [], {}, { kind: {} }, { ...good, occurred_at: "soon" }, { ...good, title: "x".repeat(301) }];
  const text = await (await world.batch(batchOf([...bad, good]))).text();
  const [, ...outcomes] = text.split("\n");
  assert.equal(outcomes.at(-1), "accepted");
  assert.deepEqual(new Set(outcomes.slice(0, -1)), new Set(["invalid.malformed", "invalid.too-long"]));
});

test("a clock off by years is corrected, not refused", async () => {
  const at = Date.UTC(1999, 0, 1);
  const item = { kind: "view", occurred_at: at, url: `${world.shopOrigin}/`, title: "", referrer: "" };
  const answer = await world.batch(batchOf([item], { sent_at: at }));
  assert.equal((await answer.text()).split("\n")[1], "accepted.clock-corrected");
});

test("a submission without e-mail names the field", async () => {
  const answer = await world.submit({ first_name: "A" }, { accept: "application/json" });
  const problem = await refused(answer, 422, "answers-invalid");
  assert.deepEqual(problem.issues.map(({ field, code }) => [field, code]), [["email", "missing"]]);
});

test("a forged ticket, a missing one, and one of another form", async () => {
  const ticket = await world.ticket("demo-request");
  const forged = "ll1." + "A".repeat(100);
  for (const ll_ticket of ["", forged, ticket]) {
    const answer = await world.submit({ email: "a@ticket.example", ll_ticket }, { accept: "application/json" });
    await refused(answer, 409, "ticket-refused");
  }
});

test("hostile form bodies are refused in the form's own terms", async () => {
  const bodies = ["%00%ff%fe=%zz&&&=&==", "x".repeat(60_000), new Uint8Array([0xff, 0x00, 0x3d])];
  for (const body of bodies) await refused(await world.post("f/demo/whitepaper", body), 409, "ticket-refused");
  await refused(await world.post("f/demo/whitepaper", "x".repeat(262_145)), 413, "body-too-large");
});

test("the API without a token, and with a wrong one", async () => {
  for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: TOKEN }]) {
    for (const path of ["leads", "counters", "sites/demo"]) {
      await refused(await ask(`api/v1/${path}`, { headers }), 401, "unauthorized");
    }
    await refused(await ask("api/v1/sites/demo", { method: "PUT", body: "{}", headers }), 401, "unauthorized");
  }
});

test("parameters that make no sense", async () => {
  for (const path of ["leads?limit=abc", "leads?limit=0", "leads?limit=999", "counters?from=yesterday", "counters?to=2026-13-01"]) {
    await refused(await ask(`api/v1/${path}`, { headers: bearer }), 400, "parameter-invalid");
  }
});

test("a site that does not check is not published", async () => {
  for (const body of ["", "{}", '{"version":"x","site":{}}']) {
    await refused(await ask("api/v1/sites/demo", { method: "PUT", body, headers: bearer }), 422, "site-invalid");
  }
});

test("of two versions published at once the later is served at once", async () => {
  for (const origin of ["http://one.localhost", "http://two.localhost"]) {
    await world.publish("sites/demo", { SHOP_ORIGIN: origin });
    const answer = await world.batch(batchOf([]), { origin });
    assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [200, origin]);
  }
  await world.publish();
  assert.equal((await world.batch(batchOf([]))).status, 200);
});

test("a preflight is answered", async () => {
  const answer = await ask("b/demo", { method: "OPTIONS" });
  assert.equal(answer.status, 204);
  assert.ok(answer.headers.get("access-control-max-age"));
  assert.equal(answer.headers.get("cache-control"), "no-store");
});
