// The edge as developers start it: wrangler dev with wrangler.toml as it is, but for the build, which was done.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { settingsWith } from "../support/bundle.mjs";
import { Engine } from "../support/engine.mjs";
import { ROOT } from "../support/tools.mjs";
import { until } from "../support/until.mjs";
import { World, id } from "../support/world.mjs";

class WranglerDev extends Engine {
  async command() {
    const secrets = Object.entries(this.secrets).map(([name, value]) => `${name}="${value}"\n`);
    await writeFile(join(this.folder, "secrets"), secrets.join(""));
    const args = ["dev", "--config", await this.#settings(), "--port", `${this.port}`, "--ip", "127.0.0.1", "--inspector-port", "0"];
    args.push("--env-file", join(this.folder, "secrets"), "--persist-to", join(this.folder, "state"));
    args.push("--show-interactive-dev-session=false");
    for (const [name, value] of Object.entries(this.vars)) args.push("--var", `${name}:${value}`);
    return [join(ROOT, "node_modules/.bin/wrangler"), args];
  }

  /** Without any build wrangler would look at what it bundles, so there is one that does nothing, of a folder in which nothing happens. */
  async #settings() {
    await mkdir(join(this.folder, "still"), { recursive: true });
    const path = join(this.folder, "wrangler.toml");
    await writeFile(path, await settingsWith('[build]\ncommand = "true"\nwatch_dir = "still"\n'));
    return path;
  }
}

test("with wrangler dev a site is published, the script is served, a form is taken and told of, also after a restart", async (t) => {
  const world = await World.create({ kind: WranglerDev });
  t.after(() => world.destroy());
  const page = await fetch(`${world.engine.url}/p/whitepaper`);
  assert.match(await page.text(), /<form class="leadline-form" method="post"/);
  const script = await fetch(`${world.engine.own}/ll/ll.js`);
  assert.deepEqual([script.status, script.headers.get("cache-control")], [200, "public, no-cache"]);
  const tells = async () => {
    const email = `${id("")}@page.example`.toLowerCase();
    await world.submit({ email });
    await until(async () => (await world.received()).some(({ event }) => event.data.email === email), "the lead to be told of");
  };
  await tells();
  await world.engine.kill();
  await world.engine.start();
  await tells();
});
