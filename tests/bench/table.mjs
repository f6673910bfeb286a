// The results as lines for a terminal.

const COLUMNS = [
  ["tracker", 22, ({ name, version }) => `${name} ${version}`],
  ["script ms", 20, ({ script }) => spread(script)],
  ["tasks ms", 20, ({ tasks }) => spread(tasks)],
  ["longest ms", 10, ({ longest }) => longest.median.toFixed(1)],
  ["code bytes", 10, ({ weight }) => `${weight.code}`],
  ["talk bytes", 10, ({ weight }) => `${weight.talk}`],
  ["requests", 8, ({ weight }) => `${weight.requests}`],
  ["views lost", 12, ({ early }) => (early ? `${early.lost} of ${early.visits}` : "")],
];

/** All figures, views lost by delay, and the ratio to Plausible. */
export function table({ rows }) {
  const head = COLUMNS.map(([title, width], index) => padded(title, width, index)).join(" ");
  const lines = rows.map((row) => COLUMNS.map(([, width, say], index) => padded(say(row), width, index)).join(" "));
  return [head, ...lines, "", ...delays(rows), "", comparison(rows)].join("\n");
}

const padded = (text, width, index) => (index === 0 ? text.padEnd(width) : text.padStart(width));
const spread = ({ median, lower, upper }) => `${median.toFixed(1)} (${lower.toFixed(1)}-${upper.toFixed(1)})`;

function delays(rows) {
  const told = rows.filter(({ early }) => early);
  const head = told[0].early.delays.map(({ delay }) => `${delay} ms`.padStart(8)).join("");
  const lost = ({ early }) => early.delays.map(({ lost, visits }) => `${lost}/${visits}`.padStart(8)).join("");
  return [`${"views lost, left after".padEnd(22)}${head}`, ...told.map((row) => row.name.padEnd(22) + lost(row))];
}

/** The house's aim is to be at or below Plausible, measured in the same run. */
export function comparison(rows) {
  const [ours, theirs] = ["leadline", "plausible"].map((key) => rows.find((row) => row.key === key));
  const ratio = (figure) => (figure(ours) / figure(theirs)).toFixed(2);
  const script = ratio(({ script }) => script.median);
  const tasks = ratio(({ tasks }) => tasks.median);
  const bytes = ratio(({ weight }) => weight.code);
  const lost = `${ours.early.lost} to ${theirs.early.lost}`;
  return `Leadline to Plausible: script ${script}, tasks ${tasks}, bytes ${bytes}, views lost ${lost}`;
}
