// Domains of mail that anybody gets (free), and of mail that is thrown away (disposable). Lists differ widely, so one
// list's word is not enough, and no domain is both.
//
// Disposable: on the reviewed list (disposable-email-domains-js), or on four of five. Three are too few: what ded, burner
// and freemail agree on is one source's bulk, tens of thousands of names long expired, many with a company today.
// Free: on two of three lists, or on ours. Schools and authorities give mail to their own people only: never free.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { domainToASCII } from 'node:url'

const require = createRequire(import.meta.url)
const here = new URL('.', import.meta.url)
const words = async file => (await readFile(new URL(file, here), 'utf8')).split(/\s+/).filter(Boolean)

const reviewed = tidy(require('./node_modules/disposable-email-domains-js/dist/dict/disposable_email_blocklist.json'))
const throwaway = [
  reviewed,
  tidy(require('disposable-email-domains/index.json')),
  tidy(await words('node_modules/burner-email-providers/emails.txt')),
  tidy(await words('node_modules/freemail/data/disposable.txt')),
  tidy(require('mailchecker').blacklist()),
]
const given = [
  tidy(require('free-email-domains/domains.json')),
  tidy(require('email-providers/all.json')),
  tidy(await words('node_modules/freemail/data/free.txt')),
]
const own = (await readFile(new URL('email-own.txt', here), 'utf8')).split('\n').filter(line => line && !line.startsWith('#'))
const ownSay = kind => new Set(own.filter(line => line.startsWith(`${kind} `)).map(line => line.slice(kind.length + 1)))
const [free, business] = [ownSay('free'), ownSay('business')]

const votes = (name, lists) => lists.filter(list => list.has(name)).length
const institution = /(^|\.)(edu|ac|gov|gob|gouv|mil)(\.[a-z]{2})?$/

function isDisposable(name) {
  const [against, forIt] = [votes(name, throwaway), votes(name, given)]
  return reviewed.has(name) || against >= 4 || (against === 3 && (forIt === 1 || forIt === 2))
}

const names = [...new Set([...throwaway, ...given].flatMap(list => [...list]))].filter(name => !business.has(name))
const disposable = names.filter(name => !free.has(name) && isDisposable(name))
const isDisposed = new Set(disposable)
const shared = names.filter(name => votes(name, given) >= 2 && !isDisposed.has(name) && !institution.test(name))

export const lists = { 'disposable-mail': disposable, 'free-mail': [...new Set([...shared, ...free])] }

/** Lower case, punycode, and only what is a domain. */
function tidy(names) {
  return new Set([...names].map(name => domainToASCII(name.trim())).filter(name => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)))
}
