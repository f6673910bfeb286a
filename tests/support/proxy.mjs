// In front of the edge: sees every request of the pages and its answer, and can stand for a bad network.
import { Agent, request as ask } from "node:http";

/** Headers that belong to one connection and not to the message. */
const OF_THE_HOP = ["connection", "keep-alive", "transfer-encoding"];

export class Proxy {
  /** Everything asked for, oldest first: {method, path, host, headers, body, status, answer}. */
  requests = [];
  /**
   * What becomes of a request: nothing special if undefined; `{status, headers}` answers in the edge's place; "drop" ends
   * the connection before the edge hears of it, "lose" after it has answered; "hang" is never answered, "stall" only ended after
   * three seconds; a promise of one of these keeps the request under way until then. A browser has six connections to a host: who lets more than that hang stops the page from loading.
   */
  fault = () => undefined;
  /** Headers that the browser is taken to have sent. */
  adds = {};
  #port;
  #agent = new Agent({ keepAlive: true });

  constructor(port) {
    this.#port = port;
  }

  /** Forgets everything, and forwards what comes as it is. */
  calm() {
    this.requests.length = 0;
    this.fault = () => undefined;
    this.adds = {};
  }

  async take(request, response) {
    const asked = await this.#record(request);
    const fault = await this.fault(asked);
    if (fault === "hang") return;
    if (fault === "stall") return void setTimeout(() => request.socket.destroy(), 3_000).unref();
    if (fault === "drop") return void request.socket.destroy();
    const answer = fault?.status ? refusal(fault, asked) : await this.#forward(asked);
    if (fault === "lose") return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers);
    response.end(asked.method === "HEAD" ? undefined : answer.body);
  }

  close() {
    this.#agent.destroy();
  }

  async #record(request) {
    const { method, url: path, headers } = request;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = { method, path, host: headers.host, headers, body: Buffer.concat(chunks).toString("utf8") };
    this.requests.push(asked);
    return asked;
  }

  /** With its own Host header: the edge's own origin is the one that the browser sees. */
  #forward(asked) {
    const { method, path, body } = asked;
    const headers = { ...asked.headers, "accept-encoding": "identity", ...this.adds };
    return new Promise((answered, failed) => {
      const out = ask({ host: "127.0.0.1", port: this.#port, method, path, headers, agent: this.#agent }, async (answer) => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        const body = Buffer.concat(chunks);
        const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !OF_THE_HOP.includes(name)));
        Object.assign(asked, { status: answer.statusCode, answer: body.toString("utf8") });
        answered({ status: answer.statusCode, headers, body });
      });
      out.on("error", failed);
      out.end(body);
    });
  }
}

/** An answer in the edge's place that the page is allowed to read. */
function refusal({ status, headers = {} }, asked) {
  const readable = { "access-control-allow-origin": asked.headers.origin ?? "*", "access-control-expose-headers": "retry-after" };
  return { status, headers: { ...readable, ...headers }, body: "" };
}
