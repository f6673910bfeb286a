// Versions of a site: listed, compared, put in force again.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Callers, refused } from "../support/callers.mjs";
import { TOKEN } from "../support/engine.mjs";
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
