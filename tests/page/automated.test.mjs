// A browser that a program drives says so, is counted, and is nobody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";

let fixture;
before(async () => (fixture = await Fixture.open({ browser: { automated: true } })));
after(() => fixture?.close());

test("what an automated browser does is marked and counted, and is no person's", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/pricing");
  await visit.call("track", "red");
  await visit.sees("event");
  assert.ok(visit.batches().every(({ automated }) => automated === true));
  const counts = await visit.counted("outcome.filtered.automated", 2);
  assert.deepEqual([counts.view, counts.event], [undefined, undefined]);
  assert.deepEqual(await visit.signals(), {});
});
