// What moves in a page without anybody's doing, as the browser itself counts it (cumulative layout shift).
import assert from "node:assert/strict";

/** Begins to watch, in every page that is opened from now on. */
export function watchShifts(page) {
  return page.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries()) {
        const names = sources.map(({ node }) => node?.className || node?.localName);
        // What `untilUnasked` moves is no part of the page.
        if (!hadRecentInput && names.join() !== "probe") globalThis.shifts.push([value, ...names]);
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

/** Waits until what moves counts as moved by nobody: for a while after a key or a click it was them, to the browser. */
export function untilUnasked(page) {
  return page.evaluate(
    () =>
      new Promise((unasked) => {
        const probe = Object.assign(document.createElement("p"), { className: "probe", textContent: "What moves" });
        probe.style.cssText = "position: fixed; pointer-events: none";
        document.body.append(probe);
        const isProbe = ({ hadRecentInput, sources }) => !hadRecentInput && sources.some(({ node }) => node === probe);
        let frame;
        const observer = new PerformanceObserver((list) => {
          if (!list.getEntries().some(isProbe)) return;
          observer.disconnect();
          cancelAnimationFrame(frame);
          probe.remove();
          unasked();
        });
        observer.observe({ type: "layout-shift" });
        let top = 0;
        const move = () => {
          top = 100 - top;
          probe.style.insetBlockStart = `${top}px`;
          frame = requestAnimationFrame(move);
        };
        move();
      }),
  );
}
