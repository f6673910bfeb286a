// Submissions of who is suspected: answered as all others are, held back, and taken or removed by people.
import assert from "node:assert/strict";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { changeObjects } from "../support/rows.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { id } from "../support/world.mjs";

const DAY = 86_400_000;
const VERIFY = "/siteverify";

let driven, world, receiver, verdict;
before(async () => {
  receiver = await Receiver.start();
  receiver.fault = ({ path, event }) => (path === VERIFY ? verdict(event) : undefined);
  const vars = { TURNSTILE_HERE: `${receiver.url}${VERIFY}` };
  driven = await DrivenWorld.create({ vars, secrets: { TURNSTILE_SECRET: "the-secret-of-the-widget" } });
  world = driven.world;
});
after(async () => {
  await driven?.destroy();
  await receiver?.stop();
});

const person = () => `${id("").replace(/[^a-z0-9]/gi, "x")}@held.example`.toLowerCase();

/** A site with a webhook, and this in its `[spam]`. */
async function site(t, name, spam = "", shards = 2) {
  const site = await SinkSite.create(world, name, { shards });
  t.after(() => site.remove());
  await appendFile(join(site.folder, "site.toml"), `\n[spam]\n${spam}\n`);
  await site.route(`[[webhook]]\nid = "crm"\nurl = "${receiver.url}/${name}"\nsecret = "CRM_WEBHOOK_SECRET"\n`);
  return site;
}

/** Submits, and answers what the page is told: lines, the first of which is the passport. */
async function submit(site, answers, headers = {}) {
  const body = new URLSearchParams({ ll_ticket: await world.ticket("whitepaper", site.id), ll_submission: id("sub_"), ...answers });
  const answer = await world.post(`f/${site.id}/whitepaper`, body, { accept: "text/plain", ...headers });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return { lines: text.split("\n"), id: body.get("ll_submission"), body };
}

const held = async (site) => (await site.read("quarantine?limit=200")).quarantine;
const reasons = async (site, { id }) => (await held(site)).find((one) => one.id === id)?.reasons;
const events = (site) => receiver.taken(`/${site.id}`);
const leads = async (site) => (await world.leads(site.id)).map(({ email }) => email);

test("who fills in what nobody sees is answered like everybody, and held back: no lead, no event, nobody bound", async (t) => {
  const shop = await site(t, "held");
  const honest = await submit(shop, { email: person() });
  await until(() => events(shop).length === 2, "the honest one to be told of");
  const email = person();
  const bot = await submit(shop, { email, ll_url: "https://spam.example", job_title: "Buyer" });
  assert.deepEqual(bot.lines.slice(1), honest.lines.slice(1), "the same words");
  assert.ok(bot.lines[0].startsWith("ll"), "and a passport");
  const [one] = await held(shop);
  assert.deepEqual(
    { ...one, at: "" },
    { id: bot.id, at: "", form: "whitepaper", reasons: ["honeypot"], email, fields: { job_title: "Buyer" }, is_clipped: false },
  );
  assert.ok(!(await leads(shop)).includes(email));
  // Nobody is bound by it: what the browser does next is nobody's.
  const next = await submit(shop, { email: person(), ll_passport: bot.lines[0] });
  assert.notEqual(next.lines[0], "");
  await until(() => events(shop).length === 4, "the next one to be told of");
  assert.ok(!events(shop).some(({ data }) => data.email === email));
  const { stdout } = await world.leadline("quarantine", "--site", shop.id);
  assert.match(stdout, new RegExp(`whitepaper +${bot.id} +honeypot +${email} +job_title: Buyer`));
  await until(async () => (await world.counts(shop.id))["spam.honeypot"] === 1, "it to be counted");
});

test("sent again it is held once, a correction replaces it, and released it is a submission of when it came in", async (t) => {
  const shop = await site(t, "released");
  const [email, submission] = [person(), id("sub_")];
  const suspect = { email, ll_submission: submission, ll_url: "x" };
  await submit(shop, suspect);
  const at = (await held(shop))[0].at;
  await driven.be(driven.now() + 60_000);
  await submit(shop, suspect);
  await submit(shop, { email, ll_submission: submission, job_title: "Head of Quality" });
  const [one, ...others] = await held(shop);
  assert.deepEqual([one.at, one.fields, one.reasons, others], [at, { job_title: "Head of Quality" }, ["honeypot"], []]);
  assert.deepEqual(await leads(shop), []);

  await driven.be(driven.now() + 3_600_000);
  const released = async () => {
    const answer = await shop.post(`quarantine/${submission}/release`);
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  const first = await released();
  assert.deepEqual([first.id, first.change], [submission, "created"]);
  const second = await released();
  assert.deepEqual([second.lead, second.change], [first.lead, "none"]);
  assert.deepEqual(await held(shop), []);
  const [lead] = await world.leads(shop.id);
  assert.deepEqual([lead.id, lead.email, lead.submissions, lead.created_at], [first.lead, email, 1, at]);
  const [listed] = (await shop.read("submissions")).submissions;
  assert.deepEqual([listed.id, listed.lead, listed.at], [submission, first.lead, at]);
  const told = await until(() => events(shop).length >= 2 && events(shop), "it to be told of");
  assert.deepEqual(told.map(({ type }) => type), ["lead.created", "form.submitted"]);

  // The page that sent it sends it once more.
  await submit(shop, suspect);
  await submit(shop, { email, ll_submission: submission, job_title: "Head of Quality" });
  assert.deepEqual([await leads(shop), (await world.leads(shop.id))[0].submissions], [[email], 1]);
  const trail = (await shop.read("audit")).entries.filter(({ verb }) => verb === "submission.released");
  assert.deepEqual(trail.map(({ objects }) => objects), [[submission], [submission]]);
});

test("what was taken stays taken, however suspect it is when it comes again", async (t) => {
  const shop = await site(t, "taken");
  const [email, submission] = [person(), id("sub_")];
  await submit(shop, { email, ll_submission: submission });
  await submit(shop, { email, ll_submission: submission, ll_url: "x" });
  assert.deepEqual([await held(shop), await leads(shop)], [[], [email]]);
});

test("one is deleted, what is not there is said, and a page of the list goes on where it ended", async (t) => {
  const shop = await site(t, "deleted");
  const sent = [];
  for (let nth = 0; nth < 5; nth += 1) sent.push((await submit(shop, { email: person(), ll_url: "x" })).id);
  const shown = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await shop.read(`quarantine?limit=2${cursor && `&cursor=${cursor}`}`);
    shown.push(...page.quarantine.map(({ id }) => id));
    cursor = page.next;
  }
  assert.deepEqual(shown.sort(), sent.sort());
  const { stdout } = await world.leadline("quarantine", "--site", shop.id, "delete", sent[0]);
  assert.equal(stdout.trim(), `${sent[0]} is deleted`);
  assert.equal((await held(shop)).length, 4);
  const code = async (method, path) => (await (await world.call(method, `${path}?site=${shop.id}`)).json()).code;
  assert.equal(await code("DELETE", `quarantine/${sent[0]}`), "unknown-submission");
  assert.equal(await code("POST", "quarantine/ada/release"), "unknown-submission");
});

/** Holds so many more like one that is held in a site's only shard. */
async function fill(site, { id: like }, many) {
  await world.engine.kill();
  const filled = await changeObjects(world.engine, "LeadShard", (name) => name === `lead/${site.id}/0`, (rows) => {
    const row = rows.prepare("SELECT * FROM quarantine WHERE id = ?").get(like);
    const columns = Object.keys(row);
    const put = rows.prepare(`INSERT INTO quarantine (${columns}) VALUES (${columns.map((name) => `:${name}`)})`);
    rows.exec("BEGIN");
    for (let nth = 0; nth < many; nth += 1) {
      const [other, said] = [id("sub_"), JSON.parse(row.held)];
      said.submission.id = other;
      put.run({ ...row, id: other, at: Number(row.at) + 1, held: JSON.stringify(said) });
    }
    rows.exec("COMMIT");
  });
  assert.equal(filled, 1);
  await driven.restart();
}

test("among many light suspects a heavy one stays until the next heavy one comes", async (t) => {
  const shop = await site(t, "crowd", "links = 1", 1);
  const light = await submit(shop, { email: person(), job_title: "https://a.example www.b.example" });
  await fill(shop, light, 999);
  const heavy = await submit(shop, { email: person(), ll_url: "x" });
  assert.deepEqual([await reasons(shop, heavy), (await shop.read("quarantine")).dropped], [["honeypot"], 1]);
  const next = await submit(shop, { email: person(), ll_url: "x" });
  assert.deepEqual([await reasons(shop, heavy), await reasons(shop, next)], [undefined, ["honeypot"]]);
  assert.equal((await shop.read("quarantine")).dropped, 2);
  assert.equal((await shop.post(`quarantine/${light.id}/release`)).status, 404, "of many alike the oldest went first");
});

test("where too many are held those go that nobody misses, and the list says how many", async (t) => {
  const shop = await site(t, "full", "links = 1", 1);
  const doubtful = await submit(shop, { email: person(), job_title: "https://a.example www.b.example" });
  const caught = await submit(shop, { email: person(), ll_url: "x" });
  await fill(shop, caught, 998);
  assert.equal((await shop.read("quarantine")).dropped, 0);
  await submit(shop, { email: person(), ll_url: "x" });
  assert.equal((await shop.read("quarantine")).dropped, 1);
  const { stdout } = await world.leadline("quarantine", "--site", shop.id);
  assert.match(stdout, /1 went because too many are held/);
  const released = async ({ id }) => (await shop.post(`quarantine/${id}/release`)).status;
  assert.deepEqual([await released(doubtful), await released(caught)], [200, 404], "the first one that was caught went");
  await until(async () => (await world.counts(shop.id))["spam.dropped"] === 1, "it to be counted");
});

test("a list shows the beginning of what is long, and what is released is the whole of it", async (t) => {
  const shop = await SinkSite.create(world, "long");
  t.after(() => shop.remove());
  await appendFile(join(shop.folder, "forms/whitepaper.toml"), '\n[[field]]\nname = "note"\ntype = "textarea"\nlabel = "Note"\n');
  await shop.route("");
  const note = "é".repeat(3_000);
  const sent = await submit(shop, { email: person(), note, ll_url: "x" });
  const [one] = await held(shop);
  assert.deepEqual([one.fields.note, one.is_clipped], ["é".repeat(512), true]);
  assert.equal((await shop.post(`quarantine/${sent.id}/release`)).status, 200);
  assert.equal((await world.leads(shop.id))[0].fields.note, note);
});

test("what is corrected while it is released stays held, as it says last", async (t) => {
  const shop = await site(t, "raced");
  const consent = '\n[[field]]\nname = "news"\ntype = "consent"\nlabel = "Write to me."\npurpose = "news"\n';
  await appendFile(join(shop.folder, "forms/whitepaper.toml"), consent);
  await shop.route("");
  const [email, ll_submission] = [person(), id("sub_")];
  await submit(shop, { email, ll_submission, job_title: "Seller", news: "yes", ll_url: "x" });
  await driven.holdUp("drop-held");
  const release = shop.post(`quarantine/${ll_submission}/release`);
  await until(async () => (await leads(shop)).includes(email), "it to be taken");
  await submit(shop, { email, ll_submission, job_title: "Head of Quality" });
  await driven.holdUp();
  assert.equal((await release).status, 200);
  assert.deepEqual((await held(shop)).map(({ fields }) => fields), [{ job_title: "Head of Quality" }]);
  assert.equal((await shop.post(`quarantine/${ll_submission}/release`)).status, 200);
  const [{ id: taken, fields }] = await world.leads(shop.id);
  assert.deepEqual([fields.job_title, await held(shop)], ["Head of Quality", []], "a word that comes before the other, too");
  const [{ is_allowed, log }] = (await shop.read(`leads/${taken}`)).lead.consents;
  assert.deepEqual([is_allowed, log.map(({ said }) => said)], [false, ["corrected", "given"]], "and what was unticked is");
});

test("the engine killed, what is held is held, and for thirty days", async (t) => {
  const shop = await site(t, "expired");
  const { id: submission } = await submit(shop, { email: person(), ll_url: "x" });
  await world.engine.kill();
  await driven.restart();
  assert.deepEqual((await held(shop)).map(({ id }) => id), [submission]);
  await driven.be(driven.now() + 30 * DAY - 60_000);
  assert.equal((await held(shop)).length, 1);
  await driven.be(driven.now() + 120_000);
  await until(async () => (await held(shop)).length === 0, "it to be over");
});

test("whoever is erased is gone from the quarantine, and whoever was no lead can be, too", async (t) => {
  const shop = await site(t, "erased");
  const [known, unknown] = [person(), person()];
  await submit(shop, { email: known });
  await submit(shop, { email: known, ll_url: "x", job_title: "Spy" });
  await submit(shop, { email: unknown, ll_url: "x" });
  const [lead] = await world.leads(shop.id);
  const told = (await shop.read(`leads/${lead.id}/export`)).person;
  assert.deepEqual(told.held.map(({ email, fields }) => [email, fields]), [[known, { job_title: "Spy" }]]);
  const erase = (email) => world.call("POST", `leads/erase?site=${shop.id}`, JSON.stringify({ email }));
  const proofs = await (await erase(known)).json();
  assert.equal(proofs.erased.length, 1);
  assert.deepEqual((await held(shop)).map(({ email }) => email), [unknown]);
  const nobody = await erase(unknown);
  assert.deepEqual([nobody.status, (await nobody.json()).erased], [200, []]);
  assert.deepEqual(await held(shop), []);
  assert.equal((await erase(unknown)).status, 404);
});

test("many forms from one network are suspected from the next one on, an office's before are not", async (t) => {
  const shop = await site(t, "office", "per_network = 3");
  const from = (address) => ({ "driven-address": address });
  const all = [];
  for (const last of [1, 2, 3, 4]) all.push(await submit(shop, { email: person() }, from(`203.0.113.${last}`)));
  assert.deepEqual((await held(shop)).map(({ id, reasons }) => [id, reasons]), [[all[3].id, ["network"]]]);
  // The third one again is the third one.
  await submit(shop, Object.fromEntries(all[2].body), from("203.0.113.3"));
  const other = await submit(shop, { email: person() }, from("198.51.100.1"));
  assert.equal(await reasons(shop, other), undefined, "another network");
  const test = await submit(shop, { email: person(), ll_test: "1" }, from("203.0.113.7"));
  assert.deepEqual(await reasons(shop, test), ["network"], "a test counts like any other");
  await driven.be(driven.now() + 10 * 60_000 + 1);
  const later = await submit(shop, { email: person() }, from("203.0.113.9"));
  assert.equal(await reasons(shop, later), undefined, "another ten minutes");
});

test("many forms of one visitor, many links, and one text under many names are suspected", async (t) => {
  const shop = await site(t, "rules", "per_visitor = 2\nlinks = 1\nrepeats = 2");
  const email = person();
  let { lines: [passport] } = await submit(shop, { email });
  for (const expected of [undefined, undefined, ["visitor"]]) {
    const sent = await submit(shop, { email, ll_passport: passport });
    assert.deepEqual(await reasons(shop, sent), expected);
    [passport] = sent.lines;
  }
  const linked = await submit(shop, { email: person(), job_title: "https://a.example www.b.example" });
  assert.deepEqual(await reasons(shop, linked), ["links"]);
  const job_title = "We can bring your website to the first page of every search engine";
  const texts = [];
  // Not by chance: what tells people apart who send one text does so nearly always.
  for (const name of ["ada", "grace", "mary"]) texts.push(await submit(shop, { email: `${name}@repeat.example`, job_title }));
  assert.deepEqual(await Promise.all(texts.map((sent) => reasons(shop, sent))), [undefined, undefined, ["repeat"]]);
  await world.engine.kill();
  await driven.restart();
  const again = await submit(shop, { email: "joan@repeat.example", job_title: job_title.toUpperCase() });
  assert.deepEqual(await reasons(shop, again), ["repeat"], "it is remembered for a day");
  await driven.be(driven.now() + DAY + 60_000);
  const tomorrow = await submit(shop, { email: person(), job_title });
  assert.equal(await reasons(shop, tomorrow), undefined);
});

test("a form that was opened for a visitor and comes back at once is suspected; one that everybody is shown is not", async (t) => {
  const shop = await site(t, "hasty", "seconds = 3");
  const opened = async (said = {}) => {
    const answer = await world.post(`f/${shop.id}/whitepaper/open`, new URLSearchParams(said));
    return /name="ll_ticket" value="([^"]+)"/.exec(await answer.text())[1];
  };
  const hasty = await submit(shop, { email: person(), ll_ticket: await opened() });
  assert.deepEqual(await reasons(shop, hasty), ["haste"]);
  const answered = await submit(shop, { email: person(), ll_ticket: await opened({ ll_again: "1" }) });
  assert.equal(await reasons(shop, answered), undefined, "the answers were there when it was opened again");
  const ll_ticket = await opened();
  await driven.be(driven.now() + 3_000);
  assert.equal(await reasons(shop, await submit(shop, { email: person(), ll_ticket })), undefined);
  assert.equal(await reasons(shop, await submit(shop, { email: person() })), undefined);
});

test("where the site uses Turnstile it is asked, once for a submission, and nothing is lost when it is away", async (t) => {
  const shop = await site(t, "widget", `turnstile = { sitekey = "1x00000000000000000000AA", secret = "TURNSTILE_SECRET" }`);
  const asked = () => receiver.at(VERIFY).map(({ event }) => event);
  const token = { "cf-turnstile-response": "token" };
  const says = (answer) => (verdict = () => ({ status: 200, body: JSON.stringify(answer) }));

  says({ success: true });
  const good = await submit(shop, { email: person(), ...token });
  assert.equal(await reasons(shop, good), undefined);
  assert.deepEqual([asked()[0].secret, asked()[0].response], ["the-secret-of-the-widget", "token"]);
  assert.match(asked()[0].idempotency_key, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await submit(shop, Object.fromEntries(good.body));
  assert.equal(asked()[1].idempotency_key, asked()[0].idempotency_key);

  says({ success: false, "error-codes": ["timeout-or-duplicate"] });
  assert.deepEqual(await reasons(shop, await submit(shop, { email: person(), ...token })), ["turnstile"]);
  const before = asked().length;
  assert.deepEqual(await reasons(shop, await submit(shop, { email: person() })), ["turnstile"]);
  assert.equal(asked().length, before, "nobody is asked about no token");
  for (const trouble of [() => ({ status: 503 }), () => "reset", () => ({ status: 200, body: "<html>" })]) {
    verdict = trouble;
    assert.deepEqual(await reasons(shop, await submit(shop, { email: person(), ...token })), ["turnstile-away"]);
  }
  assert.deepEqual(await leads(shop), [good.body.get("email")]);

  const markup = await (await fetch(`${world.engine.url}/f/${shop.id}/whitepaper`)).text();
  assert.match(markup, /<div class="cf-turnstile" data-sitekey="1x00000000000000000000AA" data-script="https:\/\/challenges\.cloudflare\.com\/turnstile\/v0\/api\.js\?render=explicit"><\/div>/);
  const page = await fetch(`${world.engine.url}/p/${shop.id}/whitepaper`);
  assert.match(await page.text(), /<script src="https:\/\/challenges\.cloudflare\.com\/turnstile\/v0\/api\.js" async defer>/);
  assert.match(page.headers.get("content-security-policy"), /frame-src https:\/\/challenges\.cloudflare\.com/);
  says({ success: false, "error-codes": ["invalid-input-response"] });
  assert.deepEqual(await reasons(shop, await submit(shop, { email: person(), ...token, ll_test: "1" })), ["turnstile"], "nor by a test");
  const first = `title = "First"\nbutton = "Send"\nthanks = "Thank you."\n\n[[field]]\nname = "email"\ntype = "email"\nlabel = "E-mail"\nrequired = true\n`;
  await writeFile(join(shop.folder, "forms/first.toml"), `${first}\n[[after]]\nform = "whitepaper"\n`);
  await writeFile(join(shop.folder, "pages/first.toml"), 'title = "First"\nform = "first"\n');
  await shop.route("");
  const body = new URLSearchParams({ email: person(), ll_ticket: await world.ticket("first", shop.id) });
  const sent = await fetch(`${world.engine.url}/p/${shop.id}/first`, { method: "POST", body, redirect: "manual", headers: { origin: world.engine.own } });
  const next = await fetch(world.engine.own + sent.headers.get("location"));
  assert.match(await next.text(), /class="cf-turnstile"[^]*<script src="https:\/\/challenges\.cloudflare\.com\/turnstile/, "nor does the form that comes after");
  assert.match(next.headers.get("content-security-policy"), /frame-src https:\/\/challenges\.cloudflare\.com/);
  const other = await fetch(`${world.engine.url}/p/whitepaper`);
  assert.doesNotMatch(other.headers.get("content-security-policy"), /cloudflare/);
});
