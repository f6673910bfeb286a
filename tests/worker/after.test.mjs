// What comes after a submission: what is said, where a visitor goes, the file that is theirs, and that it counts.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { BROWSER, id } from "../support/world.mjs";

const SITE = "after";
const GUIDE = "Häufige Fragen.txt";
const BYTES = Buffer.from([...Array(300).keys()].map((n) => n % 256));
const DAY = 86_400_000;

const FORM = `
title = "Guide"
button = "Send"
thanks = "Thank you."

[[field]]
name = "email"
type = "email"
label = "E-mail"
required = true

[[field]]
name = "industry"
type = "select"
label = "Industry"
options = ["Aerospace", "Automotive", "Medical devices", "Other"]

[[after]]
when = { email = "free" }
message = "Thanks for writing."

[[after]]
when = { field = "industry", is_in = ["Aerospace"] }
redirect = "/thanks?from=form"

[[after]]
when = { field = "industry", is_in = ["Automotive"] }
redirect = "https://partner.example/book"

[[after]]
id = "guide"
when = { field = "industry", is_in = ["Medical devices"] }
file = "${GUIDE}"
message = "Here it is."

[[after]]
when = { all = [{ field = "industry", is_in = ["Other"] }, { not = { email = "competitor" } }] }
form = "demo-request"

[in.de]
thanks = "Danke."
after = { guide = "Hier ist es." }
`;

let driven, world, site;
before(async () => {
  driven = await DrivenWorld.create();
  world = driven.world;
  site = await SinkSite.create(world, SITE);
  await writeFile(join(site.folder, "forms/guide.toml"), FORM);
  await writeFile(join(site.folder, "pages/guide.toml"), 'title = "The guide"\nform = "guide"\n');
  await mkdir(join(site.folder, "files"), { recursive: true });
  await writeFile(join(site.folder, "files", GUIDE), BYTES);
  await settle("site.toml", "shards = 1", 'shards = 1\nredirect_hosts = ["partner.example"]');
  await settle("scoring.toml", "[[rule]]", `[[signal]]
id = "guide-fetched"
when = { download = "/files/*" }

[[rule]]
signal = "guide-fetched"
category = "engagement"
points = 7
repeat = "daily"

[[rule]]`);
  await site.route("");
});
after(async () => {
  await site?.remove();
  await driven?.destroy();
});

async function settle(file, from, to) {
  const text = await readFile(join(site.folder, file), "utf8");
  assert.ok(text.includes(from), `${from} is in ${file}`);
  await writeFile(join(site.folder, file), text.replace(from, to));
}

const address = (domain = "after.example") => `${id("")}@${domain}`.toLowerCase();
const leadOf = async (email) => (await world.leads(SITE)).find((lead) => lead.email === email);

/** Sends the form as the script does; answers the lines below the passport. */
async function submit(answers) {
  const answer = await world.submit({ email: address(), ...answers }, { site: SITE, form: "guide" });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text.split("\n").slice(1);
}

const get = (url, options) => fetch(url.replace("edge.localhost", "127.0.0.1"), { redirect: "manual", ...options });

/** Sends the hosted page's form without script, and says where that leads. */
async function send(answers) {
  const page = `${world.engine.url}/p/${SITE}/guide`;
  const ticket = /name="ll_ticket" value="([^"]+)"/.exec(await (await fetch(page)).text())[1];
  const body = new URLSearchParams({ ll_ticket: ticket, email: address(), ...answers });
  const answer = await fetch(page, { method: "POST", body, redirect: "manual", headers: { origin: world.engine.own, "user-agent": BROWSER } });
  assert.equal(answer.status, 303, await answer.text());
  const to = answer.headers.get("location");
  return { to, html: to.startsWith("/") ? await (await fetch(world.engine.own + to)).text() : "" };
}

test("the first rule that fits the submission decides, and the thanks are said where none does", async () => {
  assert.deepEqual(await submit({}), ["say", "Thank you."]);
  assert.deepEqual(await submit({ email: address("gmail.com"), industry: "Medical devices" }), ["say", "Thanks for writing."]);
  assert.deepEqual(await submit({ industry: "Aerospace" }), ["go", `${world.shopOrigin}/thanks?from=form`]);
  assert.deepEqual(await submit({ industry: "Automotive" }), ["go", "https://partner.example/book"]);
  assert.deepEqual(await submit({ industry: "Other" }), ["form", "demo-request", "Thank you."]);
  assert.deepEqual(await submit({ email: address("rival.example"), industry: "Other" }), ["say", "Thank you."]);
});

test("it is said in the language the form was read in", async () => {
  assert.deepEqual(await submit({ ll_locale: "de" }), ["say", "Danke."]);
  assert.equal((await submit({ ll_locale: "de", industry: "Medical devices" }))[2], "Hier ist es.");
});

test("a file is theirs under a link, byte for byte, to keep", async () => {
  const [verb, url, said] = await submit({ industry: "Medical devices" });
  assert.deepEqual([verb, said], ["file", "Here it is."]);
  assert.ok(url.startsWith(`${world.engine.own}/ll/d/${SITE}/ll1.`), url);
  assert.ok(!world.engine.log.includes(url.split("/").at(-1)), "the log does not have the link");
  const answer = await get(url);
  assert.equal(answer.status, 200);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), BYTES);
  const header = (name) => answer.headers.get(name);
  assert.equal(header("content-disposition"), `attachment; filename="H_ufige Fragen.txt"; filename*=UTF-8''H%C3%A4ufige%20Fragen.txt`);
  assert.deepEqual(
    ["content-type", "x-content-type-options", "cache-control"].map(header),
    ["text/plain; charset=utf-8", "nosniff", "no-store"],
  );
  assert.ok(!world.engine.log.includes(url.split("/").at(-1)), "nor does it after that");
});

test("a file that was fetched is a download of whoever sent the form, once a day", async () => {
  const email = address();
  const [, url] = await submit({ email, industry: "Medical devices" });
  const count = async () => (await leadOf(email)).score.reasons.find(({ signal }) => signal === "guide-fetched")?.count;
  const told = async () => (await world.api(`leads/${(await leadOf(email)).id}?site=${SITE}`)).lead.diary.flatMap(({ deeds }) => deeds);
  assert.equal(await count(), undefined, "a link is not a download");
  assert.equal((await get(url, { method: "HEAD" })).status, 200);
  assert.equal(await count(), undefined, "nor is asking what it would be");
  for (const _ of [1, 2]) assert.equal((await get(url)).status, 200);
  assert.equal(await count(), 1);
  assert.deepEqual((await told()).filter((deed) => deed.startsWith("download")), [`download /files/${GUIDE}`]);
  await driven.be(driven.now() + DAY, SITE);
  assert.equal((await get(url)).status, 200);
  assert.equal(await count(), 2);
});

test("a link that is over or no link opens nothing, and says so in a page", async () => {
  const [, url] = await submit({ industry: "Medical devices" });
  const shows = async (address, headers = {}) => {
    const answer = await get(address, { headers });
    return [answer.status, /<h1>([^<]*)/.exec(await answer.text())[1]];
  };
  const damaged = [403, "This link is damaged. Please open it as it stands in the mail or on the page."];
  assert.deepEqual(await shows(`${url}x`), damaged);
  assert.deepEqual(await shows(`${world.engine.url}/d/${SITE}/ll1.nothing`), damaged);
  assert.deepEqual(await shows(url.replace(`/d/${SITE}/`, "/d/demo/")), damaged, "another site's");
  assert.match((await shows(`${url}x`, { "accept-language": "de-AT, en;q=0.5" }))[1], /^Dieser Link ist beschädigt/);
  await driven.be(driven.now() + 7 * DAY, SITE);
  assert.deepEqual(await shows(url), [410, "This link is over. Please send the form again to get a new one."]);
});

test("whoever was erased since still gets the file, and it counts for nobody", async () => {
  const email = address();
  const [, url] = await submit({ email, industry: "Medical devices" });
  const erased = await world.call("POST", `leads/erase?site=${SITE}`, JSON.stringify({ email }));
  assert.equal(erased.status, 200);
  assert.equal((await get(url)).status, 200);
  assert.equal(await leadOf(email), undefined);
});

test("a hosted page does the same without script", async () => {
  const thanked = await send({});
  assert.equal(thanked.to, `/ll/p/${SITE}/guide?sent`);
  assert.match(thanked.html, /role="status">Thank you\./);
  const { html } = await send({ industry: "Medical devices" });
  assert.match(html, /role="status">Here it is\./);
  const [, path] = /href="([^"]+\/d\/[^"]+)"/.exec(html);
  assert.deepEqual(Buffer.from(await (await fetch(world.engine.own + path)).arrayBuffer()), BYTES);
  const gone = await send({ industry: "Automotive" });
  assert.match(gone.html, /http-equiv="refresh" content="0; url=https:\/\/partner\.example\/book"/);
  assert.match(gone.html, /href="https:\/\/partner\.example\/book"/);
  const next = await send({ industry: "Other" });
  assert.match(next.html, /data-leadline-form="demo-request"[\s\S]*name="ll_ticket"/);
  assert.match((await send({ ll_locale: "de", industry: "Medical devices" })).html, /<html lang="de"[\s\S]*Hier ist es\./);
});

test("a file is stored under the hash of its bytes and no other name, by whoever may publish", async () => {
  const put = (file, key = TOKEN) =>
    fetch(`${world.engine.url}/api/v1/sites/${SITE}/files/${file}`, { method: "PUT", body: BYTES, headers: { authorization: `Bearer ${key}` } });
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", BYTES)).toString("hex");
  const stored = await put(hash);
  assert.deepEqual([stored.status, await stored.json()], [200, { site: SITE, file: hash, bytes: BYTES.length }]);
  assert.equal((await (await put("0".repeat(64))).json()).code, "body-invalid");
  assert.equal((await put(hash, "none")).status, 401);
});
