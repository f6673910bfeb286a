// What the wasm modules need from the page, in few and coarse calls. Nothing here decides, throws into the host page or
// writes to its console: what fails is swallowed, and the caller goes on as if the browser had said no.

// Tracker and forms each bring a copy of this file. What they must agree on hangs on the window: what storage would not
// take, and whose turn it is where the browser has no locks.
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

export const shared = () => !!navigator.locks;

// Without locks (old browsers, pages without TLS) the modules of this page still take turns.
const locked = async (name, signal, work) =>
  navigator.locks ? navigator.locks.request(name, { signal }, work) : (tab.turn = tab.turn.then(work, work));

// A request beyond 60 000 bytes may not outlive its page. Both content types spare a preflight.
const post = (url, type, text, signal) => {
  const body = new TextEncoder().encode(text);
  const answer = fetch(url, {
    method: "POST",
    headers: { accept: "text/plain", "content-type": type },
    body,
    credentials: "omit",
    keepalive: body.length < 6e4,
    signal: AbortSignal.timeout(1e4),
  }).then(async (response) => [response.status, await response.text()]);
  const left = new Promise((done) => signal.addEventListener("abort", () => done([0, ""])));
  return Promise.race([answer, left]).catch(() => [0, ""]);
};

// Composes, posts and takes the answer under one lock. On pagehide the lock is let go, also one still waited for: held
// over a hanging request it would stop every tab and cost the page its place in the browser's memory. An answer that
// comes after that is not taken, for the lock is another's by then.
export const exchange = async (lock, url, type, compose, answered) => {
  const gone = new AbortController();
  const leave = () => gone.abort();
  addEventListener("pagehide", leave);
  await locked(lock, gone.signal, async () => {
    const body = compose(0, "");
    if (body !== undefined) answered(...(await post(url, type, body, gone.signal)));
  }).catch(() => attempt(() => answered(0, "")));
  removeEventListener("pagehide", leave);
};
