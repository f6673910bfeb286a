// `cargo xtask bench domain`: runs the program that measures, and says what its figures mean.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./machine.mjs";
import { section } from "./section.mjs";

const TEXT = { type: "string" };
const { values } = parseArgs({ options: { program: TEXT, out: TEXT, publish: { type: "boolean" } } });
/** Items in the batch that is measured with. */
const ITEMS = 8;

const lines = execFileSync(values.program, { encoding: "utf8" }).trim().split("\n").map((line) => JSON.parse(line));
const took = Object.fromEntries(lines.map(({ key, nanoseconds }) => [key, nanoseconds]));
const perSecond = (nanoseconds, things = 1) => (things * 1e9) / nanoseconds;
// A fold begins with a copy of the passport, so that each begins with the same one; the copy is not part of it.
const folded = perSecond(took.fold - took.copy, ITEMS);

const rows = [
  ["items folded", `${millions(folded)} a second`, "1.00 million a second"],
  ["a score", micros(took.score), "2.00 µs"],
  ["a batch of 8: read its JSON into values (the baseline)", micros(took.parse), ""],
  ["… into items", micros(took.read), ""],
  ["… admit them", micros(took.admit), ""],
  ["… open the passport", micros(took.open), ""],
  ["… seal it", micros(took.seal), ""],
  ["… all of it: read, open, admit, fold, seal", `${micros(took.batch)}, ${Math.round(perSecond(took.batch))} a second`, ""],
  ["is this agent a crawler", micros(took.crawler), "microseconds"],
  ["an address: valid, canonical, kind, account", micros(took.email), ""],
  ["where a visit comes from", micros(took.visit), ""],
];
const results = { ...machine(), took, folded };

console.log(rows.map(([what, figure, aim]) => `${what.padEnd(56)} ${figure}${aim && `   (aim: ${aim})`}`).join("\n"));
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "domain.json"), `${JSON.stringify(results, null, 2)}\n`);
if (values.publish) await section("domain", document());

function micros(nanoseconds) {
  return `${(nanoseconds / 1000).toFixed(2)} µs`;
}

function millions(count) {
  return `${(count / 1e6).toFixed(2)} million`;
}

function document() {
  const { date, system, cores, processor } = results;
  return `## The rules on one core

Written by \`cargo xtask bench domain --publish\` on ${date}, on ${system}, one of ${cores} cores (${processor}).

| | measured | aim |
|---|---:|---:|
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}

Native code, release profile, the demo site, a visitor who came on thirty days, a batch of ${ITEMS} items from a campaign to a
begun form. Processor time of one thread, median of 11 rounds. The baseline is serde_json reading the same body into
values and nothing more.
`;
}
