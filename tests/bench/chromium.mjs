// The browser of the benchmark, spoken to over a pipe in the DevTools protocol.
//
// Not through playwright as in tests/page: it switches on the page's Runtime, Network and Debugger domains, and their
// bookkeeping runs on the very thread that is measured here. This browser records and is otherwise left alone.
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** No name but those of this machine resolves: no tracker can reach its maker. */
const ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost";
/** Trackers send less, or nothing, where `navigator.webdriver` is set. */
const UNDRIVEN = "--disable-blink-features=AutomationControlled";

export class Chromium {
  /** PostHog sends nothing for a browser that calls itself headless, so this one learns its name and starts again. */
  static async launch() {
    const asked = await Chromium.start([]);
    const { userAgent } = await asked.send("Browser.getVersion");
    await asked.close();
    return Chromium.start([`--user-agent=${userAgent.replace("Headless", "")}`]);
  }

  static async start(flags) {
    const program = process.env.LEADLINE_CHROMIUM;
    if (!program) throw new Error("LEADLINE_CHROMIUM is not set: run this with cargo xtask bench client");
    const chromium = new Chromium();
    chromium.profile = await mkdtemp(join(tmpdir(), "leadline-bench-"));
    const own = ["--remote-debugging-pipe", `--user-data-dir=${chromium.profile}`];
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
    chromium.child = spawn(program, [...FLAGS, ...QUIET, ALONE, UNDRIVEN, ...own, ...flags, "about:blank"], { stdio });
    chromium.listen();
    chromium.product = (await chromium.send("Browser.getVersion")).product;
    return chromium;
  }

  listen() {
    this.calls = new Map();
    this.events = new EventEmitter();
    let rest = "";
    this.child.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.take(JSON.parse(message)));
    });
    this.child.once("exit", () => this.calls.forEach(({ failed }) => failed(new Error("Chromium ended"))));
  }

  take({ id, method, params, result, error }) {
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (method) this.events.emit(method, params);
    else if (error) call?.failed(new Error(`${call.method}: ${error.message}`));
    else call?.done(result);
  }

  send(method, params = {}, sessionId = undefined) {
    this.sent = (this.sent ?? 0) + 1;
    const id = this.sent;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((done, failed) => this.calls.set(id, { method, done, failed }));
  }

  /** A new tab, in front. */
  async open(url) {
    const { targetId } = await this.send("Target.createTarget", { url });
    return targetId;
  }

  shut(targetId) {
    return this.send("Target.closeTarget", { targetId });
  }

  /** Runs an expression in a tab, without any other instrument in it. */
  async run(targetId, expression) {
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const { exceptionDetails, result } = await this.send("Runtime.evaluate", { expression }, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Everything of these categories that happens in the browser during `work`. */
  async traced(categories, work) {
    const events = [];
    const take = ({ value }) => events.push(...value);
    this.events.on("Tracing.dataCollected", take);
    await this.send("Tracing.start", { traceConfig: { includedCategories: categories, excludedCategories: ["*"] } });
    try {
      await work();
    } finally {
      const complete = once(this.events, "Tracing.tracingComplete");
      await this.send("Tracing.end");
      await complete;
      this.events.off("Tracing.dataCollected", take);
    }
    return events;
  }

  async close() {
    const gone = once(this.child, "exit");
    this.send("Browser.close").catch(() => {});
    const late = setTimeout(() => this.child.kill("SIGKILL"), 5000);
    await gone;
    clearTimeout(late);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
