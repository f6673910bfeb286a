// Crawlers by the words in their user agents: isbot's words find them, crawler-user-agents' patterns name them and find
// more. Both are regular expressions; here they become literals, so that the edge needs no engine for them. What can't be
// one stands in domain/src/crawler/shape.rs, and a new one that is neither stops the refresh.
//
// A literal is written with marks: `^` the agent begins with it, `<` a word begins with it, `>` a word ends with it, `~` a
// phone may be called so; `*` it is an everyday word, and an app on a phone may be called so; `?` it is part of a word of crawlers-people.txt, which says nothing;
// `.` none of these. A comma stands between ways to count, each enough.
//
// A pattern of crawler-user-agents counts only where isbot agrees about one of its examples: the list has in-app browsers
// of Instagram and Facebook among its crawlers. And nothing counts that would flag one of the real agents of user-agents.
import { readFileSync } from 'node:fs'
import { isbot, list as isbotPatterns } from 'isbot'

const json = path => JSON.parse(readFileSync(new URL(`node_modules/${path}`, import.meta.url)))
const crawlers = json('crawler-user-agents/crawler-user-agents.json')
const realAgents = new Set(json('user-agents/dist/user-agents.json').map(agent => agent.userAgent.toLowerCase()))
const people = lines('crawlers-people.txt')

/** What of isbot is no literal: what it becomes, or nothing where shape.rs has the rule. */
const BY_HAND = {
  '(?:^|[^g])news(?!sapphire)': [['news', '*']],
  '(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))': [['google', '~']],
  '(?<! cu)bots?(?:\\b|_)': [['bot', '>~'], ['bots', '>~']],
  '(?<!cam)scan': [['scan', '*']],
  '(?<!lib)http': [['http', '.']],
  'java(?!;)': [['java', '*']],
  ';\\s\\w+;$': [],
  '@[a-z][\\w-]+\\.': [],
  '\\(\\)': [],
  '\\b\\w+/1\\.0;': [],
  '\\|': [],
  '^[<\\(;]': [],
  '^[\\w \\.\\-\\(?:\\):%]+(?:/v?\\d+(?:\\.\\d+)?(?:\\.\\d{1,10})*?)?(?:,|$)': [],
  '^[\\w\\-]+/[\\w]+$': [],
  '^[^ ]{50,}$': [],
  '^\\d+\\b': [],
  '^\\w*search\\b': [],
  '^\\w+/[\\w\\(\\)]*$': [],
  '^\\w+/\\d\\.\\d\\s\\([\\w@]+\\)$': [],
  '^mozilla/\\d\\.\\d\\s[\\w\\.-]+$': [],
  '^mozilla/\\d\\.\\d\\s\\((?:compatible;)?(?:\\s?[\\w\\d-.]+[\\s/]\\d+\\.\\d+)?\\)$': [],
}

/** Words of every day among isbot's, and names of apps that people read pages with. */
const EVERYDAY = new Set(`.com abuse advisor agent analyzer archive audit capture catch check checker classifier detect
  discovery dlc download feed grab insight inspect library measure monitor node optimize ort/ parser perl preview
  proxy radar retriever rigor rss scrape server splash synapse synthetic time/ tools torrent transcoder url validator
  goodreads inoreader mastodon hubspot sogou`.split(/\s+/))

/** How the everyday words and the plainest others read as names. */
const NAMES = {
  bot: 'a bot', bots: 'a bot', crawl: 'a crawler', spider: 'a spider', http: 'a program that names an address',
  google: 'a program of Google', '.com': 'a program that names an address', url: 'a program for addresses',
  headless: 'a headless browser', java: 'a Java program', python: 'a Python program', perl: 'a Perl program', php: 'a PHP program',
  feed: 'a feed reader', rss: 'a feed reader', news: 'a news reader', scan: 'a scanner', scrape: 'a scraper', preview: 'a link preview',
  monitor: 'a monitor', check: 'a checker', checker: 'a checker', proxy: 'a proxy', server: 'a server', validator: 'a validator',
}

/** Crawlers that isbot does not know, and are. */
const APPROVED = new Set(['GTmetrix', 'Miniature\\.io\\/', 'TSM-turingos', 'YLT Chrome', 'ObservePoint', 'vercel-screenshot'])
/** Of crawler-user-agents, but in the hands of people: messengers, browsers, words of several meanings. */
const DENIED = new Set(['Viber', 'Sonic', '^Silk\\/', 'NING\\/', 'Fluid', 'Code\\/1\\.', 'Trae\\/'])

/** What neither list has as a word of its own: how Google's programs are called, and WeChat's tools; it is in WeChat, too. */
const OWN = [
  ['-google', '>', 'a program of Google'],
  ['google-', '<', 'a program of Google'],
  ['wechatdevtools', '<', 'WeChat developer tools'],
]

/** Names of a program that fetches a preview when the agent begins with them, and of an app in somebody's hand otherwise. */
const AT_THE_START = new Set(['whatsapp'])

function lines(name) {
  return readFileSync(new URL(name, import.meta.url), 'utf8').split('\n').filter(line => line && !line.startsWith('#'))
}

/** The literals of a pattern, lower case, with their marks; nothing if it has none. */
function literals(pattern) {
  let marks = ''
  let rest = pattern.replace(/\(\[\^-\]\|\$\)$/, '')
  if (rest.startsWith('^')) [marks, rest] = [marks + '^', rest.slice(1)]
  if (rest.startsWith('(^| )')) [marks, rest] = [marks + '<', rest.slice(5)]
  if (rest.startsWith('\\b')) [marks, rest] = [marks + '<', rest.slice(2)]
  if (rest.endsWith('\\b')) [marks, rest] = [marks + '>', rest.slice(0, -2)]
  else if (/[^\\]\$$/.test(rest)) [marks, rest] = [marks + '>', rest.slice(0, -1)]
  return expand(rest)?.map(literal => [literal.toLowerCase(), marks])
}

/** All texts that a pattern of texts, groups, alternatives and classes stands for. What repeats is cut off, where enough is left. */
function expand(pattern) {
  const alternatives = split(pattern)
  if (alternatives.length > 1) return alternatives.map(expand).reduce((all, some) => all && some && [...all, ...some], [])
  let texts = ['']
  let rest = pattern
  while (rest) {
    const [token, options] = next(rest)
    if (!token) return undefined
    if (!options) return texts[0].length >= 8 ? texts : undefined
    texts = texts.flatMap(text => options.map(option => text + option))
    rest = rest.slice(token.length)
  }
  return [...new Set(texts)]
}

function next(rest) {
  const group = /^\(((?:[^()\\]|\\.)*)\)/.exec(rest)
  if (group) return [group[0], /^\?/.test(group[1]) ? undefined : expand(group[1])]
  const set = /^\[([\w \/-]+)\]/.exec(rest)
  if (set) return [set[0], [...new Set(set[1].toLowerCase())]]
  if (/^(\\[dswDSW]|\[|\.\*)/.test(rest)) return ['cut', undefined]
  const escaped = /^\\([^\w])/.exec(rest)
  if (escaped) return [escaped[0], [escaped[1]]]
  return /^[^\\()[\]{}*+?|^$]/.test(rest) ? [rest[0], [rest[0]]] : ['', undefined]
}

function split(pattern) {
  const parts = ['']
  let depth = 0
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') parts[parts.length - 1] += pattern[at++]
    else if ('(['.includes(pattern[at])) depth++
    else if (')]'.includes(pattern[at])) depth--
    else if (pattern[at] === '|' && depth === 0) { parts.push(''); continue }
    parts[parts.length - 1] += pattern[at] ?? ''
  }
  return parts
}

const isWord = letter => letter !== undefined && /[a-z0-9]/.test(letter)

/** Where a marked literal counts in an agent, as domain/src/crawler/words.rs decides. */
function places(agent, literal, marks) {
  const found = []
  for (let at = agent.indexOf(literal); at >= 0; at = agent.indexOf(literal, at + 1)) {
    if (marks.includes('^') && at > 0) continue
    if (marks.includes('<') && isWord(agent[at - 1])) continue
    if (marks.includes('>') && isWord(agent[at + literal.length])) continue
    const inside = people.some(word => {
      for (let within = word.indexOf(literal); within >= 0; within = word.indexOf(literal, within + 1)) {
        if (at >= within && agent.startsWith(word, at - within)) return true
      }
      return false
    })
    if (!inside) found.push(at)
  }
  return found
}

/**
 * Marks that hold a literal to the beginning, or to whole words, as far as its examples bear them out: what an app calls
 * itself in front of everything is a program's, and behind a browser's agent it may be an app with a page in it.
 */
function bounded(literal, marks, examples) {
  const holds = mark => examples.every(example => !example.includes(literal) || places(example, literal, marks + mark).length > 0)
  if (!/[<^]/.test(marks) && holds('^')) marks += '^'
  if (!/[<^]/.test(marks) && isWord(literal[0]) && holds('<')) marks += '<'
  if (!marks.includes('>') && literal.length < 5 && isWord(literal.at(-1)) && holds('>')) marks += '>'
  return marks
}

const known = new Map()

/** Adds a literal, with one more way to count if none of those known takes it in already; the first name stays. */
function add(literal, marks, name) {
  if (literal.length < 3) throw new Error(`${JSON.stringify(literal)} is too short to be told from other words`)
  const before = known.get(literal) ?? { ways: [], name }
  const takesIn = (wide, narrow) => [...wide].every(mark => narrow.includes(mark))
  if (!before.ways.some(way => takesIn(way, marks))) {
    known.set(literal, { ways: [...before.ways.filter(way => !takesIn(marks, way)), marks], name: before.name })
  }
}

const left = []
for (const { pattern, instances: given } of crawlers) {
  const instances = given.length ? given : [pattern.replace(/\\/g, '')]
  const agreed = APPROVED.has(pattern) || (!DENIED.has(pattern) && instances.some(instance => isbot(instance)))
  const found = agreed ? literals(pattern) : undefined
  if (!found || found.some(([literal]) => literal.length < 3)) {
    left.push(pattern)
    continue
  }
  const examples = instances.map(instance => instance.toLowerCase())
  for (const [literal, marks] of found) {
    const example = instances.find(instance => instance.toLowerCase().includes(literal)) ?? pattern.replace(/\\/g, '')
    const at = Math.max(0, example.toLowerCase().indexOf(literal))
    const name = example.slice(at, at + literal.length).replace(/^[^\w]+|[^\w]+$/g, '')
    add(literal, AT_THE_START.has(literal) ? '^' : bounded(literal, EVERYDAY.has(literal) ? marks + '*' : marks, examples), NAMES[literal] ?? name)
  }
}
for (const entry of OWN) add(...entry)
for (const pattern of isbotPatterns) {
  const found = BY_HAND[pattern] ?? literals(pattern.replace(/\\d$/, ''))
  if (!found) throw new Error(`isbot has a new pattern that is no literal; see BY_HAND: ${pattern}`)
  for (const [literal, marks] of found) {
    add(literal, EVERYDAY.has(literal) ? marks + '*' : marks, NAMES[literal] ?? literal.replace(/^[^\w]+|[^\w]+$/g, ''))
  }
}
for (const [literal, { ways }] of known) {
  for (const agent of realAgents) {
    if (ways.some(marks => places(agent, literal, marks).length)) throw new Error(`${literal} is in a real browser's agent: ${agent}`)
  }
}
if (left.length) console.log(`patterns left out: ${left.join('  ')}`)

/** The widest way first: by it the edge knows where to look for the word. */
function written(literal, ways) {
  const doubt = people.some(word => word.includes(literal)) ? '?' : ''
  const inOrder = ways.map(marks => [...'^<>~*'].filter(mark => marks.includes(mark)).join('') + doubt || '.')
  return inOrder.sort((a, b) => /^[\^<]/.test(a) - /^[\^<]/.test(b)).join()
}

export const lists = {
  crawlers: [...known].map(([literal, { ways, name }]) => [literal, `${written(literal, ways)} ${name}`]),
  'crawlers-people': people,
}
