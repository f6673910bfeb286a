// Requests that nobody thought of: Schemathesis reads the API's document and asks the edge whatever the document allows, and
// much that it does not, half of the time about leads, tokens, dead letters and versions that are there. Whatever is asked, it
// is answered as the document tells, and never by a fault of the edge. API_EXAMPLES says how many requests an operation gets in
// each phase, API_SEED which.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Callers } from "../support/callers.mjs";
import { seedFrom } from "../support/random.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World } from "../support/world.mjs";

const SITE = "explored";
const PEOPLE = 12;
const EXAMPLES = Number(process.env.API_EXAMPLES ?? 100);
const TAKING = ["eraseLead", "eraseByAddress", "revokeToken"];
const CHECKS = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance"],
  ...["response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth"],
].join();

let world, receiver, site, folder;
before(async () => {
  [world, receiver, folder] = [await World.create(), await Receiver.start(), await mkdtemp(join(tmpdir(), "leadline-api-"))];
  site = await SinkSite.create(world, SITE, { shards: 2 });
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
  await site?.remove();
  await rm(folder, { recursive: true, force: true });
});

test("whatever the API is asked, it answers as its document tells", { timeout: 3_600_000 }, async () => {
  const known = await inhabited();
  const { secret } = await new Callers(world).create(SITE, "admin");
  await writeFile(join(folder, "schemathesis.toml"), config(known));
  const seed = seedFrom("API_SEED");
  console.log(`API_SEED=${seed}`);
  // What takes people and tokens away comes when all else is through with them.
  for (const more of [TAKING.flatMap((id) => ["--exclude-operation-id", id]), []]) {
    assert.equal(await explore(secret, [...more, "--seed", `${seed}`]), 0, `API_SEED=${seed}`);
  }
  assert.equal((await world.call("GET", `status?site=${SITE}`)).status, 200, "and goes on");
});

/** A site with people, versions, tokens and dead letters; the ids of all of them. */
async function inhabited() {
  const sink = `[[webhook]]\nid = "crm"\nurl = "${receiver.url}/crm"\nsecret = "CRM_WEBHOOK_SECRET"\n`;
  await site.route(sink);
  await site.route(`${sink}\n[[owner]]\nid = "ada"\nname = "Ada"\n`);
  receiver.fault = () => ({ status: 410 });
  for (let n = 0; n < PEOPLE; n += 1) await site.submit(`p${n}@company${n % 3}.example`, { job_title: "Director", company_size: "51-200" });
  const letters = await until(async () => (await site.deadLetters()).map(({ id }) => id), "dead letters");
  const { leads } = await site.read("leads");
  const { versions } = await world.api(`sites/${SITE}/versions`);
  const callers = new Callers(world);
  const browsers = (await Promise.all(leads.map(({ id }) => site.read(`leads/${id}`)))).flatMap(({ lead }) => lead.browsers);
  const tokens = await Promise.all(["read", "write"].map(async (role) => (await callers.create(SITE, role)).token.id));
  return {
    lead: leads.map(({ id }) => id),
    letter: letters,
    version: versions.map(({ version }) => version),
    token: tokens,
    sink: ["crm"],
    domain: ["company0.example", "company1.example"],
    word: [...leads.flatMap(({ id, email }) => [id, email]), ...browsers.map(({ visitor }) => visitor), "ada", "wrong-timing", world.shopOrigin],
  };
}

/** Which parameters are which, and what is there of them. Requests are about one site: a token opens no other. */
function config(known) {
  const values = Object.entries(known).map(([name, ids]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(ids)}\n`);
  const often = Object.keys(known).filter((name) => name !== "word").map((name) => `"path.${name}" = { dictionary = "${name}", probability = 0.5 }`);
  const versions = ["from", "to"].map((name) => `"query.${name}" = { dictionary = "version", probability = 0.3 }`);
  return [
    `[parameters]\n"path.site" = "${SITE}"\n"query.site" = "${SITE}"\n${[...often, ...versions].join("\n")}\n`,
    `[generation.dictionaries]\nstring = { dictionary = "word", probability = 0.3 }\n`,
    ...values,
  ].join("\n");
}

/** Runs Schemathesis; what it says is shown as it comes. */
async function explore(token, more) {
  const args = ["--config-file", join(folder, "schemathesis.toml"), "run", join(ROOT, "edge/openapi.json")];
  args.push("--url", `${world.engine.url}/api/v1`, "--header", `Authorization: Bearer ${token}`, "--checks", CHECKS);
  args.push("--max-examples", `${EXAMPLES}`, "--continue-on-failure", "--generation-database", "none", "--warnings", "off", "--request-timeout", "30", ...more);
  const env = { ...process.env, SCHEMATHESIS_HOOKS: "media", PYTHONPATH: join(ROOT, "tests/soak"), PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(process.env.LEADLINE_SCHEMATHESIS, args, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((ended, failed) => child.on("error", failed).on("close", ended));
}
