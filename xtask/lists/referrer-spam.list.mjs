// Hosts that send views to be looked up in reports. No package has a list that is kept, so this is a short one of our own,
// of the families everybody knows; a site adds to it in site.toml, and github.com/matomo-org/referrer-spam-list knows more.
import { readFileSync } from 'node:fs'

const own = readFileSync(new URL('referrer-spam-own.txt', import.meta.url), 'utf8').split('\n')

export const lists = { 'referrer-spam': own.filter(line => line && !line.startsWith('#')) }
