// The edge as it ships, with a meter on what its objects write: rows as the platform bills them, alarms among them.
//
// `GET /rows` answers what was written so far, by object.
import edge, * as objects from "../../../dist/edge/entry.js";

const written = { LeadShard: 0, AccountShard: 0, Counter: 0, SiteRegistry: 0 };
const whose = new WeakMap();

/** Adds what a method of an object's store writes to what its object has written. */
function meter(store, method, rows) {
  const prototype = Object.getPrototypeOf(store);
  const real = prototype[method];
  if (real.metered) return;
  prototype[method] = function (...args) {
    const done = real.apply(this, args);
    written[whose.get(this)] += rows(done);
    return done;
  };
  prototype[method].metered = true;
}

function metered(name) {
  return class extends objects[name] {
    constructor(context, env) {
      super(context, env);
      const { storage } = context;
      whose.set(storage, name).set(storage.sql, name);
      meter(storage.sql, "exec", (cursor) => cursor.rowsWritten);
      meter(storage, "setAlarm", () => 1);
    }
  };
}

export const LeadShard = metered("LeadShard");
export const AccountShard = metered("AccountShard");
export const Counter = metered("Counter");
export const SiteRegistry = metered("SiteRegistry");

export default class extends edge {
  fetch(request) {
    return new URL(request.url).pathname === "/rows" ? Response.json(written) : super.fetch(request);
  }
}
