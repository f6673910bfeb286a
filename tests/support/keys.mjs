// Somebody without a mouse.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

/** Pages of the demonstration have fewer places to tab to than this. */
const PATIENCE = 60;

/** What has the focus: the name of a control, or its class, or what it is. */
export const focused = (page) =>
  page.evaluate(() => {
    const { name, className, localName } = document.activeElement;
    return name || className || localName;
  });

/** Whether what has the focus is in the form. */
export const isInForm = (page) => page.evaluate(() => Boolean(document.activeElement.closest(".leadline-form")));

/** Presses tab, or what else leads on, until this has the focus. */
export async function tabTo(page, name, key = "Tab") {
  for (let pressed = 0; pressed < PATIENCE; pressed += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${name} can't be reached by ${key}; the focus is on ${await focused(page)}`);
}

/** Goes to a control and types. */
export async function type(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a group or a box and presses these keys there. */
export async function press(page, name, ...keys) {
  await tabTo(page, name);
  for (const key of keys) await page.keyboard.press(key);
}

/** Waits until this has the focus, wherever a script takes it. */
export const lands = (page, name) => until(async () => (await focused(page)) === name, async () => `${name} to have the focus, not ${await focused(page)}`);

/** Types into a field that is in sight, by keys: what moves when a mistake is mended is the visitor's doing then, to the browser. */
export const typeInto = (page, name, text) => page.locator(`[name="${name}"]`).pressSequentially(text);
