// Writes domain/lists/*.txt, and DIGEST, from the packages in package.json. Each *.list.mjs beside this file exports `lists`: an object
// of file name to entries, an entry being a key or a pair of key and value.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const here = new URL('.', import.meta.url)
const target = new URL('../../domain/lists/', here)

await mkdir(target, { recursive: true })
const makers = (await readdir(here)).filter(name => name.endsWith('.list.mjs')).sort()
for (const maker of makers) {
  const { lists } = await import(new URL(maker, here))
  for (const [name, entries] of Object.entries(lists)) {
    const text = render(name, entries)
    await writeFile(new URL(`${name}.txt`, target), text)
    console.log(`${fileURLToPath(new URL(`${name}.txt`, target))}: ${entries.length} entries, ${text.length} bytes`)
  }
}

// Names the judgement of the mail lists: scores made by others are made again (see domain/src/list.rs).
const hash = createHash('sha256')
for (const name of ['disposable-mail', 'free-mail', 'suffixes']) hash.update(await readFile(new URL(`${name}.txt`, target)))
await writeFile(new URL('DIGEST', target), hash.digest('hex').slice(0, 16))

/** One line an entry, sorted by the bytes of the keys, each key once. */
function render(name, entries) {
  const byKey = new Map()
  for (const entry of entries) {
    const [key, value = ''] = Array.isArray(entry) ? entry : [entry]
    if (/[\t\n]/.test(key) || /\n/.test(value)) throw new Error(`${name}: ${JSON.stringify(entry)} breaks the line`)
    if (byKey.has(key) && byKey.get(key) !== value) throw new Error(`${name}: ${key} is there twice`)
    byKey.set(key, value)
  }
  const bytes = key => Buffer.from(key)
  const keys = [...byKey.keys()].sort((a, b) => Buffer.compare(bytes(a), bytes(b)))
  return keys.map(key => (byKey.get(key) ? `${key}\t${byKey.get(key)}` : key) + '\n').join('')
}
