// Who is measured, in the order of the tables. Each peer says how it is loaded (`tag`), which of its files are served
// (`files`), what its server answers (`answer`) and what a request said (`said`: "view", "event" or something else).
import { bundled } from "./bundle.mjs";
import { compressed } from "./file.mjs";
import { empty } from "./peers/empty.mjs";
import { leadline } from "./peers/leadline.mjs";
import { plausible } from "./peers/plausible.mjs";
import { posthog } from "./peers/posthog.mjs";
import { segment } from "./peers/segment.mjs";
import { snowplow } from "./peers/snowplow.mjs";

const PLAIN = { files: () => [], tag: () => "", event: "0", answer: () => undefined, said: () => [], version: "" };

/** All peers with their files compressed, the empty page first. */
export async function peers() {
  const packages = await Promise.all([plausible, snowplow, segment, posthog].map(bundled));
  return [empty, leadline, ...packages].map((peer) => {
    const whole = { ...PLAIN, ...peer };
    return { ...whole, files: new Map(whole.files().map((file) => [file.path, compressed(file)])) };
  });
}
