// Double opt-in: what is agreed to waits until the mailbox's owner confirms it.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { press } from "../support/confirming.mjs";
import { fetch } from "../support/contract.mjs";
import { DrivenWorld } from "../support/driven_world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";
import { batchOf, id } from "../support/world.mjs";

const SITE = "optin";
const MINUTE = 60_000;
const DAY = 86_400_000;
const CONSENT = "Yes, write to me about new gauges.";

const FAIR = "Yes, invite me to the fair.";

const form = (confirm) => `
title = "Newsletter"
button = "Subscribe"
thanks = "Thank you."

[[field]]
name = "email"
type = "email"
label = "E-mail"
required = true

[[field]]
name = "first_name"
type = "text"
label = "First name"

[[field]]
name = "news"
type = "consent"
label = "${CONSENT}"
purpose = "news"

${confirm}

[in.de.fields.news]
label = "Ja, schreiben Sie mir."
`;

const CONFIRM = `
[confirm]
mail = "confirming"
subject = "Please confirm"
text = """
Press here: {{link}}
Not you? Do nothing."""

[in.de.confirm]
subject = "Bitte bestätigen"
`;

let driven, world, receiver, site;
before(async () => {
  receiver = await Receiver.start();
  driven = await DrivenWorld.create({ vars: { OUTBOX_RESEND_SECONDS: "30" } });
  world = driven.world;
  site = await SinkSite.create(world, SITE);
  await writeFile(join(site.folder, "forms/newsletter.toml"), form(CONFIRM));
  await writeFile(join(site.folder, "forms/plain.toml"), form(""));
  const fair = form(CONFIRM).replaceAll("news", "events").replace(CONSENT, FAIR);
  await writeFile(join(site.folder, "forms/fair.toml"), fair);
  await site.route(`
[[mail]]
id = "confirming"
from = "news@example.com"
to = ["sales@example.com"]
subject = "Qualified"
text = "{{lead.email}}"
events = ["lead.qualified"]
[mail.via]
url = "${receiver.url}/send"
body = '{"to": {{mail.to}}, "from": "{{mail.from}}", "subject": "{{mail.subject}}", "text": "{{mail.text}}"}'

[[http]]
id = "all"
url = "${receiver.url}/all"
`);
});
after(async () => {
  await site?.remove();
  await driven?.destroy();
  await receiver?.stop();
});

const address = () => `${id("")}@optin.example`.toLowerCase();
const leadsOf = async (email) => (await world.leads(SITE)).filter((lead) => lead.email === email);
const show = async (email) => (await world.api(`leads/${(await leadsOf(email))[0].id}?site=${SITE}`)).lead;
const mailsTo = (email) => receiver.at("/send").map(({ event }) => event).filter(({ to }) => to.includes(email));
const said = async (email) => {
  const { addresses, consents } = await show(email);
  return [addresses[0].state, Object.fromEntries(consents.map(({ purpose, is_allowed, log }) => [purpose, [is_allowed, log.map((line) => line.said)]]))];
};

async function submit(answers, form = "newsletter") {
  const answer = await world.submit({ news: "yes", ...answers }, { site: SITE, form });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text.split("\n");
}

/** The newest mail to somebody, once there are so many, and the link in it. */
async function mailed(email, count = 1) {
  const mails = await until(() => mailsTo(email).length >= count && mailsTo(email), `${count} mails to ${email}`);
  const mail = mails.at(-1);
  return { ...mail, url: /https?:\S+/.exec(mail.text)[0].replace("edge.localhost", "127.0.0.1") };
}

test("who agrees is asked by mail, and nothing is allowed before they confirm; once is once", async () => {
  const email = address();
  const [, verb, thanks, asked] = await submit({ email, first_name: "Buy at http://evil.example" });
  assert.deepEqual([verb, thanks], ["say", "Thank you."]);
  assert.match(asked, /^Please confirm: we send you a mail/);
  assert.deepEqual(await said(email), ["unverified", { news: [false, ["pending"]] }]);
  const [{ log: [line] }] = (await show(email)).consents;
  assert.deepEqual([line.wording, line.locale, line.source], [CONSENT, "en", "form:newsletter"]);
  assert.match(line.text, /^[0-9a-f]{16}$/);

  const { url, ...mail } = await mailed(email);
  assert.deepEqual([mail.to, mail.from, mail.subject], [[email], "news@example.com", "Please confirm"]);
  assert.match(mail.text, /^Press here: http\S+\nNot you\? Do nothing\.$/);
  assert.ok(!mail.text.includes("evil"), "nothing that was typed goes to whoever's address it is");
  assert.ok(url.startsWith(`${world.engine.own}/ll/c/${SITE}/ll1.`), url);

  assert.ok(!world.engine.log.includes(url.split("/").at(-1)), "the link is in no log");
  const page = await fetch(url);
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.ok(html.includes(CONSENT) && html.includes(`${email[0]}…@optin.example`) && !html.includes(email), html);
  assert.ok(/<form[^>]*method="post"/.test(html) && !html.includes("<script"));
  assert.deepEqual((await said(email))[1], { news: [false, ["pending"]] }, "looking confirms nothing");

  for (const _ of [1, 2]) {
    const done = await press(url);
    assert.deepEqual([done.status, /<h1>Confirmed/.test(await done.text())], [200, true]);
  }
  const after = ["verified", { news: [true, ["confirmed", "pending"]] }];
  assert.deepEqual(await said(email), after, "twice is once");
  await Promise.all([press(url), press(url)]);
  assert.deepEqual(await said(email), after);
  assert.equal((await leadsOf(email)).length, 1, "and one lead");
  const confirmed = (await show(email)).consents[0].log[0];
  assert.deepEqual([confirmed.text, confirmed.wording], [line.text, CONSENT]);
  assert.ok(!receiver.at("/all").some(({ event }) => event.type === "confirmation.asked"), "nobody else is told");
  assert.ok(!world.engine.log.includes(email), "nor is the log");
});

test("a form that asks for no confirmation takes the word of whoever sent it", async () => {
  const email = address();
  assert.deepEqual((await submit({ email }, "plain")).slice(1), ["say", "Thank you."]);
  assert.deepEqual(await said(email), ["unverified", { news: [true, ["given"]] }]);
  const none = address();
  await submit({ email: none, news: "" }, "plain");
  assert.deepEqual(await said(none), ["unverified", {}], "who ticks nothing agrees to nothing");
  assert.deepEqual([mailsTo(email), mailsTo(none)], [[], []]);
});

test("who agrees to nothing confirms the address alone", async () => {
  const email = address();
  await submit({ email, news: "" });
  const { url } = await mailed(email);
  assert.ok(!(await (await fetch(url)).text()).includes("<ul>"));
  assert.equal((await press(url)).status, 200);
  assert.deepEqual(await said(email), ["verified", {}]);
});

test("an address is written to once in ten minutes and three times a day, whoever types it", async () => {
  const email = address();
  const sends = [];
  const send = async (after) => {
    await driven.be(driven.now() + after, SITE);
    const [, , , asked] = await submit({ email });
    assert.ok(asked, "whoever types it can't tell");
    // What goes out later shows that all before it has.
    const fence = address();
    await submit({ email: fence });
    await mailed(fence);
    sends.push(mailsTo(email).length);
  };
  for (const after of [0, 9 * MINUTE, 2 * MINUTE, 11 * MINUTE, 11 * MINUTE, 23 * 60 * MINUTE, 60 * MINUTE]) await send(after);
  assert.deepEqual(sends, [1, 1, 2, 3, 3, 3, 4]);
  assert.equal((await leadsOf(email)).length, 1);
});

test("what was agreed to while no mail could go out is asked about under the link that did, each with its text", async () => {
  const email = address();
  await submit({ email });
  const { url } = await mailed(email);
  await submit({ email, news: "", events: "yes" }, "fair");
  assert.deepEqual((await said(email))[1], { events: [false, ["pending"]], news: [false, ["pending"]] });
  const html = await (await fetch(url)).text();
  assert.ok(html.includes(CONSENT) && html.includes(FAIR), html);
  // Whatever comes to wait after the page was opened nobody has read.
  const shown = /name="shown" value="(events:[^"]+)"/.exec(html)[1];
  assert.equal((await fetch(url, { method: "POST", body: new URLSearchParams({ shown }) })).status, 200);
  assert.deepEqual((await said(email))[1], { events: [true, ["confirmed", "pending"]], news: [false, ["pending"]] });
  assert.equal((await press(url)).status, 200);
  assert.deepEqual((await said(email))[1].news, [true, ["confirmed", "pending"]]);
  assert.equal(mailsTo(email).length, 1);
});

test("what a correction unticks was not agreed to, and no link asks about it", async () => {
  const [email, plain, ll_submission] = [address(), address(), id("sub_")];
  await submit({ email, ll_submission });
  const { url } = await mailed(email);
  await submit({ email, ll_submission, news: "" });
  assert.deepEqual(await said(email), ["unverified", { news: [false, ["corrected", "pending"]] }]);
  assert.ok(!(await (await fetch(url)).text()).includes(CONSENT));
  await submit({ email: plain }, "plain");
  const other = id("sub_");
  await submit({ email: plain, ll_submission: other }, "plain");
  await submit({ email: plain, ll_submission: other, news: "" }, "plain");
  assert.deepEqual(await said(plain), ["unverified", { news: [true, ["corrected", "given", "given"]] }], "elsewhere it was");
});

test("a link is good for seven days, for its site, as it was made", async () => {
  const email = address();
  await submit({ email });
  const { url } = await mailed(email);
  const title = async (answer) => [answer.status, /<h1>([^<]*)/.exec(await answer.text())[1].slice(0, 20)];
  for (const wrong of [`${url}x`, url.slice(0, -2), url.replace(`/c/${SITE}/`, "/c/demo/"), `${world.engine.url}/c/${SITE}/nothing`]) {
    assert.deepEqual(await title(await fetch(wrong)), [403, "This link is damaged"], wrong);
    assert.deepEqual(await title(await press(wrong)), [403, "This link is damaged"], wrong);
  }
  assert.equal((await fetch(url.replace("/c/", "/u/"))).status, 404, "it opens no preferences");
  assert.equal((await fetch(url.replace("/c/", "/d/"))).status, 403, "and no file");
  await driven.be(driven.now() + 7 * DAY, SITE);
  assert.deepEqual(await title(await press(url)), [410, "This link is over. P"]);
  assert.deepEqual(await said(email), ["unverified", { news: [false, ["pending"]] }]);
});

test("what was taken back is not confirmed again by the same link, but by a later one", async () => {
  const email = address();
  await submit({ email });
  const first = await mailed(email);
  await press(first.url);
  const lead = (await leadsOf(email))[0].id;
  const { url } = await (await world.call("POST", `leads/${lead}/preferences?site=${SITE}`, "{}")).json();
  const one = await fetch(url, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
  assert.equal(one.status, 200);
  assert.equal((await press(first.url)).status, 200);
  assert.equal((await said(email))[0], "unsubscribed", "the old link confirms nothing any more");
  await driven.be(driven.now() + 11 * MINUTE, SITE);
  await submit({ email });
  assert.equal((await said(email))[0], "unsubscribed", "nor does typing the address");
  const second = await mailed(email, 2);
  await press(second.url);
  const [state, { news, mail }] = await said(email);
  assert.deepEqual([state, news[0], mail[0]], ["verified", true, true]);
});

test("whoever was erased can't be confirmed", async () => {
  const email = address();
  await submit({ email });
  const { url } = await mailed(email);
  assert.equal((await world.call("POST", `leads/erase?site=${SITE}`, JSON.stringify({ email }))).status, 200);
  assert.equal((await press(url)).status, 410);
  assert.deepEqual(await leadsOf(email), []);
});

test("a mail that could not be sent is sent when it can be, once", async () => {
  const email = address();
  receiver.fault = ({ path, body }) => (path === "/send" && body.includes(email) && mailsTo(email).length === 1 ? { status: 503 } : undefined);
  await submit({ email });
  await until(() => mailsTo(email).length === 1, "the first attempt");
  receiver.fault = () => undefined;
  await driven.be(driven.now() + MINUTE, SITE);
  const { url } = await mailed(email, 2);
  assert.equal((await press(url)).status, 200);
  assert.equal((await said(email))[0], "verified");
});

test("the way back proves who goes it: the browser is verified as the person's", async () => {
  const email = address();
  const [passport] = await submit({ email });
  const { url } = await mailed(email);
  const html = await (await press(url)).text();
  const [, back] = /class="ll-next" href="([^"]+)"/.exec(html);
  assert.ok(back.startsWith(`${world.shopOrigin}/?ll_link=ll1.`), back);
  const item = { kind: "view", occurred_at: driven.now(), url: back, title: "", referrer: "" };
  const answer = await world.post(`b/${SITE}`, JSON.stringify({ ...batchOf([item], { passport }), sent_at: driven.now() }), { "content-type": "text/plain" });
  assert.equal(answer.status, 200);
  assert.deepEqual((await show(email)).browsers.map(({ bond }) => bond), ["verified"]);
});

test("the mail and the page speak the language the form was read in, and a test asks nobody", async () => {
  const email = address();
  const lines = await submit({ email, ll_locale: "de" });
  assert.match(lines[3], /^Bitte bestätigen Sie/);
  const { url, subject } = await mailed(email);
  assert.equal(subject, "Bitte bestätigen");
  assert.match(await (await fetch(url)).text(), /<html lang="de"[\s\S]*Ja, schreiben Sie mir\./);
  const tested = address();
  assert.deepEqual((await submit({ email: tested, ll_test: "1" })).slice(1), ["say", "Thank you."]);
  const fence = address();
  await submit({ email: fence });
  await mailed(fence);
  assert.deepEqual(mailsTo(tested), []);
});

test("who unticks in the middle of a merge across shards is to send it again, and is heard then", async (t) => {
  const shop = await SinkSite.create(world, "optin-merging", { shards: 2 });
  t.after(() => shop.remove());
  await writeFile(join(shop.folder, "forms/plain.toml"), form(""));
  await shop.route("");
  const send = async (answers) => (await world.submit(answers, { site: shop.id, form: "plain" })).status;
  const sent = async (answers) => {
    assert.equal(await send(answers), 200);
    return (await world.leads(shop.id)).find(({ email }) => email === answers.email);
  };
  const senior = await sent({ email: address() });
  let unticked, junior;
  do {
    unticked = { email: address(), ll_submission: id("sub_") };
    junior = await sent({ ...unticked, news: "yes" });
  } while (junior.id.slice(5, 7) === senior.id.slice(5, 7));
  const { asked } = await driven.times("take");
  await driven.holdUp("take");
  const merged = world.call("POST", `leads/merge?site=${shop.id}`, JSON.stringify({ leads: [senior.id, junior.id] }));
  await until(async () => (await driven.times("take")).asked > asked, "the lead to be on its way");
  assert.equal(await send(unticked), 503);
  await driven.holdUp();
  assert.equal((await merged).status, 200);
  assert.equal(await send(unticked), 200);
  const { addresses, consents } = (await shop.read(`leads/${senior.id}`)).lead;
  assert.deepEqual([addresses.length, consents.map(({ is_allowed }) => is_allowed)], [2, [false]]);
});
