// Waiting for a condition instead of sleeping. The bound is only there so that a broken run ends.
const BOUND = Number(process.env.LEADLINE_TEST_PATIENCE_MS ?? 60_000);
const STEP = 50;

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
