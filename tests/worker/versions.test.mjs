// Versions of a site: listed, compared, put in force again.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Callers, refused } from "../support/callers.mjs";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { changeKv } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { World } from "../support/world.mjs";

let world, ask, answered, create, trail, changeRegistry;
before(async () => {
  world = await World.create();
  ({ ask, answered, create, trail, changeRegistry } = new Callers(world));
});
after(() => world?.destroy());

test("versions are listed with who published them, compared, and put in force again from the command line", async (t) => {
  const site = await SinkSite.create(world, "keys-versions");
  t.after(() => site.remove());
  await site.route("");
  const first = await answered("GET", `sites/${site.id}/diff`, TOKEN);
  assert.equal(first.from, null);
  assert.ok(first.changes.length > 1 && first.changes.every((change) => !("from" in change) && "to" in change));
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
  await refused(await publish("demo"), 404, "unknown-site");
  const [before] = await trail(site.id);
  await changeRegistry(site.id, (registry) => {
    registry.prepare("UPDATE version SET json = replace(json, ?, ?) WHERE version = ?").run('"shards":1', '"shards":99', version);
  });
  await refused(await ask("POST", `sites/${site.id}/versions/${version}/restore`, secret), 422, "site-invalid");
  assert.deepEqual((await trail(site.id))[0], before, "what was not put in force is not in the trail");
});

test("what breaks a newer rule stays in force; who sends a form of a site that can't be read is told so, in a page or a line", async (t) => {
  const site = await SinkSite.create(world, "keys-in-force");
  t.after(() => site.remove());
  await site.route("");
  const [{ version }] = (await answered("GET", `sites/${site.id}/versions`, TOKEN)).versions;
  const inForce = async (change) => {
    await world.engine.kill();
    await changeKv(world.engine, `site/${site.id}/${version}`, change);
    await world.engine.start();
  };
  const ll_ticket = await world.ticket("whitepaper", site.id);
  const send = (url, accept, origin) => {
    const body = new URLSearchParams({ email: "ada@example.com", ll_ticket });
    return fetch(url, { method: "POST", body, headers: { accept, origin, "accept-language": "de" }, redirect: "manual" });
  };
  const [door, page] = [`${world.engine.url}/f/${site.id}/whitepaper`, `${world.engine.url}/p/${site.id}/whitepaper`];

  await inForce((text) => text.replace('"label":"First name"', '"label":""'));
  await site.submit("ada@example.com");
  assert.equal((await fetch(page)).status, 200);

  await inForce((text) => text.replace('"shards":1', '"shards":0'));
  for (const [url, origin] of [[door, world.shopOrigin], [page, world.engine.own]]) {
    const told = await send(url, "text/html,application/xhtml+xml", origin);
    assert.deepEqual([told.status, told.headers.get("content-type")], [503, "text/html; charset=utf-8"], url);
    assert.match(await told.text(), /<h1>Bei uns ist etwas schiefgegangen, und es wurde nichts gesendet\./);
    assert.equal(told.headers.get("retry-after"), "2");
  }
  const line = await send(door, "text/plain", world.shopOrigin);
  assert.deepEqual([line.status, (await line.text()).split("\n")[0]], [503, "unavailable"]);
  for (const url of [door, page]) await refused(await fetch(url), 503, "unavailable");
  const shown = await fetch(page, { headers: { accept: "text/html", "accept-language": "de" } });
  assert.equal(shown.status, 503);
  assert.match(await shown.text(), /<h1>Bei uns ist etwas schiefgegangen\. Bitte versuchen Sie es in einer Minute/);

  await site.route("# mended\n");
  assert.equal((await send(page, "text/html", world.engine.own)).status, 303);
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
