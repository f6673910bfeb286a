// Mail that the edge would have sent: caught where one develops (MAIL_CATCHER), kept in memory, shown in the inbox.

import { parse, read } from "./receiver.mjs";

/** Mails remembered. */
const REMEMBERED = 50;

export class Mailbox {
  /** Caught mails, oldest first: {id, from, to, subject, text, received}. One that comes again replaces the first. */
  mails = [];

  /** Takes one mail and says the status to answer. */
  async receive(request) {
    const body = await read(request);
    if (body === undefined) return 413;
    const mail = parse(body);
    if (typeof mail?.from !== "string" || !Array.isArray(mail.to) || typeof mail.subject !== "string") return 400;
    const id = request.headers["idempotency-key"];
    const others = this.mails.filter((other) => id === undefined || other.id !== id);
    this.mails = [...others, { ...mail, id, received: new Date().toISOString() }].slice(-REMEMBERED);
    return 204;
  }
}
