// A browser that one of the site's own people marked: what it does is left out, until the mark is taken off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

test("a marked browser is left out on every page, and an unmarked one counts again", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/pricing?leadline_internal=1");
  await visit.sees("view");
  await visit.open("/pricing");
  await visit.call("track", "red");
  await visit.sees("event");
  assert.ok(visit.batches().every(({ internal }) => internal === true));
  const left = await until(async () => {
    const counts = await visit.counts();
    return counts["outcome.filtered.internal"] >= 3 && counts;
  }, "what was left out to be counted");
  assert.deepEqual([left.view, left.event], [undefined, undefined]);
  assert.deepEqual(await visit.signals(), {});
  await visit.open("/pricing?leadline_internal=0");
  await visit.counted("view", 1);
});
