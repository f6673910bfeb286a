// How soon forms are there, as a section of `docs/benchmarks.md`.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compared } from "./form_table.mjs";
import { section } from "./section.mjs";
import { ROUND_TRIP } from "./trip.mjs";

export async function publishForms(results) {
  const method = await readFile(join(import.meta.dirname, "form_method.md"), "utf8");
  const { date, browser, system, cores, processor, memory, rounds, rows } = results;
  const known = { rounds, round_trip: ROUND_TRIP, first_answer: 3 * ROUND_TRIP };
  const spread = ({ median, lower, upper }) => `${median.toFixed(1)} (${lower.toFixed(1)} to ${upper.toFixed(1)})`;
  const figures = rows.map(({ name, version, time, narrow, bytes, requests }) => {
    return `| ${[`${name} ${version}`.trim(), spread(time), spread(narrow), bytes, requests].join(" | ")} |`;
  });
  await section(
    "forms",
    `## Forms beside others

Written by \`cargo xtask bench client --publish\` on ${date}: ${browser}, headless, on ${system}, ${cores} cores
(${processor}), ${memory} GB.

| form | until it can be filled in, ms | over 10 Mbit/s, ms | bytes | requests |
|---|---:|---:|---:|---:|
${figures.join("\n")}

Median and quartiles of ${rounds} rounds. ${compared(rows)}.

${method.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole)}`,
  );
}
