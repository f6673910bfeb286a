// A receiver of whatever the edge delivers, in whatever trouble a test wants it to be.
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

export class Receiver {
  /** Everything asked for, oldest first: {path, method, headers, body, event, status, isTaken, isClosed}. */
  requests = [];
  /**
   * What becomes of a request: 204 if undefined; `{status, headers, body}` is answered, after `delay` milliseconds if it says so;
   * "hang" is never answered, "reset" breaks the connection, "lose" takes what was sent and breaks the connection.
   */
  fault = () => undefined;
  #server;

  static async start() {
    const receiver = new Receiver();
    receiver.#server = createServer((request, response) => receiver.#take(request, response).catch(() => response.destroy()));
    await new Promise((listening) => receiver.#server.listen(0, "127.0.0.1", listening));
    return receiver;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Requests to a path. */
  at(path) {
    return this.requests.filter((request) => request.path === path);
  }

  /** What a receiver at a path has that drops every id it has seen: events it took, each once. */
  taken(path) {
    const taken = this.at(path).filter(({ isTaken }) => isTaken);
    return [...new Map(taken.map(({ event }) => [event.id, event])).values()];
  }

  /** Whether the reference library of Standard Webhooks takes a request with this secret. */
  static verifies(request, secret) {
    try {
      new Webhook(secret).verify(request.body, request.headers);
      return true;
    } catch {
      return false;
    }
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(closed));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const { url: path, method, headers } = request;
    const taken = { path, method, headers, body, event: parsed(body), isTaken: false, isClosed: false };
    response.once("close", () => (taken.isClosed = true));
    this.requests.push(taken);
    const fault = this.fault(taken);
    if (fault === "hang") return;
    if (fault === "reset" || fault === "lose") {
      taken.isTaken = fault === "lose";
      request.socket.resetAndDestroy();
      return;
    }
    const { status = 204, headers: extra = {}, delay = 0, body: said } = fault ?? {};
    if (delay > 0) await new Promise((done) => setTimeout(done, delay));
    taken.isTaken = status >= 200 && status < 300;
    taken.status = status;
    response.writeHead(status, extra);
    response.end(said);
  }
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
