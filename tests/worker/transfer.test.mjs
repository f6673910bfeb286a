// Turning pages, backup and restore, and people from a table, through the real command line.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World, batchOf, id } from "../support/world.mjs";

const CLI = process.env.LEADLINE_CLI ?? join(ROOT, "target/debug/leadline");
const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
const run = promisify(execFile);

let world, other, folder;
before(async () => {
  world = await World.create();
  other = await World.create();
  folder = await mkdtemp(join(tmpdir(), "leadline-transfer-"));
});
after(async () => {
  await Promise.all([world?.destroy(), other?.destroy()]);
  if (folder) await rm(folder, { recursive: true, force: true });
});

const at = (there, ...args) => [...args, "--site", "demo", "--edge", there.engine.own];
const leadline = async (there, ...args) => (await run(CLI, at(there, ...args), { env, maxBuffer: 64 << 20 })).stdout;
const exported = async (there) => (await leadline(there, "export")).trimEnd().split("\n").map((line) => JSON.parse(line));
/** What was exported, in an order of its own, without the time of the export. */
const content = (lines) => lines.slice(1).map((line) => JSON.stringify(line, sorted)).sort();
const sorted = (_, value) =>
  value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1))) : value;
const person = () => `${id("")}@transfer.example`.toLowerCase();
const told = async (there) => (await there.received()).length;

async function file(name, text, changed = new Date("2026-11-01T08:00:00Z")) {
  const path = join(folder, name);
  await writeFile(path, text);
  await utimes(path, changed, changed);
  return path;
}

/** The cells of a report's row, as numbers. */
function counts(report, row) {
  const line = report.split("\n").find((line) => line.startsWith(row));
  return line?.slice(row.length).trim().split(/\s+/).map(Number);
}

test("pages show every lead once, newest change first, over four shards", async () => {
  const emails = Array.from({ length: 23 }, person);
  for (const email of emails) assert.equal((await world.submit({ email })).status, 200);
  const shown = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await world.api(`leads?site=demo&limit=5${cursor && `&cursor=${cursor}`}`);
    shown.push(...page.leads);
    cursor = page.next;
    assert.ok(cursor === null ? page.leads.length <= 5 : page.leads.length === 5);
    if (cursor) assert.doesNotMatch(Buffer.from(cursor, "base64url").toString(), /@/);
  }
  assert.deepEqual(shown.map(({ email }) => email), emails.toReversed());
  assert.ok(new Set(shown.map((lead) => lead.id.slice(5, 7))).size > 1, "from several shards");
  const answer = await fetch(`${world.engine.url}/api/v1/leads?site=demo&cursor=nonsense`, { headers: { authorization: `Bearer ${TOKEN}` } });
  assert.deepEqual([answer.status, (await answer.json()).code], [400, "parameter-invalid"]);
});

test("an export taken into an empty site is the same site, and nobody is told twice", async () => {
  const view = { kind: "view", occurred_at: Date.now(), url: `${world.shopOrigin}/pricing`, title: "", referrer: "" };
  const passport = (await (await world.batch(batchOf([view]))).text()).split("\n")[0];
  const [one, two] = [person(), person()];
  const sub = id("sub_");
  assert.equal((await world.submit({ email: one, company_size: "1-50", ll_passport: passport })).status, 200);
  assert.equal((await world.submit({ email: one, company_size: "51-200" })).status, 200);
  assert.equal((await world.submit({ email: two, job_title: "Director", ll_submission: sub })).status, 200);
  const ids = (await world.leads()).filter(({ email }) => [one, two].includes(email)).map((lead) => lead.id);
  const body = JSON.stringify({ leads: ids });
  const merged = await fetch(`${world.engine.url}/api/v1/leads/merge`, { method: "POST", body, headers: { authorization: `Bearer ${TOKEN}` } });
  assert.equal((await merged.json()).is_done, true);
  const lines = await exported(world);
  assert.deepEqual([lines[0].leadline, lines[0].v, lines[0].site], ["export", 1, "demo"]);
  // Labels that an operator put on.
  const lead = lines.find((line) => line.lead?.merged)?.lead;
  lead.profile.tags = { vip: { at: Date.now(), value: true } };
  const backup = await file("backup.ndjson", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

  const before = await told(other);
  const first = await leadline(other, "import", backup);
  assert.deepEqual(counts(first, "leads"), [lines.at(-1).leads, 0, 0, 0]);
  assert.deepEqual(content(await exported(other)), content(lines));
  const second = await leadline(other, "import", backup);
  assert.deepEqual(counts(second, "leads"), [0, 0, lines.at(-1).leads, 0]);
  assert.deepEqual(counts(second, "submissions"), [0, 0, lines.at(-1).submissions, 0]);
  assert.deepEqual(content(await exported(other)), content(lines));

  // Addresses, old ids and submissions lead where they led.
  for (const known of ids) assert.equal((await other.api(`leads/${known}?site=demo`)).lead.id, lead.id);
  const restored = async () => (await other.api(`leads/${lead.id}?site=demo`)).lead;
  assert.deepEqual((await restored()).tags, ["vip"]);
  assert.equal((await restored()).history.company_size.length, 2);
  assert.equal((await other.submit({ email: two, job_title: "Director", ll_submission: sub })).status, 200);
  assert.equal((await restored()).submissions, 3, "it was counted before");
  assert.equal(await told(other), before);
  assert.equal((await other.submit({ email: two, job_title: "CEO" })).status, 200);
  assert.deepEqual([(await restored()).submissions, (await restored()).fields.job_title], [4, "CEO"]);
});

test("somebody who is known there under another id becomes one with who comes back", async () => {
  const email = person();
  const line = async () => (await exported(world)).find((line) => line.lead?.email.typed === email);
  for (const there of [world, other]) assert.equal((await there.submit({ email, company_size: "1-50" })).status, 200);
  const head = { leadline: "export", v: 1, site: "demo", at: "2026-11-22T08:00:00.000Z", shards: 4 };
  const tail = { leadline: "end", leads: 1, submissions: 0, aliases: 0 };
  const lead = await line();
  const backup = await file("one.ndjson", [head, lead, tail].map((line) => JSON.stringify(line)).join("\n"));
  await leadline(other, "import", backup);
  const found = (await other.leads()).filter((lead) => lead.email === email);
  assert.deepEqual([found.length, found[0].id, found[0].submissions], [1, lead.lead.id, 2]);
  assert.deepEqual(counts(await leadline(other, "import", backup), "leads"), [0, 0, 1, 0]);
});

test("a file that broke off, and one that is none, are refused before anything is sent", async () => {
  const lines = (await leadline(world, "export")).trimEnd().split("\n");
  const cut = await file("cut.ndjson", lines.slice(0, -2).join("\n"));
  await assert.rejects(leadline(other, "import", cut), /broke off/);
  await assert.rejects(leadline(other, "import", await file("none.ndjson", "{}\n")), /first line/);
});

test("people from a table are leads without submissions, once, and the dry run says so before", async () => {
  const [ada, bob, known] = [person(), person(), person()];
  assert.equal((await world.submit({ email: known, job_title: "Director" })).status, 200);
  const table = `\ufeffE-Mail;Firma;job_title;Since;Notes on it\n${ada};"Acme; Inc.";Director;2026-01-05;x\n${bob};Beta;;;\n` +
    `${ada.toUpperCase()};Acme2;;;\n;Nobody;;;\n${known};Gamma;Director;;\n`;
  const path = await file("crm 2026.csv", table);
  const args = ["import", path, "--map", "email=E-Mail,company=firma", "--at", "Since"];
  const dry = await leadline(world, ...args, "--dry-run");
  const rows = ["new", "known, with news", "known, nothing new", "doubled in the file", "invalid", "all"];
  const report = (text) => rows.map((row) => counts(text, row)[0]);
  assert.deepEqual(report(dry), [2, 1, 0, 1, 1, 5], dry);
  assert.match(dry, /line 5: no e-mail address/);
  assert.match(dry, /left out: Notes on it;/);
  assert.equal((await world.leads()).some(({ email }) => email === ada), false, "nothing is written");
  assert.deepEqual(report(await leadline(world, ...args)), [2, 1, 0, 1, 1, 5]);
  const lead = (await world.leads()).find(({ email }) => email === ada);
  assert.deepEqual([lead.submissions, lead.created_at], [0, "2026-01-05T00:00:00Z"]);
  const { history } = (await world.api(`leads/${lead.id}?site=demo`)).lead;
  assert.deepEqual(history.job_title[0], { at: "2026-01-05T00:00:00Z", value: "Director", source: "import:crm 2026" });
  assert.ok(lead.score.total > 0, "fit counts");
  const after = await exported(world);
  assert.deepEqual(report(await leadline(world, ...args, "--from", "3")).at(-1), 4);
  assert.deepEqual(content(await exported(world)), content(after), "the second time changes nothing");

  const loud = person();
  await leadline(world, "import", await file("loud.csv", `email\n${loud}\n`), "--tell");
  const heard = async (email) => (await world.received()).filter(({ event }) => event.data.email === email).map(({ type }) => type);
  await until(async () => (await heard(loud)).includes("lead.created"), "the webhook to hear of it");
  assert.deepEqual([await heard(ada), await heard(bob)], [[], []], "of the others it does not");
});

test("an import whose edge is killed in the middle ends the same", async () => {
  const people = Array.from({ length: 400 }, (_, nth) => `p${nth}-${person()},Company ${nth}`);
  await leadline(world, "import", await file("many.csv", `email,company\n${people.join("\n")}\n`));
  const lines = await exported(world);
  const backup = await file("many.ndjson", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const fresh = await World.create();
  try {
    const child = spawn(CLI, at(fresh, "import", backup), { env, stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise((done) => child.once("exit", done));
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    child.stdout.resume();
    await until(() => said.includes("through line"), "some of it to be sent");
    await fresh.engine.kill();
    await fresh.engine.start();
    const code = await ended;
    assert.equal(code, 0, said);
    assert.match(said, /Once more/);
    await leadline(fresh, "import", backup);
    assert.deepEqual(content(await exported(fresh)), content(lines));
  } finally {
    await fresh.destroy();
  }
});

test("a line that is none costs its neighbours nothing, and a request that is none is refused", async () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const post = (body, query = "") => fetch(`${world.engine.url}/api/v1/import?site=demo${query}`, { method: "POST", body, headers });
  const line = JSON.stringify({ person: { traits: { email: person() }, at: 1, source: "import:x" } });
  const { lines } = await (await post(`nonsense\n${line}\n{"lead":{}}\n`)).json();
  assert.deepEqual(lines.map(({ became }) => became), ["invalid", "created", "invalid"]);
  const code = async (answer) => [(await answer).status, (await (await answer).json()).code];
  assert.deepEqual(await code(post(`${line}\n`.repeat(51))), [400, "body-invalid"]);
  for (const query of ["shard=4", "shard=x", "part=all", "cursor=x", "part=submissions&cursor=lead_00AAAAAAAAAAAAAAAAAAAAAA"]) {
    assert.deepEqual(await code(fetch(`${world.engine.url}/api/v1/export?site=demo&${query}`, { headers })), [400, "parameter-invalid"], query);
  }
  for (const path of ["export", "import"]) {
    const method = path === "import" ? "POST" : "GET";
    assert.equal((await fetch(`${world.engine.url}/api/v1/${path}?site=demo`, { method })).status, 401);
  }
});
