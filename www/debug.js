// Debug mode: says in the console what the tracker tells the edge, what became of it and why. Loaded only where the tag has
// `data-debug` or the page's address `leadline_debug`. It looks on and changes nothing: whatever fails in here is
// swallowed, and what it wraps goes on as if it were not there.

import { hint, why } from "./debug-words.js";

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Looking on must not disturb.
  }
};

const watched = new Map();
const attempts = new Map();

/** Shows what `site` tells the edge whose doors are below the URL `base`. */
export const watch = (base, site) =>
  attempt(() => {
    if (!watched.size) wrap();
    watched.set(`${base}b/${site}`, site);
    console.info(`leadline ${site}: debug mode; what is sent and what became of it is shown here`);
  });

const wrap = () => {
  const { fetch } = window;
  window.fetch = function (...call) {
    const answer = fetch.apply(this, call);
    posted(call, answer).catch(() => {});
    return answer;
  };
  const beacon = navigator.sendBeacon;
  navigator.sendBeacon = function (...call) {
    const taken = beacon.apply(this, call);
    attempt(() => beaconed(call, taken));
    return taken;
  };
  const { leadline } = window;
  window.leadline = Object.assign((...call) => (advise(call), leadline(...call)), leadline);
  leadline.q.forEach((call) => advise([...call]));
};

const advise = (call) =>
  attempt(() => {
    const found = hint(call);
    if (found) console.warn(`leadline: ${found}`, call);
  });

const read = (body) => JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));

const NO_ANSWER = "no answer: offline, blocked, or the edge is away; it is tried again";

const posted = async ([url, options], answer) => {
  const site = watched.get(String(url?.url ?? url));
  if (!site || options?.method !== "POST") return;
  // An answer can be read once: the copy is made before anybody else hears of it.
  const told = answer.then((response) => response.clone()).then(heard, () => ({ note: NO_ANSWER }));
  const batch = read(options.body);
  const nth = (attempts.get(batch.batch) ?? 0) + 1;
  attempts.set(batch.batch, nth);
  show(site, batch, nth, await told);
};

const heard = async (response) => {
  const lines = (await response.text()).split("\n");
  if (response.ok) return { outcomes: lines.slice(1), note: lines[0] ? "" : "no state is kept" };
  const again = response.status > 499 || [408, 429].includes(response.status);
  return { note: `${response.status} ${lines.join(": ")}; ${again ? "it is tried again" : "it is dropped"}` };
};

const beaconed = ([url, body], taken) => {
  const site = watched.get(String(url));
  if (!site) return;
  const note = taken
    ? "handed to the browser, which tells nobody whether it arrived; unless only counted, it is confirmed by the next page"
    : "the browser takes no more beacons; it stays in the queue";
  show(site, read(body), 1, { note });
};

const CONSENT = { none: "only counted, nothing is kept", withdrawn: "withdrawn, what was kept is gone" };

const show = (site, batch, nth, { outcomes, note }) => {
  const refused = outcomes ? outcomes.filter((outcome) => !outcome.startsWith("accepted")).length : 0;
  const facts = [
    `${batch.items.length} ${batch.items.length === 1 ? "item" : "items"}`,
    refused && `${refused} refused`,
    nth > 1 && `attempt ${nth}`,
    batch.beaconed && "a beacon unconfirmed so far",
    batch.automated && "a driven browser",
    batch.internal && "one of the site's own people",
    batch.consent && `consent: ${CONSENT[batch.consent] ?? batch.consent}`,
    note,
  ];
  const rows = batch.items.map((item, number) => row(item, outcomes?.[number]));
  console.groupCollapsed(`leadline ${site}: ${facts.filter(Boolean).join(", ")}`);
  console.table(rows);
  console.log(batch);
  console.groupEnd();
};

const row = (item, outcome) => ({
  kind: item.kind,
  page: attempt(() => new URL(item.url).pathname) ?? item.url,
  name: item.name ?? item.form ?? item.link ?? item.title ?? "",
  outcome: outcome ?? "unknown",
  why: outcome ? why(outcome) : "there was no answer to read",
});
