// Leads are searched, written as tables, and watched while they move.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World, id } from "../support/world.mjs";
import { join } from "node:path";

const CLI = process.env.LEADLINE_CLI ?? join(ROOT, "target/debug/leadline");
let world, site;
before(async () => {
  world = await World.create();
  site = await SinkSite.create(world, "sought", { shards: 3 });
  await site.route("");
});
after(async () => {
  await world?.destroy();
  await site?.remove();
});

const headers = { authorization: `Bearer ${TOKEN}` };
const search = (query, more = "") =>
  fetch(`${world.engine.url}/api/v1/leads/search?site=sought${more}`, { method: "POST", body: JSON.stringify(query), headers });
const found = async (query) => (await (await search(query)).json()).leads.map(({ email }) => email).sort();
const person = (name) => `${name}@${id("").replace(/[^a-z0-9]/gi, "x").toLowerCase()}.example`;

test("leads are found by what is asked for, over all shards, and pages leave nobody out", async () => {
  const [ada, bob, eve] = [person("ada"), person("bob"), person("eve")];
  await site.submit(ada, { job_title: "Director", company_size: "51-200" });
  await site.submit(bob, { first_name: "Robert" });
  await site.submit(eve);
  const { leads } = await site.read("leads");
  const idOf = (email) => leads.find((lead) => lead.email === email).id;
  const patched = await fetch(`${world.engine.url}/api/v1/leads/${idOf(bob)}?site=sought`, {
    method: "PATCH",
    body: JSON.stringify({ owner: "grace", tags: { vip: true } }),
    headers,
  });
  assert.equal(patched.status, 200);
  assert.deepEqual(await found({}), [ada, bob, eve].sort());
  assert.deepEqual(await found({ score_at_least: 40 }), [ada]);
  assert.deepEqual(await found({ owner: "grace", tags: ["vip"] }), [bob]);
  assert.deepEqual(await found({ text: "ROBERT" }), [bob]);
  assert.deepEqual(await found({ text: eve.toUpperCase() }), [eve]);
  assert.deepEqual(await found({ account: ada.split("@")[1], stage: ["lead"] }), [ada]);
  assert.deepEqual(await found({ stage: ["mql"] }), []);
  // Page by page.
  const all = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await (await search({}, `&limit=1${cursor && `&cursor=${cursor}`}`)).json();
    all.push(...page.leads.map(({ email }) => email));
    cursor = page.next;
  }
  assert.deepEqual(all.sort(), [ada, bob, eve].sort());
  for (const query of [{ stages: ["mql"] }, { stage: ["won"] }, { updated_since: "today" }, "all"]) {
    const refused = await search(query);
    assert.deepEqual([refused.status, (await refused.json()).code], [400, "body-invalid"], JSON.stringify(query));
  }
  assert.equal((await search({}, "&format=xls")).status, 400);
  for (const list of [[], [["lead"]]]) assert.equal((await search(list)).status, 400, "a list is no object");
});

test("a table holds nothing that a spreadsheet would run, and pages of one fit together", async () => {
  const email = person("mallory");
  await site.submit(email, { first_name: '=HYPERLINK("https://evil.example","x")' });
  const answer = await search({ text: "mallory" }, "&format=csv");
  assert.match(answer.headers.get("content-type"), /^text\/csv/);
  const [head, row, end] = (await answer.text()).split("\r\n");
  assert.match(head, /^id,email,email_state,stage,/);
  assert.ok(row.includes(`"'=HYPERLINK(""https://evil.example"",""x"")"`), row);
  assert.equal(end, "");
  const first = await search({}, "&format=csv&limit=1");
  const rest = await search({}, `&format=csv&cursor=${first.headers.get("leadline-next")}`);
  const lines = ((await first.text()) + (await rest.text())).trim().split("\r\n");
  assert.deepEqual([lines[0], lines.length], [head, 1 + (await found({})).length]);
  assert.equal(rest.headers.get("leadline-next"), null);
  const { stdout } = await world.leadline("leads", "--site", "sought", "--csv", "--text", "mallory");
  assert.ok(stdout.includes("'=HYPERLINK"), stdout);
  const ndjson = (await world.leadline("leads", "--site", "sought", "--ndjson")).stdout.trim().split("\n");
  assert.deepEqual(ndjson.map((line) => JSON.parse(line).email).sort(), await found({}));
});

test("leads are watched as they come and move", async (t) => {
  const { port, prefix } = world.engine;
  const args = ["watch", "--site", "sought", "--to", `http://127.0.0.1:${port}`, "--prefix", prefix, "--every", "1"];
  const watching = spawn(CLI, args, { env: { ...process.env, LEADLINE_API_TOKEN: TOKEN }, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => watching.kill());
  let said = "";
  watching.stdout.on("data", (data) => (said += data));
  let aside = "";
  watching.stderr.on("data", (data) => (aside += data));
  await until(() => aside.includes("Watching"), () => `it to watch:\n${aside}`);
  const email = person("watched");
  await site.submit(email, { job_title: "Director" });
  await until(() => said.includes(`${email}  -> lead`), () => `the lead to come:\n${said}`);
  const answer = await world.submit({ email, country: "" }, { site: "sought", form: "demo-request" });
  assert.equal(answer.status, 200);
  await until(() => said.includes(`${email}  -> mql (score)`), () => `the lead to move:\n${said}`);
  // At a later look it is not told again.
  const later = person("later");
  await site.submit(later);
  await until(() => said.includes(`${later}  -> lead`), () => `the next lead:\n${said}`);
  assert.equal(said.split(`${email}  -> mql`).length, 2, "once");
});
