// A page with forms under test: the edge is a recorder that answers as told.

const posts = [];
let answers = [];
let release;
let markup = "";
const opened = [];
const announced = [];
const styles = [];

window.leadline = (...call) => announced.push(call.join(" "));

// The next answers, in order; the last one stays. A status of 0 is a network failure.
export const answer = (...list) => {
  answers = [];
  for (let at = 0; at + 1 < list.length; at += 2) answers.push([list[at], list[at + 1]]);
};

// A clock that rings when it is told to: nobody waits for what takes ten seconds and more.
const [set, clear] = [window.setTimeout, window.clearTimeout];
const alarms = [];
window.setTimeout = (work, ms) => (ms < 1e4 ? set(work, ms) : `alarm ${alarms.push({ work, ms }) - 1}`);
window.clearTimeout = (id) => {
  const [, number] = /^alarm (.*)/.exec(id) ?? [];
  if (number) delete alarms[number];
  else clear(id);
};
// The last one that was set for so long, which is then over. Says whether there was one.
export const ring = (ms) => {
  const number = alarms.findLastIndex((alarm) => alarm?.ms === ms);
  const alarm = alarms[number];
  delete alarms[number];
  alarm?.work();
  return !!alarm;
};

const network = window.fetch;
window.fetch = async (url, request) => {
  if (!String(url).startsWith("https://edge.example/")) return network(url, request);
  if (!online) throw new TypeError("no network");
  if (url.endsWith(".css")) {
    styles.push(url);
    if (url.includes("broken")) return new Response("", { status: 503 });
    return new Response(".leadline-form { color: rgb(1, 2, 3) }");
  }
  posts.push({ url, type: request.headers["content-type"], body: new TextDecoder().decode(request.body) });
  if (answers[0] === undefined) await new Promise((done) => (release = done));
  const [status, text] = answers.length > 1 ? answers.shift() : answers[0];
  if (!status) throw new TypeError("no network");
  return new Response(text, { status });
};

export const hold = () => {
  answers = [];
};
export const letGo = (status, text) => {
  answers = [[status, text]];
  release();
};

const ask = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (method, url) {
  this.asked = { url, body: "" };
  opened.push(this.asked);
  const page = new Blob([markup], { type: "text/html" });
  // A blob is only ever got.
  ask.call(this, "GET", markup ? URL.createObjectURL(page) : "blob:nothing");
};
const dispatch = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  this.asked.body = String(body);
  this.addEventListener("loadend", () => set(() => (this.asked.over = true), 0));
  if (holding) holding.push(() => dispatch.call(this));
  else dispatch.call(this);
};
// Forms that are opened come when they are let go.
let holding;
export const holdForms = () => {
  holding = [];
};
export const letFormsGo = () => {
  holding.forEach((send) => send());
  holding = undefined;
};

// What the edge renders for the form, or nothing: it can't be reached.
export const serve = (id, rules, words, ticket) => {
  markup = id && page(id, rules, words, ticket, "");
};
export const serveAs = (id, rules, words, ticket, attributes) => {
  markup = page(id, rules, words, ticket, attributes);
};

// Cloudflare's script, as far as forms see it: each widget gets a token of its own.
const turnstile = URL.createObjectURL(
  new Blob(
    [
      `let tokens = 0;
      window.turnstile = {
        render: (widget, { sitekey }) => {
          const value = sitekey + " " + ++tokens;
          widget.append(Object.assign(document.createElement("input"), { type: "hidden", name: "cf-turnstile-response", value }));
        },
      };
      window.turnstiles = (window.turnstiles ?? 0) + 1;`,
    ],
    { type: "text/javascript" },
  ),
);
export const turnstiles = () => window.turnstiles ?? 0;

const quote = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

// Each rule is a field: its second word says of which kind. A step for each number in the third.
const page = (id, rules, words, ticket, attributes) => {
  const lines = rules.split("\n").filter((line) => !/^[/?]/.test(line)).map((line) => line.split("\t"));
  const steps = Math.max(0, ...lines.map(([, , step]) => Number(step)));
  const within = (step) => lines.filter((line) => Number(line[2]) === step).map(([name, kind]) => control(id, name, kind[0])).join("");
  const stepped = (step) => `<fieldset class="ll-step" data-step="${step}" ${step ? "hidden disabled" : ""}>
    <legend tabindex="-1">Part ${step}</legend>${within(step)}</fieldset>`;
  const html = `<!doctype html><title>x</title>
  <form class="leadline-form" method="post" action="/f" data-form="${id}" data-ask="${quote(rules)}" data-words="${quote(words)}" ${attributes}>
    <h2 class="ll-title">Get it</h2>
    ${steps ? '<p class="ll-progress"><span></span><progress></progress></p>' : ""}
    <div class="ll-summary" role="alert" tabindex="-1" hidden><p></p><ul></ul></div>
    ${steps ? Array.from({ length: steps + 1 }, (_, step) => stepped(step)).join("") : within(0)}
    <input type="hidden" name="ll_ticket" value="${ticket}">
    <button class="ll-button" type="submit" data-send="Send">Send</button>
    ${steps ? '<button class="ll-back" type="submit" name="ll_back" value="1" hidden>Back</button>' : ""}
    ${/data-verified/.test(attributes) ? `<div class="cf-turnstile" data-sitekey="key" data-script="${turnstile}"></div>` : ""}
    ${/data-known/.test(attributes) ? '<button type="button" class="ll-stranger">Not you?</button>' : ""}
    <p class="ll-status" role="status" aria-live="polite"></p>
  </form>`;
  // What is agreed to may be said in other words than before.
  return /data-reworded/.test(attributes) ? html.replace(">terms</label>", ">other terms</label>") : html;
};

const CHOICES = ["1-10", "11+"];
const TYPES = { e: "email", n: "number", d: "date", h: "hidden", a: "checkbox", c: "checkbox" };

const control = (id, name, kind) => {
  const own = `ll-${id}-${name}`;
  const from = kind === "a" ? "" : `data-parameter="${name}"`;
  const issue = `<p class="ll-issue" id="${own}-issue" hidden></p>`;
  const group = (type) =>
    CHOICES.map((value, at) => `<label><input type="${type}" id="${own}-${at}" name="${name}" value="${value}" ${from}>${value}</label>`).join("");
  const field = (content) => `<div class="ll-field" data-field="${name}"><label for="${own}">${name}</label>${content}${issue}</div>`;
  if (kind === "h") return `<input type="hidden" id="${own}" name="${name}" ${from}>`;
  if (kind === "r" || kind === "m")
    return `<fieldset class="ll-field" data-field="${name}" id="${own}" tabindex="-1" ${kind === "r" ? 'role="radiogroup"' : ""}>
      <legend>${name}</legend>${issue}${group(kind === "r" ? "radio" : "checkbox")}</fieldset>`;
  if (kind === "s")
    return field(`<select id="${own}" name="${name}" ${from}><option value="">${CHOICES.map((value) => `<option value="${value}">${value}`).join("")}</select>`);
  if (kind === "l") return field(`<textarea id="${own}" name="${name}" ${from}></textarea>`);
  const value = kind === "a" || kind === "c" ? 'value="yes"' : "";
  return field(`<input id="${own}" name="${name}" type="${TYPES[kind] ?? "text"}" ${value} ${from} required>`);
};

export const place = (id) => {
  const element = document.createElement("div");
  element.dataset.leadlineForm = id;
  document.body.append(element);
};

export const placeHosted = (id, rules, words) => {
  place(id);
  document.querySelector(`[data-leadline-form=${id}]`).innerHTML = page(id, rules, words, "ll1.hosted", "");
};

const form = (id) => document.querySelector(`form[data-form=${id}]`);
const field = (id, name) => document.getElementById(`ll-${id}-${name}`);
const issue = (id, name) => document.getElementById(`ll-${id}-${name}-issue`);

export const forms = (id) => document.querySelectorAll(`form[data-form=${id}]`).length;
export const type = (id, name, value) => {
  field(id, name).value = value;
  field(id, name).dispatchEvent(new Event("input", { bubbles: true }));
};
export const submit = (id) => form(id).querySelector("button").click();
export const press = (id) => form(id).dispatchEvent(new Event("submit", { cancelable: true }));
export const issueOf = (id, name) => {
  const marked = form(id).querySelector(`[data-field=${name}][aria-invalid=true], [name=${name}][aria-invalid=true]`);
  return !issue(id, name).hidden && marked ? issue(id, name).textContent : "";
};
export const summary = (id) => {
  const list = form(id).querySelector(".ll-summary");
  return list.hidden ? "" : [...list.querySelectorAll("a")].map((link) => `${link.hash} ${link.textContent}`).join("\n");
};
export const follow = (id, at) => form(id).querySelectorAll(".ll-summary a")[at].click();
export const choose = (id, name, at) => document.getElementById(`ll-${id}-${name}-${at}`).click();
export const tick = (id, name) => field(id, name).click();
// What only a person's keys can do to a field.
export const garble = (id, name) => Object.defineProperty(field(id, name), "validity", { value: { badInput: true } });
export const shows = (id, name) => !field(id, name).closest("[hidden]") && !field(id, name).disabled;
export const step = (id) => form(id).querySelector(".ll-step:not([hidden]) legend").textContent;
export const progress = (id) => form(id).querySelector(".ll-progress").textContent;
export const button = (id) => form(id).querySelector(".ll-button").textContent;
export const back = (id) => form(id).querySelector(".ll-back").click();
// What a form brings along that nobody sees, and a place for a mouse where only keys lead.
export const bring = (id, name, value) => form(id).append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
export const focus = (id, name) => field(id, name).focus();
export const isChosen = (id, name, at) => document.getElementById(`ll-${id}-${name}-${at}`).checked;
export const askAgain = (id) => document.querySelector(`[data-leadline-form=${id}]`).Leadline();
export const age = (site, id, days) => {
  const kept = new URLSearchParams(draft(site, id));
  kept.set("ll_kept", kept.get("ll_kept") - days * 864e5);
  localStorage.setItem(`ll.${site}.a.${id}`, kept);
};
const removeItem = Storage.prototype.removeItem;
export const refuseStorage = (on) => {
  Storage.prototype.removeItem = on
    ? () => {
        throw new DOMException("no", "SecurityError");
      }
    : removeItem;
};
// How many lines came into the summary, and how many went, since it was asked the last time.
const observers = new Map();
export const summaryChanges = (id) => {
  const records = observers.get(id)?.takeRecords() ?? [];
  const observer = new MutationObserver(() => {});
  observer.observe(form(id).querySelector(".ll-summary"), { childList: true, subtree: true, characterData: true });
  observers.set(id, observer);
  const sum = (kind) => records.reduce((sum, record) => sum + record[kind].length, 0);
  return `${sum("addedNodes")} came, ${sum("removedNodes")} went`;
};
export const stranger = (id) => form(id).querySelector(".ll-stranger").click();
export const link = (id) => form(id).querySelector("a.ll-button")?.href ?? "";
export const asking = (id, number, name) => {
  const url = `https://edge.example/ll/f/demo/${id}/open`;
  return new URLSearchParams(opened.filter((open) => open.url === url)[number].body).get(name) ?? undefined;
};
export const draft = (site, id) => localStorage.getItem(`ll.${site}.a.${id}`) ?? undefined;
export const unrule = (id) => form(id).setAttribute("data-ask", "nonsense");
export const remove = (id) => document.querySelector(`[data-leadline-form=${id}]`).remove();
export const address = (query) => history.replaceState(null, "", `${location.pathname}${query}`);

const heard = [];
for (const name of ["ready", "start", "step", "submit", "error", "done"])
  addEventListener(`leadline:${name}`, ({ detail }) => heard.push([detail.form, `${name} ${detail.step}`]));
export const events = (id) => heard.filter(([form]) => form === id).map(([, event]) => event).join(", ");

let online = true;
Object.defineProperty(navigator, "onLine", { get: () => online });
export const connect = (on) => {
  online = on;
  if (on) dispatchEvent(new Event("online"));
};

const beacons = [];
navigator.sendBeacon = (url, body) => beacons.push([url, body]);
export const leave = () => dispatchEvent(new Event("pagehide"));
export const beaconed = (id) => beacons.filter(([url]) => url.endsWith(`/${id}/partial`)).map(([, body]) => body).join("\n");
export const focused = () => document.activeElement.name || document.activeElement.className || document.activeElement.localName;
export const status = (id) => form(id).querySelector(".ll-status").textContent;
export const busy = (id) => form(id).getAttribute("aria-busy") === "true";
export const value = (id, name) => field(id, name).value;
export const thanks = (id) => form(id).querySelector(".ll-thanks[role=status]")?.textContent ?? "";
export const left = (id) => form(id).querySelectorAll("input, button").length;

const to = (id) => posts.filter((post) => post.url.endsWith(`/${id}`));
export const posted = (id) => to(id).length;
export const sent = (id, number, name) => new URLSearchParams(to(id)[number].body).get(name) ?? undefined;
export const typeOf = (id) => to(id)[0].type;
export const asked = (id) => opened.filter(({ url }) => url === `https://edge.example/ll/f/demo/${id}/open`).length;
export const answered = (id) => opened.filter(({ url, over }) => over && url === `https://edge.example/ll/f/demo/${id}/open`).length;
export const announcements = (id) => announced.filter((call) => call === `form-start ${id}`).length;
export const styled = (name) => styles.filter((url) => url.endsWith(`/${name}.css`)).length;
export const sheets = () => document.adoptedStyleSheets.length;
export const colour = (id) => getComputedStyle(form(id)).color;
export const keep = (site, passport) => localStorage.setItem(`ll.${site}.p`, passport);
export const kept = (site) => localStorage.getItem(`ll.${site}.p`) ?? undefined;

const timeout = AbortSignal.timeout;
export const forgetTimeouts = (on) => {
  AbortSignal.timeout = on ? undefined : timeout;
};

export const refuseLocks = (on) => {
  delete window[Symbol.for("leadline")].barred;
  if (on) navigator.locks.request = async () => Promise.reject(new DOMException("no", "SecurityError"));
  else delete navigator.locks.request;
};

export const pause = () => new Promise((done) => setTimeout(done, 5));
