// People who each submit a form once, one after the other, as the forms module sends it.
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOKEN } from "../support/engine.mjs";
import { ROOT } from "../support/tools.mjs";

/** Companies people come from. */
const COMPANIES = 500;

/** The sites that are measured: on one shard and on eight, with a webhook that wants everything and with none. */
export const SITES = [
  { id: "one-told", shards: 1, told: true, name: "submission, one shard" },
  { id: "eight-told", shards: 8, told: true, name: "submission, eight shards" },
  { id: "one", shards: 1, told: false, name: "… one shard, no sinks" },
  { id: "eight", shards: 8, told: false, name: "… eight shards, no sinks" },
];

/** Publishes the demo as another site. */
export async function publish(url, { id, shards, told }) {
  const folder = await mkdtemp(join(tmpdir(), "leadline-bench-"));
  try {
    await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
    const file = join(folder, "site.toml");
    const settings = await readFile(file, "utf8");
    await writeFile(file, settings.replace('id = "demo"', `id = "${id}"`).replace(/shards = \d+/, `shards = ${shards}`));
    if (!told) await writeFile(join(folder, "routing.toml"), "");
    const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
    execFileSync(process.env.LEADLINE_CLI, ["publish", folder, "--to", url], { cwd: ROOT, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Somebody new with each request. */
export class Submitter {
  static async of(url, site) {
    const markup = await (await fetch(`${url}/ll/f/${site}/whitepaper`)).text();
    return new Submitter(/name="ll_ticket" value="([^"]+)"/.exec(markup)[1]);
  }

  #ticket;
  #people = 0;
  #name = randomBytes(6).toString("hex");

  constructor(ticket) {
    this.#ticket = ticket;
  }

  next() {
    this.#people += 1;
    return new URLSearchParams({
      ll_ticket: this.#ticket,
      ll_submission: `sub_${randomBytes(16).toString("base64url")}`,
      email: `p${this.#people}.${this.#name}@company${this.#people % COMPANIES}.example`,
      first_name: "Ada",
      job_title: "Technician",
      company_size: "51-200",
    }).toString();
  }

  heard(answer) {
    if (!answer.includes("Thank you")) throw new Error(answer);
  }
}
