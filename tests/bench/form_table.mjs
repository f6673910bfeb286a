// How soon forms are there, as lines for a terminal.

const COLUMNS = [
  ["form", 22, ({ name, version }) => `${name} ${version}`],
  ["interactive ms", 22, ({ time: { median, lower, upper } }) => `${median.toFixed(1)} (${lower.toFixed(1)}-${upper.toFixed(1)})`],
  ["bytes", 10, ({ bytes }) => `${bytes}`],
  ["requests", 8, ({ requests }) => `${requests}`],
];

/** All figures, and ours beside each other one. */
export function formTable({ rows }) {
  const padded = (text, width, index) => (index === 0 ? text.padEnd(width) : text.padStart(width));
  const line = (say) => COLUMNS.map((column, index) => padded(say(column), column[1], index)).join(" ");
  return [line(([title]) => title), ...rows.map((row) => line(([, , say]) => say(row))), "", compared(rows)].join("\n");
}

/** How many times ours the others are. */
export function compared([ours, ...others]) {
  const times = (figure) => (row) => (figure(row) / figure(ours)).toFixed(1);
  const [time, bytes] = [times(({ time }) => time.median), times(({ bytes }) => bytes)];
  return others.map((row) => `${row.name} to Leadline: time ${time(row)}, bytes ${bytes(row)}`).join("; ");
}
