// Who somebody is and where they came from, on the real edge.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../support/tools.mjs";
import { World, batchOf, id } from "../support/world.mjs";

const SITE = "recognised";
const MINUTE = 60_000;

let world;
let folder;
before(async () => {
  world = await World.create();
  folder = await mkdtemp(join(tmpdir(), "leadline-site-"));
  await cp(join(ROOT, "sites/demo"), folder, { recursive: true });
  await rewrite("site.toml", (text) => `${text.replace('id = "demo"', `id = "${SITE}"`)}\n[identity]\nplus_tags = "ignore"\n`);
  await rewrite("forms/whitepaper.toml", (text) => `${text}\n[[field]]\nname = "phone"\ntype = "tel"\nlabel = "Phone"\n`);
  await world.publish(folder);
});
after(async () => {
  await world?.destroy();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function rewrite(file, change) {
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path, "utf8")));
}

const lines = async (answer) => (await answer.text()).split("\n");
const named = () => id("").toLowerCase();
const leads = () => world.leads(SITE);
const submit = (answers) => world.submit(answers, { site: SITE });

test("spellings that the site takes for one person are one lead, and the one typed last is written to", async () => {
  const name = named();
  await submit({ email: `${name}+News@Recognised.Example` });
  await submit({ email: `${name}@recognised.example` });
  const found = (await leads()).filter((lead) => lead.email.startsWith(name));
  assert.deepEqual(found.map(({ email, submissions }) => [email, submissions]), [[`${name}@recognised.example`, 2]]);
  assert.equal(found[0].account, "recognised.example");
});

test("another [identity] is refused once leads are kept by one", async () => {
  const text = await readFile(join(folder, "site.toml"), "utf8");
  await rewrite("site.toml", (text) => text.replace('plus_tags = "ignore"', 'plus_tags = "keep"'));
  await assert.rejects(world.publish(folder), /another \[identity\]/);
  await writeFile(join(folder, "site.toml"), text);
  await world.publish(folder);
});

test("a telephone number is kept in E.164, a free mailbox has no account, and the country is known", async () => {
  const email = `${named()}@gmail.com`;
  await submit({ email, phone: "+43 (0)1 512 89 00" });
  const lead = (await leads()).find((lead) => lead.email === email);
  assert.equal(lead.fields.phone, "+4315128900");
  assert.equal(lead.account, undefined);
  // The local engine says that everybody is where it is, in words of the platform.
  assert.match(lead.country, /^[A-Z]{2}$/);
});

test("a lead shows its first touch, its last and those between, each with its channel", async () => {
  const now = Date.now();
  const view = (minutes, query, referrer) => ({
    kind: "view",
    occurred_at: now - minutes * MINUTE,
    url: `${world.shopOrigin}/${query}`,
    title: "",
    referrer,
  });
  const items = [
    view(9, "?utm_source=news&UTM_Medium=email&utm_campaign=may", ""),
    view(8, "", "https://www.google.com/"),
    view(7, "", "https://chatgpt.com/"),
    view(6, "?gclid=secret", "https://www.google.com/"),
    view(5, "", `${world.shopOrigin}/pricing`),
    view(4, "", "https://checkout.stripe.com/pay"),
    view(3, "", "https://www.linkedin.com/"),
  ];
  const [passport] = await lines(await world.batch(batchOf(items, { sent_at: now })));
  const email = `${named()}@touches.example`;
  await world.submit({ email, ll_passport: passport });
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.deepEqual([lead.first_touch.source, lead.first_touch.campaign, lead.first_touch.channel], ["news", "may", "Email"]);
  assert.equal(lead.last_touch.channel, "Organic Social");
  assert.deepEqual(lead.touches_between.map(({ channel }) => channel).sort(), ["AI Assistants", "Organic Search", "Paid Search"]);
  assert.ok(!JSON.stringify(lead).includes("secret"), "the click's own id is nowhere");
});
