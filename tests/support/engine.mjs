// The real edge, as it would be deployed, on the local engine: with its own state, port and secrets, in its own process group.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled } from "./bundle.mjs";
import { ownPort } from "./ports.mjs";
import { ROOT, TOOLS } from "./tools.mjs";
import { until } from "./until.mjs";

export const TOKEN = "token-of-the-tests";
export const WEBHOOK_SECRET = "whsec_bGVhZGxpbmUtdGVzdC13ZWJob29rLXNlY3JldA==";
/** What a customer's server signs with. */
export const IDENTIFY_SECRET = "51c7".repeat(16);
const SECRET = "5f3a".repeat(16);

/** An edge that can be started, killed outright and started again on the same state. */
export class Engine {
  /** `main` is another build's entry, `assets` another directory of files; `vars` override those of wrangler.toml, `secrets` are there besides. */
  static async create({ main, assets, vars = {}, secrets = {} } = {}) {
    const engine = new this();
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
    const [program, args] = await this.command();
    this.log = "";
    // `detached` makes it the leader of a process group of its own: killing node alone would leave workerd running.
    this.child = spawn(program, args, { cwd: ROOT, env: { ...TOOLS, TMPDIR: this.passing }, detached: true });
    const log = createWriteStream(join(this.folder, "log"), { flags: "a" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.pipe(log, { end: false });
      stream.on("data", (data) => (this.log += data));
    }
    await until(() => this.healthy(), () => `the engine to start; it said:\n${this.log}`);
    return this;
  }

  /** What runs it, and how it is told what to run. */
  async command() {
    const settings = {
      port: this.port,
      https: this.protocol === "https",
      bundle: await bundled(this.main ?? "dist/edge/entry.js"),
      assets: this.assets,
      state: join(this.folder, "state"),
      bindings: { ...this.vars, ...this.secrets },
    };
    const file = join(this.folder, "settings.json");
    await writeFile(file, JSON.stringify(settings));
    return [process.execPath, [join(import.meta.dirname, "engine_process.mjs"), file]];
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
