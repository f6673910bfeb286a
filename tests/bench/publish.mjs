// The results as a section of `docs/benchmarks.md`, with its chart.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "./chart.mjs";
import { DELAYS } from "./early_leave.mjs";
import { section } from "./section.mjs";
import { comparison } from "./table.mjs";
import { ROUND_TRIP } from "./trip.mjs";
import { ROOT } from "../support/tools.mjs";

const IMAGE = "images/benchmarks.svg";

export async function publish(results) {
  const method = await readFile(join(import.meta.dirname, "method.md"), "utf8");
  await writeFile(join(ROOT, "docs", IMAGE), chart(panels(trackers(results))));
  await section("client", document(results, filled(method, results)));
}

const trackers = ({ rows }) => rows.filter(({ early }) => early);
const lostOfHundred = ({ early }) => (100 * early.lost) / early.visits;

function panels(rows) {
  const delays = `${DELAYS[0]} to ${DELAYS.at(-1)} ms`;
  const panel = (title, value, say) => ({ title, bars: rows.map((row) => bar(row, value(row), say)) });
  return [
    panel("Script time on the main thread, one view and one event", ({ script }) => script.median, (ms) => `${ms.toFixed(1)} ms`),
    panel(`Page views lost of 100, page left after ${delays}`, lostOfHundred, (lost) => `${Math.round(lost)}`),
    panel("Fetched before it can speak, brotli", ({ weight }) => weight.code / 1000, (kb) => `${kb.toFixed(1)} KB`),
  ];
}

function bar({ name, key }, value, say) {
  return { name, value, text: say(value), ours: key === "leadline" };
}

function document(results, method) {
  const { date, browser, system, cores, processor, memory } = results;
  return `## The tracker beside others

Written by \`cargo xtask bench client --publish\` on ${date}: ${browser}, headless, on ${system}, ${cores} cores
(${processor}), ${memory} GB.

![Bars for each tracker: script time, page views lost, bytes](${IMAGE})

${costs(results.rows)}

Median and quartiles of ${results.rounds} rounds. ${comparison(results.rows)}.

${losses(trackers(results))}

Visits whose view never arrived, by the moment the page was left. Last column: of 100, and where the true value lies in
95 of 100 cases.

${method}`;
}

function costs(rows) {
  const spread = ({ median, lower, upper }) => `${median.toFixed(1)} (${lower.toFixed(1)} to ${upper.toFixed(1)})`;
  const lines = rows.map(({ name, version, script, tasks, longest, weight: { code, talk, requests } }) => {
    const times = [spread(script), spread(tasks), longest.median.toFixed(1)];
    return cells([`${name} ${version}`.trim(), ...times, code, talk, requests]);
  });
  const head = ["tracker", "script, ms", "all tasks, ms", "longest task, ms", "code, bytes", "talk, bytes", "requests"];
  return [cells(head), ruler(head), ...lines].join("\n");
}

function losses(rows) {
  const head = ["tracker", ...DELAYS.map((delay) => `${delay} ms`), "lost of 100"];
  const lines = rows.map(({ name, early }) => {
    const bounds = [early.least, early.most].map((share) => Math.round(100 * share)).join(" to ");
    const lost = early.delays.map(({ lost, visits }) => `${lost} of ${visits}`);
    return cells([name, ...lost, `${Math.round(lostOfHundred({ early }))} (${bounds})`]);
  });
  return [cells(head), ruler(head), ...lines].join("\n");
}

const cells = (texts) => `| ${texts.join(" | ")} |`;
const ruler = (head) => `|---|${"---:|".repeat(head.length - 1)}`;

/** The description names the very numbers the code uses. */
function filled(method, { rounds, visits }) {
  const known = { rounds, visits, round_trip: ROUND_TRIP, first_answer: 3 * ROUND_TRIP, delays: DELAYS.join(", ") };
  return method.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
}
