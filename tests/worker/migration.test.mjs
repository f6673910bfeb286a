// A lead shard's database as the release with schema 1 left it, opened by this one: everybody is there, nothing that waited is
// lost, and what people do next goes on with who they were.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { TOKEN } from "../support/engine.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World } from "../support/world.mjs";

const run = promisify(execFile);
/** The site whose first shard the fixture is of. */
const SITE = "upgrade";

let world, receiver, site, old;
before(async () => {
  world = await World.create();
  receiver = await Receiver.start();
  site = await SinkSite.create(world, SITE);
  // As in the old release: the webhook's name is the key under which its deliveries are kept.
  await site.route(`[[webhook]]\nid = "crm"\nurl = "${receiver.url}/hook"\nsecret = "CRM_WEBHOOK_SECRET"\n`);
  // Whoever lists leads makes the shard's file.
  assert.deepEqual((await site.read("leads")).leads, []);
  await world.engine.kill();
  old = await withShard(async (shard) => {
    for (const name of tables(shard)) shard.exec(`DROP TABLE ${name}`);
    shard.exec(await readFile(join(ROOT, "tests/fixtures/v1/lead-shard.sql"), "utf8"));
    const texts = (query) => shard.prepare(query).all().map(({ text }) => JSON.parse(text));
    return {
      leads: texts("SELECT record AS text FROM lead"),
      rows: texts("SELECT body AS text FROM outbox"),
      shown: shard.prepare("SELECT lead FROM projection").all().map(({ lead }) => lead),
      submissions: shard.prepare("SELECT id FROM submission").all().map(({ id }) => id),
    };
  });
  await world.engine.start();
});
after(async () => {
  await world?.destroy();
  await site?.remove();
  await receiver?.stop();
});

/** Opens the database of the shard; the engine must not run. */
async function withShard(use) {
  const folder = join(world.engine.folder, "state/v3/do/leadline-LeadShard");
  for (const file of await readdir(folder)) {
    if (!/^[0-9a-f]{64}\.sqlite$/.test(file)) continue;
    const shard = new DatabaseSync(join(folder, file), { timeout: 10_000 });
    try {
      if (nameOf(shard) === `lead/${SITE}/0`) return await use(shard);
    } finally {
      shard.close();
    }
  }
  throw new Error("the shard has no file");
}

/** The local engine notes the name of an object in its file. */
function nameOf(shard) {
  return shard.prepare("SELECT name FROM __miniflare_do_name").get()?.name;
}

/** Tables that are ours, not the engine's. */
function tables(shard) {
  const all = shard.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all().map(({ name }) => name);
  return all.filter((name) => !name.startsWith("_") && !name.startsWith("sqlite_"));
}

const leads = async () => (await site.read("leads?limit=200")).leads;
const lead = async (id) => (await site.read(`leads/${id}`)).lead;
const known = (email) => old.leads.find((lead) => lead.email.canonical === email);

test("everybody is listed as they were", async () => {
  const shown = await leads();
  const said = ({ id, email, stage, score, version }) => `${id} ${email.typed ?? email} ${stage} ${score.total} ${version}`;
  assert.deepEqual(shown.map(said).sort(), old.leads.map(said).sort());
  assert.ok(old.leads.length >= 20);
  for (const { id, submissions, fields, visitors } of old.leads) {
    const now = await lead(id);
    assert.equal(now.submissions, submissions);
    assert.deepEqual(now.fields, Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])));
    const views = Object.values(visitors).reduce((sum, { visits }) => sum + visits.views, 0);
    assert.equal(now.views, views);
  }
});

test("what waited is told under its old ids, what was given up once more, and who qualified is shown", async () => {
  const ids = old.rows.flatMap(({ events }) => events.map(({ id }) => id));
  assert.ok(old.rows.length > 10 && old.shown.length > 1, "something waited");
  const told = () => new Set(receiver.taken("/hook").map(({ id }) => id));
  await until(() => ids.every((id) => told().has(id)), () => `${ids.length} events, not ${told().size}`);
  assert.deepEqual([...told()].sort(), [...ids].sort());
  await until(async () => (await site.read("sinks")).waiting === 0, "the outbox to be empty");
  assert.deepEqual(await site.deadLetters(), []);
  for (const id of old.shown.slice(0, 2)) {
    await until(async () => (await world.kv(`lead/${SITE}/${id}`)).startsWith("{"), "a lead to be shown");
  }
});

test("a submission that was taken before changes nothing, and a new one goes to the lead there was", async () => {
  const { id, version, submissions } = known("corrected@example.com");
  const taken = await withCorrection();
  const again = { email: "corrected@example.com", job_title: "Director", ll_submission: taken };
  await site.submit(again.email, again);
  assert.deepEqual([(await lead(id)).version, (await lead(id)).submissions], [version, submissions]);

  const before = known("told1@company1.example.com");
  const people = (await leads()).length;
  await site.submit("TOLD1@company1.example.com", { job_title: "Head of Quality" });
  const now = await lead(before.id);
  assert.deepEqual([now.submissions, now.fields.company_size], [before.submissions + 1, "51-200"]);
  assert.equal(now.score.total, before.score.total + 20, "the new answer counts beside what was known");
  const events = () => receiver.taken("/hook").filter(({ subject, data }) => subject === before.id && data.version > before.version);
  await until(() => events().some(({ type }) => type === "lead.qualified"), "the webhook to hear of it");
  assert.equal((await leads()).length, people);
});

/** The id of the submission that was corrected, as the old release kept it. */
async function withCorrection() {
  const { id } = known("corrected@example.com");
  const sql = await readFile(join(ROOT, "tests/fixtures/v1/lead-shard.sql"), "utf8");
  return sql.split("\n").find((line) => line.startsWith("INSERT INTO submission") && line.includes(id)).match(/sub_[\w-]{22}/)[0];
}

/** What an export has: the ids of submissions, and what its last line counts. */
async function exported() {
  const cli = process.env.LEADLINE_CLI ?? join(ROOT, "target/debug/leadline");
  const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
  const { stdout } = await run(cli, ["export", "--site", SITE, "--edge", world.engine.own], { env, maxBuffer: 64 << 20 });
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const { leads, submissions } = lines.at(-1);
  return { leads, submissions, ids: new Set(lines.flatMap(({ submission }) => submission?.taken.id ?? [])) };
}

test("an export has all of it, and the tables are this release's", async () => {
  const before = await exported();
  assert.ok(old.submissions.length > 10 && old.submissions.every((id) => before.ids.has(id)), "what was taken before is there");
  assert.deepEqual([before.leads, before.submissions], [old.leads.length, before.ids.size]);
  await site.submit("told2@company2.example.com");
  const after = await exported();
  assert.deepEqual([after.leads, after.submissions], [before.leads, before.submissions + 1]);
  await world.engine.kill();
  const schema = await withShard((shard) => shard.prepare("SELECT value FROM meta WHERE name = 'schema'").get().value);
  assert.ok(Number(schema) > 1);
  await world.engine.start();
  assert.equal((await leads()).length, old.leads.length, "and open a second time");
});
