// `cargo xtask bench edge`: the whole batch request beside the least a Worker in Rust can do, on the same engine, by the
// same load, in the same run.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, TOKEN } from "../support/engine.mjs";
import { BROWSER } from "../support/world.mjs";
import { load } from "./load.mjs";
import { machine } from "./machine.mjs";
import { section } from "./section.mjs";
import { Visitor } from "./visitor.mjs";
import { Workerd } from "./workerd.mjs";

const TEXT = { type: "string" };
const { values } = parseArgs({
  options: { rounds: TEXT, seconds: TEXT, connections: TEXT, out: TEXT, publish: { type: "boolean" } },
});
const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number);
/** What is to be reached at least, and what is aimed at, of the least Worker's requests per second. */
const [LEAST, AIM] = [0.3, 0.45];

const text = (name, value) => `(name = "${name}", text = ${JSON.stringify(value)})`;
const object = (binding, name) => `(name = "${binding}", durableObjectNamespace = "${name}")`;
const EDGE = {
  folder: join(ROOT, "dist/edge"),
  objects: ["LeadShard", "AccountShard", "Counter", "SiteRegistry"],
  bindings: [
    `(name = "SITES", kvNamespace = "store")`,
    `(name = "LEADS", kvNamespace = "store")`,
    `(name = "OUTBOUND", queue = "store")`,
    object("LEAD_SHARD", "LeadShard"),
    object("ACCOUNT_SHARD", "AccountShard"),
    object("COUNTER", "Counter"),
    object("SITE_REGISTRY", "SiteRegistry"),
    text("PREFIX", "ll"),
    text("LOADER", "ll.js"),
    text("HOME_SITE", "demo"),
    text("LOCAL_SINKS", "1"),
    text("LEADLINE_SECRET", "5f3a".repeat(16)),
    text("LEADLINE_API_TOKEN", TOKEN),
  ],
};

const [hello, edge] = await Promise.all([
  Workerd.start({ folder: join(ROOT, "dist/hello") }),
  Workerd.start(EDGE),
]);
try {
  publishSite(edge.url);
  await report(await measured());
} finally {
  await Promise.all([hello.stop(), edge.stop()]);
}

function publishSite(url) {
  const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
  execFileSync(process.env.LEADLINE_CLI, ["publish", "sites/demo", "--to", url], { cwd: ROOT, env });
}

/** Both in turn: what the machine does beside us hits both. The first round warms up and does not count. */
async function measured() {
  const visitors = Array.from({ length: connections }, () => new Visitor());
  const strangers = visitors.map((visitor) => ({ next: () => visitor.next(), heard() {} }));
  const headers = { Origin: "http://shop.localhost:8788", "Content-Type": "text/plain", Accept: "text/plain", "User-Agent": BROWSER };
  const taken = [];
  for (let round = 0; round <= rounds; round += 1) {
    const least = await turn(hello, { path: "/", headers, talks: strangers });
    const batch = await turn(edge, { path: "/ll/b/demo", headers, talks: visitors });
    console.log(`round ${round} of ${rounds}: hello ${say(least)}; batch ${say(batch)}`);
    if (round > 0) taken.push({ hello: least, batch, share: batch.perSecond / least.perSecond });
  }
  const median = (pick) => taken.map(pick).sort((a, b) => a - b)[Math.floor(taken.length / 2)];
  const summary = (key) =>
    Object.fromEntries(["perSecond", "p50", "p99", "processor"].map((name) => [name, median((round) => round[key][name])]));
  return { ...machine(), rounds, seconds, connections, hello: summary("hello"), batch: summary("batch"), share: median(({ share }) => share) };
}

/** With the engine's own processor time for each request, in µs: whatever else the machine does is not in it. */
async function turn(engine, what) {
  const before = await engine.processorTime();
  const done = await load({ port: engine.port, seconds, ...what });
  return { ...done, processor: (1000 * ((await engine.processorTime()) - before)) / done.count };
}

function say({ perSecond, p50, p99, processor }) {
  const times = `half within ${p50.toFixed(2)} ms, 99 of 100 within ${p99.toFixed(2)} ms`;
  return `${Math.round(perSecond)}/s, ${times}, ${processor.toFixed(0)} µs of the processor`;
}

async function report(results) {
  const { hello, batch, share } = results;
  const verdict = share >= AIM ? "as aimed at" : share >= LEAST ? "enough" : "too little";
  console.log(`\nhello  ${say(hello)}\nbatch  ${say(batch)}`);
  console.log(`hello's processor time to batch's: ${percent(hello.processor / batch.processor)}`);
  console.log(`batch to hello: ${percent(share)} (${verdict}; at least ${percent(LEAST)}, aim ${percent(AIM)})`);
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "edge.json"), `${JSON.stringify(results, null, 2)}\n`);
  if (values.publish) await section("edge", document(results));
}

function percent(share) {
  return `${(100 * share).toFixed(0)} %`;
}

function document(results) {
  const { date, system, cores, processor, rounds, seconds, connections, share } = results;
  const row = (name, { perSecond, p50, p99, processor }) =>
    `| ${[name, Math.round(perSecond), p50.toFixed(2), p99.toFixed(2), processor.toFixed(0)].join(" | ")} |`;
  return `## The batch request on the edge

Written by \`cargo xtask bench edge --publish\` on ${date}, on ${system}, ${cores} cores (${processor}).

| | requests a second | half within, ms | 99 of 100 within, ms | processor each, µs |
|---|---:|---:|---:|---:|
${row("Rust hello-world", results.hello)}
${row("batch of 8 items", results.batch)}

The batch request reaches **${percent(share)}** of the hello-world; at least ${percent(LEAST)} is asked for, ${percent(AIM)} aimed at.

Both run in workerd, each in a process of its own, served directly: no wrangler, no proxy. Both get the same bodies from
the same load, over ${connections} connections that stay open, in turn, ${rounds} rounds of ${seconds} s each after one that does not count;
shown are medians, and of the share the median of the rounds'. The hello-world does not look at what it gets. The batch
request reads its body, opens the visitor's passport, admits and folds eight items, counts them, seals the passport and
answers with it; the platform's rate limits are not there, and nobody watches single items (\`TELL_ITEMS\`); each connection is one visitor who carries it along. Load and engine share the machine's cores; the
processor time is the engine's alone, and by it the hello-world takes ${percent(results.hello.processor / results.batch.processor)} of what a batch takes.
`;
}
