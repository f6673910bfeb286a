// Waiting for a condition instead of sleeping. The bound is only there so that a broken run ends.
const BOUND = Number(process.env.LEADLINE_TEST_PATIENCE_MS ?? 60_000);
const STEP = 50;

/** What `work` comes to, unless it takes longer: what a killed engine was asked may never come to anything, and abort nothing. */
export function within(work, bound) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`no end of it in ${bound} ms`)), bound)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Waits until `holds` answers something truthy, and hands that over. What takes longer by its nature has a bound of its own. */
export async function until(holds, what, bound = BOUND) {
  const end = Date.now() + bound;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${typeof what === "function" ? await what() : what}`);
    await new Promise((done) => setTimeout(done, STEP));
  }
}
