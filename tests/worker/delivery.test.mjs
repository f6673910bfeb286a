// Delivery loses nothing: a failing receiver, and an engine killed between submit and delivery.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

/** What the edge says of a delivery that failed. */
function failedDelivery() {
  const line = world.engine.log.split("\n").find((line) => line.includes('"undelivered"'));
  return line && JSON.parse(line.slice(line.indexOf("{")));
}

async function eventsAbout(email) {
  return (await world.received()).filter(({ event }) => event.data.email === email);
}

test("a receiver in trouble gets the same event again, under the same id", async () => {
  const email = `${id("")}@trouble.example`.toLowerCase();
  await fetch(`http://127.0.0.1:${world.shopPort}/hooks/fail?times=1`, { method: "POST" });
  await world.submit({ email });
  const failed = await until(() => failedDelivery(), "the failure to be told");
  assert.equal(failed.why, "answered 500");
  await until(async () => (await eventsAbout(email)).some(({ id }) => id === failed.event), "the same event, by its id");
  await until(async () => (await eventsAbout(email)).filter(({ duplicate }) => !duplicate).length >= 2, "the event behind it");
  const fresh = (await eventsAbout(email)).filter(({ duplicate }) => !duplicate);
  assert.deepEqual(fresh.map(({ type }) => type).sort(), ["form.submitted", "lead.created"]);
});

test("killed right after the answer, before delivery: nothing is lost and nothing is doubled by id", async () => {
  const people = Array.from({ length: 5 }, () => `${id("")}@killed.example`.toLowerCase());
  const answers = await Promise.all(
    people.map((email) => world.submit({ email, company_size: "51-200", job_title: "Head" }, { form: "whitepaper" })),
  );
  assert.ok(answers.every((answer) => answer.status === 200));
  await world.engine.kill();
  await world.engine.start();
  for (const email of people) {
    await until(async () => (await eventsAbout(email)).filter(({ duplicate }) => !duplicate).length >= 2, `the events about ${email}`);
    const fresh = (await eventsAbout(email)).filter(({ duplicate }) => !duplicate);
    assert.deepEqual(fresh.map(({ type }) => type).sort(), ["form.submitted", "lead.created"]);
    assert.equal((await world.leads()).filter((lead) => lead.email === email).length, 1);
  }
});
