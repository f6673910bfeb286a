// A real Chromium, driven.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
/** Somebody else's site with a name that is no machine's own: a referrer from such a name is nobody's. */
const ELSEWHERE = "--host-resolver-rules=MAP partner.example 127.0.0.1";
const QUIET = [ELSEWHERE, "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/**
 * What the browser's own window would load for every visitor, two pages below its address bar and a process for the next site,
 * takes as long as the visit. Chromium heeds the last list alone, so it has Playwright's own, too, as of 1.65 and for Linux.
 */
const ITS_OWN = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "SpareRendererForSitePerProcess"];
const without = (features) => `--disable-features=${[...features, ...ITS_OWN]}`;
const OF_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];
/** A visitor is a person: without this every page is told that it is driven. */
const IN_PERSON = "--disable-blink-features=AutomationControlled";
/** And so it is by its name, without this. */
const NAME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

function executable() {
  const path = process.env.LEADLINE_CHROMIUM;
  if (!path) throw new Error("LEADLINE_CHROMIUM is not set: run these tests with cargo xtask test");
  return path;
}

/** An `automated` browser says that it is one. Back and forward go through memory, which Playwright would turn off. */
export function launch({ automated = false } = {}) {
  const args = [...FLAGS, ...QUIET, without(OF_PLAYWRIGHT), ...(automated ? [] : [IN_PERSON, `--user-agent=${NAME}`])];
  return chromium.launch({ executablePath: executable(), args, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
}

/**
 * A browser with a window whose tabs hide each other, as people have it: Playwright pretends that every page is visible
 * and focused. `driven` is false for what a driven browser does not do, such as to prerender; then `url` is opened.
 */
export async function openWindow({ url = "about:blank", driven = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "leadline-window-"));
  const args = [...FLAGS, ...QUIET, without([]), IN_PERSON, `--user-agent=${NAME}`, "--headless=new", `--user-data-dir=${folder}`];
  const child = spawn(executable(), [...args, "--remote-debugging-port=0", url], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const ended = new Promise((done) => child.once("exit", done));
  const endpoint = await new Promise((found) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const address = /ws:\/\/\S+/.exec(said);
      if (address) found(address[0]);
    });
  });
  const browser = driven ? await chromium.connectOverCDP(endpoint, { noDefaults: true }) : undefined;
  return {
    context: browser?.contexts()[0],
    async close() {
      await browser?.close();
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A new visitor's page, and what went wrong in it: a page of a customer must never notice us. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext(options);
  const complaints = complaintsIn(context);
  return { context, page: await context.newPage(), complaints };
}

/** Collects what the pages of a context complain of. */
export function complaintsIn(context) {
  const complaints = [];
  context.on("weberror", (error) => complaints.push(`error: ${error.error().message}`));
  context.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !OF_THE_NETWORK.test(text)) complaints.push(`${message.type()}: ${text}`);
  });
  return complaints;
}

/** What the browser itself says of a request that failed; no script can keep it from that. */
const OF_THE_NETWORK = /^Failed to load resource: |^Access to fetch at .* has been blocked by CORS policy/;

/** Fills in a form by the names of its fields. */
export async function fill(page, answers) {
  for (const [name, answer] of Object.entries(answers)) {
    const field = page.locator(`form.leadline-form [name="${name}"]`);
    if ((await field.evaluate((element) => element.localName)) === "select") await field.selectOption(answer);
    else await field.fill(answer);
  }
}

/** Presses what leads to another page, and waits until that is there: what is asked in between is answered by either of the two. */
export const turnPage = (page, button) => Promise.all([page.waitForEvent("load"), button.click()]);
