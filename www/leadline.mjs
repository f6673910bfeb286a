// Leadline as an ES module: `import { load, track } from "https://edge.example/ll/leadline.mjs"`.
//
// It brings the script tag and passes calls on to it. Calls made before `load`, or before the script is there, are kept
// and replayed in order.

/* global LOADER: the file name of the script, written in by the build */

const here = new URL(".", import.meta.url).href;

// The stub of a page that has no script tag of its own; the script takes over what it holds.
const call = (...words) => {
  window.leadline ??= Object.assign((...kept) => window.leadline.q.push(kept), { q: [] });
  window.leadline(...words);
};

// Under `require-trusted-types-for 'script'` an address becomes a script's only by way of a policy, of which a page may
// have one of each name.
let policy;
const trusted = (src) => {
  try {
    policy ??= window.trustedTypes.createPolicy("leadline", { createScriptURL: (url) => url });
    return policy.createScriptURL(src);
  } catch {
    return src;
  }
};

const scriptTag = ({ base = here, src = base.replace(/\/*$/, "/") + LOADER, nonce, integrity, ...data }) => {
  const tag = document.createElement("script");
  tag.async = true;
  if (nonce) tag.nonce = nonce;
  if (integrity) Object.assign(tag, { integrity, crossOrigin: "anonymous" });
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined && value !== false) tag.dataset[name] = value === true ? "" : value;
  }
  tag.src = trusted(src);
  return tag;
};

/** Adds the script tag and answers it; answers nothing where the page's policy refuses. */
export const load = (options) => {
  try {
    const tag = scriptTag(options);
    document.head.append(tag);
    return tag;
  } catch {
    // A page that allows no policy called `leadline` has to bring the script tag in its HTML.
  }
};

/** Something the site has a name for happened on this page. */
export const track = (name, props) => call("track", name, props);
/** The visitor is this person. */
export const identify = (traits) => call("identify", traits);
/** The visitor's decision, or another mode. */
export const consent = (state) => call("consent", state);
/** Somebody else sits here now. */
export const reset = () => call("reset");
/** A view now, for `manual` mode. */
export const page = () => call("page");
/** Shows a form in an element. */
export const form = (place, id, options) => call("form", place, id, options);
/** Looks again for forms. */
export const forms = () => call("forms");
/** Calls `done` once the tracker has started. */
export const ready = (done) => call("ready", done);
/** Somebody began to fill in this form. */
export const formStart = (form) => call("form-start", form);
