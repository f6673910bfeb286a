// Who may do what: every route of the API with every kind of key, on its own site and on others; tokens from their making to their
// end.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { Callers, refused } from "../support/callers.mjs";
import { TOKEN } from "../support/engine.mjs";
import { ALLOWED, knock, routes } from "../support/routes.mjs";
import { isWritten } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { World } from "../support/world.mjs";

const OWN = "keys-own";
const OTHER = "keys-other";
const NOWHERE = "keys-nowhere";
const ROLES = ["read", "write", "admin"];
/** A token's text with another secret. */
const forged = (token) => token.slice(0, -43) + "A".repeat(43);

let world, ask, answered, create, registries;
const sites = [];
before(async () => {
  world = await World.create();
  ({ ask, answered, create, registries } = new Callers(world));
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
        const answer = await knock(ask, route, OWN, keys[role]);
        if (reaches) await lets(answer);
        else assert.match((await refused(answer, 403, "forbidden")).detail, new RegExp(`\\b${route.role}\\b`));
        const [other, nowhere] = await Promise.all([OTHER, NOWHERE].map((site) => knock(ask, route, site, keys[role])));
        assert.deepEqual(await refused(other, 404, "unknown-site"), await nowhere.json(), "told apart by nothing");
      }
      await lets(await knock(ask, route, OWN, TOKEN));
      await lets(await knock(ask, route, OTHER, TOKEN));
      // What a site hands out is stored before the site is published, be it for the first time.
      if (["PUT sites/<site>", "PUT sites/<site>/files/<file>"].includes(route.name)) await lets(await knock(ask, route, NOWHERE, TOKEN));
      else await refused(await knock(ask, route, NOWHERE, TOKEN), 404, "unknown-site");
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
        const answer = await knock(ask, route, site, key);
        assert.equal(answer.headers.get("www-authenticate"), "Bearer", `${route.name} ${key}`);
        await refused(answer, 401, "unauthorized");
      }
    }
  }
});

test("a key that is none, or names no site, wakes no registry", async () => {
  const before = await registries();
  assert.ok(before.length > 0, "there are some to look at");
  const { secret } = await create(OWN, "read");
  for (const key of [secret.replace(OWN, NOWHERE), secret.replace(OWN, "a".repeat(40)), `${secret}A`, "llt_keys-none_x"]) {
    await refused(await ask("GET", `leads?site=${NOWHERE}`, key), 401, "unauthorized");
  }
  for (const path of ["audit", "tokens", "rescoring"]) {
    const method = path === "rescoring" ? "POST" : "GET";
    await refused(await ask(method, `${path}?site=${NOWHERE}`, TOKEN), 404, "unknown-site");
  }
  assert.deepEqual(await registries(), before);
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
