// What may be kept of a visitor: consent as the page says it, and Global Privacy Control as the browser does.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../support/tools.mjs";
import { World, batchOf, id } from "../support/world.mjs";
import { until } from "../support/until.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const GPC = { "sec-gpc": "1" };
const view = (path) => ({ kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}${path}`, title: "", referrer: "" });
const lines = async (answer) => (await answer.text()).split("\n");
const person = () => `${id("")}@consent.example`.toLowerCase();
const leadOf = async (email) => (await world.leads()).find((lead) => lead.email === email);
/** A passport that has seen the pricing page. */
const passport = async () => (await lines(await world.batch(batchOf([view("/pricing")]))))[0];
/** As a page on the edge's own origin asks. */
const own = (headers = {}) => ({ origin: world.engine.own, ...headers });

for (const consent of ["none", "withdrawn", "a word of tomorrow"]) {
  test(`items of a visitor whose consent is "${consent}" count, and nothing is answered to keep`, async () => {
    const shown = await passport();
    const before = await world.settledCounts();
    const answer = await world.batch(batchOf([view("/"), { kind: "telepathy" }], { consent, passport: shown }));
    assert.equal(answer.status, 200);
    assert.deepEqual(await lines(answer), ["", "accepted.without-consent", "invalid.unknown-kind"]);
    const after = await world.settledCounts();
    assert.deepEqual([after.view - before.view, after.session - before.session], [1, 0]);
  });
}

test("withdrawn consent takes the cookie away, consent never given leaves it alone", async () => {
  const withdrawn = await world.batch(batchOf([view("/")], { consent: "withdrawn" }), own());
  assert.match(withdrawn.headers.get("set-cookie"), /^__Secure-ll-demo=; Path=\/ll\/; .*Max-Age=0$/);
  const none = await world.batch(batchOf([view("/")], { consent: "none" }), own({ cookie: `__Secure-ll-demo=${await passport()}` }));
  assert.equal(none.headers.get("set-cookie"), null);
  assert.equal((await lines(none))[0], "", "and the cookie is not read");
});

test("Global Privacy Control counts as a refusal, whatever the page says", async () => {
  const answer = await world.batch(batchOf([view("/")], { passport: await passport() }), own(GPC));
  assert.match(answer.headers.get("set-cookie"), /Max-Age=0$/);
  assert.deepEqual(await lines(answer), ["", "accepted.gpc"]);
});

test("a form can be sent without consent, and takes nothing along", async () => {
  for (const [answers, headers] of [[{ ll_consent: "none" }, {}], [{}, GPC]]) {
    const email = person();
    const body = new URLSearchParams({ ll_ticket: await world.ticket(), email, ll_passport: await passport(), ...answers });
    const sent = await world.post("f/demo/whitepaper", body, { accept: "text/plain", ...headers });
    const [first, verb, thanks] = await lines(sent);
    assert.deepEqual([first, verb], ["", "say"]);
    assert.match(thanks, /Thank you/);
    const lead = await leadOf(email);
    assert.deepEqual([lead.submissions, lead.score.total, lead.views], [1, 0, 0]);
  }
});

test("whom a site names becomes a lead without consent too, without a history", async () => {
  const email = person();
  const identify = { kind: "identify", occurred_at: Date.now(), url: `${world.shopOrigin}/`, traits: { email } };
  const batch = batchOf([view("/pricing"), identify], { consent: "none", passport: await passport() });
  assert.deepEqual(await lines(await world.batch(batch)), ["", "accepted.without-consent", "accepted.without-consent"]);
  const lead = await leadOf(email);
  assert.deepEqual([lead.submissions, lead.score.total, lead.views], [0, 0, 0]);
});

test("a site may decide not to honour Global Privacy Control", async () => {
  const folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  const settings = await readFile(join(folder, "site.toml"), "utf8");
  await writeFile(join(folder, "site.toml"), `honour_gpc = false\n${settings}`);
  await world.publish(folder);
  await rm(folder, { recursive: true });
  const kept = async () => (await lines(await world.batch(batchOf([view("/")]), GPC)))[0];
  await until(kept, "the new version to be in force");
});
