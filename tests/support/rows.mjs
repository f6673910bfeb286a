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

async function texts(engine) {
  const folder = join(engine.folder, "state");
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const all = [];
  for (const { parentPath, name } of files) {
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
    return tables.flatMap(({ name }) =>
      database.prepare(`SELECT * FROM "${name}"`).all().map((row) => [`${path} ${name}`, JSON.stringify(row)]),
    );
  } finally {
    database.close();
  }
}
