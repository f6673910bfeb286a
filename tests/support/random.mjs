// Chance that can be repeated.

/** Numbers below 1 that look random and are the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed that NAME in the environment gives, or any. */
export function seedFrom(name) {
  return Number(process.env[name] ?? Math.floor(Math.random() * 2 ** 31));
}
