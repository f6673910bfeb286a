// Screens of many sizes for one page: what lies well on each is a matter of style, and styles follow the screen.

/** Shows a page on a screen of so many CSS pixels, magnified by `scale`. */
export async function showOn(page, { width, height, scale = 1 }) {
  sessions.set(page, sessions.get(page) ?? (await page.context().newCDPSession(page)));
  const screen = { width, height, deviceScaleFactor: scale, mobile: false };
  await sessions.get(page).send("Emulation.setDeviceMetricsOverride", screen);
  await page.waitForFunction(([width, scale]) => innerWidth === width && devicePixelRatio === scale, [width, scale]);
}

/** What a session has set lasts as long as the session. */
const sessions = new WeakMap();
