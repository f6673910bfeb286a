// A whole small world: the edge with the demo site published, and the customer's website with its webhook.
import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { startShop } from "../../www/shop/server.mjs";
import { fetch } from "./contract.mjs";
import { Engine, TOKEN, WEBHOOK_SECRET } from "./engine.mjs";
import { ownPort } from "./ports.mjs";
import { inKv } from "./rows.mjs";
import { ROOT } from "./tools.mjs";
import { until } from "./until.mjs";

const run = promisify(execFile);
/** What a visitor's browser calls itself. */
export const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const CLI = process.env.LEADLINE_CLI ?? join(ROOT, "target/debug/leadline");

export class World {
  /** `kind` is how the engine is run, if not by itself; the rest is what `Engine.create` takes. */
  static async create({ kind = Engine, ...options } = {}) {
    const world = new World();
    world.engine = await kind.create(options);
    try {
      await world.#begin();
    } catch (error) {
      // Whoever asked for a world has none to destroy, and would wait for its engine for ever.
      await world.destroy();
      throw error;
    }
    return world;
  }

  async #begin() {
    await this.engine.start();
    this.shopPort = await ownPort();
    this.shopData = await mkdtemp(join(tmpdir(), "leadline-shop-"));
    this.shop = await startShop({
      port: this.shopPort,
      edge: `${this.engine.origin}/${this.engine.prefix}`,
      secret: WEBHOOK_SECRET,
      data: this.shopData,
    });
    await this.publish();
  }

  get shopOrigin() {
    return `http://shop.localhost:${this.shopPort}`;
  }

  /** Publishes a site with the real command line; `more` overrides what its files take from the environment. */
  async publish(folder = "sites/demo", more = {}) {
    const env = {
      ...process.env,
      LEADLINE_API_TOKEN: TOKEN,
      SHOP_ORIGIN: this.shopOrigin,
      SHOP_HOOK: `http://127.0.0.1:${this.shopPort}/hooks/leadline`,
      ...more,
    };
    const { port, prefix } = this.engine;
    const files = await unhurried(resolve(ROOT, folder));
    const to = ["--to", `http://127.0.0.1:${port}`, "--prefix", prefix];
    return run(CLI, ["publish", files, ...to], { cwd: ROOT, env }).finally(() => rm(files, { recursive: true, force: true }));
  }

  /** Calls the API as a system would. */
  call(method, path, body) {
    return fetch(`${this.engine.url}/api/v1/${path}`, { method, body, headers: { authorization: `Bearer ${TOKEN}` } });
  }

  /** Reads the API. */
  async api(path) {
    const answer = await this.call("GET", path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Runs the command line against the edge, as a person would; a failure has `code` and `stderr`. */
  leadline(...args) {
    const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
    const { port, prefix } = this.engine;
    const running = run(CLI, [...args, "--to", `http://127.0.0.1:${port}`, "--prefix", prefix], { cwd: ROOT, env });
    // Nobody sits there to be asked.
    running.child.stdin.end();
    return running;
  }

  async leads(site = "demo") {
    return (await this.api(`leads?site=${site}`)).leads;
  }

  /** What has been counted for a site. */
  async counts(site = "demo") {
    const { days } = await this.api(`counters?site=${site}`);
    const sums = {};
    for (const day of Object.values(days)) for (const [name, n] of Object.entries(day)) sums[name] = (sums[name] ?? 0) + n;
    return sums;
  }

  /**
   * Today's counts with everything in them that was counted before. An isolate hands over all it has: a mark that shows
   * came with what was counted before the hand-over, and a second one with what was counted while that was under way.
   */
  async settledCounts() {
    const marks = async () => (await this.counts())["outcome.invalid.unknown-kind"] ?? 0;
    for (const _ of [1, 2]) {
      const before = await marks();
      await this.batch(batchOf([{ kind: "mark" }]));
      await until(async () => (await marks()) > before, "the counters to be handed over");
    }
    return this.counts();
  }

  /** Everything the webhook received, in order. */
  async received() {
    const answer = await fetch(`http://127.0.0.1:${this.shopPort}/hooks/leadline.json`);
    return answer.json();
  }

  /** Waits until the webhook has received an event of this type. */
  receives(type) {
    return until(async () => (await this.received()).find((found) => found.type === type), `a ${type} at the webhook`);
  }

  /** What KV holds under a key; empty if nothing. */
  kv(key) {
    return inKv(this.engine, key);
  }

  /** Sends a batch as a page of the shop would. */
  batch(body, headers = {}) {
    const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    return this.post("b/demo", text, { "content-type": "text/plain", ...headers });
  }

  post(path, body, headers = {}) {
    return fetch(`${this.engine.url}/${path}`, {
      method: "POST",
      body,
      headers: { origin: this.shopOrigin, "user-agent": BROWSER, ...headers },
      redirect: "manual",
    });
  }

  /** A fresh ticket for a form. */
  async ticket(form = "whitepaper", site = "demo") {
    const markup = await (await fetch(`${this.engine.url}/f/${site}/${form}`)).text();
    return /name="ll_ticket" value="([^"]+)"/.exec(markup)[1];
  }

  /** Submits a form as the script does. */
  async submit(answers, { site = "demo", form = "whitepaper", accept = "text/plain", origin = this.shopOrigin } = {}) {
    const body = new URLSearchParams({ ll_ticket: await this.ticket(form, site), ...answers });
    return this.post(`f/${site}/${form}`, body, { accept, origin });
  }

  async destroy() {
    await this.engine?.destroy();
    await this.shop?.close();
    if (this.shopData) await rm(this.shopData, { recursive: true, force: true });
  }
}

/** A copy of a site's files in which nobody is suspected for being quick, as tests are, unless they say something of spam. */
async function unhurried(folder) {
  const copy = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(folder, copy, { recursive: true });
  const settings = await readFile(join(copy, "site.toml"), "utf8");
  if (!settings.includes("[spam]")) await appendFile(join(copy, "site.toml"), "\n[spam]\nseconds = 0\n");
  return copy;
}

let drawn = 0;

/** A random id of the kind `prefix` names. */
export function id(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = drawn++ % 256;
  return prefix + Buffer.from(bytes).toString("base64url");
}

/** A batch with these items. */
export function batchOf(items, extra = {}) {
  return { v: 1, batch: id("bat_"), sent_at: Date.now(), items, ...extra };
}
