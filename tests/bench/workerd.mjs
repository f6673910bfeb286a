// The engine served directly: workerd with a configuration of its own, without wrangler's and miniflare's proxies.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import workerd from "workerd";
import { freePort } from "../support/engine.mjs";
import { until } from "../support/until.mjs";

/** A key-value store in the memory of one worker, for what the engine asks of a KV namespace and of a queue. */
const STORE = `const kept = new Map();
export default {
  async fetch(request) {
    const key = new URL(request.url).pathname;
    if (request.method === "PUT") kept.set(key, await request.arrayBuffer());
    if (request.method === "DELETE") kept.delete(key);
    if (request.method !== "GET") return new Response(null);
    return kept.has(key) ? new Response(kept.get(key)) : new Response(null, { status: 404 });
  },
};
`;

export class Workerd {
  /**
   * Serves the modules of `folder` (`<name>.js`, `<name>_bg.wasm`, `entry.js`).
   * @param {{ name: string, folder: string, bindings?: string[], objects?: string[] }} worker
   */
  static async start(worker) {
    const engine = new Workerd();
    engine.port = await freePort();
    engine.folder = await mkdtemp(join(tmpdir(), "leadline-workerd-"));
    await writeFile(join(engine.folder, "store.js"), STORE);
    const file = join(engine.folder, "config.capnp");
    await writeFile(file, config(engine, worker));
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

  async stop() {
    this.child.kill("SIGKILL");
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #listens() {
    if (this.child.exitCode !== null) throw new Error(`workerd ended:\n${this.said}`);
    return Boolean(await fetch(this.url, { signal: AbortSignal.timeout(2000) }).catch(() => null));
  }
}

function config({ folder, port }, { name, folder: modules, bindings = [], objects = [] }) {
  const at = (file) => JSON.stringify(relative(folder, join(modules, file)));
  const namespaces = objects.map((object) => `(className = "${object}", uniqueKey = "${object}", enableSql = true)`);
  const storage = objects.length ? "durableObjectStorage = (inMemory = void)," : "";
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "store", worker = .store)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    (name = "entry.js", esModule = embed ${at("entry.js")}),
    (name = "${name}.js", esModule = embed ${at(`${name}.js`)}),
    (name = "${name}_bg.wasm", wasm = embed ${at(`${name}_bg.wasm`)}),
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
