// The trail: who changed what, one entry a change, written before it; and how long it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Callers, refused } from "../support/callers.mjs";
import { TOKEN } from "../support/engine.mjs";
import { LETTER, knock, routes } from "../support/routes.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { World, id } from "../support/world.mjs";

const OWN = "audit-own";
const OTHER = "audit-other";
/** SHA-256 of "the guide". */
const GUIDE = "cbbc0f212610e6c2d2f33e4ae278f2dc4c37dc3152aebe162dfd271fe7243563";

let world, ask, answered, create, trail, changeRegistry;
const sites = [];
before(async () => {
  world = await World.create({ main: "tests/support/metered/entry.js", vars: { OUTBOX_RESEND_SECONDS: "600" } });
  ({ ask, answered, create, trail, changeRegistry } = new Callers(world));
  for (const name of [OWN, OTHER]) {
    const site = await SinkSite.create(world, name);
    sites.push(site);
    await site.route("");
  }
});
after(async () => {
  await world?.destroy();
  for (const site of sites) await site.remove();
});

test("every change leaves one entry with its verb, who and what, and no address; what is refused leaves none", async (t) => {
  const { token, secret } = await create(OTHER, "admin");
  const { secret: reader } = await create(OTHER, "read");
  for (const route of (await routes()).filter(({ verb }) => verb)) {
    await t.test(route.name, async () => {
      const before = await trail(OTHER);
      if (route.role !== "read") await refused(await knock(ask, route, OTHER, reader), 403, "forbidden");
      assert.deepEqual(await trail(OTHER), before, "a role that does not reach changes nothing");
    });
  }
  const visitor = { email: `ada-${id("").toLowerCase()}@keys.example`, other: `bob-${id("").toLowerCase()}@keys.example` };
  for (const email of Object.values(visitor)) await world.submit({ email }, { site: OTHER });
  const leads = (await answered("GET", "leads", secret)).leads.map((lead) => lead.id);
  const held = [id("sub_"), id("sub_")];
  for (const ll_submission of held)
    await world.submit({ email: visitor.email, ll_submission, ll_url: "https://spam.example" }, { site: OTHER });
  const changes = [
    ["lead.changed", [leads[0]], "PATCH", `leads/${leads[0]}`, { owner: "somebody@sales.example" }],
    ["lead.accepted", [leads[0]], "POST", `leads/${leads[0]}/accept`],
    ["lead.rejected", [leads[0]], "POST", `leads/${leads[0]}/reject`, { reason: "wrong-timing", note: `call ${visitor.email}` }],
    ["lead.moved", [leads[0]], "POST", `leads/${leads[0]}/stage`, { stage: "mql" }],
    ["lead.contacted", [leads[0]], "POST", `leads/${leads[0]}/contact`],
    ["lead.browser_detached", [leads[0]], "POST", `leads/${leads[0]}/detach`, { visitor: id("vis_") }],
    ["lead.link_made", [leads[0]], "POST", `leads/${leads[0]}/link`, { to: `${world.shopOrigin}/offer` }],
    ["lead.merged", leads, "POST", "leads/merge", { leads }],
    ["account.assigned", (answer) => [answer.account.id], "PATCH", "accounts/mail.buyer.example", { owner: "" }],
    ["leads.imported", undefined, "POST", "import", ""],
    [undefined, undefined, "POST", "import?dry_run=true", ""],
    ["rescoring.begun", undefined, "POST", "rescoring"],
    ["site.file_stored", [GUIDE], "PUT", `sites/${OTHER}/files/${GUIDE}`, "the guide"],
    ["sink.tested", ["crm"], "POST", "sinks/crm/test"],
    ["submission.released", [held[0]], "POST", `quarantine/${held[0]}/release`],
    ["submission.discarded", [held[1]], "DELETE", `quarantine/${held[1]}`],
    ["dead_letter.replayed", undefined, "POST", "dead-letters/replay"],
    ["dead_letter.replayed", [LETTER], "POST", `dead-letters/${LETTER}/replay`],
    ["lead.erased", undefined, "POST", "leads/erase", { email: visitor.other }],
    ["lead.erased", undefined, "DELETE", `leads/${encodeURIComponent(visitor.email)}`],
    ["lead.erased", undefined, "DELETE", `leads/${visitor.email}`],
    ["lead.erased", [leads[0]], "DELETE", `leads/${leads[0]}`],
  ];
  for (const [verb, objects, method, path, body] of changes) {
    const before = await trail(OTHER);
    const answer = await ask(method, path, secret, typeof body === "object" ? JSON.stringify(body) : body);
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
    const entries = await trail(OTHER);
    const added = entries.slice(0, entries.length - before.length);
    const by = { token: { id: token.id, name: token.name } };
    const named = typeof objects === "function" ? objects(await answer.json()) : objects;
    const expected = verb ? [{ by, verb, ...(named && { objects: named }) }] : [];
    assert.deepEqual(added.map(({ id: _, at: __, ...rest }) => rest), expected, `${method} ${path}`);
  }
  const told = JSON.stringify(await trail(OTHER));
  assert.ok(!told.includes("@") && !told.includes("%40"), "no address");
  const documented = new Set((await routes()).map(({ verb }) => verb).filter(Boolean));
  const tried = new Set(changes.map(([verb]) => verb).filter(Boolean));
  const elsewhere = ["site.published", "site.restored", "token.created", "token.rotated", "token.revoked"];
  assert.deepEqual([...tried, ...elsewhere].sort(), [...documented].sort(), "these are seen in the tests of keys and versions");
});

test("the trail is read page by page, the newest first", async () => {
  for (const _ of [1, 2, 3]) await create(OWN, "read");
  const all = await trail(OWN);
  const paged = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await answered("GET", `audit?site=${OWN}&limit=2${cursor && `&cursor=${cursor}`}`, TOKEN);
    assert.ok(page.entries.length <= 2);
    paged.push(...page.entries);
    cursor = page.next;
  }
  assert.deepEqual(paged, all);
  const moments = all.map(({ at }) => Date.parse(at));
  assert.deepEqual(moments, moments.toSorted((one, other) => other - one));
  assert.equal(all[0].by, "deployment");
  for (const bad of ["limit=0", "limit=201", "cursor=x"]) {
    await refused(await ask("GET", `audit?site=${OWN}&${bad}`, TOKEN), 400, "parameter-invalid");
  }
});

test("a change costs one row more, a use of a token one a day, a refusal none", async () => {
  const rows = async () => (await (await fetch(`${world.engine.own}/rows`)).json()).SiteRegistry;
  const costs = async (something) => {
    const before = await rows();
    await something();
    return (await rows()) - before;
  };
  assert.equal(await costs(() => answered("POST", `rescoring?site=${OWN}`, TOKEN)), 1);
  let reader;
  assert.equal(await costs(async () => (reader = (await create(OWN, "read")).secret)), 2, "the token and its entry");
  assert.equal(await costs(() => answered("GET", "sinks", reader)), 1);
  assert.equal(await costs(() => answered("GET", "sinks", reader)), 0);
  assert.equal(await costs(() => ask("POST", "rescoring", reader)), 0);
  assert.equal(await costs(() => ask("GET", "sinks", reader.slice(0, -43) + "A".repeat(43))), 0);
});

test("the trail forgets what is older than 400 days, and the oldest thousand where there are too many", async (t) => {
  const site = await SinkSite.create(world, "keys-long");
  t.after(() => site.remove());
  await site.route("");
  const day = 24 * 3_600_000;
  const fill = (registry, from, to, at) =>
    registry.exec(`WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) INSERT INTO audit
      SELECT ${at} + i, 'old-' || i, json_object('id', 'aud_${"A".repeat(22)}', 'at', '2020-01-01T00:00:00Z', 'by', 'deployment', 'verb', 'x') FROM n`);
  const count = (registry) => registry.prepare("SELECT COUNT(*) AS n, MIN(at) AS oldest FROM audit").get();
  await changeRegistry(site.id, (registry) => fill(registry, 1, 5, Date.now() - 401 * day));
  assert.deepEqual((await trail(site.id)).map(({ verb }) => verb), ["site.published", "site.file_stored"], "what is too old is not shown");
  await create(site.id, "read");
  const recent = Date.now() - day;
  await changeRegistry(site.id, (registry) => {
    assert.equal(count(registry).n, 3, "and is gone with the next change");
    fill(registry, 1, 99_997, recent);
  });
  await create(site.id, "read");
  await create(site.id, "read");
  await changeRegistry(site.id, (registry) => {
    assert.deepEqual({ ...count(registry) }, { n: 100_002 - 1_000, oldest: recent + 1_001 });
  });
});

test("where the entry can't be written nothing is changed, and what only reads goes on", async (t) => {
  const site = await SinkSite.create(world, "keys-away");
  t.after(() => site.remove());
  await site.route("");
  const { secret } = await create(site.id, "admin");
  await site.submit(`ada-${id("").toLowerCase()}@keys.example`);
  const [lead] = (await site.read("leads")).leads;
  let version;
  const write = (registry, schema) => registry.prepare("UPDATE meta SET value = ? WHERE name = 'schema'").run(schema);
  // Tables of a newer release are left alone: every command fails.
  await changeRegistry(site.id, (registry) => {
    version = registry.prepare("SELECT value FROM meta WHERE name = 'schema'").get().value;
    write(registry, "99");
  });
  for (const [method, path, body] of [
    ["DELETE", `leads/${lead.id}`],
    ["POST", "leads/erase", { email: lead.email }],
    ["POST", "tokens", { name: "x", role: "read" }],
    ["POST", "import", ""],
  ]) {
    await refused(await ask(method, `${path}?site=${site.id}`, TOKEN, body && JSON.stringify(body)), 503, "unavailable");
  }
  assert.deepEqual((await site.read("leads")).leads.map(({ id }) => id), [lead.id]);
  await refused(await ask("GET", "leads", secret), 503, "unavailable");
  await changeRegistry(site.id, (registry) => write(registry, version));
  assert.equal((await answered("GET", "leads", secret)).leads.length, 1);
  assert.deepEqual((await trail(site.id)).map(({ verb }) => verb), ["token.created", "site.published", "site.file_stored"]);
});
