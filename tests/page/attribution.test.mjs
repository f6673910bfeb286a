// Where visitors come from, what of an address leaves the browser, and how often they came.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
const CLICKS = ["gclid", "gbraid", "wbraid", "fbclid", "msclkid", "li_fat_id", "ttclid", "dclid", "twclid"];
const MINUTE = 60_000;

test("campaign parameters and every click id leave with the address, and nothing else does", async (t) => {
  const visit = await fixture.visit(t);
  const kept = [...CAMPAIGN, ...CLICKS].map((name, at) => `${name}=v${at}`).join("&");
  await visit.open(`/landing?token=secret&${kept}&session=secret#secret`);
  const [view] = await visit.sees("view");
  assert.equal(view.url, visit.url(`/landing?${kept}`));
  assert.ok(!JSON.stringify(visit.batches()).includes("secret"));
});

test("an address of a person never leaves in a path, a parameter, a title or a referrer", async (t) => {
  const visit = await fixture.visit(t);
  const shy = "/u/ada@b.example/ada%40b.example?utm_source=ok&utm_term=ada@b.example&gclid=ada%2540b.example";
  visit.put("/u/ada@b.example/ada%40b.example", { title: "Hello ada@b.example again", body: '<a href="/after">on</a>' });
  await visit.open(shy);
  await visit.page.evaluate(() => history.pushState(null, "", "/after"));
  const views = (await visit.said()).filter(({ kind }) => kind === "view");
  assert.deepEqual(views.map(({ url, referrer }) => [url, referrer]), [
    [visit.url("/u/*/*?utm_source=ok"), ""],
    [visit.url("/after"), visit.url("/u/*/*")],
  ]);
  assert.equal(views[0].title, "Hello * again");
  assert.doesNotMatch(JSON.stringify(visit.attempts().map(({ body }) => body)), /b\.example/);
});

test("in hash mode an address of a person in the fragment stays behind, too", async (t) => {
  const visit = await fixture.visit(t, { tag: { hash: "" } });
  await visit.open("/app#/u/ada%40b.example/x");
  assert.equal((await visit.sees("view"))[0].url, visit.url("/app#/u/*/x"));
});

test("a lead knows the first and the last campaign or site it came from", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/blog", { tag: false, body: `<a href="${visit.url("/again")}">go</a>` });
  await visit.open("/landing?utm_source=news&utm_medium=email&utm_campaign=may");
  await visit.sees("view");
  await visit.quiet();
  await visit.page.goto(visit.url("/blog", "partner.example"));
  await visit.page.click("a");
  await visit.ready();
  await visit.sees("view", 2);
  const { first_touch: first, last_touch: last } = await visit.lead();
  assert.deepEqual([first.source, first.medium, first.campaign, first.channel], ["news", "email", "may", "Email"]);
  assert.deepEqual([last.source, last.medium, last.channel], ["partner.example", "referral", "Referral"]);
});

test("a bought click is an advertisement, whatever its id says", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/landing?msclkid=1");
  await visit.sees("view");
  const { source, medium, channel } = (await visit.lead()).first_touch;
  assert.deepEqual([source, medium, channel], ["bing", "cpc", "Paid Search"]);
});

/**
 * Views of the pages named, so many minutes after the one before, in which nobody looked at the page: reading is not
 * idling. Ends now.
 */
async function sessions(t, steps) {
  const visit = await fixture.visit(t, { tabs: true });
  const all = steps.reduce((sum, [minutes]) => sum + minutes, 0);
  await visit.page.clock.install({ time: Date.now() - all * MINUTE });
  await visit.open("/start");
  await visit.turnAway();
  let views = 1;
  for (const [minutes, path] of steps) {
    await visit.sees("view", views);
    // A request that is under way while its page's clock leaps would be given up.
    await visit.quiet();
    await visit.page.clock.runFor(minutes * MINUTE);
    await visit.page.evaluate((path) => history.pushState(null, "", path), path);
    views += 1;
  }
  await visit.sees("view", views);
  return (await visit.lead()).sessions;
}

test("half an hour of nothing ends a session", async (t) => {
  assert.equal(await sessions(t, [[20, "/a"], [31, "/b"]]), 2);
});

test("a session may last as long as something happens", async (t) => {
  assert.equal(await sessions(t, [[20, "/a"], [20, "/b"], [10, "/c"]]), 1);
});

test("a new campaign begins a session, and the same one again does not", async (t) => {
  const visit = await fixture.visit(t);
  for (const [views, campaign] of [[1, "news"], [2, "news"], [3, "ads"]]) {
    await visit.open(`/landing?utm_source=${campaign}`);
    await visit.sees("view", views);
    await visit.quiet();
  }
  assert.equal((await visit.lead()).sessions, 2);
});
