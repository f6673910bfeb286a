// The checker that most others are built on: what it finds is what a person with a screen reader, or without a mouse, meets.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How somebody may look at a page. */
export const LOOKS = {
  "by day": { colorScheme: "light", forcedColors: "none" },
  "in the dark": { colorScheme: "dark", forcedColors: "none" },
  "with colours of their own": { colorScheme: "light", forcedColors: "active" },
};

/** Nothing in the page, or in this part of it, keeps anybody from it, and nothing of it stands beyond the edge of the screen. */
export async function assertForEverybody(page, state, part) {
  // Before its styles are there a page is nobody's.
  await page.waitForLoadState();
  const isThere = await page.evaluate(() => Boolean(globalThis.axe));
  if (!isThere) await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(
    ([part, values]) => {
      // The size of targets is of 2.2, which the checker looks at only if told so.
      const rules = { "target-size": { enabled: true } };
      return globalThis.axe.run(part ?? document, { runOnly: { type: "tag", values }, rules, resultTypes: ["violations"] });
    },
    [part, LEVELS],
  );
  const why = ({ html, failureSummary }) => `${html} ${failureSummary}`;
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(why).join("; ")}`), [], state);
  assert.ok(passes.length > (part ? 5 : 10), `${state}: axe has looked`);
  assert.equal(await overflow(page), 0, `${state}: nothing stands beyond the edge of the screen`);
}

/** The same under each look, in the state that the page is in. */
export async function assertForEveryLook(page, state, part) {
  for (const [look, media] of Object.entries(LOOKS)) {
    await page.emulateMedia(media);
    await assertForEverybody(page, `${state}, ${look}`, part);
  }
  await page.emulateMedia(LOOKS["by day"]);
}

/** How many pixels of the page stand beyond the edge of the screen. */
export function overflow(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
