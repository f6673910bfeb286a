// Receivers in all kinds of trouble: everything arrives, nothing twice at whoever honours ids, nobody waits for somebody else.
// `cargo xtask soak --only sinks` waits for a receiver that hangs, too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FAULTS, Trouble, expected, person } from "../support/trouble.mjs";
import { until } from "../support/until.mjs";

let trouble, receiver;
before(async () => {
  trouble = await Trouble.begin();
  receiver = trouble.receiver;
});
after(() => trouble?.end());

test("errors, throttling, broken connections, redirects: everything arrives, each once by its id", async (t) => {
  // Each in a site of its own, at its webhook's first delivery: what fails is tried again after seconds, and all wait at once.
  const faults = new Map(FAULTS.filter((fault) => fault !== "hang").map((fault, nth) => [`storm-${nth}`, fault]));
  const met = new Set();
  receiver.fault = ({ path }) => {
    const name = path.slice(1);
    if (met.has(name)) return undefined;
    met.add(name);
    return faults.get(name);
  };
  await Promise.all([...faults].map(([name, fault]) => meets(t, name, fault)));
  assert.equal(receiver.at("/elsewhere").length, 0, "no redirect was followed");
});

async function meets(t, name, fault) {
  const stormy = await trouble.site(t, name, [name]);
  const email = person();
  await stormy.submit(email);
  const whole = expected([email]);
  await until(() => trouble.told(name).length === whole.length, () => `two events after ${JSON.stringify(fault)}, not ${trouble.told(name)}`);
  assert.deepEqual(trouble.told(name), whole);
  await until(async () => (await stormy.read("sinks")).waiting === 0, "the outbox to be empty");
  assert.equal(trouble.doubled(name), fault === "lose" ? 1 : 0, "only what was taken and not answered came again");
  assert.deepEqual(await stormy.deadLetters(), []);
}

test("a receiver that hangs keeps no other waiting", async (t) => {
  const hanging = await trouble.site(t, "hanging", ["a-hangs", "beside"]);
  receiver.fault = ({ path }) => (path === "/a-hangs" ? "hang" : undefined);
  await hanging.submit(person());
  await until(() => receiver.at("/a-hangs").length > 0, "the one that hangs to be asked");
  await until(() => receiver.taken("/beside").length === 2, "the other to have both events");
  assert.ok(!receiver.at("/a-hangs")[0].isClosed, "while the first still hangs");
});

test("a dead receiver is left alone after three failures, and others hear of everything", async (t) => {
  const dying = await trouble.site(t, "dying", ["dead", "alive"]);
  receiver.fault = ({ path }) => (path === "/dead" ? "reset" : undefined);
  const people = [];
  const told = () => trouble.told("alive");
  while (receiver.at("/dead").length < 3) {
    people.push(person());
    await dying.submit(people.at(-1));
    await until(() => told().length === 2 * people.length, "the living to hear of everybody so far");
  }
  await until(async () => (await dying.sink("dead")).health.state === "resting", "the dead one to rest");
  const more = Array.from({ length: 10 }, person);
  await Promise.all(more.map((email) => dying.submit(email)));
  await until(() => told().length === 2 * (people.length + more.length), "the living to hear of everybody");
  assert.deepEqual(told(), expected([...people, ...more]));
  assert.ok(receiver.at("/dead").length < people.length + more.length, "the dead one was not asked for each");
  assert.equal((await dying.sink("alive")).health.state, "well");
  assert.deepEqual(await dying.deadLetters(), [], "nothing is given up yet");
});
