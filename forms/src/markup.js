// What the forms module does to the page, in few and coarse calls. The markup is the edge's; nothing here builds markup
// from text, decides, or throws into the host page.
//
// A field may be called like a property of its form ("elements", "action"), and then hides it: only names with a capital
// letter, which no field has, are safe to use on a form.

const attempt = (work) => {
  try {
    return work();
  } catch {
    // Nobody could do anything about it here.
  }
};

// The forms that were adopted; the module knows each by its number, so that no node crosses to it.
const forms = [];

const field = (form, name) => form.querySelector(`[name="${CSS.escape(name)}"]`);

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
const styled = new Set();

export const style = (url) => {
  if (!url || styled.has(url)) return;
  styled.add(url);
  fetch(url, { credentials: "omit", integrity: integrity(url), signal: within(1e4) })
    .then(async (answer) => {
      if (!answer.ok) return styled.delete(url);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(await answer.text());
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    })
    .catch(() => styled.delete(url));
};

// A document parsed by the browser itself, as no HTML-string sink may be used.
const open = (url, opened) => {
  const request = new XMLHttpRequest();
  request.onload = () => attempt(() => request.status === 200 && opened(request.response.querySelector("form")));
  request.onloadend = () => attempt(() => opened(null));
  request.open("GET", url);
  request.responseType = "document";
  request.timeout = 1e4;
  request.send();
};

// Each place for a form that was not seen before: tells the number of the form in it, or of the one the edge has for it.
export const find = (doors, found) => {
  for (const place of document.querySelectorAll("[data-leadline-form]:not([data-leadline-taken])")) {
    place.dataset.leadlineTaken = "";
    const adopt = (form) => form && found(forms.push(form) - 1, "");
    const ready = place.querySelector("form");
    if (ready) attempt(() => adopt(ready));
    else {
      const id = encodeURIComponent(place.dataset.leadlineForm);
      const test = "leadlineTest" in place.dataset || /[?&]ll_test\b/.test(location.search) ? "?test" : "";
      attempt(() =>
        open(doors + id + test, (form) => {
          if (form) adopt(place.appendChild(document.adoptNode(form)));
          // Whoever asks again may have more luck.
          else if (!place.querySelector("form")) delete place.dataset.leadlineTaken;
        }),
      );
    }
  }
};

export const attribute = (number, name) => forms[number].getAttribute(name) ?? "";

// 3000: a field, whose name is told, was changed; 3001: the form is to be submitted.
export const bind = (number, call) => {
  const form = forms[number];
  form.noValidate = true;
  const on = (type, act) => form.addEventListener(type, (event) => attempt(() => act(event)));
  on("input", (event) => call(3000, event.target.name));
  on("change", (event) => call(3000, event.target.name));
  on("submit", (event) => {
    event.preventDefault();
    call(3001, "");
  });
};

export const announce = (form) => attempt(() => window.leadline("form-start", form));

export const answer = (number, name) => field(forms[number], name)?.value ?? "";

// Shows what is wrong with an answer; no text: nothing is. Says whether there is such a field.
export const mark = (number, name, text) => {
  const control = field(forms[number], name);
  const issue = control?.closest(".ll-field")?.querySelector(".ll-issue");
  if (!issue) return false;
  issue.textContent = text;
  issue.hidden = !text;
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  return true;
};

export const focusIssue = (number) => forms[number].querySelector('[aria-invalid="true"]')?.focus();

export const show = (number, busy, text) => {
  const form = forms[number];
  form.setAttribute("aria-busy", busy);
  for (const button of form.querySelectorAll("[type=submit]")) button.disabled = busy;
  const status = form.querySelector(".ll-status");
  if (status) status.textContent = text;
};

// All the fields, then our own: lines of name and value in turn.
export const encode = (number, ours) => {
  const body = new URLSearchParams(new FormData(forms[number]));
  const lines = ours.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) body.set(lines[at], lines[at + 1]);
  return body.toString();
};

// 3002: the form has a fresh ticket; 3003: there was none to have.
export const renew = (number, url, call) => {
  let told = false;
  const tell = (fresh) => {
    if (told) return;
    told = true;
    const ticket = fresh && field(fresh, "ll_ticket")?.value;
    if (ticket) field(forms[number], "ll_ticket").value = ticket;
    attempt(() => call(ticket ? 3002 : 3003, ""));
  };
  attempt(() => open(url, tell));
};

export const thank = (number, text) => {
  const form = forms[number];
  const thanks = document.createElement("p");
  thanks.className = "ll-thanks";
  thanks.setAttribute("role", "status");
  thanks.tabIndex = -1;
  thanks.textContent = text;
  form.removeAttribute("aria-busy");
  form.replaceChildren(thanks);
  thanks.focus();
};
