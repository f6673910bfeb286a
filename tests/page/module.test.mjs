// The ES module does what the tag does, also on pages that forbid texts to become script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "../support/browser.mjs";
import { NONCE, PolicyPage, STRICT } from "../support/policy.mjs";
import { World } from "../support/world.mjs";

let world, browser, customer;
before(async () => {
  world = await World.create();
  customer = await PolicyPage.start();
  await world.publish("sites/demo", { SHOP_ORIGIN: customer.origin });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await customer?.stop();
  await world?.destroy();
});

const script = () => `<script type="module" nonce="${NONCE}">
  import { load, ready, track } from "${world.engine.origin}/ll/leadline.mjs";
  track("before-load");
  globalThis.tag = load({ site: "demo", nonce: "${NONCE}", consent: "opt-out", downloads: "stl" });
  ready(() => (globalThis.started = true));
</script>`;

test("calls made before and after loading arrive in order", async () => {
  customer.show(STRICT, script());
  const { page, context, complaints } = await visitor(browser);
  const items = [];
  page.on("request", (request) => request.url().endsWith("/b/demo") && items.push(...request.postDataJSON().items));
  const answered = page.waitForResponse((response) => response.url().endsWith("/b/demo") && response.ok());
  await page.goto(`${customer.origin}/module`);
  await answered;
  await page.waitForFunction(() => globalThis.started);
  assert.ok(items.some(({ kind, name }) => kind === "event" && name === "before-load"));
  const { site, downloads, consent } = await page.evaluate(() => ({ ...globalThis.tag.dataset }));
  assert.deepEqual({ site, downloads, consent }, { site: "demo", downloads: "stl", consent: "opt-out" });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a page that allows no policy of ours gets no tag and no exception", async () => {
  customer.show(`${STRICT}; trusted-types 'none'`, script());
  const { page, context, complaints } = await visitor(browser);
  await page.goto(`${customer.origin}/module`);
  await page.waitForFunction(() => "tag" in globalThis);
  assert.equal(await page.evaluate(() => typeof globalThis.tag), "undefined");
  assert.deepEqual(complaints.filter((text) => !/trusted/i.test(text)), [], "nothing but what the browser says of its policy");
  await context.close();
});
