// The API's document as a contract: an answer of the API that it does not tell of fails whoever asked for it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ROOT } from "./tools.mjs";

export const DOCUMENT = JSON.parse(readFileSync(join(ROOT, "edge/openapi.json"), "utf8"));

/** The document is one schema to Ajv, which knows nothing of OpenAPI's own words. */
export const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
ajv.addFormat("date-time", /^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
ajv.addFormat("date", /^\d{4}-\d\d-\d\d$/);
ajv.addSchema(DOCUMENT, "api");

/** Paths of the document, those that name more of what they are about first. */
const PATHS = Object.keys(DOCUMENT.paths)
  .map((path) => ({ path, parts: path.split("/"), free: path.split("{").length }))
  .sort((one, other) => one.free - other.free);

/** `fetch`, with every answer of the API held against the document. */
export async function fetch(address, options = {}) {
  const answer = await globalThis.fetch(address, options);
  const [, path] = /\/api\/v1\/([^?#]*)/.exec(address) ?? [];
  if (path !== undefined && options.method !== "OPTIONS") await uphold(options.method ?? "GET", `/${path}`, answer);
  return answer;
}

/** Fails unless the document tells of an answer: its status, its media type, and what is in it. */
export async function uphold(method, path, answer) {
  const asked = `${method} ${path} answered ${answer.status}`;
  const place = placeOf(method, path);
  if (!place) return assert.ok([404, 405].includes(answer.status), `${asked}, and is no operation`);
  const response = resolved([...place, "responses", String(answer.status)]);
  assert.ok(response, `${asked}, which the document does not tell of`);
  if (method === "HEAD") return;
  const media = answer.headers.get("content-type")?.split(";")[0];
  const content = [...response, "content", media];
  assert.ok(at(content), `${asked} as ${media}, which the document does not tell of`);
  const text = await answer.clone().text();
  if (/json$/.test(media) && !media.includes("ndjson")) check([...content, "schema"], text, asked);
  if (at(content)["x-item-schema"]) for (const line of text.trimEnd().split("\n")) check([...content, "x-item-schema"], line, asked);
}

function placeOf(method, path) {
  const parts = path.split("/");
  const stands = (part, n) => (part.startsWith("{") ? parts[n] !== "" : part === parts[n]);
  const fits = (known) => known.length === parts.length && known.every(stands);
  const found = PATHS.find((known) => fits(known.parts));
  const place = found && ["paths", found.path, (method === "HEAD" ? "GET" : method).toLowerCase()];
  return place && at(place) && place;
}

function check(place, text, asked) {
  const validate = ajv.getSchema(`api#${place.map((key) => `/${encodeURIComponent(key.replace(/~/g, "~0").replace(/\//g, "~1"))}`).join("")}`);
  if (!validate(JSON.parse(text))) {
    const wrong = validate.errors.map((error) => `${error.instancePath || "it"} ${error.message} ${JSON.stringify(error.params)}`);
    assert.fail(`${asked}, not as the document tells:\n${wrong.join("\n")}\n${text}`);
  }
}

/** Where something is that may stand elsewhere; nothing if it is not there. */
function resolved(place) {
  const found = at(place);
  return found?.$ref ? found.$ref.slice(2).split("/") : found && place;
}

function at(place) {
  return place.reduce((found, key) => found?.[key], DOCUMENT);
}
