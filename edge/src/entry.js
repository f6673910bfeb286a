// What the runtime loads: it runs the wasm, and brings it back after a trap.
//
// A Rust panic is a trap. Everything in flight in that instance is lost, and without help its callers would wait for
// ever, because a promise whose future was dropped never settles. So every call is raced against the news of a trap:
// callers get an error at once (and may retry; every command is idempotent), and the next call finds a fresh instance.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as edge from "./edge.js";

const state = edge.__worker_init_state();
const inFlight = new Set();

function trapped(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  state.criticalError = true;
  for (const lose of inFlight) lose(new Error("the instance trapped"));
  inFlight.clear();
}

addEventListener("error", (event) => trapped(event.error));

function revive() {
  if (!state.criticalError) return;
  edge.__wbg_reset_state();
  state.criticalError = false;
  state.instanceId += 1;
}

// One promise for each call, settled by whichever comes first; a race of promises takes several.
function run(call) {
  revive();
  return new Promise((resolve, lose) => {
    const settle = (how) => (value) => {
      if (inFlight.delete(lose)) how(value);
    };
    const fail = settle((error) => {
      trapped(error);
      lose(error);
    });
    inFlight.add(lose);
    try {
      call().then(settle(resolve), fail);
    } catch (error) {
      fail(error);
    }
  });
}

export default class extends WorkerEntrypoint {
  fetch(request) {
    return run(() => edge.fetch(request, this.env, this.ctx));
  }
  queue(batch) {
    return run(() => edge.queue(batch, this.env, this.ctx));
  }
}

// An object's Rust half lives in the instance, so it is built anew when the instance was.
function durable(name) {
  return class extends DurableObject {
    #half;
    #instance;
    #call(method, ...args) {
      return run(() => {
        if (this.#instance !== state.instanceId) {
          this.#half = new edge[name](this.ctx, this.env);
          this.#instance = state.instanceId;
        }
        return this.#half[method](...args);
      });
    }
    fetch(request) {
      return this.#call("fetch", request);
    }
    alarm() {
      return this.#call("alarm");
    }
  };
}

export const LeadShard = durable("LeadShard");
export const Counter = durable("Counter");
export const AccountShard = durable("AccountShard");
export const SiteRegistry = durable("SiteRegistry");
