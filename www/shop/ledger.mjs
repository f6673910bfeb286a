// Every event the webhook accepted, in the order it came: in memory, and one JSON line each in events.ndjson.

import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export class Ledger {
  /** Opens the ledger in a directory, with what an earlier run wrote there. */
  static async open(directory) {
    await mkdir(directory, { recursive: true });
    const ledger = new Ledger(join(directory, "events.ndjson"));
    await ledger.#load();
    return ledger;
  }

  /** Accepted deliveries: {id, type, duplicate, received, event}. */
  entries = [];
  #path;
  #written = Promise.resolve();

  constructor(path) {
    this.#path = path;
  }

  /** Keeps an event; resolves once it is on disk. Deliveries are written one after the other, so order is kept. */
  async keep(event) {
    this.#written = this.#written.catch(() => {}).then(() => this.#write(event));
    return this.#written;
  }

  async #write(event) {
    const duplicate = this.entries.some((entry) => entry.id === event.id);
    const entry = { id: event.id, type: event.type, duplicate, received: new Date().toISOString(), event };
    await appendFile(this.#path, `${JSON.stringify(entry)}\n`);
    this.entries.push(entry);
  }

  async #load() {
    const text = await readFile(this.#path, "utf8").catch((error) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const lines = text.split("\n");
    // A run that was killed while writing leaves a line without its end. It was never acknowledged: it comes again.
    if (lines.pop() !== "") await writeFile(this.#path, lines.map((line) => `${line}\n`).join(""));
    this.entries = lines.map((line) => JSON.parse(line));
  }
}
