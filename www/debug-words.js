// The words of debug mode: a sentence for each outcome of docs/wire.md, and one for each call beyond the bounds.

const OUTCOMES = {
  accepted: "It counts.",
  "accepted.clock-corrected": "It counts. This device's clock is more than 55 minutes off: the time was worked out from how long before sending it happened.",
  "accepted.clock-clamped": "It counts. Its time is more than seven days ago, or later than it was sent: the nearest time that can be was taken.",
  "accepted.verified": "It counts, and it proved whose browser this is: your server signed it, or a link was followed that was sent to the person.",
  "accepted.proof-wrong": "It counts as a claim. Its signature, or the page's ll_link, was not made for this: another address, site or secret, an expiry more than seven days ahead, or no secret in the site's site.toml.",
  "accepted.proof-expired": "It counts as a claim. Its signature, or the page's ll_link, has expired.",
  "accepted.without-consent": "It counts in aggregates only: nothing may be kept of this visitor.",
  "accepted.gpc": "It counts in aggregates only: the browser refuses with Global Privacy Control.",
  "filtered.replay": "The batch had been taken before: it counted then.",
  "filtered.internal": "This browser is marked as the site's own, or its address is in one of the site's networks.",
  "filtered.crawler": "The user agent is a program's. If it is not: allow_agents in the site's site.toml.",
  "filtered.unsigned": "The site takes an identify only with ll_signature, which your server makes ([identify] in its site.toml), and there is none.",
  "filtered.proof-wrong": "The site takes an identify only with a signature, and this one was not made for this: another address, site or secret, or an expiry more than seven days ahead.",
  "filtered.proof-expired": "The site takes an identify only with a signature, and this one has expired.",
  "filtered.referrer-spam": "The referrer is a host that sends views in order to be looked up.",
  "limited.rate": "Too many batches in a minute: more than 120 of this visitor, or 1200 from this address without a visitor's state.",
  "filtered.automated": "A program drives this browser (navigator.webdriver), or it says that it is a crawler: such visits are not counted.",
  "limited.people": "This batch names more than five people, one after the other.",
  "filtered.foreign-page": "The page is not on one of the origins in the site's site.toml.",
  "invalid.malformed": "It does not have the shape of its kind: a value is missing or of another type.",
  "invalid.unknown-kind": "The edge does not know this kind; it may be older than the script.",
  "invalid.too-long": "A text is over its bound: names 64 bytes, titles 300, URLs 2000.",
  "invalid.time": "The time it happened at is none: whole milliseconds since 1970 are.",
  "invalid.illegal-id": "The name or address is what a program writes for a value it does not have, such as undefined.",
  "invalid.name": "The name is empty, has control characters or shows an e-mail address.",
  "invalid.props": "The properties are beyond their bounds: 30 keys, texts of 300 bytes, one level of nesting, 2 KB of JSON.",
  "invalid.traits": "The traits are beyond their bounds (30, texts of 500 bytes, nothing nested), or have no e-mail address.",
  "invalid.bad-url": "The page's address is not an absolute http or https URL.",
};

/** Why the edge said so. */
export const why = (outcome) => OUTCOMES[outcome] ?? "No words for this one here: see docs/wire.md.";

const STATES = ["granted", "denied", "required", "opt-out", "cookieless"];
const bytes = (text) => new TextEncoder().encode(text).length;
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with a call, or nothing. */
export const hint = ([call, ...rest]) => {
  const rule = typeof call === "string" && Object.hasOwn(CALLS, call) ? CALLS[call] : undefined;
  return rule ? rule(...rest) : `there is no call "${String(call)}"; calls are ${Object.keys(CALLS).join(", ")}`;
};

const CALLS = {
  track: (name, props) => named("name", name) || (props === undefined ? undefined : properties(props)),
  identify: (traits) => person(traits),
  consent: (state) => (STATES.includes(state) ? undefined : `consent is one of ${STATES.join(", ")}`),
  reset: () => undefined,
  page: () => undefined,
  ready: (done) => (typeof done === "function" ? undefined : "ready takes a function"),
  forms: () => undefined,
  "form-start": (form) => named("form", form),
};

// Control characters are what the rule is about.
const UNFIT = /[\u0000-\u001f\u007f-\u009f]/;

const named = (what, text) => {
  if (typeof text !== "string" || !text) return `the ${what} has to be a text that is not empty`;
  if (bytes(text) > 64) return `the ${what} has ${bytes(text)} bytes; 64 are taken`;
  if (/@|%(25)*40/.test(text)) return `the ${what} shows an e-mail address`;
  if (UNFIT.test(text)) return `the ${what} has control characters`;
};

const properties = (props) => {
  if (!isPlain(props)) return "props have to be an object";
  const keys = Object.keys(props);
  if (keys.length > 30) return `there are ${keys.length} props; 30 are taken`;
  for (const key of keys) {
    if (!key || bytes(key) > 64) return `the key "${key}" of props has to have 1 to 64 bytes`;
    const wrong = property(props[key], 1);
    if (wrong) return `the property "${key}" ${wrong}`;
  }
  const size = bytes(JSON.stringify(props));
  if (size > 2048) return `props are ${size} bytes as JSON; 2048 are taken`;
};

const property = (value, levels) => {
  if (typeof value === "string") return bytes(value) > 300 ? `has ${bytes(value)} bytes; 300 are taken` : undefined;
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return;
  if (!Array.isArray(value) && !isPlain(value)) return "is neither text, number, boolean, null, list nor object";
  if (!levels) return "is nested; one level is taken";
  return Object.values(value).map((inner) => property(inner, levels - 1)).find(Boolean);
};

const person = (traits) => {
  if (!isPlain(traits)) return "traits have to be an object";
  if (typeof traits.email !== "string") return 'traits need an "email"';
  const keys = Object.keys(traits).filter((key) => key !== "ll_signature");
  if (keys.length > 30) return `there are ${keys.length} traits; 30 are taken`;
  for (const key of keys) {
    if (!/^[a-z0-9_]{1,40}$/.test(key)) return `the trait "${key}" has to be called like a field: small letters, digits, _`;
    const value = traits[key];
    if (typeof value === "string" && bytes(value) > 500) return `the trait "${key}" has ${bytes(value)} bytes; 500 are taken`;
    if (!["string", "number", "boolean"].includes(typeof value)) return `the trait "${key}" is neither text, number nor boolean`;
  }
};
