// The webhook: takes Standard Webhooks deliveries that are signed with our key, refuses all others.

import { Webhook, WebhookVerificationError } from "standardwebhooks";

/** Longest delivery taken, in bytes. */
const LONGEST = 1024 * 1024;
/** Refused deliveries remembered for the inbox. */
const REMEMBERED = 20;

export class Receiver {
  /** Refused deliveries, oldest first: {id, received}. What they say is not kept: anybody could have sent them. */
  refused = [];
  #webhook;
  #ledger;
  #failures = 0;

  constructor(secret, ledger) {
    this.#webhook = webhook(secret);
    this.#ledger = ledger;
  }

  /** Answers 500 to the next deliveries, as a receiver in trouble does. */
  failNext(times) {
    const count = Number(times ?? 1);
    if (!Number.isSafeInteger(count) || count < 0) return false;
    this.#failures = count;
    return true;
  }

  /** Takes one delivery and says the status to answer. 2xx only once the event is kept. */
  async receive(request) {
    const body = await read(request);
    if (this.#failures > 0) {
      this.#failures -= 1;
      return 500;
    }
    if (body === undefined) return 413;
    if (!this.#verifies(body, request.headers)) {
      this.refused = [...this.refused, { id: request.headers["webhook-id"], received: new Date().toISOString() }].slice(-REMEMBERED);
      return 401;
    }
    const event = parse(body);
    if (typeof event?.id !== "string" || typeof event?.type !== "string") return 400;
    await this.#ledger.keep(event);
    return 204;
  }

  #verifies(body, headers) {
    try {
      this.#webhook.verify(body, headers, { jsonParse: false });
      return true;
    } catch (error) {
      if (error instanceof WebhookVerificationError) return false;
      throw error;
    }
  }
}

function webhook(secret) {
  const help = "CRM_WEBHOOK_SECRET has to be whsec_ and base64, the same as the edge's secret of that name.";
  if (!secret?.startsWith("whsec_")) throw new Error(help);
  try {
    return new Webhook(secret);
  } catch {
    throw new Error(help);
  }
}

/** The body as sent, or undefined if it is too long. The signature is over exactly these bytes. */
export async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= LONGEST) chunks.push(chunk);
  }
  return length <= LONGEST ? Buffer.concat(chunks).toString("utf8") : undefined;
}

export function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
