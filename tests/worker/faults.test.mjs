// Receivers in all kinds of trouble: everything arrives, nothing twice at whoever honours ids, nobody waits for somebody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";

/** What may become of a row's first delivery, and of no other: a second failure in a row is waited for five minutes. */
const FAULTS = [
  { status: 500 },
  { status: 429, headers: { "retry-after": "2" } },
  "reset",
  { status: 204, delay: 1_500 },
  "lose",
  { status: 503, headers: { "retry-after": "1" } },
  { status: 302, headers: { location: "/elsewhere" } },
  "hang",
];
const PEOPLE = 24;

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  // A row is not sent again while a receiver that hangs may still answer.
  world = await World.create({ vars: { OUTBOX_RESEND_SECONDS: "30" } });
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
});

const person = () => `${id("")}@faults.example`.toLowerCase();
const row = ({ event }) => event.id.split(".")[0];

const webhook = (id, path) => `
[[webhook]]
id = "${id}"
url = "${receiver.url}${path}"
secret = "CRM_WEBHOOK_SECRET"
`;

async function site(t, name, toml) {
  const site = await SinkSite.create(world, name);
  t.after(() => site.remove());
  await site.route(toml);
  return site;
}

/** What a receiver should have of people who submitted a form for the first time. */
const expected = (people) => people.flatMap((email) => [`${email} form.submitted`, `${email} lead.created`]).sort();
const told = (path) => receiver.taken(path).map(({ type, data }) => `${data.email} ${type}`).sort();

test("timeouts, errors, throttling, broken connections, redirects: everything arrives, each once by its id", { timeout: 280_000 }, async (t) => {
  const stormy = await site(t, "stormy", webhook("storm", "/storm"));
  const rows = new Map();
  // Of three rows one meets a fault, so that the receiver is never down for good.
  receiver.fault = (request) => {
    if (request.path !== "/storm" || rows.has(row(request))) return undefined;
    const fault = rows.size % 3 === 0 ? FAULTS[rows.size / 3] : undefined;
    rows.set(row(request), fault);
    return fault;
  };
  const people = Array.from({ length: PEOPLE }, person);
  await Promise.all(people.map((email) => stormy.submit(email)));
  const whole = expected(people);
  await until(() => told("/storm").length === whole.length, () => `${whole.length} events, not ${told("/storm").length}`, 240_000);
  assert.deepEqual(told("/storm"), whole);
  assert.equal(new Set([...rows.values()].filter(Boolean)).size, FAULTS.length, "every fault happened");
  assert.equal(receiver.at("/elsewhere").length, 0, "no redirect was followed");
  await until(async () => (await stormy.read("sinks")).waiting === 0, "the outbox to be empty");
  const lost = receiver.at("/storm").filter(({ isTaken }) => isTaken).length - whole.length;
  assert.equal(lost, 1, "only what was taken and not answered came again");
  assert.deepEqual(await stormy.deadLetters(), []);
});

test("a receiver that hangs keeps no other waiting", async (t) => {
  const hanging = await site(t, "hanging", webhook("a-hangs", "/hangs") + webhook("well", "/beside"));
  receiver.fault = ({ path }) => (path === "/hangs" ? "hang" : undefined);
  await hanging.submit(person());
  await until(() => receiver.at("/hangs").length > 0, "the one that hangs to be asked");
  await until(() => receiver.taken("/beside").length === 2, "the other to have both events");
  assert.ok(!receiver.at("/hangs")[0].isClosed, "while the first still hangs");
});

test("a dead receiver is left alone after three failures, and others hear of everything", async (t) => {
  const dying = await site(t, "dying", webhook("dead", "/dead") + webhook("alive", "/alive"));
  receiver.fault = ({ path }) => (path === "/dead" ? "reset" : undefined);
  const people = [];
  while (receiver.at("/dead").length < 3) {
    people.push(person());
    await dying.submit(people.at(-1));
    await until(() => told("/alive").length === 2 * people.length, "the living to hear of everybody so far");
  }
  await until(async () => (await dying.sink("dead")).health.state === "resting", "the dead one to rest");
  const more = Array.from({ length: 10 }, person);
  await Promise.all(more.map((email) => dying.submit(email)));
  await until(() => told("/alive").length === 2 * (people.length + more.length), "the living to hear of everybody");
  assert.deepEqual(told("/alive"), expected([...people, ...more]));
  assert.ok(receiver.at("/dead").length < people.length + more.length, "the dead one was not asked for each");
  assert.equal((await dying.sink("alive")).health.state, "well");
  assert.deepEqual(await dying.deadLetters(), [], "nothing is given up yet");
});
