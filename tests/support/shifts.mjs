// What moves in a page without anybody's doing, as the browser itself counts it (cumulative layout shift).
import assert from "node:assert/strict";

/** Begins to watch, in every page that is opened from now on. */
export function watchShifts(page) {
  return page.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries()) {
        if (!hadRecentInput) globalThis.shifts.push([value, ...sources.map(({ node }) => node?.className || node?.localName)]);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Where something ends in the page, and what is below begins. */
export const endOf = (page, selector) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().bottom + scrollY);

/** Nothing has moved until now, be it seen or not. */
export async function assertStill(page, state) {
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], state);
}
