// A page under test: what leaves it is recorded, and the test says what comes back.

const posts = [];
// What every request is answered with; nothing: the network fails.
let answer;
let hang = false;

export const hangs = (on) => {
  hang = on;
};

const network = window.fetch;
window.fetch = async (url, request) => {
  if (!String(url).startsWith("https://edge.example/")) return network(url, request);
  posts.push({ url: String(url), request, body: new TextDecoder().decode(request?.body) });
  if (hang) return new Promise((_, fail) => request.signal.addEventListener("abort", fail));
  if (!answer) throw new TypeError("no network");
  return new Response(answer[1], { status: answer[0], headers: answer[2] });
};

export const answerWith = (status, text) => {
  answer = [status, text];
};

export const askPatience = (seconds) => {
  answer = [429, "rate-limited", { "retry-after": seconds }];
};

export const answerNothing = () => {
  answer = undefined;
};

const to = (part) => posts.filter((post) => post.url.includes(part));
export const posted = (part) => to(part).length;
export const body = (part, number) => to(part)[number]?.body ?? "";
export const detail = (part, name) => {
  const request = to(part).at(-1)?.request ?? {};
  return String(request.headers?.[name] ?? request[name]);
};

export const leave = () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
export const pause = () => new Promise((done) => setTimeout(done, 5));
export const held = async (lock) => (await navigator.locks.query()).held.some((one) => one.name === lock);
export const put = (key, text) => localStorage.setItem(key, text);
export const inTab = (key) => sessionStorage.getItem(key) ?? undefined;
export const stored = (key) => localStorage.getItem(key) !== null;

const setItem = Storage.prototype.setItem;
export const refuseStorage = (on) => {
  Storage.prototype.setItem = on
    ? () => {
        throw new DOMException("full", "QuotaExceededError");
      }
    : setItem;
};

// Ten seconds, which are the client's patience, pass when the test says so.
const { setTimeout: set, clearTimeout: clear } = window;
const late = new Map();
let timers = 0;
window.setTimeout = (work, ms) => (ms === 1e4 ? late.set(--timers, work) && timers : set(work, ms));
window.clearTimeout = (number) => late.delete(number) || clear(number);
export const tenSecondsPass = () => {
  const works = [...late.values()];
  late.clear();
  works.forEach((work) => work());
};

const timeout = AbortSignal.timeout;
export const forgetTimeouts = (on) => {
  AbortSignal.timeout = on ? undefined : timeout;
};

let free;
export const holdLock = (name) =>
  new Promise((held) => {
    navigator.locks.request(name, () => new Promise((done) => held((free = done))));
  });
export const freeLock = () => free();

export const refuseLocks = (on) => {
  delete window[Symbol.for("leadline")].barred;
  if (on) navigator.locks.request = async () => Promise.reject(new DOMException("no", "SecurityError"));
  else delete navigator.locks.request;
};

export const forgetLocks = (on) => {
  if (on) Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  else delete navigator.locks;
};

export const forgetCrypto = (on) => {
  if (on) Object.defineProperty(crypto, "getRandomValues", { value: undefined, configurable: true });
  else delete crypto.getRandomValues;
};
