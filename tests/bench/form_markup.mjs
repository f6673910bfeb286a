// The markup of the measured form, as the edge itself makes it.
import { execFileSync } from "node:child_process";
import { Engine, ROOT, TOKEN } from "../support/engine.mjs";

/** Asked of a real edge, with a real ticket. */
export async function formMarkup() {
  const engine = await Engine.create();
  try {
    await engine.start();
    const to = ["--to", engine.own, "--prefix", engine.prefix];
    const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
    execFileSync(process.env.LEADLINE_CLI, ["publish", "tests/bench/forms", ...to], { cwd: ROOT, env });
    const answer = await fetch(`${engine.url}/f/bench/eight`, { headers: { origin: "http://shop.localhost" } });
    if (answer.status !== 200) throw new Error(`the edge answers ${answer.status}: ${await answer.text()}`);
    return Buffer.from(await answer.text());
  } finally {
    await engine.destroy();
  }
}
