// Segment: it fetches the settings of its source before it sends, then one item a request.
const DOORS = { "/v1/p": "view", "/v1/t": "event" };
/** A source without destinations: Segment with the least to do. */
const SETTINGS = {
  integrations: { "Segment.io": { apiKey: "shop", unbundledIntegrations: [], addBundledMetadata: true } },
  plan: { track: { __default: { enabled: true, integrations: {} } }, identify: { __default: { enabled: true } } },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
};

export const segment = {
  key: "segment",
  name: "Segment",
  package: "@segment/analytics-next",
  answer({ path }) {
    if (path === "/v1/projects/shop/settings") {
      return { status: 200, type: "application/json", body: JSON.stringify(SETTINGS) };
    }
    return DOORS[path] && { status: 200, type: "application/json", body: '{"success":true}' };
  },
  said: ({ path }) => (DOORS[path] ? [DOORS[path]] : []),
};
