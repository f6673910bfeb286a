// The engine's whole process group killed again and again, in the middle of submissions and deliveries: every
// acknowledged submission is there once, and every qualified lead is told under one id.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 12);
const PEOPLE = 25;

/** What there is to tell about each: three submissions, the last of which qualifies. */
const TOLD = [
  ...["form.submitted", "form.submitted", "form.submitted", "lead.created"],
  ...["lead.qualified", "lead.stage_changed", "lead.updated", "lead.updated"],
];

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

/** Submits for one person, and again under the same id as long as no answer comes back, as the client does. */
async function insist(person) {
  for (const [name, { form, ...answers }] of Object.entries(person.submissions)) {
    await until(async () => {
      const answer = await world.submit({ email: person.email, ...answers }, { form }).catch(() => null);
      return answer?.status === 200;
    }, `${name} of somebody to be taken`);
  }
}

function somebody(round) {
  const email = `r${round}-${id("")}@soak.example`.toLowerCase();
  const size = { ll_submission: id("sub_"), company_size: "51-200" };
  const title = { ll_submission: id("sub_"), job_title: "Head of Quality" };
  const demo = { ll_submission: id("sub_"), email: email.toUpperCase(), form: "demo-request" };
  return { email, submissions: { size, title, demo } };
}

test(`${ROUNDS} rounds of SIGKILL among ${PEOPLE * 3} submissions each`, { timeout: 45 * 60_000 }, async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    const people = Array.from({ length: PEOPLE }, () => somebody(round));
    const busy = Promise.all(people.map(insist));
    await new Promise((done) => setTimeout(done, Math.random() * 1500));
    await world.engine.kill();
    await world.engine.start();
    await busy;
    await assertAllThere(people);
    console.log(`round ${round} of ${ROUNDS}: ${PEOPLE * 3} submissions, all there once, all told`);
  }
});

async function assertAllThere(people) {
  const leads = (await world.api(`leads?site=demo&limit=200`)).leads;
  for (const { email } of people) {
    const hers = leads.filter((lead) => lead.email.toLowerCase() === email);
    assert.deepEqual(hers.map((lead) => [lead.submissions, lead.score.total]), [[3, 90]], "once, with all answers");
    const [{ id: lead }] = hers;
    const told = async () => (await world.received()).filter(({ event, duplicate }) => event.subject === lead && !duplicate);
    await until(async () => (await told()).length >= 8, "everything about her to be told");
    assert.deepEqual((await told()).map(({ type }) => type).sort(), TOLD);
  }
  await assertShown(leads.filter((lead) => lead.email.includes("@soak.example") || lead.email.includes("@SOAK.EXAMPLE")));
}

/** KV shows every qualified lead as it is now; three of a round are read, because each takes wrangler seconds. */
async function assertShown(leads) {
  for (const lead of leads.slice(0, 3)) {
    await until(async () => {
      const text = await world.kv(`lead/demo/${lead.id}`);
      return text.startsWith("{") && JSON.parse(text).version === lead.version;
    }, "her projection");
  }
}
