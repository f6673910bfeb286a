// What somebody does with the link in a mail that asks to confirm.
import { fetch } from "./contract.mjs";

/** Presses the button of the page behind a link, as a browser does: with what the page shows. */
export async function press(url) {
  const html = await (await fetch(url)).text();
  const shown = [...html.matchAll(/name="shown" value="([^"]+)"/g)].map(([, name]) => ["shown", name]);
  return fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(shown) });
}
