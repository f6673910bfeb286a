// The engine's whole process group killed again and again, in the middle of submissions and deliveries: every
// acknowledged submission is there once, every event is told under one id, and everybody ends as in a run that nothing
// disturbed. SOAK_ROUNDS, SOAK_SUBMISSIONS and SOAK_SEED say how often, how many and which.
import { test } from "node:test";
import { crowd } from "../support/crowd.mjs";
import { randomFrom, seedFrom } from "../support/random.mjs";
import { Siege } from "../support/siege.mjs";

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 50);
const SUBMISSIONS = Number(process.env.SOAK_SUBMISSIONS ?? 2_000);
/** No round takes as long. */
const ROUND = 12 * 60_000;

test(`${ROUNDS} rounds of SIGKILL among ${SUBMISSIONS} submissions each`, { timeout: (ROUNDS + 1) * ROUND }, async () => {
  const seed = seedFrom("SOAK_SEED");
  const siege = new Siege(crowd(seed, SUBMISSIONS));
  console.log(`SOAK_SEED=${seed}: ${siege.submissions} submissions`);
  await timed(() => siege.watch(), (seconds) => `undisturbed: ${seconds} s`);
  const [random, began] = [randomFrom(seed), Date.now()];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const kills = { submitting: 1 + Math.floor(random() * 2), delivering: 1 + Math.floor(random() * 2) };
    await timed(
      () => siege.round({ random, within: 10 * 60_000, ...kills }),
      (seconds, { submitting, delivering, acknowledged, events, requests }) => {
        const left = Math.ceil(((Date.now() - began) / round) * (ROUNDS - round) / 60_000);
        const killed = `killed ${submitting} times among submissions, then with ${delivering.join(", ")} rows waiting`;
        const told = `${acknowledged} acknowledged, all there once; ${events} events, told in ${requests} requests`;
        return `round ${round} of ${ROUNDS}: ${killed}; ${told}; ${seconds} s, ${left} min left`;
      },
    );
  }
});

async function timed(work, say) {
  const began = Date.now();
  const result = await work();
  console.log(say(Math.round((Date.now() - began) / 1000), result));
}
