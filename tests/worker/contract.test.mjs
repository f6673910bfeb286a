// The API's document: who may read it, that it is one, and that answers are held against it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DOCUMENT, ajv, uphold } from "../support/contract.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

test("everybody may read the document, pages of other origins too", async () => {
  const answer = await fetch(`${world.engine.url}/openapi.json`, { headers: { origin: "https://tools.example" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(await answer.json(), DOCUMENT);
});

test("its server is the API, from where the document is", async () => {
  const at = new URL(DOCUMENT.servers[0].url, `${world.engine.url}/openapi.json`);
  assert.equal(String(at), `${world.engine.url}/api/v1`);
});

test("all of its schemas are schemas", () => {
  for (const [name, schema] of Object.entries(DOCUMENT.components.schemas)) {
    assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`);
  }
});

test("an answer that it does not tell of is found out", async () => {
  const json = { headers: { "content-type": "application/json" } };
  const version = { site: "demo", version: "0".repeat(16) };
  const site = (value, more = json) => uphold("GET", "/sites/demo", new Response(JSON.stringify(value), more));
  await site(version);
  await assert.rejects(site({ ...version, more: 1 }), /must NOT have additional properties/);
  await assert.rejects(site({ site: "demo" }), /must have required property 'version'/);
  await assert.rejects(site(version, { ...json, status: 202 }), /202, which the document does not tell of/);
  await assert.rejects(site(version, { headers: { "content-type": "text/html" } }), /as text\/html/);
  const problem = (code) => ({ type: "about:blank", status: 404, code, title: "", detail: "" });
  const refusal = { status: 404, headers: { "content-type": "application/problem+json" } };
  await site(problem("unknown-site"), refusal);
  await assert.rejects(site(problem("unknown-lead"), refusal), /must be equal to one of the allowed values/);
  const lines = { headers: { "content-type": "application/x-ndjson" } };
  const last = { site: "demo", shards: 1, at: "2026-11-21T08:00:00Z", next: null };
  const exported = (...all) => uphold("GET", "/export", new Response(all.map((line) => `${JSON.stringify(line)}\n`).join(""), lines));
  await exported({ lead: {} }, last);
  await assert.rejects(exported({ leads: {} }, last), /not as the document tells/);
  await assert.rejects(exported({ ...last, at: "today" }), /must match format "date-time"/);
});

test("what is no operation leads nowhere", async () => {
  for (const [method, path] of [["GET", "leads/search"], ["GET", "nothing"], ["DELETE", "leads"], ["GET", "leads/"]]) {
    const answer = await world.call(method, path);
    assert.ok([404, 405].includes(answer.status), `${method} ${path}`);
  }
});
