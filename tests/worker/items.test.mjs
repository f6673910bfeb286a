// What a tracker tells: every kind of item, its bounds, what counts and what it leaves on a lead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, batchOf, id } from "../support/world.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const MINUTE = 60_000;
const item = (kind, keys = {}) => ({ kind, occurred_at: Date.now(), url: `${world.shopOrigin}/`, ...keys });
const view = (path, keys = {}) => item("view", { url: `${world.shopOrigin}${path}`, title: "", referrer: "", ...keys });
const event = (keys) => item("event", { name: "hello", ...keys });
const lines = async (answer) => (await answer.text()).split("\n");
const outcomes = async (items, extra) => (await lines(await world.batch(batchOf(items, extra)))).slice(1);
const passportAfter = async (items, extra) => (await lines(await world.batch(batchOf(items, extra))))[0];

/** What a lead looks like that takes this passport along. */
async function leadWith(passport) {
  const email = `${id("")}@items.example`.toLowerCase();
  await world.submit({ email, ll_passport: passport });
  return (await world.leads()).find((lead) => lead.email === email);
}

/** How much each of these counters grows by what is done. */
async function growth(names, act) {
  const before = await world.settledCounts();
  await act();
  const now = await world.settledCounts();
  return Object.fromEntries(names.map((name) => [name, (now[name] ?? 0) - (before[name] ?? 0)]));
}

test("every kind of item is taken, and counted by its name", async () => {
  const items = [
    view("/"),
    event({ props: { plan: "team", seats: [5, 20], nested: { a: null } } }),
    item("form-start", { form: "whitepaper" }),
    item("form-field", { form: "whitepaper", field: "first_name" }),
    item("form-abandon", { form: "whitepaper", field: "first_name" }),
    item("form-submit", { form: "somebody-elses" }),
    item("engagement", { ms: 3_000, scroll: 50 }),
    item("link", { link: "download", target: `${world.shopOrigin}/guide.pdf` }),
    item("link", { link: "mail", target: "" }),
    item("reset"),
  ];
  const names = ["view", "form-abandon.whitepaper", "form-submit", "form-submit.somebody-elses", "link.download", "link.mail", "session"];
  const grown = await growth(names, async () => assert.deepEqual(new Set(await outcomes(items)), new Set(["accepted"])));
  assert.deepEqual(Object.values(grown), [1, 1, 1, 0, 1, 1, 1], "a form that is not the site's is not counted by name");
});

test("what exceeds its bounds is refused and counted, and costs its neighbours nothing", async () => {
  const refused = [
    [event({ name: "" }), "invalid.name"],
    [event({ name: "ada%40example.com" }), "invalid.name"],
    [event({ name: "n".repeat(65) }), "invalid.too-long"],
    [event({ props: 0 }), "invalid.props"],
    [event({ props: { text: "t".repeat(301) } }), "invalid.props"],
    [event({ props: { a: { b: { c: 1 } } } }), "invalid.props"],
    [event({ props: Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`k${at}`, at])) }), "invalid.props"],
    [event({ props: { many: Array(10).fill("t".repeat(290)) } }), "invalid.props"],
    [item("engagement", { ms: 86_400_001, scroll: 0 }), "invalid.malformed"],
    [item("link", { link: "mail", target: "mailto:ada@example.com" }), "invalid.malformed"],
    [item("identify", { traits: { city: "Wien" } }), "invalid.traits"],
    [event({}), "accepted"],
  ];
  const grown = await growth(["outcome.invalid.props", "event"], async () =>
    assert.deepEqual(await outcomes(refused.map(([item]) => item)), refused.map(([, outcome]) => outcome)),
  );
  assert.deepEqual(grown, { "outcome.invalid.props": 5, event: 1 });
});

test("sessions, views and engaged time reach the lead", async () => {
  const at = (ago) => Date.now() - ago;
  const items = [
    view("/", { occurred_at: at(80 * MINUTE) }),
    view("/", { occurred_at: at(55 * MINUTE) }),
    item("engagement", { ms: 1_500, scroll: 10, occurred_at: at(54 * MINUTE) }),
    view("/", { occurred_at: at(20 * MINUTE) }),
    item("engagement", { ms: 1_700, scroll: 90, occurred_at: at(19 * MINUTE) }),
    view("/?utm_source=news", { occurred_at: at(18 * MINUTE) }),
    view("/?utm_source=late", { occurred_at: at(60 * MINUTE) }),
  ];
  const lead = await leadWith(await passportAfter(items));
  assert.deepEqual([lead.sessions, lead.views, lead.engaged_seconds], [3, 5, 3]);
});

test("a page by its fragment is another page", async () => {
  const lead = await leadWith(await passportAfter([view("/pricing#/faq"), view("/pricing")]));
  assert.deepEqual(lead.score.reasons.map(({ signal, count }) => [signal, count]), [["pricing-view", 1]]);
});

test("what automation does is filtered and counted, and the visitor stays as they were", async () => {
  const passport = await passportAfter([view("/pricing")]);
  const grown = await growth(["view", "outcome.filtered.automated"], async () => {
    const driven = batchOf([view("/"), view("/")], { automated: true, passport });
    assert.deepEqual(await lines(await world.batch(driven)), [passport, "filtered.automated", "filtered.automated"]);
  });
  assert.deepEqual(grown, { view: 0, "outcome.filtered.automated": 2 });
  const [none] = await lines(await world.batch(batchOf([view("/")], { automated: true })));
  assert.equal(none, "", "who has no passport gets none");
  assert.equal((await leadWith(passport)).views, 1);
});

test("a batch that was beaconed before is folded and not booked again", async () => {
  const batch = batchOf([view("/pricing")]);
  const grown = await growth(["view", "session", "outcome.accepted"], async () => {
    await world.batch(batch);
    const [passport] = await lines(await world.batch({ ...batch, beaconed: true }));
    const lead = await leadWith(passport);
    assert.deepEqual([lead.views, lead.score.total], [1, 25]);
  });
  assert.deepEqual(grown, { view: 1, session: 1, "outcome.accepted": 1 });
});

test("whoever comes after a reset is somebody else", async () => {
  const lead = await leadWith(await passportAfter([view("/pricing"), item("reset"), view("/")]));
  assert.deepEqual([lead.views, lead.score.total], [1, 0]);
});

test("what was done before a reset still reaches the lead it belongs to", async () => {
  const email = `${id("")}@items.example`.toLowerCase();
  const [passport] = await lines(await world.submit({ email }));
  await passportAfter([view("/pricing"), item("reset"), view("/")], { passport });
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.deepEqual([lead.views, lead.score.total], [1, 25]);
});

test("a page may read when to come again", async () => {
  const answer = await world.batch(batchOf([]));
  assert.equal(answer.headers.get("access-control-expose-headers"), "Retry-After, Leadline-Outcome, Leadline-Next");
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
});
