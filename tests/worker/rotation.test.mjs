// Passports change their key without anybody being forgotten.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

const [FIRST, SECOND] = ["1".repeat(32), "2".repeat(40)];

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}${path}`, title: "", referrer: "" });
const visit = async (path, passport) =>
  (await (await world.batch(batchOf([view(path)], passport && { passport }))).text()).split("\n")[0];

async function restartWith(listed) {
  await world.engine.kill();
  world.engine.secrets.LEADLINE_PASSPORT_SECRETS = listed;
  await world.engine.start();
}

/** The views a lead has that takes this passport along. */
async function viewsOf(passport) {
  const email = `${id("")}@rotation.example`.toLowerCase();
  await world.submit({ email, ll_passport: passport });
  return (await world.leads()).find((lead) => lead.email === email).views;
}

test("passports open with any key that is listed, and with the root; a key that is gone makes strangers", async () => {
  const ofRoot = await visit("/");
  await restartWith(FIRST);
  const ofFirst = await visit("/", ofRoot);
  await restartWith(`${SECOND} ${FIRST}`);
  const ofSecond = await visit("/", ofFirst);
  assert.equal(await viewsOf(ofSecond), 3);
  assert.equal(await viewsOf(ofRoot), 1);
  await restartWith(SECOND);
  assert.equal(await viewsOf(ofFirst), 0);
  assert.equal(await viewsOf(ofSecond), 3);
  await until(async () => (await world.counts())["passport.refused"] === 1, "the refusal to be counted");
});

test("a list that can't be used says so", async () => {
  world.engine.healthy = async () => (await fetch(`${world.engine.url}/health`).catch(() => null))?.status === 500;
  await restartWith("short");
  const problem = await (await fetch(`${world.engine.url}/health`)).json();
  assert.equal(problem.code, "misconfigured");
  assert.match(problem.detail, /LEADLINE_PASSPORT_SECRETS/);
});
