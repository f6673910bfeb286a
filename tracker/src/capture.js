// What happens in the page, as items: lines of kind, time and address, then keys and values in turn (see
// domain/src/wire/line.rs, which redacts them). A key that begins with "=" has JSON for a value. Nothing here throws into
// the host page or writes to its console.
//
// The tracker is told, beyond what dom.js says:
//   2000   an item
//   2002   the page is hidden, and may never be shown again
//   2003   it is left; it may be kept in the browser's memory
//   2004   it is back from there, just as it was left
//   2005   the browser is online again
//   2006   a word on consent, see domain/src/consent.rs
//   2009   the browser is driven by a program, or a crawler
//   2010   the answer on consent that another tab has stored, or nothing

const FILES =
  "pdf|docx?|xlsx?|pptx?|csv|txt|rtf|odt|ods|odp|epub|zip|rar|7z|gz|tar|dmg|exe|msi|pkg|deb|rpm|apk|iso|jar|mp3|mp4|m4a|m4v|mov|avi|mkv|webm|wmv|wav";
// Milliseconds after which a single-page site has given its new page a title.
const SETTLED = 250;
// Less engagement than this, without a deeper scroll, is not worth a request.
const WORTH = 3000;
const LONGEST_PROPS = 2048;
const LONGEST_TRAITS = 16384;

const attempt = (work) => {
  try {
    return work();
  } catch {
    // The page must not notice.
  }
};

// `told`: the loader has sent the first view. Returns the function behind `leadline(name, value, extra)`.
export const watch = (call, options, told) => {
  const tell = (number, text = "") => attempt(() => call(number, text));
  const on = (types, act, target = window) => {
    for (const type of types.split(" "))
      target.addEventListener(type, (event) => attempt(() => act(event, event.composedPath()[0])), { capture: true, passive: true });
  };
  const flag = (name) => name in options;

  // --- Pages ---------------------------------------------------------------------------------------------------------
  const address = () => {
    const path = flag("hash") && /^#!?(\/[^?]*)/.exec(location.hash);
    return location.origin + location.pathname + location.search + (path ? `#${path[1]}` : "");
  };
  let page = address();
  let seen = told && page;
  let pending;
  const put = (kind, at, url, pairs) => tell(2000, [kind, Math.trunc(at), url, ...pairs].map((word) => `${word}`.replace(/\n/g, " ")).join("\n"));
  const settle = () => {
    if (!pending) return;
    const [at, url, referrer] = pending;
    pending = 0;
    put("view", at, url, ["title", document.title, "referrer", referrer]);
  };
  const item = (kind, ...pairs) => {
    settle();
    put(kind, Date.now(), page, pairs);
  };
  const view = (referrer = seen || document.referrer) => {
    settle();
    seen = page = address();
    pending = [Date.now(), page, referrer];
    setTimeout(settle, SETTLED);
  };
  const path = (url) => url.replace(/\?[^#]*/, "");
  const moved = (replaced) => {
    const to = address();
    const same = replaced ? path(to) === path(page) : to === page;
    if (!same && replaced && pending) seen = pending[1] = to;
    else if (!same) {
      turn();
      if (!flag("manual")) view();
    }
    page = to;
  };
  for (const [name, replaced] of [["pushState"], ["replaceState", 1]]) {
    const change = history[name];
    history[name] = (...state) => {
      change.apply(history, state);
      attempt(() => moved(replaced));
    };
  }
  on("popstate hashchange", () => moved());

  // --- Engagement ----------------------------------------------------------------------------------------------------
  let since = 0;
  let engaged = 0;
  let deepest, reported;
  const tick = () => {
    const now = performance.now();
    if (since) engaged += now - since;
    since = !document.hidden && document.hasFocus() && now;
    deepest = Math.max(deepest, scrollY + innerHeight);
  };
  const renew = () => {
    engaged = 0;
    deepest = reported = innerHeight;
  };
  const report = () => {
    tick();
    if (engaged < WORTH && deepest <= reported) return;
    const scroll = Math.min(100, Math.round((deepest / document.documentElement.scrollHeight) * 100));
    item("engagement", "=ms", Math.round(Math.min(engaged, 864e5)) || 0, "=scroll", scroll || 0);
    engaged = 0;
    reported = deepest;
  };
  renew();
  tick();
  on("focus blur", (event) => event.target === window && tick());
  on("scroll", tick);
  on("visibilitychange", () => {
    tick();
    if (!document.hidden) return;
    report();
    settle();
    tell(2002);
  });

  // --- Links ---------------------------------------------------------------------------------------------------------
  const files = new RegExp(`\\.(${FILES}|${(options.downloads ?? "").split(/\W+/).join("|")})$`, "i");
  const kindOf = (link) => {
    if (link.protocol === "mailto:") return "mail";
    if (link.protocol === "tel:") return "phone";
    if (!/^http/.test(link.protocol)) return;
    if (link.hasAttribute("download") || files.test(link.pathname)) return "download";
    return link.host !== location.host && "outbound";
  };
  on("click auxclick", ({ button }, target) => {
    if (button > 1) return;
    const named = target.closest("[data-leadline-event]");
    if (named) item("event", "name", named.dataset.leadlineEvent);
    const link = target.closest("a[href],area[href]");
    const kind = link && kindOf(link);
    if (kind) item("link", "link", kind, "target", /http/.test(link.protocol) ? link.origin + link.pathname : "");
  });

  // --- Forms ---------------------------------------------------------------------------------------------------------
  const SECRET = /password|one-time|cc-|card|cvc|cvv|iban/i;
  const none = () => ({ __proto__: null });
  let forms = none();
  const begun = (name) => {
    if (!forms[name]) item("form-start", "form", name);
    return (forms[name] ??= { done: none() });
  };
  // A field may be called like a property of its form, and hides it then; attributes can't be hidden.
  const nameOf = (target) => {
    const place = target.closest("[data-leadline-track]");
    const form = target.closest("form") ?? target.form ?? target;
    const called = () => ["data-form", "id", "name"].map((name) => form.getAttribute(name)).find(Boolean);
    return place && (place.dataset.leadlineTrack || called() || "form");
  };
  on("input change", ({ type }, target) => {
    const name = nameOf(target);
    const field = target.name || target.id;
    if (!name || !field || SECRET.test([target.type, target.autocomplete, field])) return;
    const form = begun(name);
    form.last = field;
    if (type !== "change" || form.done[field]) return;
    form.done[field] = 1;
    item("form-field", "form", name, "field", field);
  });
  // A form that checks itself is believed; ours let nobody but themselves check, and say what is valid in their attributes.
  on("submit", (_, target) => {
    const name = nameOf(target);
    if (!name || !target.matches(":valid,[novalidate]:not([data-form])")) return;
    item("form-submit", "form", name);
    delete forms[name];
  });

  // What is to be said of a page before the next.
  const turn = () => {
    report();
    renew();
    for (const name in forms) if (forms[name].last) item("form-abandon", "form", name, "field", forms[name].last);
    forms = none();
    settle();
  };

  // --- Coming and going ----------------------------------------------------------------------------------------------
  on("pagehide", () => {
    turn();
    tell(2003);
  });
  on("pageshow", (event) => {
    if (!event.persisted) return;
    tell(2004);
    renew();
    tick();
    if (!flag("manual")) view("");
  });
  on("online", () => tell(2005));
  on("storage", ({ key, newValue }) => key === `ll.${options.site}.c` && tell(2010, newValue ?? ""));

  // What can't be sent is sent empty or as 0, so that the edge refuses and counts it.
  const text = (value) => (typeof value === "string" ? value : "");
  const json = (value, longest, shown) => {
    const written = attempt(() => JSON.stringify(value, shown));
    return written?.length <= longest ? written : "0";
  };
  // What shows an address, be it encoded any number of times over, stays here.
  const shows = (value) => typeof value === "string" && /@|%(25)*40/.test(value);
  const hideAddress = (key, value) => (shows(key) ? undefined : shows(value) ? "*" : value);
  const said = {
    __proto__: null,
    track: (name, props) => item("event", "name", text(name), ...(props ? ["=props", json(props, LONGEST_PROPS, hideAddress)] : [])),
    "form-start": (form) => begun(text(form)),
    identify: (traits) => item("identify", "=traits", json(traits, LONGEST_TRAITS)),
    reset: () => item("reset"),
    page: () => view(),
    consent: (word) => tell(2006, text(word) || "denied"),
  };

  // Crawlers that say so, and a phone that is called Cubot.
  if (navigator.webdriver || /(^|[^u])bot\b|crawl|spider/i.test(navigator.userAgent)) tell(2009, "automated");
  // People of the site's own say so once, in an address: what they do is left out from then on.
  const mark = /[?&]leadline_internal=([01])/.exec(location.search);
  if (mark) attempt(() => localStorage.setItem("ll.internal", mark[1]));
  if (attempt(() => localStorage.getItem("ll.internal")) === "1") tell(2009, "internal");
  if (navigator.globalPrivacyControl && options.gpc !== "ignore") tell(2006, "gpc");
  const { consent = "opt-out" } = options;
  tell(2006, /^(opt-out|cookieless)$/.test(consent) ? consent : "required");
  if (!told && !flag("manual")) view();
  return (name, value, extra) => attempt(() => said[name]?.(value, extra));
};
