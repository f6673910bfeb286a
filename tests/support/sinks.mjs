// A site of one test with sinks of its own, made of the demo.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

export class SinkSite {
  /** A site called `id`; all its leads are in one shard unless `shards` says otherwise. */
  static async create(world, id, { shards = 1 } = {}) {
    const site = new SinkSite();
    Object.assign(site, { world, id, folder: await mkdtemp(join(tmpdir(), "leadline-sinks-")) });
    await cp(join(ROOT, "sites/demo"), site.folder, { recursive: true });
    const settings = await readFile(join(site.folder, "site.toml"), "utf8");
    const own = settings.replace('id = "demo"', `id = "${id}"`).replace(/shards = \d+/, `shards = ${shards}`);
    await writeFile(join(site.folder, "site.toml"), own);
    return site;
  }

  /** Puts a routing.toml in force. */
  async route(toml) {
    await writeFile(join(this.folder, "routing.toml"), toml);
    await this.world.publish(this.folder);
  }

  /** Submits the whitepaper form as somebody; resolves once it was taken. */
  async submit(email, more = {}) {
    const answer = await this.world.submit({ email, ...more }, { site: this.id });
    if (answer.status !== 200) throw new Error(`the submission was answered ${answer.status}: ${await answer.text()}`);
  }

  /** Posts to the API. */
  post(path) {
    return this.world.call("POST", `${path}${path.includes("?") ? "&" : "?"}site=${this.id}`);
  }

  /** Reads the API. */
  read(path) {
    return this.world.api(`${path}${path.includes("?") ? "&" : "?"}site=${this.id}`);
  }

  async deadLetters() {
    return (await this.read("dead-letters")).dead_letters;
  }

  async sink(id) {
    return (await this.read("sinks")).sinks.find((sink) => sink.id === id);
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }
}
