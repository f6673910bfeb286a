// Who may do what: every route of the API with every kind of key, on its own site and on others; tokens from their making to their
// end; the trail; versions of a site and the way back.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { ROOT, TOKEN } from "../support/engine.mjs";
import { isWritten } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { World, id } from "../support/world.mjs";

const OWN = "keys-own";
const OTHER = "keys-other";
const NOWHERE = "keys-nowhere";
const ROLES = ["read", "write", "admin"];
/** Hashes of no token: what nobody was given. */
const forged = (token) => token.slice(0, -43) + "A".repeat(43);

let world;
const sites = [];
before(async () => {
  world = await World.create({ main: "tests/support/metered/entry.js", vars: { OUTBOX_RESEND_SECONDS: "600" } });
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

const ask = (method, path, key, body) => {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return fetch(`${world.engine.url}/api/v1/${path}`, { method, headers, body });
};

async function answered(method, path, key, body) {
  const answer = await ask(method, path, key, body);
  const text = await answer.text();
  assert.equal(answer.status, 200, `${method} ${path}: ${text}`);
  return JSON.parse(text);
}

async function refused(answer, status, code) {
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.status, problem.code], [status, status, code]);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  return problem;
}

/** Makes a token, as whoever has the deployment's own key. */
const create = (site, role, more = {}) =>
  answered("POST", `tokens?site=${site}`, TOKEN, JSON.stringify({ name: `for ${role}`, role, ...more }));
const trail = async (site, key = TOKEN) => (await answered("GET", `audit?site=${site}&limit=200`, key)).entries;

/** Every route as docs/api.md has it; a test of the domain holds that table against the code. */
async function routes() {
  const text = await readFile(join(ROOT, "docs/api.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) api\/v1\/(\S+)` \| (read|write|admin) \| (?:`(\S+)` )?\|/gm)];
  return rows.map(([, method, path, role, verb]) => ({ method, path, role, verb, name: `${method} ${path}` }));
}

const nobody = `lead_00${"A".repeat(22)}`;
const LETTER = `dead_00${"A".repeat(22)}`;
const UNKNOWN = { "<lead>": nobody, "<letter>": LETTER, "<domain>": "nobody.example", "<sink>": "none", "<version>": "0".repeat(16) };
UNKNOWN["<token>"] = `tok_${"A".repeat(22)}`;

/** What each route answers to whoever may, asked for what is not there; and the body it is asked with. */
const ALLOWED = {
  "GET leads": [200],
  "GET leads/<lead>": [404, "unknown-lead"],
  "DELETE leads/<lead>": [404, "unknown-lead"],
  "PATCH leads/<lead>": [404, "unknown-lead", { tags: { vip: true } }],
  "POST leads/<lead>/accept": [404, "unknown-lead"],
  "POST leads/<lead>/reject": [404, "unknown-lead", { reason: "wrong-timing" }],
  "POST leads/<lead>/stage": [404, "unknown-lead", { stage: "opportunity" }],
  "POST leads/<lead>/contact": [404, "unknown-lead"],
  "POST leads/erase": [404, "unknown-lead", { email: "nobody@keys.example" }],
  "POST leads/merge": [404, "unknown-lead", { leads: [nobody, `lead_00${"B".repeat(21)}A`] }],
  "POST leads/<lead>/detach": [404, "unknown-lead", { visitor: `vis_${"A".repeat(22)}` }],
  "POST leads/<lead>/link": [400, "body-invalid", {}],
  "GET accounts/<domain>": [404, "unknown-account"],
  "GET export": [200],
  "POST import": [200, undefined, ""],
  "GET counters": [200],
  "GET rescoring": [200],
  "POST rescoring": [200],
  "GET sinks": [200],
  "POST sinks/<sink>/test": [404, "unknown-sink"],
  "GET dead-letters": [200],
  "GET dead-letters/<letter>": [404, "unknown-dead-letter"],
  "POST dead-letters/<letter>/replay": [404, "unknown-dead-letter"],
  "POST dead-letters/replay": [200],
  "GET sites/<site>": [200],
  "PUT sites/<site>": [422, "site-invalid", {}],
  "GET sites/<site>/versions": [200],
  "GET sites/<site>/versions/<version>": [404, "unknown-version"],
  "POST sites/<site>/versions/<version>/restore": [404, "unknown-version"],
  // There is one version, and none before it.
  "GET sites/<site>/diff": [404, "unknown-version"],
  "GET tokens": [200],
  "POST tokens": [400, "body-invalid", {}],
  "DELETE tokens/<token>": [404, "unknown-token"],
  "POST tokens/<token>/rotate": [404, "unknown-token"],
  "GET audit": [200],
};

/** Asks a route about a site with a key. */
function knock({ method, path, name }, site, key) {
  const [, , body] = ALLOWED[name];
  const filled = path.replace("<site>", site).replace(/<\w+>/g, (part) => UNKNOWN[part]);
  const query = path.includes("<site>") ? "" : `?site=${site}`;
  return ask(method, filled + query, key, body === undefined || body === "" ? body : JSON.stringify(body));
}

test("every route of the API is in the matrix, and nothing else", async () => {
  assert.deepEqual((await routes()).map(({ name }) => name).sort(), Object.keys(ALLOWED).sort());
});

test("the matrix: role by route by site", async (t) => {
  const keys = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, (await create(OWN, role)).secret])));
  for (const route of await routes()) {
    await t.test(route.name, async () => {
      const [status, code] = ALLOWED[route.name];
      const lets = async (answer) => {
        if (code) return refused(answer, status, code);
        assert.equal(answer.status, status, await answer.text());
      };
      for (const role of ROLES) {
        const reaches = ROLES.indexOf(role) >= ROLES.indexOf(route.role);
        const answer = await knock(route, OWN, keys[role]);
        if (reaches) await lets(answer);
        else assert.match((await refused(answer, 403, "forbidden")).detail, new RegExp(`\\b${route.role}\\b`));
        const [other, nowhere] = await Promise.all([OTHER, NOWHERE].map((site) => knock(route, site, keys[role])));
        assert.deepEqual(await refused(other, 404, "unknown-site"), await nowhere.json(), "told apart by nothing");
      }
      await lets(await knock(route, OWN, TOKEN));
      await lets(await knock(route, OTHER, TOKEN));
      if (route.name === "PUT sites/<site>") await lets(await knock(route, NOWHERE, TOKEN));
      else await refused(await knock(route, NOWHERE, TOKEN), 404, "unknown-site");
    });
  }
});

test("what is no good key opens no route", async () => {
  const revoked = await create(OWN, "admin");
  await answered("DELETE", `tokens/${revoked.token.id}?site=${OWN}`, TOKEN);
  const elsewhere = revoked.secret.replace(`llt_${OWN}_`, `llt_${OTHER}_`);
  const bad = [undefined, "", "wrong", "llt_", revoked.secret, forged(revoked.secret), elsewhere];
  bad.push(revoked.secret.replace(`llt_${OWN}_`, `llt_${NOWHERE}_`), `${TOKEN}x`, TOKEN.slice(1), `${revoked.secret}A`);
  for (const route of await routes()) {
    for (const key of bad) {
      for (const site of [OWN, NOWHERE]) {
        const answer = await knock(route, site, key);
        assert.equal(answer.headers.get("www-authenticate"), "Bearer", `${route.name} ${key}`);
        await refused(answer, 401, "unauthorized");
      }
    }
  }
});

test("a key that is none, or names no site, wakes no registry", async () => {
  const folder = join(world.engine.folder, "state/v3/do/leadline-SiteRegistry");
  const registries = async () => (await readdir(folder)).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file)).length;
  const before = await registries();
  const { secret } = await create(OWN, "read");
  for (const key of [secret.replace(OWN, NOWHERE), secret.replace(OWN, "a".repeat(40)), `${secret}A`, "llt_keys-none_x"]) {
    await refused(await ask("GET", `leads?site=${NOWHERE}`, key), 401, "unauthorized");
  }
  for (const path of ["audit", "tokens", "rescoring"]) {
    const method = path === "rescoring" ? "POST" : "GET";
    await refused(await ask(method, `${path}?site=${NOWHERE}`, TOKEN), 404, "unknown-site");
  }
  assert.equal(await registries(), before);
});

test("a token that names no site means its own", async () => {
  const { secret } = await create(OWN, "read");
  assert.equal((await answered("GET", "counters", secret)).site, OWN);
  assert.equal((await answered("GET", "counters", TOKEN)).site, "demo");
});

test("a secret is told once and kept nowhere", async () => {
  const { token, secret } = await create(OWN, "read", { expires_in_days: 30 });
  assert.match(secret, new RegExp(`^llt_${OWN}_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{43}$`));
  assert.equal(Date.parse(token.expires_at) - Date.parse(token.created_at), 30 * 24 * 3_600_000);
  const { tokens } = await answered("GET", `tokens?site=${OWN}`, TOKEN);
  assert.deepEqual(tokens.find(({ id }) => id === token.id), token);
  assert.ok(!JSON.stringify(tokens).includes(secret.slice(-43)));
  assert.ok(await isWritten(world.engine, createHash("sha256").update(secret).digest("hex")), "its hash is there");
  assert.ok(!(await isWritten(world.engine, secret.slice(-43))), "and it is not");
  assert.ok(!world.engine.log.includes(secret.slice(-43)));
});

test("a wish that makes no sense makes no token", async () => {
  const before = (await answered("GET", `tokens?site=${OWN}`, TOKEN)).tokens.length;
  for (const wish of [
    "",
    "[]",
    '{"name":"x"}',
    '{"name":"x","role":"owner"}',
    '{"name":"","role":"read"}',
    '{"name":"ada@keys.example","role":"read"}',
    '{"name":"x","role":"read","expires_in_days":0}',
    '{"name":"x","role":"read","expires_in_days":-1}',
    '{"name":"x","role":"read","expires_at":"2020-01-01T00:00:00Z"}',
  ]) {
    await refused(await ask("POST", `tokens?site=${OWN}`, TOKEN, wish), 400, "body-invalid");
  }
  assert.equal((await answered("GET", `tokens?site=${OWN}`, TOKEN)).tokens.length, before);
});

test("after a rotation both secrets open until the overlap is over, which may be at once", async () => {
  const { token, secret: first } = await create(OWN, "read");
  const rotate = (body) => answered("POST", `tokens/${token.id}/rotate?site=${OWN}`, TOKEN, body);
  // Whoever used it just before is remembered: that must not outlive what the registry says now.
  await answered("GET", "sinks", first);
  const { token: rotated, secret: second } = await rotate();
  assert.equal(Date.parse(rotated.former_until) - Date.parse(rotated.rotated_at), 24 * 3_600_000);
  for (const secret of [first, second]) await answered("GET", "sinks", secret);
  const { secret: third } = await rotate('{"overlap_hours":0}');
  for (const secret of [first, second]) await refused(await ask("GET", "sinks", secret), 401, "unauthorized");
  await answered("GET", "sinks", third);
  await refused(await ask("POST", `tokens/${token.id}/rotate?site=${OWN}`, TOKEN, '{"overlap_hours":169}'), 400, "body-invalid");
  const { used_on } = (await answered("GET", `tokens?site=${OWN}`, TOKEN)).tokens.find(({ id }) => id === token.id);
  assert.match(used_on, /^\d{4}-\d\d-\d\d$/);
});

test("a revoked token opens nothing, also for an isolate that never heard of it, and gets no other secret", async () => {
  const { token, secret } = await create(OWN, "admin");
  const { secret: kept } = await create(OWN, "read");
  await answered("GET", "sinks", secret);
  for (const _ of [1, 2]) {
    const { token: revoked } = await answered("DELETE", `tokens/${token.id}?site=${OWN}`, TOKEN);
    assert.equal(revoked.state, "revoked");
  }
  await refused(await ask("GET", "sinks", secret), 401, "unauthorized");
  await refused(await ask("POST", `tokens/${token.id}/rotate?site=${OWN}`, TOKEN), 409, "token-over");
  await world.engine.kill();
  await world.engine.start();
  await refused(await ask("GET", "sinks", secret), 401, "unauthorized");
  await answered("GET", "sinks", kept);
});

test("a token of one site can't be touched from another", async () => {
  const { token, secret } = await create(OWN, "read");
  const { secret: admin } = await create(OTHER, "admin");
  for (const key of [admin, TOKEN]) {
    await refused(await ask("DELETE", `tokens/${token.id}?site=${OTHER}`, key), 404, "unknown-token");
    await refused(await ask("POST", `tokens/${token.id}/rotate?site=${OTHER}`, key), 404, "unknown-token");
  }
  await answered("GET", "sinks", secret);
});

test("every change leaves one entry with its verb, who and what, and no address; what is refused leaves none", async (t) => {
  const { token, secret } = await create(OTHER, "admin");
  const { secret: reader } = await create(OTHER, "read");
  for (const route of (await routes()).filter(({ verb }) => verb)) {
    await t.test(route.name, async () => {
      const before = await trail(OTHER);
      if (route.role !== "read") await refused(await knock(route, OTHER, reader), 403, "forbidden");
      assert.deepEqual(await trail(OTHER), before, "a role that does not reach changes nothing");
    });
  }
  const visitor = { email: `ada-${id("").toLowerCase()}@keys.example`, other: `bob-${id("").toLowerCase()}@keys.example` };
  for (const email of Object.values(visitor)) await world.submit({ email }, { site: OTHER });
  const leads = (await answered("GET", "leads", secret)).leads.map((lead) => lead.id);
  const changes = [
    ["lead.changed", [leads[0]], "PATCH", `leads/${leads[0]}`, { owner: "somebody@sales.example" }],
    ["lead.accepted", [leads[0]], "POST", `leads/${leads[0]}/accept`],
    ["lead.rejected", [leads[0]], "POST", `leads/${leads[0]}/reject`, { reason: "wrong-timing", note: `call ${visitor.email}` }],
    ["lead.moved", [leads[0]], "POST", `leads/${leads[0]}/stage`, { stage: "mql" }],
    ["lead.contacted", [leads[0]], "POST", `leads/${leads[0]}/contact`],
    ["lead.browser_detached", [leads[0]], "POST", `leads/${leads[0]}/detach`, { visitor: id("vis_") }],
    ["lead.link_made", [leads[0]], "POST", `leads/${leads[0]}/link`, { to: `${world.shopOrigin}/offer` }],
    ["lead.merged", leads, "POST", "leads/merge", { leads }],
    ["leads.imported", undefined, "POST", "import", ""],
    [undefined, undefined, "POST", "import?dry_run=true", ""],
    ["rescoring.begun", undefined, "POST", "rescoring"],
    ["sink.tested", ["crm"], "POST", "sinks/crm/test"],
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
    const expected = verb ? [{ by, verb, ...(objects && { objects }) }] : [];
    assert.deepEqual(added.map(({ id: _, at: __, ...rest }) => rest), expected, `${method} ${path}`);
  }
  const told = JSON.stringify(await trail(OTHER));
  assert.ok(!told.includes("@") && !told.includes("%40"), "no address");
  const documented = new Set((await routes()).map(({ verb }) => verb).filter(Boolean));
  const tried = new Set(changes.map(([verb]) => verb).filter(Boolean));
  const elsewhere = ["site.published", "site.restored", "token.created", "token.rotated", "token.revoked"];
  assert.deepEqual([...tried, ...elsewhere].sort(), [...documented].sort(), "these are seen in the tests below");
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
  assert.equal(await costs(() => ask("GET", "sinks", forged(reader))), 0);
});

test("versions are listed with who published them, compared, and put in force again from the command line", async (t) => {
  const site = await SinkSite.create(world, "keys-versions");
  t.after(() => site.remove());
  await site.route("");
  const scoring = await readFile(join(site.folder, "scoring.toml"), "utf8");
  await writeFile(join(site.folder, "scoring.toml"), scoring.replace(/points = 25\b/, "points = 26"));
  await world.publish(site.folder);
  const versions = async () => (await answered("GET", `sites/${site.id}/versions`, TOKEN)).versions;
  const [later, earlier, ...none] = await versions();
  assert.deepEqual(none, []);
  assert.deepEqual([later.in_force, earlier.in_force, later.published_by], [true, false, "deployment"]);
  const shown = await answered("GET", `sites/${site.id}/versions/${earlier.version}`, TOKEN);
  assert.deepEqual([shown.version, shown.in_force, shown.files.site.id], [earlier.version, false, site.id]);

  const { changes } = await answered("GET", `sites/${site.id}/diff`, TOKEN);
  assert.equal(changes.length, 1);
  assert.match(changes[0].place, /^scoring\.\w+\.\d+\.points$/);
  assert.deepEqual([changes[0].from, changes[0].to], [25, 26]);
  const told = await world.leadline("diff", "--site", site.id, "--from", earlier.version, "--until", later.version);
  assert.equal(told.stdout, `${earlier.version} -> ${later.version}: 1 change\n~ ${changes[0].place}: 25 -> 26\n`);

  const { secret, token } = await create(site.id, "admin");
  const restored = await answered("POST", `sites/${site.id}/versions/${earlier.version}/restore`, secret);
  assert.equal(restored.version, earlier.version);
  assert.equal((await answered("GET", `sites/${site.id}`, secret)).version, earlier.version);
  const [newest] = await versions();
  assert.deepEqual(newest.published_by, { token: { id: token.id, name: token.name } });
  assert.deepEqual([newest.version, newest.in_force, (await versions()).length], [earlier.version, true, 2]);
  const [entry] = await trail(site.id);
  assert.deepEqual([entry.verb, entry.objects], ["site.restored", [earlier.version]]);

  const back = await world.leadline("roll-back", "--site", site.id);
  assert.equal(back.stdout, `${site.id} is at ${later.version} again\n`);
  const listed = (await world.leadline("versions", "--site", site.id)).stdout;
  assert.match(listed, new RegExp(`^${later.version} .*the deployment +in force$`, "m"));
});

test("an admin's token publishes its own site, and a version that does not stand up to the rules is not restored", async (t) => {
  const site = await SinkSite.create(world, "keys-rules");
  t.after(() => site.remove());
  await site.route("");
  const [{ version }] = (await answered("GET", `sites/${site.id}/versions`, TOKEN)).versions;
  const { files } = await answered("GET", `sites/${site.id}/versions/${version}`, TOKEN);
  const { secret } = await create(site.id, "admin");
  const publish = (to) => ask("PUT", `sites/${to}`, secret, JSON.stringify({ version, site: files }));
  assert.equal((await publish(site.id)).status, 200);
  await refused(await publish(OTHER), 404, "unknown-site");
  const [before] = await trail(site.id);
  await changeRegistry(site.id, (registry) => {
    registry.prepare("UPDATE version SET json = replace(json, ?, ?) WHERE version = ?").run('"shards":1', '"shards":99', version);
  });
  await refused(await ask("POST", `sites/${site.id}/versions/${version}/restore`, secret), 422, "site-invalid");
  assert.deepEqual((await trail(site.id))[0], before, "what was not put in force is not in the trail");
});

test("a registry of an earlier release is opened as it is", async (t) => {
  const site = await SinkSite.create(world, "keys-upgrade");
  t.after(() => site.remove());
  await site.route("");
  await changeRegistry(site.id, (registry) => {
    registry.exec("ALTER TABLE version DROP COLUMN publisher; DROP TABLE token; DROP TABLE audit");
  });
  const [only] = (await answered("GET", `sites/${site.id}/versions`, TOKEN)).versions;
  assert.deepEqual([only.published_by, only.in_force], [null, true]);
  const { secret } = await create(site.id, "admin");
  assert.equal((await trail(site.id, secret)).length, 1);
  await world.publish(site.folder);
  const [again] = (await answered("GET", `sites/${site.id}/versions`, secret)).versions;
  assert.deepEqual([again.version, again.published_by], [only.version, "deployment"]);
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
  assert.deepEqual((await trail(site.id)).map(({ verb }) => verb), ["site.published"], "what is too old is not shown");
  await create(site.id, "read");
  const recent = Date.now() - day;
  await changeRegistry(site.id, (registry) => {
    assert.equal(count(registry).n, 2, "and is gone with the next change");
    fill(registry, 1, 99_998, recent);
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
  assert.deepEqual((await trail(site.id)).map(({ verb }) => verb), ["token.created", "site.published"]);
});

test("without the deployment's own key there are tokens, and who has none is told what is missing", async () => {
  const { secret } = await create(OWN, "read");
  const { LEADLINE_API_TOKEN: own, ...others } = world.engine.secrets;
  await world.engine.kill();
  world.engine.secrets = others;
  await world.engine.start();
  await answered("GET", "sinks", secret);
  await refused(await ask("GET", "sinks", forged(secret)), 401, "unauthorized");
  for (const key of [own, "", undefined]) await refused(await ask("GET", "sinks", key), 500, "misconfigured");
  await world.engine.kill();
  world.engine.secrets = { ...others, LEADLINE_API_TOKEN: own };
  await world.engine.start();
  await answered("GET", `sinks?site=${OWN}`, own);
});

/** Changes a registry's rows while the engine is down. */
async function changeRegistry(site, change) {
  await world.engine.kill();
  const folder = join(world.engine.folder, "state/v3/do/leadline-SiteRegistry");
  let found = false;
  for (const file of await readdir(folder)) {
    if (!/^[0-9a-f]{64}\.sqlite$/.test(file)) continue;
    const registry = new DatabaseSync(join(folder, file));
    const { name } = registry.prepare("SELECT name FROM __miniflare_do_name").get() ?? {};
    if (name === `site/${site}`) {
      change(registry);
      found = true;
    }
    registry.close();
  }
  assert.ok(found, "the registry has a file");
  await world.engine.start();
}

test("the command line makes, lists, rotates and revokes tokens, and shows the trail", async () => {
  const made = await world.leadline("token", "create", "From the terminal", "--role", "read", "--days", "7", "--site", OWN);
  const secret = made.stdout.trim();
  const [, token] = /(tok_\S+) \(From the terminal\), read, until 2\d{3}-/.exec(made.stderr);
  await answered("GET", "sinks", secret);
  const rotated = await world.leadline("token", "rotate", token, "--overlap-hours", "0", "--site", OWN);
  await refused(await ask("GET", "sinks", secret), 401, "unauthorized");
  await answered("GET", "sinks", rotated.stdout.trim());
  assert.match((await world.leadline("token", "list", "--site", OWN)).stdout, new RegExp(`^${token} +From the terminal +read +live`, "m"));
  await world.leadline("token", "revoke", token, "--site", OWN);
  await refused(await ask("GET", "sinks", rotated.stdout.trim()), 401, "unauthorized");
  const shown = (await world.leadline("audit", "--site", OWN, "--limit", "3")).stdout;
  assert.deepEqual(shown.match(/token\.\w+/g), ["token.revoked", "token.rotated", "token.created"]);
});
