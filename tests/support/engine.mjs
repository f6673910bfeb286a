// The real edge on the local engine: wrangler dev with its own state, ports and secrets, in its own process group.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { ownPort } from "./ports.mjs";
import { until } from "./until.mjs";

export const ROOT = resolve(import.meta.dirname, "../..");
/**
 * For tools from npm: their own Node first, no questions, no metrics, no second build. Nobody looks at wrangler's pages about
 * the local engine and its traces, and writing these takes half of the engine's time.
 */
export const TOOLS = {
  ...process.env,
  PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH}`,
  CI: "1",
  WRANGLER_SEND_METRICS: "false",
  LEADLINE_SKIP_BUILD: "1",
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
};
export const TOKEN = "token-of-the-tests";
export const WEBHOOK_SECRET = "whsec_bGVhZGxpbmUtdGVzdC13ZWJob29rLXNlY3JldA==";
/** What a customer's server signs with. */
export const IDENTIFY_SECRET = "51c7".repeat(16);
const SECRET = "5f3a".repeat(16);

/** An edge that can be started, killed outright and started again on the same state. */
export class Engine {
  /** `main` is another build's entry, `assets` another directory of files; `vars` override those of wrangler.toml, `secrets` are there besides. */
  static async create({ main, assets, vars = {}, secrets = {} } = {}) {
    const engine = new Engine();
    engine.port = await ownPort();
    Object.assign(engine, { main, assets, prefix: vars.PREFIX ?? "ll" });
    engine.vars = { OUTBOX_RESEND_SECONDS: "3", COUNTS_GATHER_MS: "50", LOCAL_SINKS: "1", ...vars };
    engine.folder = await mkdtemp(join(tmpdir(), "leadline-engine-"));
    // What the engine lays down for a while stays behind when it is killed.
    engine.passing = join(engine.folder, "passing");
    await mkdir(engine.passing);
    // Both may be changed between two starts. Over https the certificate is the engine's own: a test that asks for it
    // has to set NODE_TLS_REJECT_UNAUTHORIZED to 0.
    engine.protocol = "http";
    const ours = { LEADLINE_SECRET: SECRET, LEADLINE_API_TOKEN: TOKEN };
    engine.secrets = { ...ours, CRM_WEBHOOK_SECRET: WEBHOOK_SECRET, DEMO_IDENTIFY_SECRET: IDENTIFY_SECRET, ...secrets };
    return engine;
  }

  /** For us: Node does not resolve names below localhost everywhere. */
  get url() {
    return `${this.own}/${this.prefix}`;
  }

  /** The origin of its hosted pages, as we see them. */
  get own() {
    return `${this.protocol}://127.0.0.1:${this.port}`;
  }

  /** For the browser, which does. */
  get origin() {
    return `http://edge.localhost:${this.port}`;
  }

  async start() {
    const lines = Object.entries(this.secrets).map(([name, value]) => `${name}="${value}"\n`);
    await writeFile(join(this.folder, "secrets"), lines.join(""));
    const args = ["dev", ...(this.main ? [this.main] : []), "--config", await this.#settings()];
    args.push("--port", `${this.port}`, "--ip", "127.0.0.1");
    args.push("--inspector-port", "0", "--env-file", join(this.folder, "secrets"), "--persist-to", join(this.folder, "state"));
    args.push("--show-interactive-dev-session=false", "--local-protocol", this.protocol);
    if (this.assets) args.push("--assets", this.assets);
    for (const [name, value] of Object.entries(this.vars)) args.push("--var", `${name}:${value}`);
    this.log = "";
    // `detached` makes it the leader of a process group of its own: killing node alone would leave workerd running.
    this.child = spawn(join(ROOT, "node_modules/.bin/wrangler"), args, { cwd: ROOT, env: { ...TOOLS, TMPDIR: this.passing }, detached: true });
    const file = createWriteStream(join(this.folder, "log"), { flags: "a" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.pipe(file, { end: false });
      stream.on("data", (data) => (this.log += data));
    }
    await until(() => this.healthy(), () => `the engine to start; it said:\n${this.log}`);
    return this;
  }

  /**
   * wrangler.toml as it is, but for the build: that was done, and nobody changes its sources meanwhile. Without any build wrangler
   * would go on looking at what it bundles, so there is one that does nothing, of a folder in which nothing happens.
   */
  async #settings() {
    const settings = await readFile(join(ROOT, "wrangler.toml"), "utf8");
    // Named as wrangler looks for it: from where its settings are.
    await mkdir(join(this.folder, "still"), { recursive: true });
    const build = '[build]\ncommand = "true"\nwatch_dir = "still"\n';
    const still = settings.replace(/^\[build\]\n(?:\S.*\n)+/m, build);
    if (still === settings) throw new Error("wrangler.toml has no [build] to leave out");
    const built = still.replaceAll(/"(?=dist\/)/g, `"${ROOT}/`);
    const path = join(this.folder, "wrangler.toml");
    await writeFile(path, built);
    return path;
  }

  async healthy() {
    if (this.child.exitCode !== null) throw new Error(`the engine ended:\n${this.log}`);
    const answer = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    return answer?.status === 200;
  }

  /** SIGKILL for the whole group; nothing gets to say goodbye. */
  async kill() {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child.once("exit", done));
    process.kill(-this.child.pid, "SIGKILL");
    await gone;
  }

  async destroy() {
    if (process.env.KEEP_LOG) console.log(this.log);
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
