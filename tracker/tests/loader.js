// Runs www/loader.js as a script tag would, with modules that tell what was asked of them.

const beacons = [];
const told = [];

navigator.sendBeacon = (url, body) => {
  beacons.push({ url, body });
  return true;
};

window.addEventListener("unhandledrejection", (event) => told.push(`unhandled ${event.reason}`));

const blob = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
// The loader takes a file's hash from its name; a blob bears it behind its own.
const hash = async (text) => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 43);
};
const file = async (text) => [text, await hash(text)];
const name = ([text, digest]) => `${blob(text).split("/").pop()}#${digest}`;

// A module like the tracker's glue; its wasm is ready when the test opens the gate.
window.ledger = told;
window.gates = {};
const glue = (kind) => `
  export default async () => { await window.gates[window.gate]; };
  export const start = (base, site, more) => {
    window.ledger.push(["start ${kind}", site, more].join(" "));
    return (number, line) => window.ledger.push(["call", site, number, line.replace("\\n", " ")].join(" "));
  };`;

const files = await Promise.all([glue("tracker"), glue("forms"), ""].map(file));

let open = {};
export const close = (gate) => {
  window.gate = gate;
  window.gates[gate] = new Promise((done) => (open[gate] = done));
};
export const opened = (gate) => open[gate]();

export const tag = (source, site) => {
  const [tracker, forms, wasm] = files.map(name);
  const src = `blob:${location.origin}/ll.js?v=1`;
  Object.defineProperty(document, "currentScript", { configurable: true, get: () => ({ src, dataset: { site } }) });
  const names = ["TRACKER_JS", "TRACKER_WASM", "TRACKER_FALLBACK", "FORMS_JS", "FORMS_WASM", "FORMS_FALLBACK", "FORMS_CSS", "DEBUG_JS"];
  new Function(...names, source)(tracker, wasm, tracker, forms, wasm, forms, "forms.css", tracker);
  delete document.currentScript;
};

export const stub = () => {
  window.leadline = function () {
    (leadline.q = leadline.q || []).push(arguments);
  };
};
export const call = (...words) => window.leadline(...words);
export const callStrangely = () => [
  leadline(Symbol("x")),
  leadline(),
  leadline("track", { toString: null }),
  leadline("track", undefined),
];
export const happened = (part) => told.filter((line) => line.includes(part)).join("\n");
export const beaconed = (site) => beacons.filter((beacon) => beacon.url.endsWith(`/b/${site}`)).length;
export const beacon = (site) => beacons.find((beacon) => beacon.url.endsWith(`/b/${site}`))?.body ?? "";

export const leave = () => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
export const pause = () => new Promise((done) => setTimeout(done, 5));
export const goTo = (path) => history.replaceState(null, "", path);
export const nameIt = (title) => {
  document.title = title;
};
export const place = (form) => {
  const element = document.createElement("div");
  element.dataset.leadlineForm = form;
  document.body.append(element);
};
export const clear = () => document.querySelectorAll("[data-leadline-form]").forEach((element) => element.remove());

const timeout = AbortSignal.timeout;
export const forgetTimeouts = (on) => {
  AbortSignal.timeout = on ? undefined : timeout;
};
