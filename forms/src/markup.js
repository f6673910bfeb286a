// What the forms module does to the page, in few and coarse calls. The markup is the edge's; nothing here builds markup
// from text, decides, or throws into the host page.
//
// A field may be called like a property of its form ("elements", "style"), and then hides it: only names with a capital
// letter, which no field has, are safe to use on a form.

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Nobody could do anything about it here.
  }
};

// Where forms are, and the forms that are there now; the module knows both by one number, so that no node crosses to it.
const places = [];
const forms = [];

const all = (form, selector) => [...form.querySelectorAll(selector)];
const CONTROLS = "input,select,textarea";
const named = (number, name) => all(forms[number], CONTROLS).filter((control) => control.name === name);
const isChosen = ({ type }) => /radio|checkbox/.test(type);

// AbortSignal.timeout is younger than browsers that people use.
const within = (ms) => {
  const late = new AbortController();
  setTimeout(() => late.abort(), ms);
  return late.signal;
};

// A file of ours is called by its hash, as www/loader.js says; one that is called otherwise is not compared.
const integrity = (url) => {
  const [hash] = /[\w-]{43}/.exec(url) ?? [];
  return hash && `sha256-${hash.replace(/-/g, "+").replace(/_/g, "/")}=`;
};

// Styles are fetched once a page, unless they did not come, and stand after the page's own.
const styles = new Map();

const style = (url) => {
  if (url && !styles.has(url)) {
    const asked = fetch(url, { credentials: "omit", integrity: integrity(url), signal: within(1e4) }).then(async (answer) => {
      if (!answer.ok) throw answer;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(await answer.text());
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    });
    styles.set(url, asked.catch(() => styles.delete(url)));
  }
  return styles.get(url);
};

// Each place for a form that was not seen before: tells its number, and the form that belongs there.
export const find = (css, found) => {
  for (const place of document.querySelectorAll("[data-leadline-form]:not([data-leadline-taken])")) {
    place.dataset.leadlineTaken = "";
    const number = places.push(place) - 1;
    // In the middle of its steps without script a form goes on without.
    if ((forms[number] = place.querySelector("form"))) style(css);
    attempt(() => forms[number]?.querySelector('[name=ll_step]:not([value="0"])') || found(number, place.dataset.leadlineForm));
  }
};

// Lines of name and value in turn, into a body.
const put = (body, lines) => {
  const parts = lines.split("\n");
  for (let at = 0; at + 1 < parts.length; at += 2) body.set(parts[at], parts[at + 1]);
  return body;
};

// Puts a form of the edge's in its place: a document parsed by the browser itself, as no HTML-string sink may be used.
// Gently: only if nobody has begun with what is there, and only if it is another. 3003: it is there; 3004: it is not.
export const open = (number, site, url, css, ours, gently, call) => {
  const place = places[number];
  const body = put(new URLSearchParams(), ours);
  const tag = document.querySelector(`script[data-site="${site}"]`);
  const wishes = [place.dataset.locale, tag?.dataset.locale, document.documentElement.lang, ...navigator.languages];
  body.set("ll_locale", wishes.filter(Boolean).join());
  if ("leadlineTest" in place.dataset || /[?&]ll_test\b/.test(location.search)) body.set("ll_test", 1);
  const request = new XMLHttpRequest();
  request.onloadend = async () => {
    const fresh = request.status === 200 && request.response.querySelector("form");
    const old = forms[number];
    // Unstyled, it would be of another height first.
    if (!old) await style(css);
    attempt(() => {
      if (!fresh || (gently && (old.Begun || !fresh.hasAttribute("data-known")))) {
        // Whoever asks again may have more luck.
        if (!old) delete place.dataset.leadlineTaken;
        return call(3004, "");
      }
      forms[number] = document.adoptNode(fresh);
      if (old) old.replaceWith(fresh);
      else place.append(fresh);
      call(3003, "");
    });
  };
  request.open("POST", url);
  request.responseType = "document";
  request.timeout = 1e4;
  request.send(body);
};

export const attribute = (number, name) => forms[number]?.getAttribute(name) ?? "";

// 3000: a field, whose name is told, was changed; 3001: on; 3002: back; 3005: it is somebody else; 3006: there is a
// network again; 3007: the page is left.
export const bind = (number, call) => {
  const form = forms[number];
  form.noValidate = true;
  const on = (type, act, target = form) =>
    target.addEventListener(type, (event) => forms[number] === form && attempt(() => act(event)));
  const change = ({ target }) => {
    form.Begun = 1;
    call(3000, target.name);
  };
  on("input", change);
  on("change", change);
  on("submit", (event) => {
    event.preventDefault();
    call(event.submitter?.name ? 3002 : 3001, "");
  });
  on("click", (event) => {
    const link = event.target.closest("a,.ll-stranger");
    if (link?.type) call(3005, "");
    else if (link?.hash && link.closest(".ll-summary")) {
      event.preventDefault();
      const target = form.querySelector(link.hash);
      (target.querySelector("input") ?? target).focus();
    }
  });
  on("online", () => call(3006, ""), window);
  on("pagehide", () => call(3007, ""), window);
};

// Tells the page how far the form is, and never what was answered.
export const tell = (number, name, step) => {
  const form = attribute(number, "data-form");
  if (name === "start") attempt(() => window.leadline("form-start", form));
  const detail = { form, step };
  attempt(() => forms[number].dispatchEvent(new CustomEvent(`leadline:${name}`, { bubbles: true, detail })));
};

// What was chosen has a line each. What the browser can't make out is an answer, too, and not one that a rule takes.
const valueOf = (control) => (control.validity.badInput ? "?" : isChosen(control) && !control.checked ? "" : control.value);

export const answer = (number, name) => named(number, name).map(valueOf).filter(Boolean).join("\n");

// The mistakes in sight once more, each a way to its field.
const summarise = (form, opens) => {
  const summary = form.querySelector(".ll-summary");
  if (!summary) return;
  const issues = all(form, ".ll-issue").filter((issue) => !issue.closest("[hidden]"));
  summary.hidden = !issues[0] || (summary.hidden && !opens);
  const items = issues.map((issue) => {
    const link = document.createElement("a");
    link.href = `#${issue.id.slice(0, -6)}`;
    link.textContent = `${issue.closest(".ll-field").querySelector("legend,label").textContent}: ${issue.textContent}`;
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  summary.querySelector("ul").replaceChildren(...items);
};

// Shows what is wrong with an answer; no text: nothing is. Says whether there is such a field.
export const mark = (number, name, text) => {
  const field = forms[number].querySelector(`[data-field="${name}"]`);
  const issue = field?.querySelector(".ll-issue");
  if (!issue) return false;
  issue.textContent = text;
  issue.hidden = !text;
  for (const control of field.getAttribute("role") === "radiogroup" ? [field] : named(number, name)) {
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  summarise(forms[number], false);
  return true;
};

// Moves the focus to the first of these, if there is one.
export const focus = (number, selector) => {
  summarise(forms[number], true);
  forms[number].querySelector(selector)?.focus();
};

// Only the fields that are asked are seen and sent; `gone` are the names of the others.
export const hide = (number, gone) => {
  const names = gone.split("\n");
  for (const control of all(forms[number], CONTROLS)) {
    control.disabled = names.includes(control.name);
    const field = control.closest(".ll-field");
    if (field) field.hidden = control.disabled;
  }
};

// Opens a step, the `at`-th of `of` that there is something to answer in; `next` is what the button says if it goes on.
export const step = (number, open, at, of, said, next) => {
  const part = (selector) => forms[number].querySelector(selector) ?? { dataset: {} };
  all(forms[number], ".ll-step").forEach((step, number) => {
    step.hidden = number !== open;
    step.disabled = false;
  });
  part(".ll-progress span").textContent = said.replace("{}", at).replace("{}", of);
  Object.assign(part("progress"), { max: of, value: at });
  part(".ll-back").hidden = at < 2;
  const button = part(".ll-button");
  button.textContent = next || button.dataset.send;
};

export const show = (number, busy, text) => {
  const form = forms[number];
  form.setAttribute("aria-busy", busy);
  const status = form.querySelector(".ll-status");
  if (status) status.textContent = text;
};

// All the fields, then our own.
export const encode = (number, ours) => put(new URLSearchParams(new FormData(forms[number])), ours).toString();

// Fills in what was answered already: as a draft of this form says, or the page's address, or other forms. Hands over which
// step that was in, and the submission it was for.
export const fill = (number, draft, own) => {
  const [typed, said, known] = [draft, location.search, own].map((text) => new URLSearchParams(text));
  for (const control of all(forms[number], CONTROLS)) {
    const { value, dataset: { parameter } } = control;
    // Somebody was faster than the script.
    if (value !== (control.defaultValue ?? value)) continue;
    const seen = control.type !== "hidden";
    const sources = [seen && typed.getAll(control.name), parameter && said.getAll(parameter), seen && parameter && known.getAll(control.name)];
    const answers = sources.find((answers) => answers?.[0]);
    if (answers && isChosen(control)) control.checked = answers.includes(value);
    else if (answers) {
      control.value = answers[0];
      // Nothing that can be chosen.
      if (!control.value) control.value = value;
    }
  }
  return `${typed.get("ll_step") ?? ""}\n${typed.get("ll_submission") ?? ""}`;
};

// What this browser may fill in another time: no consent, nothing that is not seen, nothing long.
export const recollect = (number, own) => {
  const known = new URLSearchParams(own);
  for (const { name } of all(forms[number], "[data-parameter]:enabled:not([type=hidden],textarea)")) {
    known.delete(name);
    for (const value of answer(number, name).split("\n")) if (value) known.append(name, value);
  }
  return known.toString();
};

export const isOnline = () => navigator.onLine;

// The end; with an address the visitor is sent there, or, if there is a label, given it as a file.
export const thank = (number, text, url, label) => {
  const form = forms[number];
  const thanks = document.createElement("p");
  thanks.className = "ll-thanks";
  thanks.setAttribute("role", "status");
  thanks.textContent = text;
  const link = document.createElement("a");
  Object.assign(link, { className: "ll-button", href: url, textContent: label, download: "" });
  // What is below stays where it is.
  places[number].style.minBlockSize = `${form.offsetHeight}px`;
  form.removeAttribute("aria-busy");
  form.replaceChildren(thanks, ...(label ? [link] : []));
  const target = label ? link : thanks;
  target.tabIndex = label ? 0 : -1;
  target.focus();
  if (url && !label) location.assign(url);
};
