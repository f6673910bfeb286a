// Another path prefix and another name for the loader: nothing that was built knows where it lies.
import assert from "node:assert/strict";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fill, launch, visitor } from "../support/browser.mjs";
import { ROOT } from "../support/tools.mjs";
import { World } from "../support/world.mjs";

let world, browser, assets;
before(async () => {
  assets = await mkdtemp(join(tmpdir(), "leadline-assets-"));
  await cp(join(ROOT, "dist/assets/ll"), join(assets, "shop/on"), { recursive: true });
  await rename(join(assets, "shop/on/ll.js"), join(assets, "shop/on/w.js"));
  world = await World.create({ assets, vars: { PREFIX: "shop/on", LOADER: "w.js" } });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.destroy();
  await rm(assets, { recursive: true, force: true });
});

test("a hosted page tracks and submits from there", async () => {
  const { page, context, complaints } = await visitor(browser);
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const answered = page.waitForResponse((response) => response.url().endsWith("/shop/on/b/demo") && response.ok());
  await page.goto(`${world.engine.origin}/shop/on/p/whitepaper`);
  await answered;
  await page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
  await fill(page, { email: "elsewhere@page.example" });
  await page.locator("button[type=submit]").click();
  await page.getByText("The guide is on its way to your inbox.").waitFor();
  assert.ok(asked.includes("/shop/on/w.js"));
  assert.deepEqual(asked.filter((path) => !path.startsWith("/shop/on/")), []);
  assert.deepEqual(complaints, []);
  await context.close();
});
