// A submission is acknowledged once, and kept once, whatever the visitor and the network do meanwhile.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fill } from "../../support/browser.mjs";
import { FormFixture, alive, back, status, thanks } from "../../support/form_fixture.mjs";
import { until } from "../../support/until.mjs";

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

const send = (page) => page.click(".ll-button");
const underWay = (count = 1) => until(() => fixture.attempts().length === count, () => `${count} attempts; there are ${fixture.attempts().length}`);
const ids = () => new Set(fixture.attempts().map(({ answers }) => answers.get("ll_submission")));

/** Somebody who has filled in the form, and with what address. */
async function filled(t, options) {
  const page = await fixture.at(t, "told", options);
  const email = fixture.address();
  await fill(page, { email, first_name: "Ada", company: "Gauges Ltd" });
  return { page, email };
}

test("pressed twice, and entered once more while it is under way, it is sent once", async (t) => {
  const { page, email } = await filled(t);
  const release = fixture.hold();
  await page.dblclick(".ll-button");
  await page.press("[name=company]", "Enter");
  await underWay();
  assert.equal(await page.getAttribute("form.leadline-form", "aria-busy"), "true");
  release();
  await thanks(page);
  assert.equal(fixture.attempts().length, 1);
  await fixture.once(email);
});

test("going back to a form that was sent, and reloading it, sends nothing", async (t) => {
  const { page, email } = await filled(t);
  await send(page);
  await thanks(page);
  await page.goto(fixture.url("/elsewhere"));
  await back(page);
  await page.waitForFunction(() => document.querySelector(".ll-thanks, form.leadline-form [name=email]"));
  await page.reload();
  await alive(page);
  assert.equal(fixture.attempts().length, 1, "nothing goes out by itself");
  await fixture.once(email);
});

for (const [what, fault] of [["before the edge had it", "drop"], ["after the edge had it", undefined]]) {
  test(`reloaded while it is under way, ${what}, it is filled in as it was and sent again as the same`, async (t) => {
    const { page, email } = await filled(t);
    const release = fixture.hold();
    await send(page);
    await underWay();
    await page.reload();
    release(fault);
    await alive(page);
    assert.equal(await page.inputValue("[name=company]"), "Gauges Ltd");
    await send(page);
    await thanks(page);
    assert.equal(ids().size, 1);
    await fixture.once(email);
  });

  test(`left while it is under way, ${what}, and come back to, it is there as it was and sent again as the same`, async (t) => {
    const { page, email } = await filled(t);
    const release = fixture.hold();
    await send(page);
    await underWay();
    await page.goto(fixture.url("/elsewhere"));
    release(fault);
    await back(page);
    await alive(page);
    await page.waitForFunction(() => document.querySelector("form").getAttribute("aria-busy") !== "true");
    assert.equal(await page.inputValue("[name=company]"), "Gauges Ltd");
    await send(page);
    await thanks(page);
    assert.equal(ids().size, 1);
    await fixture.once(email);
  });
}

test("a page that the browser kept whole while its form was under way says that nothing is known to have arrived", async (t) => {
  const { page, email } = await filled(t);
  await page.evaluate(() => (globalThis.remembers = true));
  const release = fixture.hold();
  await send(page);
  await underWay();
  await page.goto(fixture.url("/elsewhere"));
  release();
  await fixture.lead(email);
  await back(page);
  assert.ok(await page.evaluate(() => globalThis.remembers), "it comes out of memory");
  await status(page, "check your connection");
  await send(page);
  await thanks(page);
  await fixture.once(email);
});

for (const [what, fault, said] of [
  ["an answer that was lost", "lose", "check your connection"],
  ["a connection that broke", "drop", "check your connection"],
  ["an edge that had trouble", { status: 500 }, "on our side"],
]) {
  test(`after ${what} the visitor is told, and sending again is the same submission`, async (t) => {
    const { page, email } = await filled(t);
    fixture.fail(fault, fault);
    await send(page);
    await status(page, said);
    await send(page);
    await underWay(2);
    await status(page, said);
    await send(page);
    await thanks(page);
    assert.deepEqual([fixture.attempts().length, ids().size], [3, 1]);
    assert.equal((await fixture.once(email)).fields.company, "Gauges Ltd");
  });
}

test("corrected after an answer was lost it is one submission, with what was said last", async (t) => {
  const { page, email } = await filled(t);
  fixture.fail("lose");
  await send(page);
  await status(page, "check your connection");
  await page.fill("[name=company]", "Gauges & Sons");
  await send(page);
  await thanks(page);
  assert.equal(ids().size, 1);
  assert.equal((await fixture.once(email)).fields.company, "Gauges & Sons");
});

test("corrected, reloaded and corrected again after answers were lost it is still one", async (t) => {
  const { page, email } = await filled(t);
  fixture.fail("lose", "lose");
  await send(page);
  await status(page, "check your connection");
  await page.fill("[name=first_name]", "Augusta");
  await send(page);
  await underWay(2);
  await status(page, "check your connection");
  await page.reload();
  await alive(page);
  assert.equal(await page.inputValue("[name=first_name]"), "Augusta");
  await page.fill("[name=first_name]", "Augusta Ada");
  await send(page);
  await thanks(page);
  assert.equal(ids().size, 1);
  assert.equal((await fixture.once(email)).fields.first_name, "Augusta Ada");
});

test("another address after an answer was lost is another person's submission, and each is kept once", async (t) => {
  const { page, email } = await filled(t);
  fixture.fail("lose");
  await send(page);
  await status(page, "check your connection");
  const other = fixture.address();
  await page.fill("[name=email]", other);
  await send(page);
  await thanks(page);
  assert.equal(ids().size, 2);
  await fixture.once(email);
  await fixture.once(other);
});

test("two tabs that send what one of them began send one submission", async (t) => {
  const { page, email } = await filled(t);
  fixture.fail("lose");
  await send(page);
  await status(page, "check your connection");
  const other = await page.context().newPage();
  await fixture.open(other, "/en/told");
  assert.equal(await other.inputValue("[name=email]"), email);
  await send(other);
  await thanks(other);
  await send(page);
  await thanks(page);
  assert.equal(ids().size, 1);
  await fixture.once(email);
});

test("offline the visitor is told, and it goes out by itself and once when there is a network", async (t) => {
  const { page, email } = await filled(t);
  await page.context().setOffline(true);
  await send(page);
  await status(page, "You are offline");
  await send(page);
  await status(page, "You are offline");
  assert.equal(fixture.attempts().length, 0);
  await page.context().setOffline(false);
  await thanks(page);
  assert.equal(fixture.attempts().length, 1);
  await fixture.once(email);
});

test("offline the visitor may go on writing, and what goes out is what was written last", async (t) => {
  const { page, email } = await filled(t);
  await page.context().setOffline(true);
  await send(page);
  await status(page, "You are offline");
  await page.fill("[name=company]", "Gauges & Sons");
  await page.context().setOffline(false);
  await thanks(page);
  assert.equal((await fixture.once(email)).fields.company, "Gauges & Sons");
});

test("a form that was open for too long is opened again with everything that was typed, and sent once", async (t) => {
  const { page, email } = await filled(t);
  await page.locator("[name=ll_ticket]").evaluate((ticket) => (ticket.value = "ll1.old"));
  await send(page);
  await thanks(page);
  assert.deepEqual(fixture.attempts().map(({ status }) => status), [409, 200]);
  assert.equal((await fixture.once(email)).fields.first_name, "Ada");
});

test("a form that was changed while it was open is taken as it was asked", async (t) => {
  const { page, email } = await filled(t);
  const before = await readFile(join(fixture.site.folder, "forms/told.toml"), "utf8");
  t.after(() => fixture.publish("told", before));
  await fixture.publish("told", `${before}\n[[field]]\nname = "seats"\ntype = "number"\nlabel = "Seats"\nrequired = true\n`);
  await send(page);
  await thanks(page);
  assert.deepEqual((await fixture.once(email)).fields, { first_name: "Ada", company: "Gauges Ltd" });
});

test("where nothing may be kept it is once all the same", async (t) => {
  const page = await fixture.at(t, "told");
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("ll.forms.") && !key.endsWith(".c")));
  await page.evaluate(() => globalThis.leadline("consent", "denied"));
  await until(async () => (await kept()).length === 0, "nothing to be kept");
  const email = fixture.address();
  await fill(page, { email });
  fixture.fail("lose");
  await send(page);
  await status(page, "check your connection");
  assert.deepEqual(await kept(), []);
  await send(page);
  await thanks(page);
  assert.equal(ids().size, 1);
  await fixture.once(email);
});

const CACHES = {
  "never answer": () => (globalThis.caches.open = () => new Promise(() => {})),
  "are not there": () => Object.defineProperty(globalThis, "caches", { value: undefined }),
};

for (const [how, spoil] of Object.entries(CACHES)) {
  test(`where the browser's caches ${how} a visitor is known by what storage has, and it is sent once`, async (t) => {
    const page = await fixture.visitor(t);
    await page.clock.install();
    await page.addInitScript(spoil);
    await page.addInitScript(() => {
      globalThis.passports = [];
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (key, text) {
        if (key === "ll.forms.p") globalThis.passports.push(text);
        setItem.call(this, key, text);
      };
    });
    await fixture.open(page, "/en/told");
    const inTime = (holds, what) =>
      until(async () => {
        await page.clock.runFor(500);
        return holds();
      }, what);
    const passports = () => page.evaluate(() => globalThis.passports);
    await inTime(async () => (await passports()).length, "a passport");
    const email = fixture.address();
    await fill(page, { email });
    await send(page);
    await inTime(() => page.locator(".ll-thanks").count(), "the thanks");
    // Every batch of the tracker's is answered with another one.
    const sent = fixture.attempts()[0].answers.get("ll_passport");
    assert.ok((await passports()).includes(sent), `${sent} was never in storage`);
    await fixture.once(email);
    // What waited for them has given up by now, and the page has not noticed: the fixture looks.
    await page.clock.runFor(5000);
  });
}

test("without script, going back and sending again is the same submission", async (t) => {
  const page = await fixture.visitor(t, { javaScriptEnabled: false });
  await page.goto(fixture.hosted("told"));
  const email = fixture.address();
  await fill(page, { email, company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  await back(page);
  assert.equal(await page.inputValue("[name=email]"), email);
  await send(page);
  await thanks(page);
  assert.equal(fixture.attempts().length, 2);
  await fixture.once(email);
});

test("without script, sending again after an answer was lost is the same submission", async (t) => {
  const page = await fixture.visitor(t, { javaScriptEnabled: false });
  await page.goto(fixture.hosted("told"));
  const email = fixture.address();
  await fill(page, { email, company: "Gauges Ltd" });
  // Twice: a browser may try again by itself.
  fixture.fail("lose", "lose");
  await page.locator(".ll-button").click({ noWaitAfter: true });
  await until(() => page.url().startsWith("chrome-error:"), () => `the browser to say that nothing came, not ${page.url()}`);
  await fixture.lead(email);
  fixture.fail();
  // What a browser sends again without a question from us.
  await page.reload({ waitUntil: "commit" });
  await thanks(page);
  await fixture.once(email);
});
