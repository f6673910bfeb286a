// Claimed against verified: who types an address, and who proves that it is theirs.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { IDENTIFY_SECRET, TOKEN } from "../support/engine.mjs";
import { sign } from "../support/sign.mjs";
import { ROOT } from "../support/tools.mjs";
import { World, batchOf, id } from "../support/world.mjs";

const OLDER = "0d1e".repeat(16);

let world;
before(async () => (world = await World.create({ secrets: { DEMO_IDENTIFY_SECRET: `${IDENTIFY_SECRET} ${OLDER}` } })));
after(() => world?.destroy());

const person = () => `${id("")}@verified.example`.toLowerCase();
const item = (kind, keys) => ({ kind, occurred_at: Date.now(), url: `${world.shopOrigin}/`, ...keys });
const view = (path) => item("view", { url: new URL(path, world.shopOrigin).href, title: "", referrer: "" });
const identify = (traits) => item("identify", { traits });
const leadOf = async (email, site) => (await world.leads(site)).find((lead) => lead.email.toLowerCase() === email);
const show = async (lead, site = "demo") => (await world.api(`leads/${lead.id}?site=${site}`)).lead;
const bonds = async (email) => (await show(await leadOf(email))).browsers.map(({ bond, views }) => [bond, views]).sort();
const ask = (path, body, headers = { authorization: `Bearer ${TOKEN}` }) =>
  fetch(`${world.engine.url}/api/v1/${path}`, { method: "POST", body: JSON.stringify(body), headers });
const linkTo = (lead, body) => ask(`leads/${lead.id}/link?site=demo`, { to: `${world.shopOrigin}/welcome`, ...body });

/** A browser that keeps what it is answered. */
class Browser {
  async sends(...items) {
    const answer = await world.batch(batchOf(items, this.passport && { passport: this.passport }));
    const [passport, ...outcomes] = (await answer.text()).split("\n");
    this.passport = passport;
    return outcomes;
  }

  async submits(answers) {
    const answer = await world.submit({ ...answers, ...(this.passport && { ll_passport: this.passport }) });
    assert.equal(answer.status, 200);
    this.passport = (await answer.text()).split("\n")[0];
  }
}

/** Publishes the demo site under another id, with its files changed. */
async function publish(t, site, change) {
  const folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  for (const [name, of] of Object.entries({ "site.toml": (text) => text.replace('id = "demo"', `id = "${site}"`), ...change })) {
    const text = await readFile(join(folder, name), "utf8");
    assert.notEqual(of(text), text);
    await writeFile(join(folder, name), of(text));
  }
  await world.publish(folder);
}

test("claimed against verified", async () => {
  const email = person();
  const [bobs, adas] = [new Browser(), new Browser()];
  await bobs.sends(view("/pricing"), view("/pricing"));
  await bobs.submits({ email, company_size: "1-50" });
  assert.deepEqual(await bonds(email), [["claimed", 2]]);
  const ll_signature = sign(email);
  const outcomes = await adas.sends(view("/pricing"), identify({ email: email.toUpperCase(), ll_signature }));
  assert.deepEqual(outcomes, ["accepted", "accepted.verified"]);
  await adas.sends(view("/"));
  await bobs.sends(view("/"));
  assert.deepEqual(await bonds(email), [["claimed", 3], ["verified", 2]]);
  await adas.submits({ email });
  await adas.sends(identify({ email }), view("/"));
  const lead = await show(await leadOf(email));
  assert.deepEqual(await bonds(email), [["claimed", 3], ["verified", 3]], "a claim takes nothing back");
  assert.ok(!JSON.stringify(lead).includes(ll_signature) && !world.engine.log.includes(ll_signature), "it is kept nowhere");
  const { visitor } = lead.browsers.find(({ bond }) => bond === "claimed");
  assert.equal((await ask(`leads/${lead.id}/detach?site=demo`, { visitor })).status, 200);
  assert.equal((await show(lead)).views, 3, "what was verified stays");
});

test("a signature that proves nothing leaves a claim, with all that is said, and is counted", async () => {
  const email = person();
  const wrong = [sign(person()), sign(email, { site: "other" }), sign(email, { secret: "x".repeat(40) }), sign(email, { seconds: 8 * 86_400 }), "nonsense", 5];
  const browser = new Browser();
  const said = wrong.map((ll_signature, nth) => batchOf([identify({ email, [`trait_${nth}`]: nth, ll_signature })]));
  for (const { items } of said) assert.deepEqual(await browser.sends(...items), ["accepted.proof-wrong"]);
  assert.deepEqual(await browser.sends(identify({ email, ll_signature: sign(email, { seconds: -1 }) })), ["accepted.proof-expired"]);
  assert.equal(Object.keys((await leadOf(email)).fields).length, wrong.length);
  assert.deepEqual(await bonds(email), [["claimed", 0]]);
  const counts = await world.settledCounts();
  assert.ok(counts["outcome.accepted.proof-wrong"] >= wrong.length && counts["outcome.accepted.proof-expired"] >= 1);
});

test("what a server does as the docs say is verified", async () => {
  const docs = await readFile(join(ROOT, "docs/tracker.md"), "utf8");
  const [, code] = /```js\n\/\/ Node\n(.+?)```/s.exec(docs);
  const { signature } = await import(`data:text/javascript,${encodeURIComponent(code)};export { signature };`);
  const email = person();
  const outcomes = await new Browser().sends(identify({ email, ll_signature: signature(IDENTIFY_SECRET, "demo", ` ${email.toUpperCase()} `) }));
  assert.deepEqual(outcomes, ["accepted.verified"]);
});

test("while the secret changes both are good", async () => {
  const email = person();
  const outcomes = await new Browser().sends(identify({ email, ll_signature: sign(email, { secret: OLDER }) }));
  assert.deepEqual(outcomes, ["accepted.verified"]);
});

test("a site that wants signatures leaves out whom nobody signed", async (t) => {
  await publish(t, "strict", { "site.toml": (text) => text.replace('id = "demo"', 'id = "strict"').replace("[identify]", "[identify]\nrequire = true") });
  const [email, unsigned] = [person(), person()];
  const items = [
    identify({ email: unsigned }),
    identify({ email: unsigned, ll_signature: sign(unsigned) }),
    identify({ email: unsigned, ll_signature: sign(unsigned, { site: "strict", seconds: -1 }) }),
    identify({ email, ll_signature: sign(email, { site: "strict" }) }),
  ];
  const answer = await world.post("b/strict", JSON.stringify(batchOf(items)), { "content-type": "text/plain" });
  const outcomes = (await answer.text()).split("\n").slice(1);
  assert.deepEqual(outcomes, ["filtered.unsigned", "filtered.proof-wrong", "filtered.proof-expired", "accepted.verified"]);
  assert.deepEqual((await world.leads("strict")).map((lead) => lead.email), [email]);
});

test("a rule that pays only for what is verified", async (t) => {
  const pricing = /signal = "pricing-view"\n/;
  await publish(t, "sure", { "scoring.toml": (text) => text.replace(pricing, "$&verified = true\n") });
  const [email, other] = [person(), person()];
  const send = (items) => world.post("b/sure", JSON.stringify(batchOf(items)), { "content-type": "text/plain" });
  await send([view("/pricing"), identify({ email: other })]);
  await send([view("/pricing"), identify({ email, ll_signature: sign(email, { site: "sure" }) })]);
  const reasons = async (email) => (await leadOf(email, "sure")).score.reasons.filter(({ signal }) => signal === "pricing-view");
  assert.deepEqual([(await reasons(other)).length, (await reasons(email))[0].verified], [0, true]);
});

test("a link for one person verifies the browser that follows it, and its token is kept nowhere", async () => {
  const email = person();
  await new Browser().submits({ email });
  const lead = await leadOf(email);
  const { url, expires_at } = await (await linkTo(lead, { to: `${world.shopOrigin}/pricing?utm_source=mail#top` })).json();
  const token = new URL(url).searchParams.get("ll_link");
  assert.ok(url.startsWith(`${world.shopOrigin}/pricing?utm_source=mail&ll_link=ll1.`) && url.endsWith("#top"));
  assert.ok(Date.parse(expires_at) > Date.now() + 29 * 86_400_000);
  const browser = new Browser();
  await browser.sends(view("/"));
  assert.deepEqual(await browser.sends(view(url), item("form-start", { url, form: "whitepaper" })), ["accepted.verified", "accepted"]);
  await browser.sends(view(url));
  assert.deepEqual(await bonds(email), [["claimed", 0], ["verified", 3]]);
  const shown = await show(lead);
  assert.deepEqual(shown.diary[0].deeds, ["view /pricing"]);
  assert.equal(shown.last_touch.source, "mail");
  for (const text of [JSON.stringify(shown), JSON.stringify(await world.counts()), world.engine.log]) {
    assert.ok(!text.includes(token) && !text.includes("ll_link"), "the token is nowhere");
  }
});

test("a link leads to whoever has the person by then, and one that is damaged or too old leads nowhere", async () => {
  const [one, other] = [person(), person()];
  for (const email of [one, other]) await new Browser().submits({ email });
  const [senior, junior] = [await leadOf(one), await leadOf(other)];
  const { url } = await (await linkTo(junior, { ttl_days: 1 })).json();
  assert.equal((await ask("leads/merge?site=demo", { leads: [senior.id, junior.id] })).status, 200);
  assert.deepEqual(await new Browser().sends(view(url)), ["accepted.verified"]);
  assert.ok((await bonds(one)).some(([bond, views]) => bond === "verified" && views === 1));
  const damaged = url.replace(/ll_link=ll1\.../, "ll_link=ll1.AA");
  assert.deepEqual(await new Browser().sends(view(damaged)), ["accepted.proof-wrong"]);
  const consentless = await world.batch(batchOf([view(url)], { consent: "none" }));
  assert.deepEqual((await consentless.text()).split("\n"), ["", "accepted.without-consent"]);
});

test("who follows another person's link leaves behind what was done before", async () => {
  const [mine, yours] = [person(), person()];
  await new Browser().submits({ email: yours });
  const { url } = await (await linkTo(await leadOf(yours))).json();
  const browser = new Browser();
  await browser.sends(view("/pricing"), identify({ email: mine, ll_signature: sign(mine) }));
  await browser.sends(view("/"), view(url));
  assert.deepEqual(await bonds(mine), [["verified", 2]]);
  assert.deepEqual(await bonds(yours), [["claimed", 0], ["verified", 1]]);
});

test("a link whose lead is gone leaves every browser whose it was, with all that is counted", async () => {
  const [gone, mine, later] = [person(), person(), person()];
  await new Browser().submits({ email: gone });
  const lead = await leadOf(gone);
  const { url } = await (await linkTo(lead)).json();
  const headers = { authorization: `Bearer ${TOKEN}` };
  assert.equal((await fetch(`${world.engine.url}/api/v1/leads/${lead.id}?site=demo`, { method: "DELETE", headers })).status, 200);
  const [nobodys, mines] = [new Browser(), new Browser()];
  await mines.sends(view("/pricing"), identify({ email: mine, ll_signature: sign(mine) }));
  await nobodys.sends(view("/pricing"), view("/"));
  for (const browser of [mines, nobodys]) {
    assert.deepEqual(await browser.sends(view(url), view(url), view("/")), ["accepted.verified", "accepted.verified", "accepted"]);
  }
  assert.deepEqual(await bonds(mine), [["verified", 4]], "who is logged in stays so");
  await nobodys.submits({ email: later });
  assert.deepEqual(await bonds(later), [["claimed", 5]], "what was counted comes along");
  assert.equal(await leadOf(gone), undefined);
});

test("links are made by the API alone, to the site's own pages, for people who are there", async () => {
  const email = person();
  await new Browser().submits({ email });
  const lead = await leadOf(email);
  const code = async (answer) => [(await answer).status, (await (await answer).json()).code];
  for (const body of [{ to: "https://elsewhere.example/" }, { to: "/welcome" }, { ttl_days: 0 }, { ttl_days: 91 }, { ttl_days: "1" }]) {
    assert.deepEqual(await code(linkTo(lead, body)), [400, "body-invalid"], JSON.stringify(body));
  }
  assert.deepEqual(await code(linkTo({ id: id("lead_00") })), [404, "unknown-lead"]);
  assert.deepEqual(await code(ask(`leads/${lead.id}/link`, { to: world.shopOrigin }, {})), [401, "unauthorized"]);
});

test("nothing that a browser is answered depends on what is known of an address", async () => {
  const known = person();
  const operator = new Browser();
  await operator.sends(view("/pricing"), identify({ email: known, ll_signature: sign(known), city: "Wien", vip: true }));
  await operator.submits({ email: known, company_size: "51-200", job_title: "Director" });
  /** What of an answer is not drawn anew each time: a sealed text shows its length, nothing else. */
  const shape = async (answer) => {
    const headers = [...answer.headers].filter(([name]) => name !== "date");
    const text = (await answer.text()).replace(/ll1\.[\w-]+/g, (sealed) => `sealed:${sealed.length}`);
    return { status: answer.status, headers, text };
  };
  const answers = async (email) => {
    const at = Date.now();
    const views = [{ ...view("/"), occurred_at: at }];
    const named = await world.batch(batchOf([...views, { ...identify({ email, city: "Graz" }), occurred_at: at }], { sent_at: at }));
    const ll_passport = (await named.clone().text()).split("\n")[0];
    const later = await world.batch(batchOf(views, { passport: ll_passport, sent_at: at }));
    const form = await fetch(`${world.engine.url}/f/demo/whitepaper`);
    const sent = await world.submit({ email, ll_passport });
    const wrong = await world.submit({ email, ll_passport, company_size: "huge" });
    const page = await world.post("p/whitepaper", new URLSearchParams({ email, ll_ticket: await world.ticket() }), { origin: world.engine.own });
    return Promise.all([named, later, form, sent, wrong, page].map(shape));
  };
  const [theirs, nobodys] = [await answers(known), await answers(person())];
  const mine = JSON.stringify(theirs).replaceAll(known, "");
  assert.equal(mine, JSON.stringify(nobodys).replace(/[\w-]+@verified\.example/g, ""));
  assert.deepEqual(theirs.map(({ status }) => status), [200, 200, 200, 200, 422, 303]);
});

test("nothing that somebody told is in any page that another is shown, whoever's address they type, and not even in their own", async () => {
  const email = person();
  const told = { first_name: "Ada-of-the-record", job_title: "Keeper of the record", company_size: "51-200" };
  const [adas, eves] = [new Browser(), new Browser()];
  await adas.sends(identify({ email, ll_signature: sign(email), city: "Town of the record" }));
  await adas.submits({ email, ...told });
  await eves.submits({ email });
  const { fields } = await show(await leadOf(email));
  const secrets = [...Object.values(told), "Town of the record", email].filter((value) => value !== told.company_size);
  assert.deepEqual({ ...fields, city: "" }, { ...told, city: "" }, "it is kept, and could be shown");
  const shown = [];
  for (const { passport } of [adas, eves]) {
    const cookie = `__Secure-ll-demo=${passport}`;
    for (const form of ["whitepaper", "quote", "demo-request"]) {
      const ll_passport = passport;
      shown.push(await world.post(`f/demo/${form}/open`, new URLSearchParams({ ll_passport })));
      shown.push(await world.post(`f/demo/${form}`, new URLSearchParams({ ll_passport, ll_ticket: await world.ticket(form) }), { accept: "text/html" }));
      shown.push(await world.submit({ ll_passport }, { form }));
    }
    shown.push(await fetch(`${world.engine.url}/p/whitepaper`, { headers: { cookie } }));
  }
  for (const answer of shown) {
    const text = await answer.text();
    assert.ok(text.length > 20, "there is something to read");
    for (const secret of secrets) assert.ok(!text.includes(secret), `${answer.url} shows ${secret}`);
  }
});
