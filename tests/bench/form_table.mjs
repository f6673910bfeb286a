// How soon forms are there, as lines for a terminal.

const COLUMNS = [
  ["form", 22, ({ name, version }) => `${name} ${version}`],
  ["interactive ms", 22, ({ time }) => spread(time)],
  ["over 10 Mbit/s", 22, ({ narrow }) => spread(narrow)],
  ["bytes", 10, ({ bytes }) => `${bytes}`],
  ["requests", 8, ({ requests }) => `${requests}`],
];

const spread = ({ median, lower, upper }) => `${median.toFixed(1)} (${lower.toFixed(1)}-${upper.toFixed(1)})`;

/** All figures, and ours beside each other one. */
export function formTable({ rows }) {
  const padded = (text, width, index) => (index === 0 ? text.padEnd(width) : text.padStart(width));
  const line = (say) => COLUMNS.map((column, index) => padded(say(column), column[1], index)).join(" ");
  return [line(([title]) => title), ...rows.map((row) => line(([, , say]) => say(row))), "", compared(rows)].join("\n");
}

/** How many times ours the others are. */
export function compared([ours, ...others]) {
  const times = (figure) => (row) => (figure(row) / figure(ours)).toFixed(1);
  const [time, narrow] = [times(({ time }) => time.median), times(({ narrow }) => narrow.median)];
  const bytes = times(({ bytes }) => bytes);
  const said = (row) => `${row.name} to Leadline: time ${time(row)}, over 10 Mbit/s ${narrow(row)}, bytes ${bytes(row)}`;
  return others.map(said).join("; ");
}
