// A page under test: what leaves it is recorded, and the test says what comes back.

const posts = [];
const beacons = [];
// What every request is answered with; nothing: the network fails.
let answer;
let hang = false;
let beaconing = true;

const network = window.fetch;
window.fetch = async (url, request) => {
  if (!String(url).startsWith("https://edge.example/")) return network(url, request);
  posts.push({ url: String(url), body: new TextDecoder().decode(request?.body) });
  if (hang) return new Promise(() => {});
  if (!answer) throw new TypeError("no network");
  return new Response(answer[1], { status: answer[0], headers: answer[2] });
};

navigator.sendBeacon = (url, body) => beaconing && !!beacons.push({ url, body });

export const answerWith = (status, text) => {
  answer = [status, text];
};
export const askPatience = (seconds) => {
  answer = [429, "rate-limited", { "retry-after": seconds }];
};
export const answerNothing = () => {
  answer = undefined;
};
export const hangs = (on) => {
  hang = on;
};
export const refuseBeacons = (on) => {
  beaconing = !on;
};

// What reached the door of a site; each list counts from 0.
const door = (list, site) => list.filter((sent) => sent.url.endsWith(`/b/${site}`));
export const posted = (site) => door(posts, site).length;
export const post = (site, number) => door(posts, site)[number]?.body ?? "";
export const beaconed = (site) => door(beacons, site).length;
export const beacon = (site, number) => door(beacons, site)[number]?.body ?? "";

// Time passes when the test says so: what is to happen after half a second or more waits for that, but for the ten
// seconds of patience with the edge.
const { setTimeout: set, clearTimeout: clear } = window;
const waits = new Map();
let timers = 0;
window.setTimeout = (work, ms) => (ms >= 500 && ms !== 1e4 ? waits.set(--timers, { work, ms }) && timers : set(work, ms));
window.clearTimeout = (number) => waits.delete(number) || clear(number);
export const longestWait = () => Math.max(0, ...[...waits.values()].map(({ ms }) => ms));
export const timePasses = () => {
  const due = [...waits.values()];
  waits.clear();
  due.forEach(({ work }) => work());
};
let lived = 1e6;
performance.now = () => lived;
export const live = (ms) => {
  lived += ms;
};
document.hasFocus = () => true;
export const pause = () => new Promise((done) => set(done, 5));

// Coming and going.
export const leave = () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
export const restore = () => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
const show = (hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};
export const hide = () => {
  show(true);
  show(false);
};
export const goOnline = () => dispatchEvent(new Event("online"));
export const replace = (path) => history.replaceState(null, "", path);
export const push = (path) => history.pushState(null, "", path);
export const nameIt = (title) => {
  document.title = title;
};

// Storage and locks.
export const put = (key, text) => localStorage.setItem(key, text);
export const stored = (key) => localStorage.getItem(key) ?? undefined;
const keys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
export const kept = (prefix) => keys(prefix).length;
export const keptKey = (prefix) => keys(prefix)[0] ?? "";
export const inTab = (prefix) => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)).length;
// What another tab of the site has stored.
export const hear = (key, newValue) => dispatchEvent(new StorageEvent("storage", { key, newValue: newValue ?? null }));
const locks = async (state, prefix) => (await navigator.locks.query())[state].filter(({ name }) => name.startsWith(prefix));
export const held = async (prefix) => (await locks("held", prefix)).length;
export const asked = async (prefix) => (await locks("pending", prefix)).length;
export const heldName = async (prefix) => (await locks("held", prefix))[0]?.name;

let free;
export const holdLock = (name) =>
  new Promise((owned) => {
    navigator.locks.request(name, () => new Promise((done) => owned((free = done))));
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
// Locks of queues are to be had only once the test lets them go.
let grant;
export const delayQueueLocks = () => {
  const granted = new Promise((done) => (grant = done));
  navigator.locks.request = async (name, ...rest) => {
    if (name.includes(".q.")) await granted;
    return LockManager.prototype.request.call(navigator.locks, name, ...rest);
  };
};
export const grantQueueLocks = () => {
  delete navigator.locks.request;
  grant();
};

// The browser's own words.
const state = (name, value) => {
  if (value === undefined) delete navigator[name];
  else Object.defineProperty(navigator, name, { value, configurable: true });
};
export const refuseTracking = (on) => state("globalPrivacyControl", on || undefined);
export const hideDriver = (on) => state("webdriver", on ? false : undefined);

// The page's content.
export const write = (markup) => {
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = markup;
  place.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
  place.addEventListener("submit", (event) => event.preventDefault());
};
export const click = (id) => document.getElementById(id).click();
export const enter = (id, value) => {
  const field = document.getElementById(id);
  field.value = value;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
};
