// A real router's navigations: each is one view, of the right page.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { Fixture } from "../support/fixture.mjs";
import { ROOT } from "../support/tools.mjs";

let fixture, app;
before(async () => {
  fixture = await Fixture.open();
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "tests/page/fixtures/router.jsx")],
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  app = outputFiles[0].text;
});
after(() => fixture?.close());

/** Opens the app and goes where the names of links and buttons say; every page is waited for by its heading. */
async function walk(t, steps) {
  const visit = await fixture.visit(t);
  visit.put("/app.js", { text: app, headers: { "content-type": "text/javascript" } });
  visit.put("/app", { title: "Loading", body: '<div id="app"></div><script src="/app.js"></script>' });
  await visit.open("/app");
  await visit.sees("view");
  let views = 1;
  for (const [name, heading] of steps) {
    await visit.page.getByText(name, { exact: true }).first().click();
    await visit.page.getByRole("heading", { name: heading }).waitFor();
    views += 1;
    await visit.sees("view", views);
  }
  const found = (await visit.said()).filter(({ kind }) => kind === "view");
  const path = (url) => url.replace(visit.url(""), "");
  return found.map(({ url, title, referrer }) => [path(url), title, path(referrer)]);
}

test("following links of a router is a view each, with the page's own title", async (t) => {
  assert.deepEqual(await walk(t, [["Prices", "Prices"], ["Case", "Case 7"], ["Home", "Home"]]), [
    ["/app", "Home", ""],
    ["/app/prices", "Prices", "/app"],
    ["/app/case/7", "Case 7", "/app/prices"],
    ["/app", "Home", "/app/case/7"],
  ]);
});

test("going back in a router is a view, and so is a link that replaces", async (t) => {
  assert.deepEqual((await walk(t, [["Prices", "Prices"], ["Back", "Home"], ["Another case", "Case 8"]])).slice(1), [
    ["/app/prices", "Prices", "/app"],
    ["/app", "Home", "/app/prices"],
    ["/app/case/8", "Case 8", "/app"],
  ]);
});

test("a redirect is one view, of where it led", async (t) => {
  assert.deepEqual((await walk(t, [["Old prices", "Prices"], ["Home", "Home"], ["Moved", "Prices"]])).slice(1), [
    ["/app/prices", "Prices", "/app"],
    ["/app", "Home", "/app/prices"],
    ["/app/prices", "Prices", "/app"],
  ]);
});
