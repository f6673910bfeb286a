// `cargo xtask bench edge`: the whole batch request, and submissions, beside the least a Worker in Rust can do, on the same
// engine, by the same load, in the same run.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TOKEN } from "../support/engine.mjs";
import { ROOT } from "../support/tools.mjs";
import { BROWSER } from "../support/world.mjs";
import { load } from "./load.mjs";
import { machine } from "./machine.mjs";
import { section } from "./section.mjs";
import { SITES, Submitter, publish } from "./submitter.mjs";
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
    // The queue here forgets what it takes, and nobody is to notice.
    text("OUTBOX_RESEND_SECONDS", "3600"),
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
  for (const site of SITES) await publish(edge.url, site);
  await report(await measured());
} finally {
  await Promise.all([hello.stop(), edge.stop()]);
}

function publishSite(url) {
  const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
  execFileSync(process.env.LEADLINE_CLI, ["publish", "sites/demo", "--to", url], { cwd: ROOT, env });
}

/** All that is measured, the least first. */
async function series() {
  const visitors = Array.from({ length: connections }, () => new Visitor());
  const strangers = visitors.map((visitor) => ({ next: () => visitor.next(), heard() {} }));
  const headers = { Origin: "http://shop.localhost:8788", Accept: "text/plain", "User-Agent": BROWSER };
  const batch = { ...headers, "Content-Type": "text/plain" };
  const form = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
  const submissions = SITES.map(async ({ id, name }) => {
    const talks = await Promise.all(visitors.map(() => Submitter.of(edge.url, id)));
    return { key: id, name, engine: edge, path: `/ll/f/${id}/whitepaper`, headers: form, talks };
  });
  return [
    { key: "hello", name: "Rust hello-world", engine: hello, path: "/", headers: batch, talks: strangers },
    { key: "batch", name: "batch of 8 items", engine: edge, path: "/ll/b/demo", headers: batch, talks: visitors },
    ...(await Promise.all(submissions)),
  ];
}

/** All in turn: what the machine does beside us hits all. The first round warms up and does not count. */
async function measured() {
  const all = await series();
  const taken = [];
  for (let round = 0; round <= rounds; round += 1) {
    const found = {};
    for (const { key, engine, ...what } of all) found[key] = await turn(engine, what);
    console.log(`round ${round} of ${rounds}: ${all.map(({ key }) => `${key} ${Math.round(found[key].perSecond)}/s`).join(", ")}`);
    if (round > 0) taken.push(found);
  }
  const median = (pick) => taken.map(pick).sort((a, b) => a - b)[Math.floor(taken.length / 2)];
  const rows = all.map(({ key, name }) => {
    const figures = ["perSecond", "p50", "p99", "processor", "behind"].map((figure) => [figure, median((round) => round[key][figure])]);
    return { key, name, ...Object.fromEntries(figures), share: median((round) => round[key].perSecond / round.hello.perSecond) };
  });
  return { ...machine(), rounds, seconds, connections, rows };
}

/**
 * With the engine's own processor time for each request, in µs: whatever else the machine does is not in it, and what follows behind
 * the answers is. The turn ends when that is done (`behind`, in seconds), so that nobody else's turn pays for it.
 */
async function turn(engine, { path, headers, talks }) {
  const before = await engine.processorTime();
  const done = await load({ port: engine.port, seconds, path, headers, talks });
  const behind = (await engine.rest()) / 1000;
  return { ...done, behind, processor: (1000 * ((await engine.processorTime()) - before)) / done.count };
}

function say({ perSecond, p50, p99, processor, behind }) {
  const times = `half within ${p50.toFixed(2)} ms, 99 of 100 within ${p99.toFixed(2)} ms`;
  return `${Math.round(perSecond)}/s, ${times}, ${processor.toFixed(0)} µs of the processor, done ${behind.toFixed(1)} s later`;
}

async function report(results) {
  const [hello, batch] = results.rows;
  const verdict = batch.share >= AIM ? "as aimed at" : batch.share >= LEAST ? "enough" : "too little";
  console.log("");
  for (const row of results.rows) console.log(`${row.name.padEnd(26)} ${say(row)}, ${percent(row.share)} of hello`);
  console.log(`hello's processor time to batch's: ${percent(hello.processor / batch.processor)}`);
  console.log(`batch to hello: ${percent(batch.share)} (${verdict}; at least ${percent(LEAST)}, aim ${percent(AIM)})`);
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "edge.json"), `${JSON.stringify(results, null, 2)}\n`);
  if (values.publish) await section("edge", document(results));
}

function percent(share) {
  return `${(100 * share).toFixed(0)} %`;
}

function document(results) {
  const { date, system, cores, processor, rounds, seconds, connections } = results;
  const [hello, batch] = results.rows;
  const row = ({ name, perSecond, p50, p99, processor, behind, share }) => {
    const figures = [Math.round(perSecond), p50.toFixed(2), p99.toFixed(2), processor.toFixed(0), behind.toFixed(1), percent(share)];
    return `| ${[name, ...figures].join(" | ")} |`;
  };
  return `## Requests on the edge

Written by \`cargo xtask bench edge --publish\` on ${date}, on ${system}, ${cores} cores (${processor}).

| | requests a second | half within, ms | 99 of 100 within, ms | processor each, µs | at rest after, s | of the hello-world |
|---|---:|---:|---:|---:|---:|---:|
${results.rows.map(row).join("\n")}

The batch request reaches **${percent(batch.share)}** of the hello-world; at least ${percent(LEAST)} is asked for, ${percent(AIM)} aimed at.

Both run in workerd, each in a process of its own, served directly: no wrangler, no proxy. All get the same
load, over ${connections} connections that stay open, in turn, ${rounds} rounds of ${seconds} s each after one that does not count, each when the engines
are at rest; shown are medians, and of the share the median of the rounds'. The hello-world does not look at what it gets. The batch
request reads its body, opens the visitor's passport, admits and folds eight items, counts them, seals the passport and
answers with it; the platform's rate limits are not there, and nobody watches single items (\`TELL_ITEMS\`); each connection is one visitor who carries it along. Load and engine share the machine's cores; the
processor time is the engine's alone, and by it the hello-world takes ${percent(hello.processor / batch.processor)} of what a batch takes.

Each submission is of somebody new, from one of 500 companies, and is answered when its lead is on the disk; only those are counted. Its
processor time has in it what follows behind the answer: telling the account, showing in KV who qualifies, and where there is a webhook,
handing on the row to the queue, which here takes and forgets it. All objects of the engine share one process, as they don't on
the platform: eight shards are shown to cost no more than one, not to serve eight times as many. How many rows a submission writes
is in [what it costs](operations.md#what-it-costs).
`;
}
