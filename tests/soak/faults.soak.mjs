// A network that answers 500 and 429, hangs, drops connections and loses answers at random, under three tabs that
// reload, close and submit a form: every call counts exactly once.
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { weather } from "../support/storm.mjs";

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 5);
const CALLS = 2_000;

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

for (let round = 1; round <= ROUNDS; round += 1) {
  test(`round ${round} of ${ROUNDS}: ${CALLS} calls in bad weather`, { timeout: 20 * 60_000 }, (t) => weather(t, fixture, CALLS));
}
