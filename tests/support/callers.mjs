// Calls of the API as its callers make them, with whatever key; and a look behind it, at what its registries keep.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fetch } from "./contract.mjs";
import { TOKEN } from "./engine.mjs";

/** Says whether an answer refuses as it should, and hands over what it says. */
export async function refused(answer, status, code) {
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.status, problem.code], [status, status, code]);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  return problem;
}

export class Callers {
  constructor(world) {
    this.world = world;
  }

  /** Asks, with a key or without. */
  ask = (method, path, key, body) => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    return fetch(`${this.world.engine.url}/api/v1/${path}`, { method, headers, body });
  };

  /** Asks what has to be answered. */
  answered = async (method, path, key, body) => {
    const answer = await this.ask(method, path, key, body);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${method} ${path}: ${text}`);
    return JSON.parse(text);
  };

  /** Makes a token, as whoever has the deployment's own key. */
  create = (site, role, more = {}) =>
    this.answered("POST", `tokens?site=${site}`, TOKEN, JSON.stringify({ name: `for ${role}`, role, ...more }));

  /** The newest entries of a site's trail. */
  trail = async (site, key = TOKEN) => (await this.answered("GET", `audit?site=${site}&limit=200`, key)).entries;

  /** The files of all registries. */
  registries = async () => (await readdir(this.#folder)).filter((file) => /^[0-9a-f]{64}\.sqlite$/.test(file)).sort();

  /** Changes a registry's rows while the engine is down. */
  changeRegistry = async (site, change) => {
    await this.world.engine.kill();
    let found = false;
    for (const file of await this.registries()) {
      const registry = new DatabaseSync(join(this.#folder, file), { timeout: 10_000 });
      const { name } = registry.prepare("SELECT name FROM __miniflare_do_name").get() ?? {};
      if (name === `site/${site}`) {
        change(registry);
        found = true;
      }
      registry.close();
    }
    assert.ok(found, "the registry has a file");
    await this.world.engine.start();
  };

  get #folder() {
    return join(this.world.engine.folder, "state/v3/do/leadline-SiteRegistry");
  }
}
