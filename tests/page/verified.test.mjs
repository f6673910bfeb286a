// Whoever proves in a real browser who they are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { Fixture } from "../support/fixture.mjs";
import { sign } from "../support/sign.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** A visit with the lead of an address that it named, once that is there. */
async function named(t, traits) {
  const visit = await fixture.visit(t);
  await visit.open("/page");
  await visit.sees("view");
  await visit.call("identify", { email: "ada@b.example", ...traits(visit) });
  const found = await until(async () => (await visit.leads())[0], "the lead");
  return { visit, found };
}

const shown = async (visit, { id }) => (await fixture.world.api(`leads/${id}?site=${visit.site}`)).lead;
const bonds = async (visit, lead) => (await shown(visit, lead)).browsers.map(({ bond }) => bond).sort();

test("whom the customer's server signed is verified, and the signature is no field", async (t) => {
  const signed = ({ site }) => ({ company: "B", ll_signature: sign("ada@b.example", { site }) });
  const { visit, found } = await named(t, signed);
  assert.deepEqual(found.fields, { company: "B" });
  assert.deepEqual(await bonds(visit, found), ["verified"]);
  await visit.counted("outcome.accepted.verified", 1);
});

test("whoever follows a link of their own is verified, and the address keeps its token from everybody", async (t) => {
  const { visit, found } = await named(t, () => ({}));
  assert.deepEqual(await bonds(visit, found), ["claimed"]);
  const answer = await fetch(`${fixture.world.engine.url}/api/v1/leads/${found.id}/link?site=${visit.site}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ to: visit.url("/offer?secret=1") }),
  });
  const { url } = await answer.json();
  await visit.page.goto(url);
  await visit.ready();
  const [, view] = await visit.sees("view", 2);
  assert.equal(new URL(view.url).searchParams.get("ll_link"), new URL(url).searchParams.get("ll_link"), "to the edge, and no further");
  assert.doesNotMatch(view.url, /secret/);
  await until(async () => (await bonds(visit, found)).includes("verified"), "the browser to be verified");
  assert.deepEqual(await bonds(visit, found), ["verified"], "the same browser, which was only claimed before");
  assert.doesNotMatch(JSON.stringify(await shown(visit, found)), /ll_link|ll1\./);
});
