// Snowplow: protocol 2, JSON with a list of flat items.
const DOOR = "/com.snowplowanalytics.snowplow/tp2";
const KINDS = { pv: "view", se: "event" };

export const snowplow = {
  key: "snowplow",
  name: "Snowplow",
  package: "@snowplow/browser-tracker",
  answer: ({ path }) => path === DOOR && { status: 200, type: "text/plain", body: "ok" },
  said({ path, body }) {
    return path === DOOR ? JSON.parse(body).data.map((item) => KINDS[item.e] ?? item.e) : [];
  },
};
