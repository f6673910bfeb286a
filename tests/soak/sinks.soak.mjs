// One receiver in every kind of trouble, as long as it takes: a receiver that hangs is waited for, and what the others of its
// turn missed meanwhile comes later.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FAULTS, Trouble, expected, person } from "../support/trouble.mjs";
import { until } from "../support/until.mjs";

const PEOPLE = 24;

let trouble;
before(async () => (trouble = await Trouble.begin()));
after(() => trouble?.end());

test("timeouts, errors, throttling, broken connections, redirects: everything arrives, each once by its id", { timeout: 280_000 }, async (t) => {
  const { receiver } = trouble;
  const stormy = await trouble.site(t, "stormy", ["storm"]);
  const rows = new Map();
  const row = ({ event }) => event.id.split(".")[0];
  // Of three rows one meets a fault, so that the receiver is never down for good.
  receiver.fault = (request) => {
    if (rows.has(row(request))) return undefined;
    const fault = rows.size % 3 === 0 ? FAULTS[rows.size / 3] : undefined;
    rows.set(row(request), fault);
    return fault;
  };
  const people = Array.from({ length: PEOPLE }, person);
  await Promise.all(people.map((email) => stormy.submit(email)));
  const whole = expected(people);
  const told = () => trouble.told("storm");
  await until(() => told().length === whole.length, () => `${whole.length} events, not ${told().length}`, 240_000);
  assert.deepEqual(told(), whole);
  assert.equal(new Set([...rows.values()].filter(Boolean)).size, FAULTS.length, "every fault happened");
  assert.equal(receiver.at("/elsewhere").length, 0, "no redirect was followed");
  await until(async () => (await stormy.read("sinks")).waiting === 0, "the outbox to be empty");
  assert.equal(trouble.doubled("storm"), 1, "only what was taken and not answered came again");
  assert.deepEqual(await stormy.deadLetters(), []);
});
