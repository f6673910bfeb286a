// `cargo xtask bench client`: Leadline beside other trackers and other forms, on the same page, in the same browser, in the
// same run.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Chromium } from "./chromium.mjs";
import { earlyLeave } from "./early_leave.mjs";
import { formMarkup } from "./form_markup.mjs";
import { publishForms } from "./form_section.mjs";
import { formTable } from "./form_table.mjs";
import { formTime, timed } from "./form_time.mjs";
import { machine } from "./machine.mjs";
import { peers as everyone } from "./peers.mjs";
import { formPeers } from "./peers/forms.mjs";
import { publish } from "./publish.mjs";
import { scriptTime } from "./script_time.mjs";
import { Server } from "./server.mjs";
import { table } from "./table.mjs";
import { weight } from "./weight.mjs";

const TEXT = { type: "string" };
const options = { rounds: TEXT, visits: TEXT, out: TEXT, only: TEXT, publish: { type: "boolean" } };
const { values } = parseArgs({ options });
const rounds = Number(values.rounds);
const started = Date.now();
const progress = (line) => console.log(`${line.padEnd(56)} ${Math.round((Date.now() - started) / 1000)} s`);

await mkdir(values.out, { recursive: true });
if (values.only !== "forms") {
  const results = await measured(await everyone(), trackers);
  console.log(`\n${table(results)}\n`);
  await told("client", results, publish);
}
if (values.only !== "trackers") {
  const peers = await formPeers(await formMarkup());
  const results = await measured(peers.map(timed), formTime);
  console.log(`\n${formTable(results)}\n`);
  await told("forms", results, publishForms);
}

async function told(name, results, write) {
  await writeFile(join(values.out, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  if (values.publish) await write(results);
}

/** Some peers measured by something, on one server and in one browser. */
async function measured(peers, measure) {
  const server = await Server.start(peers);
  const chromium = await Chromium.launch();
  try {
    const rows = await measure({ server, chromium, peers, rounds, progress });
    return { ...machine(chromium), rounds, visits: Number(values.visits), rows };
  } finally {
    await chromium.close();
    await server.close();
  }
}

async function trackers({ server, chromium, peers }) {
  const script = await scriptTime({ server, chromium, peers, rounds, progress });
  const speaking = peers.filter(({ silent }) => !silent);
  const early = await earlyLeave({ server, chromium, peers: speaking, visits: Number(values.visits), progress });
  return peers.map((peer) => row(peer, script[peer.key], early[peer.key]));
}

function row({ key, name, version }, { requests, ...times }, early) {
  return { key, name, version, ...times, weight: weight(requests), early };
}
