// What a form looks like to a browser: every kind of field, steps, a section and mistakes, in three languages.
//
// A snapshot is the form element, a line a tag, without what is sealed. WRITE_SNAPSHOTS=1 writes them anew: then look at
// the difference.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { World } from "../support/world.mjs";

const FOLDER = join(import.meta.dirname, "snapshots");
const ORIGIN = "http://shop.localhost";
const LOCALES = ["en", "de", "ar"];

let world;
before(async () => {
  world = await World.create();
  await world.publish("tests/worker/fixtures/every-kind");
});
after(() => world?.destroy());

const door = (locale) => `${world.engine.url}/f/every-kind/all?locale=${locale}`;
const opened = async (locale) => (await fetch(door(locale), { headers: { origin: ORIGIN } })).text();
const sealed = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";

/** As a browser without script sends it. */
function send(locale, answers) {
  const headers = { origin: ORIGIN, accept: "text/html,application/xhtml+xml", "content-type": "application/x-www-form-urlencoded" };
  return fetch(door(locale), { method: "POST", headers, body: new URLSearchParams(answers), redirect: "manual" });
}

function shown(html) {
  const [form] = /<form class="leadline-form"[^]*?<\/form>/.exec(html);
  const lines = form.replaceAll("><", ">\n<").replace(/value="ll1\.[^"]*"/g, 'value="(sealed)"');
  // Countries are the same for everybody.
  return `${lines.replace(/(<option value="(?!AT)[A-Z]{2}">[^<]*<\/option>\n?){5,}/g, "(countries)\n")}\n`;
}

async function holds(name, html) {
  const file = join(FOLDER, `form.${name}.html`);
  const now = shown(html);
  if (process.env.WRITE_SNAPSHOTS) await writeFile(file, now);
  assert.equal(now, await readFile(file, "utf8"), `${file} says otherwise; WRITE_SNAPSHOTS=1 writes it`);
}

for (const locale of LOCALES) {
  test(`a form with every kind of field, in ${locale}`, async () => {
    await holds(`open.${locale}`, await opened(locale));
  });

  test(`the mistakes of the last step, in ${locale}`, async () => {
    const first = await opened(locale);
    const beginning = { email: "ada@example.com", name: "Ada", code: "AB1234", ll_locale: locale };
    const next = await send(locale, { ...beginning, ...ours(first) });
    const html = await next.text();
    assert.equal(next.status, 200, html);
    const answers = { seats: "0.7", start: "2028-01-01", homepage: "example", size: "huge", question: "<b>?</b>" };
    const answer = await send(locale, { ...answers, ...ours(html), ll_locale: locale });
    assert.equal(answer.status, 422);
    await holds(`mistakes.${locale}`, await answer.text());
  });
}

function ours(html) {
  const names = ["ll_ticket", "ll_step", "ll_shown", "ll_earlier"];
  return Object.fromEntries(names.map((name) => [name, sealed(html, name)]).filter(([, value]) => value));
}
