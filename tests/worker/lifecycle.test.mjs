// A lead on its way: through the hands of sales, and through weeks of a clock that is driven.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld, lastSunday, local, weekday } from "../support/driven_world.mjs";
import { TOKEN } from "../support/engine.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { id } from "../support/world.mjs";

const VIENNA = "Europe/Vienna";
const LIFECYCLE = `
[[sla]]
id = "call"
stage = "mql"
within = "30m"
met_by = "contact"

[[sla]]
id = "decide"
stage = "mql"
within = "8h"

[[calendar]]
id = "office"
time_zone = "${VIENNA}"
hours = { mon-fri = "09:00-17:00" }
holidays = ["12-25"]
`;

let driven, world, receiver;
before(async () => {
  receiver = await Receiver.start();
  driven = await DrivenWorld.create();
  world = driven.world;
});
after(async () => {
  await driven?.destroy();
  await receiver?.stop();
});

/** A site that tells everything to a receiver of its own. */
async function site(t, name, routing = "") {
  const site = await SinkSite.create(world, name);
  t.after(() => site.remove());
  await writeFile(join(site.folder, "lifecycle.toml"), LIFECYCLE);
  await site.route(`${routing}\n[[webhook]]\nid = "crm"\nurl = "${receiver.url}/${name}"\nsecret = "CRM_WEBHOOK_SECRET"\n`);
  return site;
}

const person = () => `${id("").replace(/[^a-z0-9]/gi, "x").toLowerCase()}@buyer.example`;
/** What the receiver was told, each event once, in the order of their times. */
function told(site, ...types) {
  const events = new Map(receiver.at(`/${site.id}`).map(({ event }) => [event.id, event]));
  const wanted = [...events.values()].filter(({ type }) => types.length === 0 || types.includes(type));
  return wanted.sort((one, other) => Date.parse(one.time) - Date.parse(other.time));
}
const ask = async (site, method, path, body, headers = {}) => {
  const answer = await fetch(`${world.engine.url}/api/v1/${path}?site=${site.id}`, {
    method,
    body: body && JSON.stringify(body),
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  });
  return { status: answer.status, ...(await answer.json()) };
};
const lead = async (site, lead) => (await ask(site, "GET", `leads/${lead}`)).lead;
/** Somebody who decides asks for a demo: 20 points for who they are, 50 for what they did. */
async function demo(site, email) {
  await site.submit(email, { job_title: "Director" });
  const answer = await world.submit({ email, country: "" }, { site: site.id, form: "demo-request" });
  assert.equal(answer.status, 200, await answer.text());
}
const today = () => new Date(driven.now()).toISOString().slice(0, 10);

test("what a salesperson does with a lead, from the webhook to the deal", async (t) => {
  const shop = await site(t, "walked");
  const monday = weekday(today(), 1, 1);
  await driven.be(local(VIENNA, `${monday}T10:00`), shop.id);
  const email = person();
  await demo(shop, email);
  const [event] = await until(() => told(shop, "lead.qualified").length === 1 && told(shop, "lead.qualified"), "the webhook");
  assert.equal(event.data.email, email);
  // Read with the reasons why.
  const found = await lead(shop, event.subject);
  assert.deepEqual([found.stage, found.score.total, found.score.reasons.map(({ signal }) => signal)], ["mql", 70, ["decision-maker", "demo-request"]]);
  assert.deepEqual(found.journey.map(({ stage, by, reason }) => [stage, by, reason]), [["lead", "rules", undefined], ["mql", "rules", "score"]]);
  assert.deepEqual(found.slas.map(({ sla, state }) => [sla, state]), [["call", "open"], ["decide", "open"]]);
  // Called, and not the right time.
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/contact`)).status, 200);
  assert.deepEqual((await lead(shop, event.subject)).slas.map(({ state }) => state), ["met", "open"]);
  const refused = await ask(shop, "POST", `leads/${event.subject}/reject`, { reason: "busy" });
  assert.deepEqual([refused.status, refused.code], [422, "reason-unknown"]);
  assert.match(refused.detail, /wrong-timing/);
  const rejected = await ask(shop, "POST", `leads/${event.subject}/reject`, { reason: "wrong-timing", note: "after the fair" });
  assert.deepEqual([rejected.status, rejected.stage], [200, "recycled"]);
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/accept`)).code, "not-from-here");
  // Weeks later they ask again.
  await driven.be(local(VIENNA, `${weekday(monday, 2, 20)}T11:00`), shop.id);
  await demo(shop, email);
  await until(() => told(shop, "lead.qualified").length === 2, "the webhook, once more");
  const again = await lead(shop, event.subject);
  assert.deepEqual([again.stage, again.score.total], ["mql", 70]);
  // Taken, and won.
  const key = { "idempotency-key": "the same click" };
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/accept`, undefined, key)).stage, "sal");
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/stage`, { stage: "opportunity" })).stage, "opportunity");
  const twice = await ask(shop, "POST", `leads/${event.subject}/accept`, undefined, key);
  assert.deepEqual([twice.status, twice.change, twice.stage], [200, "none", "opportunity"], "a retry moves nobody back");
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/stage`, { stage: "sql" })).code, "reason-needed");
  assert.equal((await ask(shop, "POST", `leads/${event.subject}/stage`, { stage: "customer" })).stage, "customer");
  const won = await lead(shop, event.subject);
  assert.deepEqual(
    won.steps.map(({ stage, reason, note }) => [stage, reason, note]),
    [
      ["lead", undefined, undefined],
      ["mql", "score", undefined],
      ["recycled", "wrong-timing", "after the fair"],
      ["mql", "score", undefined],
      ["sal", undefined, undefined],
      ["opportunity", undefined, undefined],
      ["customer", undefined, undefined],
    ],
  );
  const moves = await until(() => told(shop, "lead.stage_changed").length === 6 && told(shop, "lead.stage_changed"), "every move");
  assert.deepEqual(moves.map(({ data }) => data.stage), ["mql", "recycled", "mql", "sal", "opportunity", "customer"]);
  assert.deepEqual(told(shop, "lead.sla_missed"), []);
});

test("what is not done in time is told once, at the business hour, over changes of the clock and restarts", async (t) => {
  const shop = await site(t, "timed");
  const year = new Date(driven.now()).getUTCFullYear() + 1;
  for (const change of [lastSunday(year, 3), lastSunday(year, 10)]) {
    const day = (ahead) => new Date(Date.parse(`${change}T12:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10);
    const before = told(shop, "lead.sla_missed").length;
    const missed = () => told(shop, "lead.sla_missed").slice(before);
    // Friday at twenty past four, in the clock's old time: the call is late on Friday, the decision on Monday.
    await driven.be(local(VIENNA, `${day(-2)}T16:20`), shop.id);
    await demo(shop, person());
    const qualified = () => told(shop, "lead.qualified")[before / 2];
    const { subject, data } = await until(qualified, "the lead");
    // By the seconds that the submission took.
    const due = data.slas.map(({ due_at }) => due_at);
    await driven.be(local(VIENNA, `${day(-2)}T16:49`), shop.id);
    await driven.restart();
    await driven.be(local(VIENNA, `${day(-2)}T16:59`), shop.id);
    await until(() => missed().length === 1, "the call to be late");
    // Nobody works on the weekend, and the clock changes meanwhile.
    await driven.be(local(VIENNA, `${day(1)}T09:00`), shop.id);
    await driven.restart();
    await driven.be(local(VIENNA, `${day(1)}T16:19`), shop.id);
    await world.api(`leads?site=${shop.id}`);
    assert.equal(missed().length, 1);
    await driven.be(local(VIENNA, `${day(1)}T16:29`), shop.id);
    await until(() => missed().length === 2, "the decision to be late");
    await driven.restart();
    await driven.be(local(VIENNA, `${day(20)}T12:00`), shop.id);
    await until(async () => (await shop.read("sinks")).waiting === 0, "everything to be told");
    assert.deepEqual(missed().map(({ data }) => data.missed.sla), ["call", "decide"]);
    assert.deepEqual(missed().map((event) => [event.subject, event.data.missed.due_at]), due.map((at) => [subject, at]));
    for (const [n, { time }] of missed().entries()) assert.ok(Date.parse(time) >= Date.parse(due[n]), time);
    const clock = { timeZone: VIENNA, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const shown = due.map((at) => new Date(at).toLocaleString("en-GB", clock).replace(",", ""));
    assert.match(shown[0], /^Fri 16:5\d$/);
    assert.match(shown[1], /^Mon 16:2\d$/);
  }
});

test("nobody sells to customers", async (t) => {
  const shop = await site(t, "spared", `[[suppress]]\nid = "customers"\ndomains = ["buyer.example"]\n`);
  const email = person();
  await demo(shop, email);
  await until(async () => told(shop, "lead.created").length === 1, "the webhook");
  const [{ subject }] = told(shop);
  const found = await lead(shop, subject);
  assert.deepEqual([found.stage, found.score.total, found.suppressed, found.slas], ["lead", 70, "customers", undefined]);
  assert.deepEqual(told(shop, "lead.qualified", "lead.stage_changed"), []);
  assert.equal((await ask(shop, "POST", `leads/${subject}/stage`, { stage: "opportunity" })).stage, "opportunity");
});

test("fields, tags and owner are changed through the API, and what makes no sense is refused", async (t) => {
  const shop = await site(t, "amended");
  const email = person();
  await shop.submit(email);
  await until(async () => told(shop, "lead.created").length === 1, "the webhook");
  const [{ subject }] = told(shop);
  const patch = { fields: { company: "Acme" }, tags: { vip: true }, owner: "ada" };
  const { status, change } = await ask(shop, "PATCH", `leads/${subject}`, patch);
  assert.deepEqual([status, change], [200, "updated"]);
  const found = await lead(shop, subject);
  assert.deepEqual([found.fields.company, found.tags, found.owner, found.history.company[0].source], ["Acme", ["vip"], "ada", "api"]);
  assert.equal((await ask(shop, "PATCH", `leads/${subject}`, patch)).change, "updated", "said again, it is as of now");
  for (const [path, body, code] of [
    ["", { fields: { "No such name": "x" } }, "body-invalid"],
    ["", { fields: { email: "x@y.example" } }, "body-invalid"],
    ["", { feilds: {} }, "body-invalid"],
    ["", { owner: "x".repeat(201) }, "body-invalid"],
    ["/stage", { stage: "won" }, "body-invalid"],
    ["/stage", undefined, "body-invalid"],
    ["/reject", undefined, "reason-needed"],
    ["/reject", { reason: "wrong-timing" }, "not-from-here"],
    ["/stage", { stage: "recycled", reason: "spam" }, "reason-leads-elsewhere"],
    ["/contact", { at: "yesterday" }, "body-invalid"],
  ]) {
    const refused = await ask(shop, path ? "POST" : "PATCH", `leads/${subject}${path}`, body);
    assert.equal(refused.code, code, `${path} ${JSON.stringify(body)}`);
  }
  assert.equal((await ask(shop, "POST", "leads/lead_00AAAAAAAAAAAAAAAAAAAAAA/accept")).code, "unknown-lead");
});
