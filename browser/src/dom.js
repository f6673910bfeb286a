// What the wasm modules need from the page, in few and coarse calls. Nothing here decides, throws into the host page or
// writes to its console: what fails is swallowed, and the caller goes on as if the browser had said no.

// Tracker and forms each bring a copy of this file. What they must agree on hangs on the window: what storage would not
// take, whose turn it is where the browser has no locks, and whether it barred those it has.
const tab = (globalThis[Symbol.for("leadline")] ??= { kept: {}, turn: Promise.resolve() });

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Nobody could do anything about it here.
  }
};

export const now = () => Date.now();

export const draw = (bytes) => {
  crypto.getRandomValues(bytes);
};

export const fact = (number) =>
  [location.origin + location.pathname + location.search, document.referrer, document.title][number];

// Reading these properties throws where storage is forbidden. Any other place lives as long as the page does.
const store = (place) => [() => localStorage, () => sessionStorage][place]();

export const load = (place, key) => attempt(() => tab.kept[key] ?? store(place).getItem(key) ?? undefined);

export const save = (place, key, text) => {
  delete tab.kept[key];
  const drop = () => attempt(() => store(place).removeItem(key));
  if (text === undefined) {
    drop();
  } else if (!attempt(() => (store(place).setItem(key, text), true))) {
    // Full or forbidden: an older state must not come back in place of this one.
    drop();
    tab.kept[key] = text;
  }
};

export const after = (ms, call) => {
  setTimeout(() => attempt(() => call(0, "")), ms);
};

// 0: the visitor leaves the page; 1: it is back from the browser's memory.
export const turns = (call) => {
  addEventListener("pagehide", () => attempt(() => call(0, "")));
  addEventListener("pageshow", (event) => event.persisted && attempt(() => call(1, "")));
};

export const beacon = (url, body) => {
  attempt(() => navigator.sendBeacon(url, body));
};

export const shared = () => !!navigator.locks && !tab.barred;

// Without locks (old browsers, pages without TLS, storage that is blocked) the modules of this page still take turns.
// Work may be called twice, as a lock can be stolen, and does nothing then.
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

// A request beyond 60 000 bytes may not outlive its page. Both content types spare a preflight.
const post = (url, type, text) => {
  const silent = new AbortController();
  patience(silent);
  const body = new TextEncoder().encode(text);
  return fetch(url, {
    method: "POST",
    headers: { accept: "text/plain", "content-type": type },
    body,
    credentials: "omit",
    keepalive: body.length < 6e4,
    signal: silent.signal,
  })
    .then(async (response) => [response.status, await response.text()])
    .catch(() => [0, ""]);
};

// Composes, posts and takes the answer under one lock. On pagehide the lock is let go: held over a hanging request it
// would stop every tab and cost the page its place in the browser's memory. An answer that comes after that is not
// taken, for the lock is another's by then. The lock is not waited for longer than ten seconds, nor beyond pagehide:
// whoever composes a body then (1 instead of 0) has it posted without the lock.
export const exchange = async (lock, url, type, compose, answered) => {
  const gone = new AbortController();
  const { signal } = gone;
  const leave = () => gone.abort();
  const left = new Promise((done) => signal.addEventListener("abort", () => done([0, ""])));
  const wait = patience(gone);
  addEventListener("pagehide", leave);
  let begun;
  const talk = async (late) => {
    const body = compose(late, "");
    if (body !== undefined) {
      const answer = post(url, type, body);
      answered(...(await (late ? answer : Promise.race([answer, left]))));
    } else if (late) answered(0, "");
  };
  const attend = (late) => talk(late).catch(() => attempt(() => answered(0, "")));
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
