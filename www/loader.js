// The script tag's own code: `<script async src="https://edge.example/ll/ll.js" data-site="demo"></script>`.
//
// It installs `leadline(…)`, fetches the tracker and, where there is a form, the forms module. Invariants: nothing here
// throws into the host page or writes to its console, no text ever becomes code or markup, and no view counts twice.

/* global TRACKER_JS, TRACKER_WASM, TRACKER_FALLBACK, FORMS_JS, FORMS_WASM, FORMS_FALLBACK, FORMS_CSS, DEBUG_JS: paths beside
   this file, written in by the build */

(() => {
  const tag = document.currentScript;
  const site = tag && tag.dataset.site;
  if (!site || !tag.src) return;
  const base = tag.src.replace(/\/(a\/)?[^/]*([?#].*)?$/, "/");

  const attempt = (work) => {
    try {
      return work();
    } catch {
      // The page must not notice.
    }
  };

  // One function for all sites of the page, each with a receiver of its calls. A stub that the page made itself may hold
  // calls already.
  const stub = window.leadline;
  const leadline =
    stub && stub.sites
      ? stub
      : (window.leadline = Object.assign((...call) => leadline.sites.forEach((take) => attempt(() => take(call))), {
          sites: new Map(),
          q: [...((stub && stub.q) || [])],
          form: (...call) => leadline("form", ...call),
        }));
  if (leadline.sites.has(site)) return;

  const waiting = [];
  let tracker = (...call) => waiting.push(call);
  let launch, forms;
  const started = new Promise((done) => (launch = done));
  const take = ([name, value, extra, options]) => {
    if (name === "form") {
      Object.assign(value.dataset, options, { leadlineForm: extra });
      // There already: whoever asks is told so.
      if (value.Leadline) value.Leadline();
    }
    if (/^forms?$/.test(name)) scan();
    else if (name === "ready") started.then(() => attempt(value));
    else tracker(name, value, extra);
  };
  leadline.sites.set(site, take);
  leadline.q.forEach((call) => attempt(() => take(call)));

  // A file is called by its hash. The browser refuses what has another one: only what was built with this loader runs.
  const hash = (name) => `sha256-${name.match(/[\w-]{43}/)[0].replace(/-/g, "+").replace(/_/g, "/")}=`;

  // What did not come is remembered by the browser under its address, so it is asked for under another one.
  let lost = "";
  const verified = (name) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", nonce: tag.nonce, integrity: hash(name), href: base + name + lost });
    document.head.append(link);
    return import(link.href);
  };

  // Where WebAssembly may not be compiled, not even the smallest module there is can be that has a type of references, as ours
  // do: a function of an externref. Another build of the same code does without either. Trying is a violation that the browser reports, so it is done once, and not if the tag says how it ends.
  const compiles =
    tag.dataset.wasm !== "off" && attempt(() => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0)));

  const load = async (js, wasm, fallback) => {
    const [glue, module_or_path] = await Promise.all([
      verified(compiles ? js : fallback),
      compiles && fetch(base + wasm, { integrity: hash(wasm), signal: AbortSignal.timeout?.(3e4) }).then((answer) => answer.arrayBuffer()),
    ]);
    await glue.default({ module_or_path });
    return glue;
  };

  // Forms wait for the tracker, which knows what the visitor consents to. What did not come is asked for again at the next
  // call, or when there is a network.
  const scan = () => {
    if (!document.querySelector("[data-leadline-form]")) return;
    forms = forms || load(FORMS_JS, FORMS_WASM, FORMS_FALLBACK).then((glue) => started.then(() => glue));
    const asked = forms;
    asked
      .then((glue) => glue.start(base, site, base + FORMS_CSS))
      .catch(() => {
        if (forms !== asked) return;
        forms = 0;
        lost += "?";
        addEventListener("online", scan, { once: true });
      });
  };

  // The same rule as domain/src/page.rs, for the one view that can't wait for it.
  const shows = /@|%(25)*40/;
  const allowed = /^(utm_(source|medium|campaign|term|content)|gclid|gbraid|wbraid|fbclid|msclkid|li_fat_id|ttclid|dclid|twclid)=/i;
  const redact = (text, mark) => text.split(mark).map((part) => (shows.test(part) ? "*" : part)).join(mark);
  const view = (at) => {
    const query = location.search.slice(1).split("&").filter((part) => allowed.test(part) && !shows.test(part));
    const url = redact(location.origin + location.pathname, "/") + (query[0] ? "?" : "") + query.join("&");
    const referrer = redact(document.referrer.split(/[?#]/)[0], "/");
    const title = [...redact(document.title, " ")].slice(0, 75).join("");
    return { kind: "view", occurred_at: at, url: url.slice(0, 2e3), title, referrer: referrer.slice(0, 2e3) };
  };

  // A page that is left before the tracker is there says one thing: that it was seen. Nobody hears the answer, so nothing is
  // to be recognised by it.
  let told = 0;
  const leave = () => {
    const at = Date.now();
    const internal = attempt(() => localStorage.getItem("ll.internal")) === "1";
    const digits = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
    const batch = "bat_" + digits.replace(/\+/g, "-").replace(/\//g, "_").slice(0, 22);
    const body = JSON.stringify({ v: 1, batch, sent_at: at, consent: "none", automated: navigator.webdriver, internal, items: [view(at)] });
    if (navigator.sendBeacon(`${base}b/${site}`, body)) told = 1;
  };
  const left = () => told || attempt(leave);

  const start = async () => {
    if (!("manual" in tag.dataset)) addEventListener("pagehide", left);
    if ("debug" in tag.dataset || /[?&]leadline_debug/.test(location.search))
      await verified(DEBUG_JS).then((debug) => debug.watch(base, site)).catch(() => {});
    const glue = await load(TRACKER_JS, TRACKER_WASM, TRACKER_FALLBACK);
    removeEventListener("pagehide", left);
    tracker = glue.start(base, site, tag.dataset, told);
    waiting.forEach((call) => attempt(() => tracker(...call)));
  };

  const begin = () => {
    launch(
      start().catch(() => {
        tracker = () => {};
        waiting.length = 0;
      }),
    );
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", scan);
    else scan();
  };

  // A page that is only prepared was not seen yet.
  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})();
