// Plausible: one item a request, answered 202.
const DOOR = "/api/event";

export const plausible = {
  key: "plausible",
  name: "Plausible",
  package: "@plausible-analytics/tracker",
  answer: ({ path }) => path === DOOR && { status: 202, type: "text/plain", body: "ok" },
  said({ path, body }) {
    if (path !== DOOR) return [];
    const name = JSON.parse(body).n;
    return [{ pageview: "view", signup: "event" }[name] ?? name];
  },
};
