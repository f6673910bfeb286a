// A panic loses its own request and nothing else: callers hear of it, and the next request works.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../support/tools.mjs";
import { World, id } from "../support/world.mjs";

// This build alone has doors that panic; `cargo xtask test` makes it.
const main = "dist/edge-test/entry.js";

let world;
before(async () => {
  assert.ok(existsSync(join(ROOT, main)), `${main} is missing: run cargo xtask test, or build it as xtask does`);
  world = await World.create({ main });
});
after(() => world?.destroy());

const crash = (where) => fetch(`${world.engine.url}/crash/${where}`, { signal: AbortSignal.timeout(30_000) });

for (const where of ["fetch", "object"]) {
  test(`after a panic in ${where === "fetch" ? "a door" : "a lead shard"} the next request works`, async () => {
    const email = `${id("")}@crash.example`.toLowerCase();
    await world.submit({ email });
    const crashed = await crash(where).catch((error) => error);
    if (crashed instanceof Response) assert.ok(crashed.status >= 500, "a panic is no success");
    assert.equal((await fetch(`${world.engine.url}/health`)).status, 200);
    assert.equal((await world.submit({ email, first_name: "Ada" })).status, 200);
    const [lead] = (await world.leads()).filter((lead) => lead.email === email);
    assert.equal(lead.submissions, 2);
  });
}

test("many panics among many submissions lose no acknowledged one", async () => {
  const people = Array.from({ length: 12 }, () => `${id("")}@storm.example`.toLowerCase());
  const taken = new Set();
  await Promise.all(
    people.flatMap((email, at) => [
      world.submit({ email }).then((answer) => answer.status === 200 && taken.add(email), () => {}),
      at % 3 === 0 ? crash("fetch").catch(() => {}) : null,
    ]),
  );
  assert.ok(taken.size > 0, "some submissions were acknowledged among the panics");
  const leads = new Set((await world.leads()).map((lead) => lead.email));
  for (const email of taken) assert.ok(leads.has(email), `${email} was acknowledged`);
  assert.equal((await world.submit({ email: people[0] })).status, 200);
});
