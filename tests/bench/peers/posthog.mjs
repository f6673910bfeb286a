// PostHog: it asks for the project's configuration, then sends batches, gzipped by itself.
import { gunzipSync } from "node:zlib";

const DOORS = new Set(["/e/", "/i/v0/e/", "/batch/"]);
const KINDS = { $pageview: "view", signup: "event" };
/** A project with everything switched off that loads further scripts: PostHog with the least to do. */
const CONFIG = {
  token: "phc_shop",
  supportedCompression: ["gzip", "gzip-js"],
  hasFeatureFlags: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocapture_opt_out: false,
  autocaptureExceptions: false,
  analytics: { endpoint: "/i/v0/e/" },
  elementsChainAsString: true,
  errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
  sessionRecording: false,
  heatmaps: false,
  productTours: false,
  defaultIdentifiedOnly: true,
};
const SCRIPT = `(function(){window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};
window._POSTHOG_REMOTE_CONFIG["phc_shop"]={config:${JSON.stringify(CONFIG)},siteApps:[]}})();`;

export const posthog = {
  key: "posthog",
  name: "PostHog",
  package: "posthog-js",
  answer({ path }) {
    if (path === "/array/phc_shop/config.js") return { status: 200, type: "text/javascript", body: SCRIPT };
    if (path === "/array/phc_shop/config") return { status: 200, type: "application/json", body: JSON.stringify(CONFIG) };
    if (path === "/flags/") return { status: 200, type: "application/json", body: '{"flags":{},"featureFlags":{}}' };
    return DOORS.has(path) && { status: 200, type: "application/json", body: '{"status":"Ok"}' };
  },
  said({ path, body, bytes }) {
    if (!DOORS.has(path)) return [];
    return items(body, bytes).map(({ event }) => KINDS[event] ?? event);
  },
};

/** Gzip, or base64 in a form field when it was beaconed, or plain. */
function items(body, bytes) {
  const field = new URLSearchParams(body).get("data");
  const plain = bytes[0] === 0x1f ? gunzipSync(bytes).toString() : field ? Buffer.from(field, "base64").toString() : body;
  const said = JSON.parse(plain);
  return [said.batch ?? said].flat();
}
