// A page under test: what leaves it is recorded, and the test says what comes back.

const posts = [];
const beacons = [];
// What every request is answered with; nothing: the network fails.
let answer;
let hang = false;

const network = window.fetch;
window.fetch = async (url, request) => {
  if (!String(url).startsWith("https://edge.example/")) return network(url, request);
  posts.push({ url: String(url), body: new TextDecoder().decode(request?.body) });
  if (hang) return new Promise(() => {});
  if (!answer) throw new TypeError("no network");
  return new Response(answer[1], { status: answer[0] });
};

navigator.sendBeacon = (url, body) => {
  beacons.push({ url, body });
  return true;
};

export const answerWith = (status, text) => {
  answer = [status, text];
};

export const answerNothing = () => {
  answer = undefined;
};

export const hangs = (on) => {
  hang = on;
};

export const refuseLocks = (on) => {
  delete window[Symbol.for("leadline")].barred;
  if (on) navigator.locks.request = async () => Promise.reject(new DOMException("no", "SecurityError"));
  else delete navigator.locks.request;
};

// What reached the door of a site; each list counts from 0.
const door = (list, site) => list.filter((sent) => sent.url.endsWith(`/b/${site}`));
export const posted = (site) => door(posts, site).length;
export const post = (site, number) => door(posts, site)[number]?.body ?? "";
export const beaconed = (site) => door(beacons, site).length;
export const beacon = (site, number) => door(beacons, site)[number]?.body ?? "";

export const leave = () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
export const restore = () => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
export const pause = () => new Promise((done) => setTimeout(done, 5));
export const goTo = (path) => history.replaceState(null, "", path);
export const nameIt = (title) => {
  document.title = title;
};

export const inTab = (key) => sessionStorage.getItem(key) ?? undefined;
export const kept = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).length;
