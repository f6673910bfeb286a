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

const network = window.fetch;
window.fetch = async (url, request) => {
  if (!String(url).startsWith("https://edge.example/")) return network(url, request);
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
  opened.push(url);
  const page = new Blob([markup], { type: "text/html" });
  ask.call(this, method, markup ? URL.createObjectURL(page) : "blob:nothing");
};

// What the edge renders for the form, or nothing: it can't be reached.
export const serve = (id, rules, ticket) => {
  markup = id && page(id, rules, ticket);
};

const page = (id, rules, ticket) => `<!doctype html><title>x</title>
  <form class="leadline-form" method="post" action="/f" data-form="${id}" data-rules="${rules}">
    <h2 class="ll-title">Get it</h2>
    ${["email", "elements", "company_size"].map((name) => control(id, name)).join("")}
    <input type="hidden" name="ll_ticket" value="${ticket}">
    <button class="ll-button" type="submit">Send</button>
    <p class="ll-status" role="status" aria-live="polite"></p>
  </form>`;

const control = (id, name) => `
  <div class="ll-field"><label for="ll-${id}-${name}">${name}</label>
    ${name === "company_size" ? select(id, name) : `<input id="ll-${id}-${name}" name="${name}" required>`}
    <p class="ll-issue" id="ll-${id}-${name}-issue" hidden></p></div>`;

const select = (id, name) =>
  `<select id="ll-${id}-${name}" name="${name}"><option value=""><option value="1-10"></select>`;

export const place = (id) => {
  const element = document.createElement("div");
  element.dataset.leadlineForm = id;
  document.body.append(element);
};

export const placeHosted = (id, rules) => {
  place(id);
  document.querySelector(`[data-leadline-form=${id}]`).innerHTML = page(id, rules, "ll1.hosted");
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
  const shown = !issue(id, name).hidden && field(id, name).getAttribute("aria-invalid") === "true";
  return shown ? issue(id, name).textContent : "";
};
export const focused = () => document.activeElement.name ?? document.activeElement.className;
export const status = (id) => form(id).querySelector(".ll-status").textContent;
export const busy = (id) => form(id).getAttribute("aria-busy") === "true" && form(id).querySelector("button").disabled;
export const value = (id, name) => field(id, name).value;
export const thanks = (id) => form(id).querySelector(".ll-thanks[role=status]")?.textContent ?? "";
export const left = (id) => form(id).querySelectorAll("input, button").length;

const to = (id) => posts.filter((post) => post.url.endsWith(`/${id}`));
export const posted = (id) => to(id).length;
export const sent = (id, number, name) => new URLSearchParams(to(id)[number].body).get(name) ?? undefined;
export const typeOf = (id) => to(id)[0].type;
export const asked = (id) => opened.filter((url) => url === `https://edge.example/ll/f/demo/${id}`).length;
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
