// The edge as it ships, on a clock that is driven: what it takes for now is the engine's time and as much as it is told.
//
// `POST /clock?ahead=<ms>` says how much; after a start it is the variable CLOCK_AHEAD_MS. Alarms ring by the same clock.
// `POST /hold?command=<name>` keeps objects from obeying this command until another one, or none, is named;
// `GET /hold?command=<name>` says how often it was asked of them, and obeyed, since the start.
// A request comes from where its header `Driven-Address` says, if it says so: the local engine knows of one address only.
import edge, * as objects from "../../../dist/edge/entry.js";

const Real = Date;
const commands = new Map();
let ahead, heldUp;

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length > 0 ? given : [Real.now() + (ahead ?? 0)]));
  }

  static now() {
    return Real.now() + (ahead ?? 0);
  }
};

function timesOf(command) {
  if (!commands.has(command)) commands.set(command, { asked: 0, obeyed: 0 });
  return commands.get(command);
}

const begin = (env) => (ahead ??= Number(env.CLOCK_AHEAD_MS ?? 0));

function drive(storage) {
  const prototype = Object.getPrototypeOf(storage);
  const { setAlarm, getAlarm } = prototype;
  if (setAlarm.driven) return;
  prototype.setAlarm = function (at, options) {
    return setAlarm.call(this, Number(at) - ahead, options);
  };
  prototype.getAlarm = async function (options) {
    const at = await getAlarm.call(this, options);
    return at === null ? null : at + ahead;
  };
  prototype.setAlarm.driven = true;
}

function from(request) {
  const address = request.headers.get("Driven-Address");
  if (!address) return request;
  const headers = new Headers(request.headers);
  headers.set("CF-Connecting-IP", address);
  return new Request(request, { headers });
}

const driven = (name) =>
  class extends objects[name] {
    constructor(context, env) {
      begin(env);
      drive(context.storage);
      super(context, env);
    }

    async fetch(request) {
      const command = new URL(request.url).pathname.slice(1);
      const times = timesOf(command);
      times.asked += 1;
      // Who waits looks by itself: a promise of another request is none of its own.
      while (command === heldUp) await new Promise((done) => setTimeout(done, 20));
      const answer = await super.fetch(request);
      times.obeyed += 1;
      return answer;
    }
  };

export const LeadShard = driven("LeadShard");
export const AccountShard = driven("AccountShard");
export const Counter = driven("Counter");
export const SiteRegistry = driven("SiteRegistry");

export default class extends edge {
  fetch(request) {
    begin(this.env);
    const url = new URL(request.url);
    if (url.pathname === "/hold") {
      const command = url.searchParams.get("command") ?? undefined;
      if (request.method === "GET") return Response.json(timesOf(command));
      heldUp = command;
      return new Response();
    }
    if (url.pathname !== "/clock") return super.fetch(from(request));
    ahead = Number(url.searchParams.get("ahead"));
    return Response.json({ now: Date.now() });
  }

  queue(batch) {
    begin(this.env);
    return super.queue(batch);
  }
}
