// What the wasm modules need from the page, in few and coarse calls. Nothing here decides, throws into the host page or
// writes to its console: what fails is swallowed, and the caller goes on as if the browser had said no.
//
// A module has one function that everything is told to, with a number and a text. The numbers:
//   0      a request may be composed under the lock, with this passport, or none; answers its body, or nothing to let it be
//   1      the same without the lock, which was waited for in vain, and without a passport
//   2...   an answer: its status plus 2, and its body, or its Retry-After where it has one
//   2001   a timer rang
//   2007   a queue whose page is gone: its text
//   2008   the page's own queue may be stored now: its key
// capture.js and markup.js have further ones.

// Whole, whatever the page has made of its clock.
export const now = () => `${Math.trunc(Date.now())}`;

// Tracker and forms each bring a copy of this file. What they must agree on hangs on the window: what storage would not
// take, whose turn it is where the browser has no locks, whether it barred those it has, whose state may be kept, and what
// time it is.
const tab = (globalThis[Symbol.for("leadline")] ??= { kept: {}, keeps: {}, turn: Promise.resolve(), now });

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Nobody could do anything about it here.
  }
};

// Without it, ids are only unlikely to meet.
export const draw = (bytes) => {
  if (!attempt(() => crypto.getRandomValues(bytes))) bytes.forEach((_, at) => (bytes[at] = Math.random() * 256));
};

// Session storage where there are no locks (old browsers, pages without TLS, storage that is blocked): two tabs would
// overwrite each other's state. An answer on consent (".c") is for all tabs. Reading these properties throws where storage
// is forbidden.
const shared = () => navigator.locks && !tab.barred;
const store = (key = "") => (shared() || key.endsWith(".c") ? localStorage : sessionStorage);

export const load = (key) => attempt(() => tab.kept[key] ?? store(key).getItem(key) ?? undefined);

export const save = (key, text) => {
  delete tab.kept[key];
  if (text === undefined || !attempt(() => (store(key).setItem(key, text), true))) {
    // Full or forbidden: an older state must not come back in place of this one.
    attempt(() => store(key).removeItem(key));
    if (text !== undefined) tab.kept[key] = text;
  }
};

export const keeps = (site) => !!tab.keeps[site];

// The passport. Chromium shows a tab what another has written to local storage when it comes to it, be it later than the
// lock it was written under; a cache shows it at once. The copy in local storage is for beacons, which can't wait, and for
// where there are no caches.
//
// A cache that does not answer is one that is not there. Where it opens too late nothing is written into it any more, and
// whoever gave up a write that had begun removes it.
const inCache = (key, work) => {
  let late;
  // First of all, for it throws where there are no caches: then nobody would hear of the time that is over.
  const done = caches.open(key).then((cache) => late || work(cache));
  return Promise.race([done, new Promise((_, fail) => setTimeout(() => fail((late = true)), 3e3))]);
};

const recall = async (key) => {
  try {
    return await inCache(key, async (cache) => (await cache.match("/")).text());
  } catch {
    return load(key);
  }
};

const remember = async (key, text) => {
  save(key, text);
  try {
    await inCache(key, (cache) => cache.put("/", new Response(text)));
  } catch {
    // The copy has to do, and what is older must not come back in its place.
    attempt(() => caches.delete(key).catch(() => {}));
  }
};

const keysOf = (place, prefix) => Object.keys(place).filter((key) => key.startsWith(prefix));

// Says whether a site's state may be kept; where not, what there is goes, whoever stored it. The visitor's answer stays.
export const keep = (site, may) => {
  tab.keeps[site] = may;
  if (may) return;
  attempt(() => caches.delete(`ll.${site}.p`).catch(() => {}));
  for (const place of [() => tab.kept, () => localStorage, () => sessionStorage])
    attempt(() => keysOf(place(), `ll.${site}.`).forEach((key) => key.endsWith(".c") || delete place()[key]));
};

// Makes a queue this page's own: it holds the lock of that name until it is left, be that before it has the lock. Then it
// takes over the queues that nobody owns; without locks those are all there are in this tab. Each is removed once its text
// was taken. Even without locks nothing is told before this returns, for who calls is not listening.
export const own = async (prefix, key, call) => {
  const take = (name) =>
    attempt(() => {
      const text = load(name);
      if (text) call(2007, text);
      save(name);
    });
  const left = new Promise((done) => addEventListener("pagehide", done, { once: true }));
  await (shared() &&
    new Promise((owned) => {
      const ask = async () => navigator.locks.request(key, () => (owned(), left));
      ask().catch(() => owned((tab.barred = true)));
    }));
  attempt(() => call(2008, key));
  const queues = [tab.kept, attempt(store) ?? {}].flatMap((place) => keysOf(place, prefix));
  for (const name of queues.filter((name) => name !== key))
    if (shared()) attempt(() => navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && take(name)).catch(() => {}));
    else take(name);
};

// A timer that is set again forgets what it was set to.
export const after = (ms, call) => {
  clearTimeout(call.alarm);
  call.alarm = setTimeout(() => attempt(() => call(2001, "")), ms);
};

// Offline a beacon would be taken and lost.
export const beacon = (url, body) => !!attempt(() => navigator.onLine && navigator.sendBeacon(url, body));

// Work may be called twice, as a lock can be stolen, and does nothing then. Without locks the modules of this page still
// take turns.
const locked = async (name, signal, work) => {
  if (shared()) {
    try {
      return await navigator.locks.request(name, { signal }, work);
    } catch {
      if (signal.aborted) return;
      tab.barred = true;
    }
  }
  return (tab.turn = tab.turn.then(work, work));
};

// AbortSignal.timeout is younger than browsers that people use.
const patience = (control) => setTimeout(() => control.abort(), 1e4);

// A request beyond 60 000 bytes may not outlive its page. Both content types spare a preflight. Cookies go only where the
// edge is on the page's own origin.
const post = (url, type, text) => {
  const silent = new AbortController();
  patience(silent);
  const body = new TextEncoder().encode(text);
  return fetch(url, {
    method: "POST",
    headers: { accept: "text/plain", "content-type": type },
    body,
    credentials: "same-origin",
    keepalive: body.length < 6e4,
    signal: silent.signal,
  })
    .then(async (answer) => [answer.status + 2, answer.headers.get("retry-after") ?? (await answer.text())])
    .catch(() => [2, ""]);
};

// Composes, posts and takes the answer under one lock. On pagehide the lock is let go: held over a hanging request it
// would stop every tab and cost the page its place in the browser's memory. An answer that comes after that is not
// taken, for the lock is another's by then. The lock is not waited for longer than ten seconds, nor beyond pagehide:
// whoever composes a body then has it posted without the lock.
export const exchange = async (lock, url, type, call) => {
  const gone = new AbortController();
  const { signal } = gone;
  const leave = () => gone.abort();
  const left = new Promise((done) => signal.addEventListener("abort", () => done([2, ""])));
  const wait = patience(gone);
  addEventListener("pagehide", leave);
  let begun;
  const key = `${lock}.p`;
  const kept = (late) => !late && tab.keeps[lock.slice(3)];
  const talk = async (late) => {
    const body = call(late, (kept(late) && (await recall(key))) || "");
    if (body !== undefined) {
      const sent = post(url, type, body);
      const [number, text] = await (late ? sent : Promise.race([sent, left]));
      // Errors carry none, whatever they say; and without the lock it is not ours to replace.
      const [passport] = text.split("\n");
      if (kept(late) && number < 302 && /^ll1\./.test(passport)) {
        await remember(key, passport);
        // Consent may have been withdrawn while it was written.
        if (!kept(late)) keep(lock.slice(3), false);
      }
      call(number, text);
    } else if (late) call(2, "");
  };
  const attend = (late) => talk(late).catch(() => attempt(() => call(2, "")));
  const work = () => {
    if (begun || signal.aborted) return;
    begun = true;
    clearTimeout(wait);
    return attend(0);
  };
  await Promise.race([locked(lock, signal, work), left]);
  if (!begun) await attend(1);
  removeEventListener("pagehide", leave);
};
