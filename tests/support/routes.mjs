// The routes of the API as docs/api.md has them, and what each is asked where only who asks matters.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./tools.mjs";

/** Every route as docs/api.md has it; a test of the domain holds that table against the code. */
export async function routes() {
  const text = await readFile(join(ROOT, "docs/api.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) api\/v1\/(\S+)` \| (read|write|admin) \| (?:`(\S+)` )?\|/gm)];
  return rows.map(([, method, path, role, verb]) => ({ method, path, role, verb, name: `${method} ${path}` }));
}

const NOBODY = `lead_00${"A".repeat(22)}`;
export const LETTER = `dead_00${"A".repeat(22)}`;
const UNKNOWN = { "<lead>": NOBODY, "<letter>": LETTER, "<domain>": "nobody.example", "<sink>": "none", "<version>": "0".repeat(16) };
UNKNOWN["<file>"] = "0".repeat(64);
UNKNOWN["<submission>"] = `sub_${"A".repeat(22)}`;
UNKNOWN["<token>"] = `tok_${"A".repeat(22)}`;

/** What each route answers to whoever may, asked for what is not there; and the body it is asked with. */
export const ALLOWED = {
  "GET leads": [200],
  "GET leads/<lead>": [404, "unknown-lead"],
  "GET leads/<lead>/export": [404, "unknown-lead"],
  "DELETE leads/<lead>": [404, "unknown-lead"],
  "PATCH leads/<lead>": [404, "unknown-lead", { tags: { vip: true } }],
  "POST leads/<lead>/accept": [404, "unknown-lead"],
  "POST leads/<lead>/reject": [404, "unknown-lead", { reason: "wrong-timing" }],
  "POST leads/<lead>/stage": [404, "unknown-lead", { stage: "opportunity" }],
  "POST leads/<lead>/contact": [404, "unknown-lead"],
  "POST leads/search": [200, undefined, {}],
  "POST leads/erase": [404, "unknown-lead", { email: "nobody@keys.example" }],
  "POST leads/merge": [404, "unknown-lead", { leads: [NOBODY, `lead_00${"B".repeat(21)}A`] }],
  "POST leads/<lead>/detach": [404, "unknown-lead", { visitor: `vis_${"A".repeat(22)}` }],
  "POST leads/<lead>/link": [400, "body-invalid", {}],
  "POST leads/<lead>/preferences": [404, "unknown-lead"],
  "GET accounts": [200],
  "GET submissions": [200],
  "GET quarantine": [200],
  "POST quarantine/<submission>/release": [404, "unknown-submission"],
  "DELETE quarantine/<submission>": [404, "unknown-submission"],
  "GET accounts/<domain>": [404, "unknown-account"],
  "PATCH accounts/<domain>": [422, "owner-unknown", { owner: "nobody" }],
  "GET export": [200],
  "POST import": [200, undefined, ""],
  "GET status": [200],
  "GET counters": [200],
  "GET rescoring": [200],
  "POST rescoring": [200],
  "GET sinks": [200],
  "POST sinks/<sink>/test": [404, "unknown-sink"],
  "GET dead-letters": [200],
  "GET dead-letters/<letter>": [404, "unknown-dead-letter"],
  "POST dead-letters/<letter>/replay": [404, "unknown-dead-letter"],
  "POST dead-letters/replay": [200],
  "GET sites/<site>": [200],
  "PUT sites/<site>": [422, "site-invalid", {}],
  "PUT sites/<site>/files/<file>": [400, "body-invalid", {}],
  "GET sites/<site>/versions": [200],
  "GET sites/<site>/versions/<version>": [404, "unknown-version"],
  "POST sites/<site>/versions/<version>/restore": [404, "unknown-version"],
  "GET sites/<site>/diff": [200],
  "GET tokens": [200],
  "POST tokens": [400, "body-invalid", {}],
  "DELETE tokens/<token>": [404, "unknown-token"],
  "POST tokens/<token>/rotate": [404, "unknown-token"],
  "GET audit": [200],
};

/** Asks a route about a site with a key. */
export function knock(ask, { method, path, name }, site, key) {
  const [, , body] = ALLOWED[name];
  const filled = path.replace("<site>", site).replace(/<\w+>/g, (part) => UNKNOWN[part]);
  const query = path.includes("<site>") ? "" : `?site=${site}`;
  return ask(method, filled + query, key, body === undefined || body === "" ? body : JSON.stringify(body));
}
