// What a form looks like to a browser: every kind of field, steps, a section and mistakes, in three languages.
//
// A snapshot is the form element, a line a tag, without what is sealed; of those that are weighed the answer as it is, but
// for what is sealed. WRITE_SNAPSHOTS=1 writes them anew: then look at
// the difference.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
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

async function holds(name, now) {
  const file = join(FOLDER, `${name}.html`);
  if (process.env.WRITE_SNAPSHOTS) await writeFile(file, now);
  assert.equal(now, await readFile(file, "utf8"), `${file} says otherwise; WRITE_SNAPSHOTS=1 writes it`);
}

for (const locale of LOCALES) {
  test(`a form with every kind of field, in ${locale}`, async () => {
    await holds(`form.open.${locale}`, shown(await opened(locale)));
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
    await holds(`form.mistakes.${locale}`, shown(await answer.text()));
  });
}

function ours(html) {
  const names = ["ll_ticket", "ll_step", "ll_shown", "ll_earlier"];
  return Object.fromEntries(names.map((name) => [name, sealed(html, name)]).filter(([, value]) => value));
}

/** Something as long as what is sealed, and as hard to compress. */
function unsealed(html) {
  const drawn = (length) => {
    let text = "";
    while (text.length < length) text += createHash("sha256").update(text).digest("base64url");
    return text.slice(0, length);
  };
  return html.replace(/ll1\.([\w-]+)/g, (_, sealed) => `ll1.${drawn(sealed.length)}`);
}

for (const [form, locale] of [["whitepaper", "en"], ["quote", "ar"]]) {
  test(`what a script gets of the form ${form} is what cargo xtask size weighs`, async () => {
    const answer = await world.post(`f/demo/${form}/open`, new URLSearchParams({ ll_locale: locale }));
    assert.equal(answer.status, 200);
    await holds(`open.${form}.${locale}`, unsealed(await answer.text()));
  });
}
