// The markup of the measured form, as the edge itself makes it.
import { execFileSync } from "node:child_process";
import { Engine, TOKEN } from "../support/engine.mjs";
import { ROOT } from "../support/tools.mjs";

/** Asked of a real edge as our script asks, with a real ticket. */
export async function formMarkup() {
  const engine = await Engine.create();
  try {
    await engine.start();
    const to = ["--to", engine.own, "--prefix", engine.prefix];
    const env = { ...process.env, LEADLINE_API_TOKEN: TOKEN };
    execFileSync(process.env.LEADLINE_CLI, ["publish", "tests/bench/forms", ...to], { cwd: ROOT, env });
    const asked = { method: "POST", headers: { origin: "http://shop.localhost" }, body: new URLSearchParams({ ll_locale: "en" }) };
    const answer = await fetch(`${engine.url}/f/bench/eight/open`, asked);
    if (answer.status !== 200) throw new Error(`the edge answers ${answer.status}: ${await answer.text()}`);
    return Buffer.from(await answer.text());
  } finally {
    await engine.destroy();
  }
}
