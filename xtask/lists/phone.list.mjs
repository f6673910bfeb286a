// Numbering plans, from libphonenumber's metadata as libphonenumber-js carries it.
// phone-plans: country (ISO 3166) or calling code of no country, to calling code, prefix for calls abroad, national prefix,
// lengths of a national number, and its pattern; `-` for nothing. Patterns use digits, `.` for any, [classes], (groups), |,
// ? and {counts}, and nothing else: domain/src/phone/pattern.rs reads them.
// phone-codes: calling code to its countries, the main one first.
import { createRequire } from 'node:module'

const metadata = createRequire(import.meta.url)('./node_modules/libphonenumber-js/metadata.max.json')

const compact = pattern => {
  const text = pattern.replaceAll('\\d', '.').replaceAll('(?:', '(')
  if (!/^[\d.[\](){},?|-]+$/.test(text)) throw new Error(`${pattern}: more than our patterns can say`)
  return text
}

// Argentina moves the digits of mobile numbers about (0 11 15 … is +54 9 11 …), Gabon's zero has become part of the number.
const plain = { AR: '0', GA: '-' }

/** The prefix before a national number. What completes a local number (`…$`) or moves a mobile one's digits is left out. */
function prefix(country, [, , , , , national, , parsing, transform]) {
  if (country in plain) return plain[country]
  if (!parsing) return national || '-'
  const alternatives = topLevel(parsing).filter(one => !one.endsWith('$'))
  if (!alternatives.length) return '-'
  const text = alternatives.join('|')
  // "$1" or "$2" alone: the last group is the number itself.
  return compact(/^\$\d$/.test(transform || '') ? text.replace(/\((?!\?)(?:[^()]|\(\?:[^()]*\))*\)(?=\)?\??$)/, '') : text.replaceAll(/\((?!\?)/g, '(?:'))
}

/** A pattern's alternatives. */
function topLevel(pattern) {
  let depth = 0
  const alternatives = ['']
  for (const c of pattern) {
    depth += (c === '(') - (c === ')')
    if (c === '|' && depth === 0) alternatives.push('')
    else alternatives[alternatives.length - 1] += c
  }
  return alternatives
}

const plan = (key, country) => {
  const [code, abroad, pattern, lengths] = country
  return [key, [code, abroad ? compact(abroad) : '-', prefix(key, country), lengths.join(','), compact(pattern)].join(' ')]
}

const { countries, nonGeographic, country_calling_codes: codes } = metadata
const stateless = Object.keys(nonGeographic)
export const lists = {
  'phone-plans': [...Object.entries(countries), ...Object.entries(nonGeographic)].map(([key, of]) => plan(key, of)),
  'phone-codes': [...Object.entries(codes).map(([code, of]) => [code, of.join(' ')]), ...stateless.map(code => [code, code])],
}
