// The engine's whole process group killed among submissions and among their delivery. `cargo xtask soak --only kill` does it
// with thousands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crowd } from "../support/crowd.mjs";
import { randomFrom, seedFrom } from "../support/random.mjs";
import { Siege } from "../support/siege.mjs";

test("killed while it takes submissions and while it tells of them, it ends as if nothing had been", async (t) => {
  const seed = seedFrom("SOAK_SEED");
  t.diagnostic(`SOAK_SEED=${seed}`);
  const siege = new Siege(crowd(seed, 60), { resend: 2 });
  const { submitting, delivering } = await siege.round({ random: randomFrom(seed), submitting: 1, delivering: 1, within: 2 * 60_000 });
  assert.deepEqual([submitting, delivering.length], [1, 1]);
});
