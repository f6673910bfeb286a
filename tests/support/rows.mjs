// Everything the engine keeps on disk, as text to be searched: rows of its SQLite files, and what KV holds.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Files whose text holds one of the words, with what they hold; the engine has to be stopped. */
export async function holders(engine, words) {
  const found = [];
  for (const [place, text] of await texts(engine)) {
    for (const word of words) {
      const at = text.toLowerCase().indexOf(word.toLowerCase());
      if (at >= 0) found.push(`${word} in ${place}: ${text.slice(Math.max(0, at - 60), at + 60)}`);
    }
  }
  return found;
}

/** How many rows and files were searched: an empty search finds nothing, either. */
export async function searched(engine) {
  return (await texts(engine)).length;
}

/** Whether a word is among the bytes of any object's file or log, even while the engine runs. */
export async function isWritten(engine, word) {
  for (const { parentPath, name } of await files(engine)) {
    if (!/\.sqlite(-wal)?$/.test(name)) continue;
    // The engine may have done away with a log since.
    const bytes = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0));
    if (bytes.includes(word)) return true;
  }
  return false;
}

async function files(engine) {
  const folder = join(engine.folder, "state");
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
}

async function texts(engine) {
  const all = [];
  for (const { parentPath, name } of await files(engine)) {
    const path = join(parentPath, name);
    if (name.endsWith(".sqlite")) all.push(...rows(path));
    else if (!/-(wal|shm)$/.test(name)) all.push([path, (await readFile(path)).toString("latin1")]);
  }
  return all;
}

function rows(path) {
  const database = new DatabaseSync(path);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
    return tables.flatMap(({ name }) => {
      const all = database.prepare(`SELECT * FROM "${name}"`);
      all.setReadBigInts(true);
      return all.all().map((row) => [`${path} ${name}`, Object.values(row).map(written).join(" ")]);
    });
  } finally {
    database.close();
  }
}

function written(value) {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value);
}
