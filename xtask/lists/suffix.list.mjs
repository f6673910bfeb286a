// The public suffix list (publicsuffix.org), ICANN's section and the private one, as tldts carries it: a trie in flat arrays.
// Key: the name behind the rule, in punycode. Value: `*` for a rule on what is below it, which counts for the name itself,
// too (tldts, libpsl and Chromium read it so), `!` for an exception.
import { domainToASCII } from 'node:url'
import * as trie from './node_modules/tldts/dist/es6/src/data/trie.js'

const labels = []
for (let edge = 0, at = 0; edge < trie.edgeLength.length; edge++) {
  labels.push(trie.labelText.slice(at, (at += trie.edgeLength[edge])))
}

/** Every name below `node` that carries a rule. */
function* names(node, behind) {
  for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
    const name = behind ? `${labels[edge]}.${behind}` : labels[edge]
    if (trie.nodeFlags[trie.edgeChild[edge]]) yield name
    yield* names(trie.edgeChild[edge], name)
  }
}

const rules = new Map()
const add = (name, mark) => {
  const key = domainToASCII(name)
  if (!key || key.includes('*')) throw new Error(`${name}: a rule of a kind we don't know`)
  rules.set(key, mark || rules.get(key) || '')
}
for (const name of names(trie.rulesRoot, '')) name.startsWith('*.') ? add(name.slice(2), '*') : add(name, '')
for (const name of names(trie.exceptionsRoot, '')) add(name, '!')

export const lists = { suffixes: [...rules] }
