// Every site and every collecting server of the benchmark, on one port of this machine.
//
// A visit has hosts of its own: `plausible-17-site.localhost` is the page, `…-edge` serves the tracker and collects,
// `…-elsewhere` is where the visitor goes next. So each visit starts with empty caches, no connections and no storage,
// in one and the same browser. The journal holds what arrived, by visit.
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { page } from "./site.mjs";
import { Line, Trip } from "./trip.mjs";

const CORS = { "access-control-allow-methods": "POST, GET", "access-control-max-age": "3600", vary: "Origin" };
const SHARED = { "cross-origin-resource-policy": "cross-origin", "x-content-type-options": "nosniff" };

export class Server {
  static async start(peers) {
    const server = new Server();
    server.peers = new Map(peers.map((peer) => [peer.key, peer]));
    server.visits = new Map();
    server.arrivals = new EventEmitter().setMaxListeners(0);
    server.http = createServer((request, response) => server.serve(request, response).catch(() => response.destroy()));
    await once(server.http.listen(0, "127.0.0.1"), "listening");
    return server;
  }

  /** A new visit: where to begin, and what will be known about it. `rate` are the bytes that its line carries in a millisecond. */
  visit(key, { leaveAfter, rate = Infinity } = {}) {
    const name = `${key}-${this.visits.size}`;
    const { port } = this.http.address();
    const origin = (role) => `http://${name}-${role}.localhost:${port}`;
    const visit = { key, leaveAfter, line: new Line(rate), url: `${origin("site")}/`, edge: origin("edge"), elsewhere: origin("elsewhere") };
    this.visits.set(name, Object.assign(visit, { said: [], requests: [], seen: false, left: false }));
    return visit;
  }

  /** Waits until a visit `holds` something; `false` after `bound` milliseconds. */
  async until(visit, holds, bound) {
    const late = AbortSignal.timeout(bound);
    while (!holds(visit)) {
      const arrived = await once(this.arrivals, "arrival", { signal: late }).catch(() => null);
      if (!arrived) return false;
    }
    return true;
  }

  async serve(request, response) {
    const [, name, role] = /^(.+)-(site|edge|elsewhere)\.localhost/.exec(request.headers.host) ?? [];
    const visit = this.visits.get(name);
    if (!visit) return response.writeHead(404).end();
    const trip = new Trip(request);
    if (role === "edge") return this.collect(visit, request, response, trip);
    await trip.there();
    const html = role === "site" ? page(visit, this.peers.get(visit.key)) : "<!doctype html><title>Elsewhere</title>";
    if (role === "elsewhere") this.note(visit, () => (visit.left = true));
    await trip.back();
    response.writeHead(request.url === "/" ? 200 : 404, { "content-type": "text/html" }).end(html);
    if (role === "site") this.note(visit, () => (visit.seen = true));
  }

  /** A request to a tracker's server counts once it is there: if the page took it back on the way, it never was. */
  async collect(visit, request, response, trip) {
    const peer = this.peers.get(visit.key);
    const asked = await read(request);
    await trip.there();
    if (trip.cancelled) return;
    const answer = this.answer(peer, asked);
    this.note(visit, () => {
      visit.said.push(...(request.method === "POST" ? peer.said(asked) : []));
      const { method, path } = asked;
      visit.requests.push({ method, path, up: asked.bytes.length, down: answer.body.length });
    });
    await trip.back();
    await visit.line.carry(answer.body.length);
    response.writeHead(answer.status, { ...headers(request), ...answer.headers }).end(answer.body);
  }

  answer(peer, asked) {
    if (asked.method === "OPTIONS") return { status: 204, body: "" };
    const file = peer.files.get(asked.path);
    if (file) {
      const caching = { "cache-control": "public, max-age=31536000, immutable", "content-encoding": "br" };
      return { status: 200, body: file.brotli, headers: { "content-type": file.type, ...caching } };
    }
    const { status, type, body } = peer.answer(asked) || { status: 404, type: "text/plain", body: "not found" };
    return { status, body, headers: { "content-type": type, "cache-control": "no-store" } };
  }

  note(visit, write) {
    write();
    this.arrivals.emit("arrival", visit);
  }

  async close() {
    this.http.closeAllConnections();
    this.http.close();
  }
}

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { method: request.method, path: request.url.split("?")[0], bytes, body: bytes.toString() };
}

/** As permissive as the collecting servers are: some trackers send credentials, some headers of their own. */
function headers({ headers: { origin, "access-control-request-headers": wanted } }) {
  const allowed = origin ? { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" } : {};
  return { ...SHARED, ...CORS, ...allowed, ...(wanted ? { "access-control-allow-headers": wanted } : {}) };
}
