// `cargo xtask bench client`: Leadline beside other trackers, on the same page, in the same browser, in the same run.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Chromium } from "./chromium.mjs";
import { earlyLeave } from "./early_leave.mjs";
import { machine } from "./machine.mjs";
import { peers as everyone } from "./peers.mjs";
import { publish } from "./publish.mjs";
import { scriptTime } from "./script_time.mjs";
import { Server } from "./server.mjs";
import { table } from "./table.mjs";
import { weight } from "./weight.mjs";

const TEXT = { type: "string" };
const { values } = parseArgs({ options: { rounds: TEXT, visits: TEXT, out: TEXT, publish: { type: "boolean" } } });
const started = Date.now();
const progress = (line) => console.log(`${line.padEnd(56)} ${Math.round((Date.now() - started) / 1000)} s`);

const results = await measured(await everyone());
console.log(`\n${table(results)}`);
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "client.json"), `${JSON.stringify(results, null, 2)}\n`);
if (values.publish) await publish(results);

async function measured(peers) {
  const server = await Server.start(peers);
  const chromium = await Chromium.launch();
  const rounds = Number(values.rounds);
  const visits = Number(values.visits);
  try {
    const script = await scriptTime({ server, chromium, peers, rounds, progress });
    const trackers = peers.filter(({ silent }) => !silent);
    const early = await earlyLeave({ server, chromium, peers: trackers, visits, progress });
    const rows = peers.map((peer) => row(peer, script[peer.key], early[peer.key]));
    return { ...machine(chromium), rounds, visits, rows };
  } finally {
    await chromium.close();
    await server.close();
  }
}

function row({ key, name, version }, { requests, ...times }, early) {
  return { key, name, version, ...times, weight: weight(requests), early };
}
