// The engine killed among the submissions of a crowd and among their delivery, held against a run that nothing disturbed.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Trial } from "./trial.mjs";
import { until } from "./until.mjs";

const DAY = 24 * 60 * 60_000;

const NOBODY = { state: undefined, events: [] };
const day = () => Math.floor(Date.now() / DAY);

export class Siege {
  #people;
  #options;
  #undisturbed;

  /** `options` are those of [`Trial.begin`]. */
  constructor(people, options) {
    this.#people = people;
    this.#options = options;
  }

  get submissions() {
    return this.#people.reduce((sum, { steps }) => sum + steps.length, 0);
  }

  /**
   * What becomes of each person where nothing is killed, before and after those who don't wait have submitted their last:
   * of theirs only an answer says whether it was taken.
   */
  async watch() {
    if (this.#undisturbed?.day === day()) return;
    const trial = await Trial.begin(this.#options);
    try {
      trial.isPatient = true;
      await trial.submit(this.#people, (step) => !step.left);
      await trial.settle();
      const without = await trial.outcome();
      await trial.submit(this.#people, (step) => step.left);
      await trial.settle();
      this.#undisturbed = { day: day(), without, whole: await trial.outcome() };
    } finally {
      await trial.end();
    }
  }

  /**
   * A round: `random` says when it is killed among submissions, and when among deliveries, each so often. It ends on the day
   * it begins on, UTC, for scores know which day it is: `within` is longer than it takes, in milliseconds.
   */
  async round({ random, submitting, delivering, within }) {
    const left = () => DAY - (Date.now() % DAY);
    if (left() < within) await until(() => left() > within, "midnight to be past", 2 * within);
    // Beside each other: what each waits for is mostly time.
    const [watched, fought] = await Promise.allSettled([this.watch(), this.#fight({ random, submitting, delivering })]);
    if (watched.reason) throw watched.reason;
    if (fought.reason) throw fought.reason;
    const { kills, acknowledged, requests, outcome } = fought.value;
    return { ...kills, acknowledged: acknowledged.size, requests, events: this.#assertSame(outcome, acknowledged) };
  }

  async #fight({ random, submitting, delivering }) {
    const trial = await Trial.begin(this.#options);
    try {
      await this.#submitUnderFire(trial, Array.from({ length: submitting }, random));
      await deliverUnderFire(trial, Array.from({ length: delivering }, random));
      await trial.settle();
      await assertWhole(trial, this.#people);
      const { kills, acknowledged, receiver } = trial;
      return { kills, acknowledged, requests: receiver.at("/hook").length, outcome: await trial.outcome() };
    } finally {
      await trial.end();
    }
  }

  /** Each share of all answers is a moment to kill at. */
  async #submitUnderFire(trial, shares) {
    const moments = shares.map((share) => Math.ceil(share * this.submissions * 0.9)).sort((one, other) => one - other);
    let fire = Promise.resolve();
    trial.onAnswer = (answers) => {
      // The last rows have to wait for the kill among deliveries, however many they are.
      if (answers > this.submissions * 0.9) {
        trial.receiver.fault = () => ({ status: 204, delay: 3_000 });
        trial.queue = Infinity;
      }
      if (moments.length === 0 || answers < moments[0]) return;
      moments.shift();
      fire = fire.then(() => trial.kill());
      fire.catch(() => {}); // Noticed below.
      trial.kills.submitting += 1;
    };
    await trial.submit(this.#people);
    await fire;
    assert.equal(moments.length, 0, "it was killed as often as it should be");
  }

  /** Everybody ended as undisturbed; says how many events that were. */
  #assertSame(found, acknowledged) {
    const { whole, without } = this.#undisturbed;
    let events = 0;
    for (const { email, steps } of this.#people) {
      const [person, expected] = [found.get(email) ?? NOBODY, [whole.get(email)]];
      const last = steps.at(-1);
      if (last.left && !acknowledged.has(last.id)) expected.push(without.get(email) ?? NOBODY);
      if (!expected.some((one) => isDeepStrictEqual(person, one))) assert.deepEqual(person, expected[0], JSON.stringify(steps));
      found.delete(email);
      events += person.events.length;
    }
    assert.deepEqual([...found.keys()], [], "nobody is there who said nothing");
    return events;
  }
}

/** It is killed while the receiver is slow with the last rows, and then at each further share of what waits. */
async function deliverUnderFire(trial, [soon, ...shares]) {
  await new Promise((done) => setTimeout(done, soon * 300));
  const all = await trial.waiting();
  trial.kills.delivering.push(all);
  await trial.kill();
  trial.receiver.fault = () => undefined;
  for (const share of shares.sort((one, other) => other - one)) {
    const { waiting } = await until(async () => {
      const waiting = await trial.waiting();
      return waiting <= Math.ceil(share * all) && { waiting };
    }, "some of it to be told");
    trial.kills.delivering.push(waiting);
    await trial.kill();
  }
  assert.ok(trial.kills.delivering.some((waiting) => waiting > 0), "something waited when it was killed");
}

async function assertWhole(trial, people) {
  await trial.assertKept(people);
  await trial.assertAccounts();
  await trial.assertShown();
}
