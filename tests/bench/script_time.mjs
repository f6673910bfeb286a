// What one page view and one event cost the page's main thread.
//
// The trackers take turns, round by round, and each round begins with another one: what the machine does beside the
// benchmark then falls on all of them alike.
import { summary } from "./figures.mjs";
import { CATEGORIES, cost } from "./trace.mjs";

/** What is compiled, cached and paged in by the first visits belongs to nobody. */
const WARM_UP = 2;
/** Starting and ending a trace takes seconds, so that one holds several rounds. */
const ROUNDS_A_TRACE = 5;
const PATIENCE = 10_000;
/** After the last answer, for what a tracker still does with it. */
const SETTLE = 300;

/** By key: `script`, `tasks` and `longest` in milliseconds, and the requests of one visit. */
export async function scriptTime({ server, chromium, peers, rounds, progress }) {
  const visits = [];
  const measured = [];
  for (let first = -WARM_UP; first < rounds; first += ROUNDS_A_TRACE) {
    const numbers = Array.from({ length: Math.min(ROUNDS_A_TRACE, rounds - first) }, (_, index) => first + index);
    const events = await chromium.traced(CATEGORIES, async () => {
      for (const number of numbers) visits.push(...(await round(server, chromium, turned(peers, number), number)));
    });
    measured.push(...visits.splice(0).map((visit) => ({ ...visit, ...cost(events, visit.url) })));
    progress(`script time: ${Math.max(0, numbers.at(-1) + 1)} of ${rounds} rounds`);
  }
  const counted = measured.filter(({ number }) => number >= 0);
  return Object.fromEntries(peers.map(({ key }) => [key, figures(counted, key)]));
}

function turned(peers, number) {
  const by = (((number * 2) % peers.length) + peers.length) % peers.length;
  return [...peers.slice(by), ...peers.slice(0, by)];
}

async function round(server, chromium, peers, number) {
  const visits = [];
  for (const peer of peers) visits.push({ ...(await visit(server, chromium, peer)), number });
  return visits;
}

async function visit(server, chromium, peer) {
  const visit = server.visit(peer.key);
  const tab = await chromium.open(visit.url);
  await arrived(server, peer, visit, "view");
  await chromium.run(tab, peer.event);
  await arrived(server, peer, visit, "event");
  await settled();
  // What is said at the end of a visit is not of the view or the event.
  const requests = [...visit.requests];
  await chromium.shut(tab);
  return { ...visit, requests };
}

/** The empty page says nothing: it is given as long as a quick tracker takes. */
async function arrived(server, peer, visit, kind) {
  const holds = peer.silent ? ({ seen }) => seen : ({ said }) => said.includes(kind);
  if (!(await server.until(visit, holds, PATIENCE))) throw new Error(`no ${kind} of ${peer.name} within ${PATIENCE} ms`);
  if (peer.silent) await settled();
}

const settled = () => new Promise((done) => setTimeout(done, SETTLE));

/** What a tracker took beyond the empty page of the same round; the longest task is the page's as it is. */
function figures(visits, key) {
  const own = visits.filter((one) => one.key === key);
  const empty = new Map(visits.filter((one) => one.key === "empty").map((one) => [one.number, one]));
  const beyond = (name) => (one) => one[name] - (key === "empty" ? 0 : empty.get(one.number)[name]);
  const of = (figure) => ({ ...summary(own.map(figure)), all: own.map((one) => rounded(figure(one))) });
  const times = { script: of(beyond("script")), tasks: of(beyond("tasks")), longest: of((one) => one.longest) };
  return { ...times, requests: own.at(-1).requests };
}

const rounded = (ms) => Math.round(ms * 100) / 100;
