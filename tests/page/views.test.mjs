// What counts as seeing a page, and what is said of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWindow } from "../support/browser.mjs";
import { Fixture } from "../support/fixture.mjs";
import { until } from "../support/until.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

/** Paths of the views, in order, with what else is asked for. */
function shown(items, ...keys) {
  const views = items.filter(({ kind }) => kind === "view");
  return views.map((view) => [view.url.replace(/^https?:\/\/[^/]+/, ""), ...keys.map((key) => view[key])]);
}

/** Runs a script in the page in one go, as a framework's router does. */
const navigate = (visit, steps) =>
  visit.page.evaluate((steps) => {
    for (const [how, path, title] of steps) {
      history[`${how}State`](null, "", path);
      if (title) document.title = title;
    }
  }, steps);

test("the first load is one view, with address, title and where the visitor came from", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/from", { tag: false, body: `<a href="${visit.url("/start")}">go</a>` });
  visit.put("/start", { title: "The start" });
  await visit.page.goto(visit.url("/from", "other.localhost"));
  await visit.page.click("a");
  await visit.ready();
  const [view, ...others] = (await visit.said()).filter(({ kind }) => kind === "view");
  assert.deepEqual([view.url, view.title, view.referrer], [visit.url("/start"), "The start", visit.url("/", "other.localhost")]);
  assert.deepEqual(others, []);
});

test("a pushed page is a view with its own address and title, and comes from the page before", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["push", "/item", "The item"]]);
  await visit.sees("view", 2);
  await navigate(visit, [["push", "/next", "The next"]]);
  await visit.sees("view", 3);
  assert.deepEqual(shown(await visit.said(), "title", "referrer").slice(1), [
    ["/item", "The item", visit.url("/list")],
    ["/next", "The next", visit.url("/item")],
  ]);
});

test("a title that comes a little after the address is the new page's", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await visit.page.evaluate(() => {
    history.pushState(null, "", "/item");
    setTimeout(() => (document.title = "The item"), 50);
  });
  assert.equal((await visit.sees("view", 2))[1].title, "The item");
});

test("pages pushed in one breath are a view each", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["push", "/a"], ["push", "/b"]]);
  const views = shown(await visit.said(), "referrer");
  assert.deepEqual(views.slice(1), [["/a", visit.url("/list")], ["/b", visit.url("/a")]]);
});

test("a push and a replace at once are one view, of the last address", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["replace", "/list"], ["push", "/old"], ["replace", "/new", "New"]]);
  assert.deepEqual(shown(await visit.said(), "title", "referrer").slice(1), [["/new", "New", visit.url("/list")]]);
});

test("a replaced address is a view only with another path", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["replace", "/list?sort=price"]]);
  await navigate(visit, [["replace", "/list?sort=price#top"]]);
  await navigate(visit, [["replace", "/shelf", "Shelf"]]);
  assert.deepEqual(shown(await visit.said(), "title"), [["/list", "Page /list"], ["/shelf", "Shelf"]]);
});

test("a pushed address that is the same, or only another fragment, is no view", async (t) => {
  const visit = await fixture.visit(t);
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["push", "/list"], ["push", "/list#details"]]);
  await visit.page.evaluate(() => (location.hash = "reviews"));
  assert.deepEqual(shown(await visit.said()), [["/list"]]);
});

test("going back and forward within the page are views", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/list", {
    title: "List",
    body: `<script>addEventListener("popstate", () => (document.title = "Popped " + location.pathname))</script>`,
  });
  await visit.open("/list");
  await visit.sees("view");
  await navigate(visit, [["push", "/item", "Item"]]);
  await visit.sees("view", 2);
  await visit.page.evaluate(() => history.back());
  await visit.sees("view", 3);
  await visit.page.evaluate(() => history.forward());
  await visit.sees("view", 4);
  assert.deepEqual(shown(await visit.said(), "title", "referrer").slice(2), [
    ["/list", "Popped /list", visit.url("/item")],
    ["/item", "Popped /item", visit.url("/list")],
  ]);
});

test("in hash mode another fragment is another page", async (t) => {
  const visit = await fixture.visit(t, { tag: { hash: "" } });
  await visit.open("/app#/inbox");
  await visit.sees("view");
  await visit.page.evaluate(() => (location.hash = "#/sent"));
  await visit.sees("view", 2);
  await navigate(visit, [["push", "/app#/drafts", "Drafts"]]);
  const views = shown(await visit.said(), "referrer");
  assert.deepEqual(views, [
    ["/app#/inbox", ""],
    ["/app#/sent", visit.url("/app#/inbox")],
    ["/app#/drafts", visit.url("/app#/sent")],
  ]);
});

test("in manual mode a view is what the page says is one", async (t) => {
  const visit = await fixture.visit(t, { tag: { manual: "" } });
  await visit.open("/list");
  await navigate(visit, [["push", "/item", "Item"]]);
  await visit.call("page");
  await navigate(visit, [["push", "/silent"]]);
  await visit.call("track", "red");
  await visit.sees("event");
  assert.deepEqual(shown(visit.items(), "title"), [["/item", "Item"]]);
});

test("a page that comes back from the browser's memory is seen again, and comes from nowhere", async (t) => {
  const visit = await fixture.visit(t);
  visit.put("/first", { head: `<script>addEventListener("pageshow", (event) => (globalThis.persisted = event.persisted))</script>` });
  visit.put("/second", { tag: false });
  await visit.open("/first");
  await visit.sees("view");
  await visit.page.goto(visit.url("/second"));
  await visit.page.goBack({ waitUntil: "commit" });
  assert.equal(await visit.page.evaluate(() => globalThis.persisted), true, "the browser kept the page");
  await visit.sees("view", 2);
  assert.deepEqual(shown(await visit.said(), "referrer"), [["/first", ""], ["/first", ""]]);
});

// A driven Chromium prerenders nothing, so this one is only opened: the pages find their way as the server tells them.
const RULES = { prerender: [{ urls: ["/shown", "/never"], eagerness: "immediate" }] };
/** The pages tell where they are by asking for these; the tracker has had its time once everything else is loaded. */
const TELLS = `<script>
  if (document.prerendering) addEventListener("load", () => fetch("/ll/told/prepared" + location.pathname));
  document.addEventListener("prerenderingchange", () => fetch("/ll/told/activated" + location.pathname));
</script>`;
const GOES = `<script>
  const ask = async () => ((await (await fetch("/go")).text()) === "yes" ? (location.href = "/shown") : setTimeout(ask, 20));
  ask();
</script>`;

/** A visit whose browser has prepared two pages, with this in their heads; `show` has it go to the one. */
async function prepared(t, head) {
  const visit = await fixture.visit(t);
  visit.put("/go", { text: "no" });
  visit.put("/start", { head: `<script type="speculationrules">${JSON.stringify(RULES)}</script>`, body: GOES });
  for (const path of ["/shown", "/never"]) visit.put(path, { head: TELLS + head });
  const window = await openWindow({ url: visit.url("/start"), driven: false });
  t.after(() => window.close());
  const told = (what) => until(() => visit.proxy.requests.some(({ path }) => path === `/ll/told/${what}`), `${what} to be told`);
  await Promise.all([told("prepared/shown"), told("prepared/never"), visit.sees("view")]);
  const show = async () => {
    visit.put("/go", { text: "yes" });
    await told("activated/shown");
  };
  return { visit, show, told };
}

test("a prerendered page is a view once it is shown, and none if it never is", async (t) => {
  const { visit, show } = await prepared(t, "");
  assert.deepEqual(shown(visit.items()), [["/start"]]);
  await show();
  await visit.sees("view", 2);
  assert.deepEqual(shown(visit.items(), "referrer"), [["/start", ""], ["/shown", visit.url("/start")]]);
});

test("what a page says while it is prerendered is said once it is shown", async (t) => {
  const calls = `leadline("track", "red"); leadline("ready", () => fetch("/ll/told/ready" + location.pathname));`;
  const { visit, show, told } = await prepared(t, `<script>addEventListener("load", () => { ${calls} })</script>`);
  assert.deepEqual(visit.items("event"), []);
  await show();
  await visit.sees("event");
  await told("ready/shown");
});
