// Everything the engine keeps on disk, as text to be searched: rows of its SQLite files, and what KV holds.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { until } from "./until.mjs";

/** The processes of an engine that was killed may hold its files for a moment yet. */
const PATIENT = { timeout: 10_000 };

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

/**
 * What KV holds under a key, or nothing. Read from a copy, log included, since the engine goes on writing; a copy that such
 * a moment left unreadable is made again.
 */
export async function inKv(engine, key) {
  const read = () => copied(engine, key).catch((error) => {
    if (error.code !== "ENOENT" && error.code !== "ERR_SQLITE_ERROR") throw error;
  });
  return (await until(read, "KV to be readable")).text;
}

async function copied(engine, key) {
  const all = await files(engine);
  const folder = await mkdtemp(join(tmpdir(), "leadline-kv-"));
  try {
    for (const { parentPath, name } of all) {
      if (!/KVNamespaceObject$/.test(parentPath) || !/^[0-9a-f]+\.sqlite(-wal)?$/.test(name)) continue;
      await cp(join(parentPath, name), join(folder, name));
    }
    const copies = (await readdir(folder)).filter((name) => name.endsWith(".sqlite"));
    const blob = copies.map((name) => blobOf(join(folder, name), key)).find(Boolean);
    const file = all.find(({ parentPath, name }) => name === blob && basename(parentPath) === "blobs");
    return { text: file ? await readFile(join(file.parentPath, file.name), "utf8") : "" };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Changes what KV holds under a key into JSON that is no longer; the engine has to be stopped. */
export async function changeKv(engine, key, change) {
  const all = await files(engine);
  const stores = all.filter(({ parentPath, name }) => /KVNamespaceObject$/.test(parentPath) && /^[0-9a-f]+\.sqlite$/.test(name));
  const blob = stores.map(({ parentPath, name }) => blobOf(join(parentPath, name), key)).find(Boolean);
  const file = all.find(({ parentPath, name }) => name === blob && basename(parentPath) === "blobs");
  const path = join(file.parentPath, file.name);
  const text = await readFile(path, "utf8");
  const changed = change(text);
  if (changed === text) throw new Error(`nothing changes under ${key}`);
  // As many bytes as before, for the store may have noted that.
  await writeFile(path, changed + " ".repeat(Buffer.byteLength(text) - Buffer.byteLength(changed)));
}

function blobOf(path, key) {
  const database = new DatabaseSync(path, PATIENT);
  try {
    return database.prepare("SELECT blob_id FROM _mf_entries WHERE key = ?").get(key)?.blob_id;
  } finally {
    database.close();
  }
}

/** Changes the rows of the objects of a class whose names are asked for; the engine has to be stopped. Says how many there were. */
export async function changeObjects(engine, kind, isAsked, change) {
  let changed = 0;
  for (const { parentPath, name } of await files(engine)) {
    if (basename(parentPath) !== `leadline-${kind}` || !/^[0-9a-f]{64}\.sqlite$/.test(name)) continue;
    const rows = new DatabaseSync(join(parentPath, name), PATIENT);
    // The local engine notes the name of an object in its file.
    if (isAsked(rows.prepare("SELECT name FROM __miniflare_do_name").get()?.name ?? "")) {
      change(rows);
      changed += 1;
    }
    rows.close();
  }
  return changed;
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
    else if (!/-(wal|shm)$/.test(name)) all.push([path, await readFile(path, "latin1").catch(gone)]);
  }
  return all;
}

/** A running engine takes files away between a look at the folder and one at the file. */
function gone(error) {
  if (error.code !== "ENOENT") throw error;
  return "";
}

function rows(path) {
  const database = new DatabaseSync(path, PATIENT);
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
