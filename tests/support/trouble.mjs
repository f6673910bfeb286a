// An engine and receivers in trouble.
import { Receiver } from "./receiver.mjs";
import { SinkSite } from "./sinks.mjs";
import { World, id } from "./world.mjs";

/** What may become of a row's first delivery, and of no other: a second failure in a row is waited for five minutes. */
export const FAULTS = [
  { status: 500 },
  { status: 429, headers: { "retry-after": "2" } },
  "reset",
  { status: 204, delay: 1_500 },
  "lose",
  { status: 503, headers: { "retry-after": "1" } },
  { status: 302, headers: { location: "/elsewhere" } },
  "hang",
];

export const person = () => `${id("")}@faults.example`.toLowerCase();

/** What a receiver should have of people who submitted a form for the first time. */
export const expected = (people) => people.flatMap((email) => [`${email} form.submitted`, `${email} lead.created`]).sort();

export class Trouble {
  static async begin() {
    const trouble = new Trouble();
    // A row is not sent again while a receiver that hangs may still answer.
    trouble.world = await World.create({ vars: { OUTBOX_RESEND_SECONDS: "30" } });
    trouble.receiver = await Receiver.start();
    return trouble;
  }

  /** A site whose sinks are webhooks, each at the path its id is. */
  async site(t, name, webhooks) {
    const site = await SinkSite.create(this.world, name);
    t.after(() => site.remove());
    const { url } = this.receiver;
    await site.route(webhooks.map((id) => `[[webhook]]\nid = "${id}"\nurl = "${url}/${id}"\nsecret = "CRM_WEBHOOK_SECRET"\n`).join("\n"));
    return site;
  }

  /** What a webhook that honours ids has. */
  told(webhook) {
    return this.receiver.taken(`/${webhook}`).map(({ type, data }) => `${data.email} ${type}`).sort();
  }

  /** How often a webhook took what it had already. */
  doubled(webhook) {
    return this.receiver.at(`/${webhook}`).filter(({ isTaken }) => isTaken).length - this.receiver.taken(`/${webhook}`).length;
  }

  async end() {
    await this.world?.destroy();
    await this.receiver?.stop();
  }
}
