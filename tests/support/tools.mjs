// Where things are, and how tools from npm are called.
import { delimiter, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
/** For tools from npm: their own Node first, no questions, no metrics, no second build. */
export const TOOLS = {
  ...process.env,
  PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH}`,
  CI: "1",
  WRANGLER_SEND_METRICS: "false",
  LEADLINE_SKIP_BUILD: "1",
};
