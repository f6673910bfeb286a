// Every kind of sink, what it is told, and what it wants; dead letters, from giving up to having them tried again.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { press } from "../support/confirming.mjs";
import { fetch } from "../support/contract.mjs";
import { World, id } from "../support/world.mjs";
import { WEBHOOK_SECRET } from "../support/engine.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";

const OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  world = await World.create({
    // On a busy machine no row is sent again before it was settled: some tests count what was asked.
    vars: { MAIL_CATCHER: `${receiver.url}/mailbox`, OUTBOX_RESEND_SECONDS: "30" },
    secrets: {
      ROTATED_SECRET: `${OTHER_SECRET} ${WEBHOOK_SECRET}`,
      CHAT_PATH: "T0/B0/xyz",
      CRM_TOKEN: "to'ken",
      HIDDEN_URL: `${receiver.url}/hidden?sig=s3cret`,
      INNER_URL: "https://169.254.169.254/latest/",
    },
  });
});
after(async () => {
  await world?.destroy();
  await receiver?.stop();
});

const person = () => `${id("")}@sinks.example`.toLowerCase();

/** A site of its own for each test, and a receiver that is well. */
async function site(t, name, toml) {
  receiver.fault = () => undefined;
  const site = await SinkSite.create(world, name);
  t.after(() => site.remove());
  await site.route(toml);
  return site;
}

const webhook = (path, more = "", secret = "CRM_WEBHOOK_SECRET", sink = "crm") => `
[[webhook]]
id = "${sink}"
url = "${receiver.url}${path}"
secret = "${secret}"
${more}`;

test("a webhook is signed as the reference library wants it, with each of two secrets", async (t) => {
  const signed = await site(t, "signed", webhook("/rotated", "", "ROTATED_SECRET"));
  await signed.submit(person());
  const [first] = await until(() => receiver.taken("/rotated").length === 2 && receiver.at("/rotated"), "both events");
  assert.equal(first.headers["webhook-signature"].split(" ").length, 2);
  assert.ok(Receiver.verifies(first, WEBHOOK_SECRET), "by the old secret");
  assert.ok(Receiver.verifies(first, OTHER_SECRET), "by the new one");
  assert.ok(!Receiver.verifies(first, "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCBrZXk="), "and by no other");
  assert.equal(first.headers["webhook-id"], first.event.id);
});

test("what a template makes of an event arrives as JSON, whatever people type", async (t) => {
  const told = await site(t, "told", `
[[http]]
id = "chat"
url = "${receiver.url}/chat/{{secret.CHAT_PATH}}"
method = "PUT"
headers = { authorization = "Bearer {{secret.CRM_TOKEN}}", x-event = "{{event.id}}" }
body = '{"text": "{{lead.fields.first_name}} <{{lead.email}}>", "points": {{lead.score.total}}, "country": {{lead.country}}}'
events = ["lead.created"]
`);
  const email = person();
  await told.submit(email, { first_name: 'Ada "\\ {{secret.CRM_TOKEN}}' });
  const [request] = await until(() => receiver.at("/chat/T0/B0/xyz").length > 0 && receiver.at("/chat/T0/B0/xyz"), "the chat to hear");
  assert.equal(request.method, "PUT");
  assert.equal(request.headers.authorization, "Bearer to'ken");
  assert.match(request.headers["x-event"], /^evt_/);
  assert.equal(request.headers["idempotency-key"], request.headers["x-event"]);
  assert.equal(request.event.text, `Ada "\\ {{secret.CRM_TOKEN}} <${email}>`);
  assert.equal(typeof request.event.points, "number");
});

test("an address that is a secret is held against the same rule when it is filled in", async (t) => {
  const hidden = await site(t, "hidden", `
[[http]]
id = "good"
url = "{{secret.HIDDEN_URL}}"
[[http]]
id = "bad"
url = "{{secret.INNER_URL}}"
[[http]]
id = "none"
url = "{{secret.NOT_SET}}"
`);
  await hidden.submit(person());
  await until(() => receiver.at("/hidden?sig=s3cret").length >= 2, "the good one to hear");
  const failing = await until(async () => {
    const [bad, none] = await Promise.all(["bad", "none"].map((id) => hidden.sink(id)));
    return bad.health.why && none.health.why && [bad.health.why, none.health.why];
  }, "the others to fail");
  assert.deepEqual(failing, ["its address is not a public https address", "the secret NOT_SET is not set, or not what it has to be"]);
  assert.ok(!world.engine.log.includes("169.254"), "and no log says what the secret holds");
});

test("mail is caught where one develops, with a subject of one line", async (t) => {
  const mailed = await site(t, "mailed", `
[[mail]]
id = "sales"
from = "leadline@example.com"
to = ["sales@example.com", "ops@example.com"]
subject = "New: {{lead.fields.first_name}}"
text = """
{{lead.email}} has {{lead.score.total}} points: {{lead.score.reasons}}.
"""
events = ["lead.created"]
`);
  const email = person();
  await mailed.submit(email, { first_name: "Ada", job_title: "Director" });
  const [mail] = await until(() => receiver.at("/mailbox").length > 0 && receiver.at("/mailbox"), "the mail");
  assert.equal(mail.event.subject, "New: Ada");
  assert.deepEqual(mail.event.to, ["sales@example.com", "ops@example.com"]);
  assert.match(mail.event.text, new RegExp(`^${email} has \\d+ points: .*decision-maker \\+`));
});

test("each sink hears of what it wants and of nothing else", async (t) => {
  const chosen = await site(t, "chosen", [
    webhook("/all", "", "CRM_WEBHOOK_SECRET", "all"),
    webhook("/forms", 'events = ["form.submitted"]', "CRM_WEBHOOK_SECRET", "forms"),
    webhook("/qualified", 'stage_at_least = "mql"', "CRM_WEBHOOK_SECRET", "qualified"),
    webhook("/business", 'events = ["lead.created"]\nwhen = { not = { email = "free" } }', "CRM_WEBHOOK_SECRET", "business"),
  ].join("\n"));
  await chosen.submit(`${id("x")}@gmail.com`.toLowerCase());
  await chosen.submit(person());
  await until(() => receiver.taken("/all").length === 4 && receiver.taken("/forms").length === 2, "all events");
  await until(() => receiver.taken("/business").length === 1, "the business address");
  assert.equal(receiver.at("/qualified").length, 0);
  assert.deepEqual([...new Set(receiver.taken("/forms").map(({ type }) => type))], ["form.submitted"]);
  assert.match(receiver.taken("/business")[0].data.email, /@sinks\.example$/);
});

test("a sink is tried with an example that says that it is one", async (t) => {
  const tried = await site(t, "tried", webhook("/tried", 'events = ["lead.created"]'));
  const { stdout } = await world.leadline("sink", "test", "crm", "--site", "tried");
  assert.match(stdout, /^crm took evt_test_\S+ in \d+ ms\n$/);
  const [request] = receiver.at("/tried");
  assert.equal(request.event.data.test, true);
  assert.ok(Receiver.verifies(request, WEBHOOK_SECRET));
  receiver.fault = () => ({ status: 401 });
  const failed = await world.leadline("sink", "test", "crm", "--site", "tried").catch((error) => error);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /crm did not take the example: answered 401\./);
  assert.equal((await world.call("POST", "sinks/nobody/test?site=tried")).status, 404);
  assert.equal((await fetch(`${world.engine.url}/api/v1/sinks/crm/test?site=tried`, { method: "POST" })).status, 401);
  assert.deepEqual(await tried.deadLetters(), []);
});

test("410 disables: what was to be told is a dead letter, listed, shown and replayed by hand", async (t) => {
  const gone = await site(t, "gone", `${webhook("/gone")}\n${webhook("/well", "", "CRM_WEBHOOK_SECRET", "well")}`);
  receiver.fault = ({ path }) => (path === "/gone" ? { status: 410 } : undefined);
  const people = [person(), person()];
  await gone.submit(people[0]);
  await until(async () => (await gone.deadLetters()).length === 1, "a dead letter");
  await gone.submit(people[1]);
  const letters = await until(async () => {
    const letters = await gone.deadLetters();
    return letters.length === 2 && letters;
  }, "another, without an attempt");
  assert.equal(receiver.at("/gone").length, 1, "asked once, and then no more");
  await until(() => receiver.taken("/well").length === 4, "the other sink to have everything");
  assert.deepEqual(letters.map(({ sinks }) => sinks[0].why), ["disabled since it answered that it is gone", "answered that it is gone"]);
  assert.equal((await gone.sink("crm")).health.state, "disabled");
  assert.equal((await gone.sink("well")).health.state, "well");

  const { stdout: listed } = await world.leadline("dead-letters", "list", "--site", "gone");
  for (const { id } of letters) assert.ok(listed.includes(id), listed);
  assert.ok(!listed.includes("@"), "a list tells of nobody");
  const { stdout: shown } = await world.leadline("dead-letters", "show", letters[0].id, "--site", "gone");
  assert.equal(JSON.parse(shown).events[0].data.email, people[1]);

  receiver.fault = () => undefined;
  const { stdout: one } = await world.leadline("dead-letters", "replay", letters[0].id, "--site", "gone");
  assert.equal(one, "1 dead letter to be tried again\n");
  await until(() => receiver.taken("/gone").length === 2, "the one");
  const { stdout: rest } = await world.leadline("dead-letters", "replay", "--sink", "crm", "--site", "gone");
  assert.equal(rest, "1 dead letter to be tried again\n");
  await until(() => receiver.taken("/gone").length === 4, "the other");
  await until(async () => (await gone.deadLetters()).length === 0, "no dead letters");
  assert.equal(receiver.at("/well").length, 4, "who had it was not told again");
  assert.equal((await world.call("POST", `dead-letters/${letters[0].id}/replay?site=gone`)).status, 404);
});

test("a disabled sink is tried again when its configuration changes", async (t) => {
  const moved = await site(t, "moved", webhook("/old"));
  receiver.fault = ({ path }) => (path === "/old" ? { status: 410 } : undefined);
  await moved.submit(person());
  await until(async () => (await moved.deadLetters()).length === 1, "a dead letter");
  await moved.route(webhook("/new"));
  await moved.submit(person());
  await until(() => receiver.taken("/new").length === 2, "the new address to hear");
  assert.equal((await moved.deadLetters()).length, 1, "what was given up stays until somebody replays it");
});

test("a sink that is taken out leaves no event without a trace", async (t) => {
  const removed = await site(t, "removed", webhook("/removed"));
  receiver.fault = () => ({ status: 500 });
  await removed.submit(person());
  await until(async () => (await removed.sink("crm")).health.failures > 0, "a failure");
  await removed.route("");
  const [letter] = await until(async () => {
    const letters = await removed.deadLetters();
    return letters.length > 0 && letters;
  }, "a dead letter");
  assert.equal(letter.sinks[0].why, "the site has no such sink any more");
  assert.deepEqual(letter.events, ["lead.created", "form.submitted"]);
});

test("dead letters are listed page by page", async (t) => {
  const paged = await site(t, "paged", webhook("/paged"));
  receiver.fault = () => ({ status: 410 });
  for (let n = 1; n <= 3; n += 1) {
    await paged.submit(person());
    await until(async () => (await paged.deadLetters()).length === n, `${n} dead letters`);
  }
  const all = (await paged.deadLetters()).map(({ id }) => id);
  const seen = [];
  let cursor = "";
  do {
    const page = await paged.read(`dead-letters?limit=2${cursor}`);
    seen.push(...page.dead_letters.map(({ id }) => id));
    cursor = page.cursor && `&cursor=${page.cursor}`;
  } while (cursor);
  assert.deepEqual(seen, all);
  assert.equal((await world.call("GET", "dead-letters?site=paged&cursor=nonsense")).status, 400);
});

/** A file with one of its blocks of comments in force: it begins with this line, and ends with the first that is none. */
async function inForce(file, first) {
  const text = await readFile(file, "utf8");
  const [block] = text.slice(text.indexOf(`# ${first}`)).split(/\n(?!#)/);
  await writeFile(file, text.replace(block, block.replaceAll(/^# ?/gm, "")));
}

test("what the demo site says of double opt-in behind number signs asks by mail, once they are taken away", async (t) => {
  const shop = await SinkSite.create(world, "demonstrated");
  t.after(() => shop.remove());
  await inForce(join(shop.folder, "forms/quote.toml"), "[confirm]");
  await inForce(join(shop.folder, "routing.toml"), '[[mail]]\n# id = "confirmations"');
  await world.publish(shop.folder);
  const email = person();
  const answers = { email, need: "gauge", company: "Gauges Ltd", country: "AT", news: "yes", ll_locale: "de" };
  const answer = await world.submit(answers, { site: shop.id, form: "quote" });
  assert.equal(answer.status, 200, await answer.text());
  const toThem = () => receiver.at("/mailbox").map(({ event }) => event).find(({ to }) => to.includes(email));
  const mail = await until(toThem, "the mail");
  assert.equal(mail.subject, "Bitte bestätigen Sie Ihre Adresse");
  const url = /https?:\S+/.exec(mail.text)[0].replace("edge.localhost", "127.0.0.1");
  assert.equal((await press(url)).status, 200);
  const [{ id: lead }] = (await shop.read("leads")).leads.filter((lead) => lead.email === email);
  const [{ purpose, is_allowed }] = (await shop.read(`leads/${lead}`)).lead.consents;
  assert.deepEqual([purpose, is_allowed], ["news", true]);
});
