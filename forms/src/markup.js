// What the forms module does to the page, in few and coarse calls: what is seen, what was typed, and what is kept of it
// under keys that browser/src/dom.js takes away with the visitor's consent.
// The markup is the edge's; nothing here builds markup from text, judges an answer, or throws into the host page.
//
// A field may be called like a property of its form ("elements", "style"), and then hides it: only names with a capital
// letter, which no field has, are safe to use on a form.
//
// What the module is told, by numbers: 3000: a field, whose name it is, was changed; 3001: on; 3002: back; 3004: there was
// no form to have; 3005: another form is wanted; 3010 and more: a form is in its place, opened in this way.

// The ways, as form.rs counts them.
const GENTLY = 1;
const FOR_MORE = 3;

// In milliseconds: how long the edge may take, until thanks were read and a kiosk was left, and what a draft is good for.
const PATIENCE = 1e4;
const READ = 1e4;
const LEFT = 12e4;
const WEEK = 6048e5;

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Nobody could do anything about it here.
  }
};

// Places for forms, each with the form that is there now; the module knows them by number, so that no node crosses to it.
const all = [];

const each = (form, selector) => [...form.querySelectorAll(selector)];
const controls = ({ form }) => each(form, "input,select,textarea");
const named = (at, name) => controls(at).filter((control) => control.name === name);
const isChosen = ({ type }) => /radio|checkbox/.test(type);
const isKiosk = ({ form }) => form?.hasAttribute("data-kiosk");
// The answers are on their way, or another form is on its way here.
const isBusy = ({ form }) => form.getAttribute("aria-busy") === "true";

// What is said, by its line in what the markup brings along: domain/src/form/words.rs. What went wrong stands before thanks.
const NOT_SENT = 16;
const THANKS = 20;
const STEP_OF = 21;
const NEXT = 22;
const DOWNLOAD = 24;
const word = ({ form }, line, ...gaps) => (form.getAttribute("data-words").split("\n")[line] ?? "").replace(/{}/g, () => gaps.shift());

// Tells the page how far the form is, and never what was answered.
const tell = ({ form, place, id, step }, name) =>
  attempt(() => (form ?? place).dispatchEvent(new CustomEvent(`leadline:${name}`, { bubbles: true, detail: { form: id, step } })));

const element = (name, properties) => Object.assign(document.createElement(name), properties);

// A file of ours is called by its hash, as www/loader.js says.
const integrity = (url) => `sha256-${String(/[\w-]{43}/.exec(url)).replace(/-/g, "+").replace(/_/g, "/")}=`;

// After the page's own. A policy may forbid elements of styles, but older browsers make no sheets: Safari before 16.4,
// Firefox before 101.
const wear = (textContent) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(textContent);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    document.head.append(element("style", { textContent }));
  }
};

// Styles are fetched once a page, unless they did not come. AbortSignal.timeout is younger than browsers that people use.
const styles = new Map();
const style = (url) => {
  if (url && !styles.has(url)) {
    const asked = fetch(url, { credentials: "omit", integrity: integrity(url), signal: AbortSignal.timeout?.(PATIENCE) });
    const worn = asked.then((answer) => (answer.ok ? answer.text().then(wear) : Promise.reject()));
    styles.set(url, worn.catch(() => styles.delete(url)));
  }
  return styles.get(url);
};

// Each place for a form that was not seen before. In the middle of its steps without script a form goes on without.
export const find = (base, site, css, found) => {
  for (const place of document.querySelectorAll("[data-leadline-form]:not([data-leadline-taken])")) {
    place.dataset.leadlineTaken = "";
    const form = place.querySelector("form");
    // Hosted pages have the styles in their own.
    if (form && !place.closest(".ll-page")) {
      style(css);
      attempt(() => verify(form));
    }
    if (form?.querySelector('[name=ll_step]:not([value="0"])')) continue;
    const at = { place, form, site, css, doors: `${base}f/${site}/`, id: place.dataset.leadlineForm, step: 0 };
    // Who said so before the script was there is not to be recognised by it.
    if (form?.querySelector("[name=ll_stranger]")) estrange(at);
    // Whoever asks for a form where it is already hears that it is there: www/loader.js.
    place.Leadline = () => at.form && (place.contains(at.form) ? tell(at, "ready") : delete place.dataset.leadlineTaken);
    at.again = () => find(base, site, css, found);
    attempt(() => found(all.push(at) - 1, ""));
  }
};

// Where a form is sent, and the rules it brings along; nothing while there is none.
export const door = (number, { form, doors, id } = all[number]) => (form ? doors + id : "");
export const rules = (number) => all[number].form.getAttribute("data-ask");

// Whether anything may stay in this browser, as browser/src/dom.js knows, and what does; nothing does at a kiosk.
const tab = () => globalThis[Symbol.for("leadline")];
const keeps = (at) => tab().keeps[at.site] && !isKiosk(at);
const load = (at, key) => (keeps(at) && attempt(() => tab().kept[key] ?? localStorage.getItem(key) ?? sessionStorage.getItem(key))) || "";
const save = (at, key, text) => keeps(at) && attempt(() => localStorage.setItem(key, text));
const draftKey = (at) => `${ownKey(at)}.${at.id}`;
const ownKey = ({ site }) => `ll.${site}.a`;
const own = (at) => new URLSearchParams(load(at, ownKey(at)));
const forget = (key) => attempt(() => localStorage.removeItem(key));

// Somebody else sits here.
const estrange = (at) => {
  at.stranger = 1;
  [draftKey(at), ownKey(at)].forEach(forget);
};

// Who opens a form or sends it.
const identify = (at, body, passport = load(at, `ll.${at.site}.p`)) => {
  if (at.stranger || isKiosk(at)) body.set("ll_stranger", 1);
  else if (passport) body.set("ll_passport", passport);
  if (!keeps(at)) body.set("ll_consent", "none");
  return body;
};

// Who asks for a form, for which place of the page, and in which languages.
const wish = (at, number, how) => {
  const body = identify(at, new URLSearchParams());
  // What is typed already takes no time to be sent.
  if (how > GENTLY || load(at, draftKey(at)) || load(at, ownKey(at))) body.set("ll_again", 1);
  // One form in several places has other ids in each.
  if (number) body.set("ll_place", number);
  const tag = document.querySelector(`script[data-site="${at.site}"]`);
  const wishes = [at.place.dataset.locale, document.documentElement.lang, tag?.dataset.locale, ...navigator.languages];
  body.set("ll_locale", wishes.filter(Boolean).join());
  if ("leadlineTest" in at.place.dataset || /[?&]ll_test\b/.test(location.search)) body.set("ll_test", 1);
  return body;
};

const isInUse = (at) => at.done || isBusy(at) || at.form.Begun || at.early || at.form.querySelector(":focus");

// Asks the edge for a form and puts it in its place: a document parsed by the browser itself, as no HTML-string sink may be
// used. form.rs says in which ways.
export const open = (number, how, call) => {
  const at = all[number];
  const { form: old } = at;
  if (how === GENTLY && !load(at, `ll.${at.site}.p`)) return;
  at.call = call;
  if (how === FOR_MORE) at.stranger = 1;
  const body = wish(at, number, how);
  if (how !== GENTLY && !at.done) old?.setAttribute("aria-busy", true);
  const request = new XMLHttpRequest();
  request.onloadend = async () => {
    // Unstyled, it would be of another height first.
    if (!old) await style(at.css);
    const fresh = request.status === 200 && request.response?.querySelector("form");
    attempt(() => {
      if (at.form !== old || (how === GENTLY && (isInUse(at) || !fresh?.hasAttribute("data-known")))) return;
      if (fresh) settle(at, number, how, fresh);
      else miss(at, old);
    });
  };
  request.open("POST", `${at.doors}${at.id}/open`);
  request.responseType = "document";
  request.timeout = PATIENCE;
  request.send(body);
};

// Puts a form in its place, be there one already or not.
const settle = (at, number, how, fresh) => {
  const { place, form: old } = at;
  at.carried = how > GENTLY && draft(at);
  fresh.Begun = how > GENTLY && old.Begun;
  at.form = fresh;
  if (old) {
    hold(place);
    old.replaceWith(fresh);
  } else place.append(fresh);
  attempt(() => verify(fresh, how && old));
  at.call(3010 + how, "");
  const more = how === FOR_MORE && fresh.querySelector(".ll-field :invalid");
  if (more) {
    at.step = stepOf(more);
    turn(number, 0);
    more.focus();
  }
};

// No form came.
const miss = (at, form) => {
  if (!form) {
    // Whoever asks again may have more luck.
    delete at.place.dataset.leadlineTaken;
    addEventListener("online", at.again, { once: true });
    tell(at, "error");
  } else if (!at.done) at.call(3004, "");
  else if (!form.querySelector(".ll-thanks")) thank(at, at.said);
  renew(at, READ);
};

// What is below stays where it is.
const hold = (place) => (place.style.minBlockSize = getComputedStyle(place).blockSize);

// Turnstile's widget, where a form has one. One that has its token goes along with what was typed; a script in a document
// of ours would not run.
const verify = (fresh, old) => {
  const [widget, had] = [fresh, old].map((form) => form && form.querySelector(".cf-turnstile"));
  const render = () => attempt(() => window.turnstile.render(widget, { sitekey: widget.dataset.sitekey }));
  if (had?.firstChild) widget?.replaceWith(had);
  else if (widget && window.turnstile) render();
  else if (widget) {
    const src = widget.dataset.script;
    const script = document.querySelector(`script[src="${src}"]`) ?? element("script", { src });
    script.addEventListener("load", render);
    // The next form may have more luck.
    script.addEventListener("error", () => script.remove());
    document.head.append(script);
  }
};

// A kiosk is for the next one after a while, unless something is on its way or waits for a network.
const renew = (at, ms) => {
  clearTimeout(at.alarm);
  if (isKiosk(at)) at.alarm = setTimeout(() => (at.waits || isBusy(at) ? renew(at, ms) : attempt(() => at.call(3005, (at.id = at.place.dataset.leadlineForm)))), ms);
};

// Begins to listen to a form, and fills in what was answered already; hands over the submission that was for.
export const bind = (number, call) => {
  const at = all[number];
  const { form } = at;
  Object.assign(at, { call, done: 0 });
  form.noValidate = true;
  const on = (type, act, target = form) =>
    target.addEventListener(type, (event) => at.form === form && !at.done && attempt(() => act(event)));
  const change = ({ target, type }) => {
    // Another address is another person.
    if (type === "change" && isOther(at)) forget(ownKey(at));
    if (!form.Begun) {
      form.Begun = 1;
      tell(at, "start");
      attempt(() => window.leadline("form-start", at.id));
    }
    call(3000, target.name);
    renew(at, LEFT);
  };
  on("input", change);
  on("change", change);
  on("submit", (event) => {
    event.preventDefault();
    if (!isBusy(at)) call(3001, "");
  });
  on("click", (event) => {
    const link = event.target.closest(".ll-summary a,.ll-stranger,.ll-back");
    if (!link) return;
    event.preventDefault();
    if (link.hash) {
      const target = form.querySelector(link.hash);
      (target.querySelector("input") ?? target).focus();
    } else if (isBusy(at)) return;
    else if (link.matches(".ll-back")) call(3002, "");
    else {
      estrange(at);
      call(3005, "");
    }
  });
  on("online", () => at.waits && call(3001, ""), window);
  // Where a site asks for it, and says so in the form, what was begun is not lost with the page.
  const partial = `${at.doors}${at.id}/partial`;
  on("pagehide", () => form.hasAttribute("data-partial") && form.Begun && answerTo(at, "email") && navigator.sendBeacon(partial, encode(number, "")), window);
  const sent = fill(at);
  if (at.said) form.querySelector(".ll-status").textContent = at.said;
  at.said = "";
  tell(at, "ready");
  return sent;
};

// What was chosen has a line each. What the browser can't make out is an answer, too, and not one that a rule takes.
const valueOf = (control) => (control.validity.badInput ? "?" : isChosen(control) && !control.checked ? "" : control.value);

const answerTo = (at, name) => named(at, name).map(valueOf).filter(Boolean).join("\n");
export const answer = (number, name) => answerTo(all[number], name);

// Whether another address stands here than was given before in this browser.
const isOther = (at) => {
  const [given, typed] = [own(at).get("email"), answerTo(at, "email")].map((text) => text?.trim().toLowerCase());
  return given && typed && given !== typed;
};

// The mistakes in sight once more, each a way to its field.
const summarise = ({ form }, opens) => {
  const summary = form.querySelector(".ll-summary");
  const issues = each(form, ".ll-issue").filter((issue) => !issue.closest("[hidden]"));
  summary.hidden = !issues[0] || (summary.hidden && !opens);
  const list = summary.querySelector("ul");
  const items = issues.map((issue) => {
    const label = issue.closest(".ll-field").querySelector("legend,label").textContent;
    const item = element("li");
    item.append(element("a", { href: `#${issue.id.slice(0, -6)}`, textContent: `${label} – ${issue.textContent}` }));
    return item;
  });
  // What stays is not touched, or it would be read aloud once more.
  for (const old of [...list.children]) if (!items.some((item) => item.isEqualNode(old))) old.remove();
  items.forEach((item, place) => {
    const there = list.children[place];
    if (!there?.isEqualNode(item)) list.insertBefore(item, there);
  });
};

const stepOf = (field) => +(field.closest(".ll-step")?.dataset.step ?? 0);

// Shows what is wrong with an answer; no text: nothing is. Says whether it is, in a field that was in sight already.
const say = (at, name, text) => {
  const field = at.form.querySelector(`[data-field="${name}"]`);
  const issue = field?.querySelector(".ll-issue");
  if (!issue || stepOf(field) > at.step) return false;
  issue.textContent = text;
  issue.hidden = !text;
  for (const control of field.getAttribute("role") ? [field] : named(at, name))
    text ? control.setAttribute("aria-invalid", true) : control.removeAttribute("aria-invalid");
  summarise(at);
  return !!text;
};

// Only what is asked is seen and sent. What is wrong with it is said, unless there is no line for it and no word.
export const mark = (number, name, away, line, hint) => {
  const at = all[number];
  for (const control of named(at, name)) {
    control.disabled = away;
    const field = control.closest(".ll-field");
    const part = control.closest(".ll-section");
    if (field) field.hidden = field.disabled = away;
    if (part) part.hidden = !part.querySelector(".ll-field:not([hidden])");
  }
  return line < 99 && say(at, name, word(at, line, hint));
};

// Marks what the edge refuses, a line each: field, code and text, with tabs between. Says whether there was any. Who sends
// an address again that was asked about means it as it is.
export const refuse = (number, lines) => {
  const at = all[number];
  return lines.split("\n").map((line) => {
    const [name, code, text] = line.split("\t");
    if (code === "misspelt") at.sure = answerTo(at, name).trim();
    return text && say(at, name, text);
  }).some(Boolean);
};

const reach = (at, step, steps, asked) => {
  const { form } = at;
  const place = asked.indexOf(step) + 1;
  at.step = step;
  if (at.shown !== step) tell(at, "step");
  at.shown = step;
  steps.forEach((other, number) => {
    other.hidden = number !== step;
    other.disabled = false;
  });
  form.querySelector(".ll-progress span").textContent = word(at, STEP_OF, place, asked.length);
  Object.assign(form.querySelector("progress"), { max: asked.length, value: place });
  form.querySelector(".ll-back").hidden = place < 2;
  const button = form.querySelector(".ll-button");
  button.textContent = asked[place] ? word(at, NEXT) : button.dataset.send;
};

// Opens the step that is so many further, of those in which something is asked, and says whether there is one. None
// further: the one that is open, or the next if nothing is asked in it any more.
export const turn = (number, by) => {
  const at = all[number];
  const steps = each(at.form, ".ll-step");
  const asked = [...steps.keys()].filter((step) => steps[step].querySelector(".ll-field:not([hidden])"));
  const to = by ? asked[asked.indexOf(at.step) + by] : (asked.find((step) => step >= at.step) ?? asked[asked.length - 1]);
  if (to === undefined) return false;
  reach(at, to, steps, asked);
  if (by) {
    show(number, false, -1);
    summarise(at);
    steps[to].querySelector("legend").focus();
  }
  return true;
};

// Leads to the mistakes, in the first step that has one.
export const correct = (number) => {
  const at = all[number];
  at.step = Math.min(...each(at.form, ".ll-field:not([hidden])>.ll-issue:not([hidden])").map(stepOf));
  turn(number, 0);
  show(number, false, -1);
  summarise(at, true);
  at.form.querySelector(".ll-summary").focus();
  tell(at, "error");
};

export const show = (number, busy, line) => {
  const at = all[number];
  // What did not go out for want of a network goes out when there is one; the word for that is the next.
  at.waits = line === NOT_SENT && !navigator.onLine;
  at.form.setAttribute("aria-busy", busy);
  const status = at.form.querySelector(".ll-status");
  if (status) status.textContent = word(at, line + at.waits);
  if (busy) tell(at, "submit");
  else if (!at.waits && line >= NOT_SENT && line < THANKS) tell(at, "error");
};

// What is agreed to are words, which may be others by now.
const meant = (control) => (isChosen(control) && !control.dataset.parameter ? control.labels[0].textContent : control.value);

// Also what is not asked just now, and what was taken away, which stays away.
const draft = (at, submission = "") => {
  const body = new URLSearchParams();
  for (const control of controls(at)) body.append(control.name, valueOf(control) && meant(control));
  body.set("ll_step", at.step);
  body.set("ll_submission", submission);
  body.set("ll_kept", tab().now());
  return body.toString();
};
export const keep = (number, submission) => save(all[number], draftKey(all[number]), draft(all[number], submission));

// Whether somebody was faster than the script.
const isTouched = (control) =>
  isChosen(control) ? control.checked !== control.defaultChecked : control.value !== (control.defaultValue ?? control.querySelector("[selected]")?.value ?? "");

// Everything that was typed into this form in the last week; if nothing was, what the page's address says, and what was
// answered to other forms. What others were answered is never long, not seen, or consent.
const fill = (at) => {
  let typed = new URLSearchParams(at.carried || load(at, draftKey(at)));
  const said = new URLSearchParams(location.search);
  if (tab().now() - typed.get("ll_kept") > WEEK) {
    forget(draftKey(at));
    typed = new URLSearchParams();
  }
  const known = own(at);
  at.step = at.shown = +typed.get("ll_step");
  const touched = controls(at).filter(isTouched).map(({ name }) => name);
  at.early = touched[0];
  // Whose the other answers are says the address.
  for (const control of [...named(at, "email"), ...controls(at)]) {
    const { name, value, type } = control;
    const { parameter } = control.dataset;
    if (touched.includes(name)) continue;
    const isSeen = type !== "hidden";
    const sources = [isSeen && typed.getAll(name), parameter && said.getAll(parameter), parameter && isSeen && !isOther(at) && known.getAll(name)];
    const answers = sources.find((answers) => answers?.length);
    if (!answers) continue;
    if (isSeen) at.quick = 1;
    if (isChosen(control)) control.checked = answers.includes(meant(control));
    else control.value = answers[0];
    // Nothing that can be chosen.
    if (!control.value) control.value = answers[0] && value;
  }
  return (!touched.includes("email") && typed.get("ll_submission")) || "";
};

// The body of a submission.
export const encode = (number, submission, passport) => {
  const at = all[number];
  const body = identify(at, new URLSearchParams(new FormData(at.form)), passport);
  if (submission) body.set("ll_submission", submission);
  if (at.sure) body.set("ll_sure", at.sure);
  // Of a form that was there before the script nobody has said so when it was opened.
  if (at.quick) body.set("ll_again", 1);
  return body.toString();
};

const thank = (at, text, url) => {
  const thanks = element("p", { className: "ll-thanks", tabIndex: -1, textContent: text || word(at, THANKS) });
  thanks.setAttribute("role", "status");
  const link = url && element("a", { className: "ll-button", href: url, textContent: word(at, DOWNLOAD) });
  hold(at.place);
  at.form.removeAttribute("aria-busy");
  at.form.replaceChildren(thanks, link || "");
  (link || thanks).focus();
};

// The edge has it. What comes now stands below the passport: a verb, and what it is about.
export const conclude = (number, text) => {
  const at = all[number];
  const [, verb, what, ...more] = text.split("\n");
  forget(draftKey(at));
  if (isOther(at)) forget(ownKey(at));
  const known = own(at);
  for (const { name } of each(at.form, "[data-parameter]:enabled:not([type=hidden],textarea)")) {
    known.delete(name);
    for (const value of answerTo(at, name).split("\n")) if (value) known.append(name, value);
  }
  save(at, ownKey(at), known);
  at.done = 1;
  at.stranger = at.sure = 0;
  tell(at, "done");
  const rest = more.join("\n");
  if (verb === "form") {
    Object.assign(at, { id: what, said: rest });
    return at.call(3005, "");
  }
  thank(at, verb === "say" ? [what, ...more].join("\n") : rest, verb === "file" && what);
  if (verb === "go") location.assign(what);
  renew(at, READ);
};
