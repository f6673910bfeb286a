// How long it takes from a form's script tag until somebody can fill the form in.
//
// A page watches itself: the clock starts before the tag is read, and stops when all fields are there, the first one takes
// the focus and the library says that it is done. Then the form is sent empty, and only if it says what is missing does
// the time count: a form that merely looks ready is none.
import { summary } from "./figures.mjs";

/** What is compiled, cached and paged in by the first visits belongs to nobody. */
const WARM_UP = 2;
const PATIENCE = 20_000;
/** For styles that come after the form. */
const SETTLE = 300;
/** How many fields the form has. */
export const FIELDS = 8;
/** Bytes a millisecond: 10 Mbit/s, as on a telephone with good reception. */
export const NARROW = 1250;

/** By peer: `time` in milliseconds, `narrow` the same over a line of 10 Mbit/s, and the bytes and requests of a visit. */
export async function formTime({ server, chromium, peers, rounds, progress }) {
  const visits = [];
  for (let number = -WARM_UP; number < rounds; number += 1) {
    const by = (number + WARM_UP) % peers.length;
    for (const peer of [...peers.slice(by), ...peers.slice(0, by)]) {
      for (const rate of [Infinity, NARROW]) {
        const one = await visit(server, chromium, peer, rate);
        if (number >= 0) visits.push(one);
      }
    }
    progress(`forms: ${Math.max(0, number + 1)} of ${rounds} rounds`);
  }
  return peers.map(({ key, name, version }) => {
    const own = visits.filter((visit) => visit.key === key);
    const times = (rate) => {
      const all = own.filter((visit) => visit.rate === rate).map(({ ms }) => Math.round(ms * 100) / 100);
      return { ...summary(all), all };
    };
    return { key, name, version, time: times(Infinity), narrow: times(NARROW), ...own.at(-1).weight };
  });
}

async function visit(server, chromium, peer, rate) {
  const visit = server.visit(peer.key, { rate });
  const tab = await chromium.open(visit.url);
  const timed = ({ said }) => said.length > 0;
  if (!(await server.until(visit, timed, PATIENCE))) throw new Error(`no form of ${peer.name} within ${PATIENCE} ms`);
  await new Promise((done) => setTimeout(done, SETTLE));
  const requests = visit.requests.filter(({ path }) => path !== DONE);
  await chromium.shut(tab);
  const bytes = requests.reduce((sum, { up, down }) => sum + up + down, 0);
  return { key: peer.key, rate, ms: visit.said[0], weight: { bytes, requests: requests.length } };
}

const DONE = "/done";

/** What the server does for a form besides: it hears how long it took. */
export const timed = (peer) => ({
  ...peer,
  head: (edge) => `<script>(${watch})(${JSON.stringify({ ...strings(peer), fields: [peer.fields, FIELDS], edge })})</script>`,
  answer: (asked) => (asked.path === DONE ? { status: 204, type: "text/plain", body: "" } : peer.answer(asked)),
  said: ({ path, body }) => (path === DONE ? [Number(body)] : []),
});

const strings = ({ first, ready, submit, issue }) => ({ first, ready, submit, issue });

/** Runs in the page, and is the same for all of them. */
function watch({ fields: [fields, number], first, ready, submit, issue, edge }) {
  const begun = performance.now();
  const whenever = (holds) =>
    new Promise((done) => {
      const look = () => (holds() ? done() : setTimeout(look, 2));
      look();
    });
  const isReady = () => {
    if (document.querySelectorAll(fields).length < number || !(0, eval)(ready)) return false;
    const input = document.querySelector(first);
    input?.focus();
    return input !== null && document.activeElement === input;
  };
  whenever(isReady).then(async () => {
    const ms = performance.now() - begun;
    document.querySelector(submit).click();
    await whenever(() => document.querySelector(issue)?.textContent.trim());
    navigator.sendBeacon(`${edge}/done`, `${ms}`);
  });
}
