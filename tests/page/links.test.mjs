// Clicks that lead out of the page, and those that the page has a name for.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** A visit on a page with this in it. */
async function on(t, body, options) {
  const visit = await fixture.visit(t, options);
  visit.put("/links", { body: body(visit) });
  for (const path of ["/there", "/inside"]) visit.put(path, { tag: false });
  await visit.open("/links");
  await visit.sees("view");
  return visit;
}

const links = (items) => items.filter(({ kind }) => kind === "link").map(({ link, target }) => [link, target]);
/** Keeps a click from leading anywhere, as pages with a player or a viewer of their own do. */
const STAYS = `<script>addEventListener("click", (event) => event.preventDefault())</script>`;

test("a link to another site is outbound, told without its query", async (t) => {
  const there = (visit) => visit.url("/there", "other.localhost");
  const visit = await on(t, (visit) => `<a href="${there(visit)}?token=secret#top"><b>there</b></a>`);
  await visit.page.click("b");
  await visit.page.waitForURL("**/there?*");
  assert.deepEqual(links(await visit.sees("link")), [["outbound", there(visit)]]);
  assert.ok(!JSON.stringify(visit.batches()).includes("secret"));
});

test("an outbound link that opens a tab is told, by whichever button", async (t) => {
  const there = (visit) => visit.url("/there", "other.localhost");
  const visit = await on(t, (visit) => `<a id="blank" target="_blank" href="${there(visit)}">a</a> <a id="plain" href="${there(visit)}">b</a>`);
  await Promise.all([visit.context.waitForEvent("page"), visit.page.click("#blank")]);
  await visit.sees("link");
  await Promise.all([visit.context.waitForEvent("page"), visit.page.click("#plain", { button: "middle" })]);
  assert.deepEqual(links(await visit.sees("link", 2)), [
    ["outbound", there(visit)],
    ["outbound", there(visit)],
  ]);
});

test("a link within the site is none", async (t) => {
  const visit = await on(t, () => `<a id="page" href="/inside">a</a> <a id="here" href="#here">b</a> <a id="none">c</a>${STAYS}`);
  for (const id of ["#page", "#here", "#none"]) await visit.page.click(id);
  assert.deepEqual(links(await visit.said()), []);
});

test("a click with the right button leads nowhere", async (t) => {
  const visit = await on(t, (visit) => `<a href="${visit.url("/there", "other.localhost")}">there</a>`);
  await visit.page.click("a", { button: "right" });
  assert.deepEqual(links(await visit.said()), []);
});

test("files are downloads, wherever they are", async (t) => {
  const visit = await on(
    t,
    (visit) => `<a href="/guide.pdf?for=ada">a</a> <a href="${visit.url("/tool.ZIP", "other.localhost")}">b</a>
      <a href="/page.html">c</a> <a href="/export" download>d</a>${STAYS}`,
  );
  for (const text of ["a", "b", "c", "d"]) await visit.page.getByText(text, { exact: true }).click();
  assert.deepEqual(links(await visit.said()), [
    ["download", visit.url("/guide.pdf")],
    ["download", visit.url("/tool.ZIP", "other.localhost")],
    ["download", visit.url("/export")],
  ]);
});

test("the tag can name further endings of downloads", async (t) => {
  const body = () => `<a href="/part.stl">a</a> <a href="/part.step">b</a> <a href="/part.pdf">c</a> <a href="/part.obj">d</a>${STAYS}`;
  const visit = await on(t, body, { tag: { downloads: "stl,step" } });
  for (const text of ["a", "b", "c", "d"]) await visit.page.getByText(text, { exact: true }).click();
  const targets = ["/part.stl", "/part.step", "/part.pdf"].map((path) => ["download", visit.url(path)]);
  assert.deepEqual(links(await visit.said()), targets);
});

test("a mail and a phone link are told, and whose they are is not", async (t) => {
  const visit = await on(t, () => `<a href="mailto:a.lovelace@b.example?subject=x">a</a> <a href="tel:+43123456">b</a>${STAYS}`);
  for (const text of ["a", "b"]) await visit.page.getByText(text, { exact: true }).click();
  assert.deepEqual(links(await visit.said()), [["mail", ""], ["phone", ""]]);
  assert.doesNotMatch(JSON.stringify(visit.batches()), /a\.lovelace|b\.example|43123456/);
});

test("an address in the path of a link stays behind", async (t) => {
  const visit = await on(t, (visit) => `<a href="${visit.url("/u/ada%40b.example/x", "other.localhost")}">a</a>${STAYS}`);
  await visit.page.click("a");
  assert.deepEqual(links(await visit.said()), [["outbound", visit.url("/u/*/x", "other.localhost")]]);
});

test("an element with a name of its own is an event of that name", async (t) => {
  const visit = await on(t, () => `<button data-leadline-event="configure"><b>Configure</b></button><button id="other">Other</button>`);
  await visit.page.click("b");
  await visit.page.click("#other");
  const events = (await visit.said()).filter(({ kind }) => kind === "event");
  assert.deepEqual(events.map(({ name }) => name), ["configure"]);
});

test("an element that is named and added later counts, and so do keys", async (t) => {
  const visit = await on(t, () => "");
  await visit.page.evaluate(() => {
    const button = document.createElement("button");
    button.dataset.leadlineEvent = "late";
    document.body.append(button);
    button.focus();
  });
  await visit.page.keyboard.press("Enter");
  assert.equal((await visit.sees("event"))[0].name, "late");
});
