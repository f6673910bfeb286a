// The engine served directly: workerd with a configuration of its own, without wrangler's and miniflare's proxies.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import workerd from "workerd";
import { ownPort } from "../support/ports.mjs";
import { until } from "../support/until.mjs";

/** What Linux counts processor time in, in milliseconds. */
const TICK = 10;
/** An engine is at rest that took less than a twentieth of a processor for so long, in milliseconds. */
const CALM = 500;
/** How long it may take until then. */
const PATIENCE = 300_000;

/** A key-value store in the memory of one worker, for what the engine asks of a KV namespace and of a queue. */
const STORE = `const kept = new Map();
export default {
  async fetch(request) {
    const key = new URL(request.url).pathname;
    if (request.method === "PUT") kept.set(key, await request.arrayBuffer());
    if (request.method === "DELETE") kept.delete(key);
    if (request.method === "POST") return queued(request);
    if (request.method !== "GET") return new Response(null);
    return kept.has(key) ? new Response(kept.get(key)) : new Response(null, { status: 404 });
  },
};
// A queue takes the whole message and says how it stands; without either, sending counts as failed.
async function queued(request) {
  await request.arrayBuffer();
  return Response.json({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } });
}
`;

export class Workerd {
  /**
   * Serves the modules of `folder`, beginning with `entry.js`.
   * @param {{ folder: string, bindings?: string[], objects?: string[] }} worker
   */
  static async start(worker) {
    const engine = new Workerd();
    engine.port = await ownPort();
    engine.folder = await mkdtemp(join(tmpdir(), "leadline-workerd-"));
    await mkdir(join(engine.folder, "objects"));
    await writeFile(join(engine.folder, "store.js"), STORE);
    const file = join(engine.folder, "config.capnp");
    await writeFile(file, config(engine, worker, await modules(worker.folder)));
    engine.said = "";
    // Where the engine's log goes costs time; a pipe that is read is what a platform does.
    engine.child = spawn(workerd.default ?? workerd, ["serve", file], { stdio: ["ignore", "ignore", "pipe"] });
    engine.child.stderr.on("data", (data) => (engine.said = (engine.said + data).slice(-4000)));
    await until(() => engine.#listens(), `workerd to start; it said:\n${engine.said}`);
    return engine;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Processor time it took so far, in milliseconds; nothing where the system does not say. */
  async processorTime() {
    const stat = await readFile(`/proc/${this.child.pid}/stat`, "utf8").catch(() => "");
    const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14);
    return (Number(user) + Number(system)) * TICK;
  }

  /** Waits until it does nothing more, and says how long that took, in milliseconds: what an answer leaves to do goes on behind it. */
  async rest() {
    const began = performance.now();
    for (let took = await this.processorTime(); ; ) {
      await sleep(CALM);
      const now = await this.processorTime();
      const elapsed = performance.now() - began;
      if (now - took < CALM / 20) return elapsed - CALM;
      if (elapsed > PATIENCE) throw new Error("the engine does not come to rest");
      took = now;
    }
  }

  async stop() {
    this.child.kill("SIGKILL");
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #listens() {
    if (this.child.exitCode !== null) throw new Error(`workerd ended:\n${this.said}`);
    return Boolean(await fetch(this.url, { signal: AbortSignal.timeout(2000) }).catch(() => null));
  }
}

/** What is in a folder of modules, `entry.js` first: the engine starts with that. */
async function modules(folder) {
  const files = await readdir(folder, { recursive: true });
  const found = files.filter((file) => /\.(js|wasm)$/.test(file) && file !== "entry.js");
  return ["entry.js", ...found.sort()].map((file) => file.replaceAll("\\", "/"));
}

function config({ folder, port }, { folder: from, bindings = [], objects = [] }, files) {
  const at = (file) => JSON.stringify(relative(folder, join(from, file)));
  const kind = (file) => (file.endsWith(".wasm") ? "wasm" : "esModule");
  const modules = files.map((file) => `(name = "${file}", ${kind(file)} = embed ${at(file)}),`);
  const namespaces = objects.map((object) => `(className = "${object}", uniqueKey = "${object}", enableSql = true)`);
  // Only what lies on a disk has SQL.
  const disk = `(name = "disk", disk = (path = ${JSON.stringify(join(folder, "objects"))}, writable = true))`;
  const storage = objects.length ? `durableObjectStorage = (localDisk = "disk"),` : "";
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "store", worker = .store), ${disk}],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    ${modules.join("\n    ")}
  ],
  compatibilityDate = "2026-10-01",
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  ${storage}
);

const store :Workerd.Worker = (
  modules = [(name = "store.js", esModule = embed "store.js")],
  compatibilityDate = "2026-10-01",
);
`;
}
