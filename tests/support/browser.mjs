// A real Chromium, driven.
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-blink-features=AutomationControlled"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch() {
  const executablePath = process.env.LEADLINE_CHROMIUM;
  if (!executablePath) throw new Error("LEADLINE_CHROMIUM is not set: run these tests with cargo xtask test");
  return chromium.launch({ executablePath, args: [...FLAGS, ...QUIET] });
}

/** A new visitor's page, and what went wrong in it: a page of a customer must never notice us. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  return { context, page, complaints };
}

/** Fills in a form by the names of its fields. */
export async function fill(page, answers) {
  for (const [name, answer] of Object.entries(answers)) {
    const field = page.locator(`form.leadline-form [name="${name}"]`);
    if ((await field.evaluate((element) => element.localName)) === "select") await field.selectOption(answer);
    else await field.fill(answer);
  }
}
