// The few figures that say something about many measurements.

/** The value below which the part `share` of the numbers lies, interpolated between neighbours. */
export function quantile(numbers, share) {
  if (numbers.length === 0) return NaN;
  const sorted = numbers.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place % 1);
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Median and quartiles. */
export function summary(numbers) {
  return { median: median(numbers), lower: quantile(numbers, 0.25), upper: quantile(numbers, 0.75) };
}

/** The bounds between which the true share lies in 95 of 100 cases (Wilson), for `hits` of `all`. */
export function likely(hits, all) {
  const z = 1.96;
  const share = hits / all;
  const middle = share + (z * z) / (2 * all);
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  const scale = 1 + (z * z) / all;
  return [Math.max(0, middle - spread) / scale, Math.min(scale, middle + spread) / scale];
}
