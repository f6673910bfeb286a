// A crowd submits everything it has to say to an engine of its own, which may be killed meanwhile; what is there afterwards.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { TOKEN } from "./engine.mjs";
import { Receiver } from "./receiver.mjs";
import { SinkSite } from "./sinks.mjs";
import { ROOT, TOOLS } from "./tools.mjs";
import { until, within } from "./until.mjs";
import { World } from "./world.mjs";

const run = promisify(execFile);
const SITE = "crowd";
/** How many people are at it at once. */
const AT_ONCE = 16;
/** A person who does not wait leaves within so many milliseconds. */
const IMPATIENCE = 25;
/** Who waits asks again after so many. */
const PATIENCE = 20_000;
/** Everything that is awaited of thousands takes its time. */
const BOUND = 10 * 60_000;

export class Trial {
  /** Ids of submissions that were answered with 200. */
  acknowledged = new Set();
  /** What was waiting for the webhook at each kill. */
  kills = { submitting: 0, delivering: [] };
  /** Nobody comes while more rows than this wait to be told: a longer queue would be sent twice for nothing. */
  queue = 200;
  /** Called after each answer with how many there are. */
  onAnswer = () => {};
  #answers = 0;
  #isFull = false;

  /** A killed queue forgets what it had, and for `resend` seconds nobody asks again; what takes longer is sent twice. */
  static async begin({ resend = 10 } = {}) {
    const trial = new Trial();
    trial.world = await World.create({ vars: { OUTBOX_RESEND_SECONDS: `${resend}` } });
    trial.receiver = await Receiver.start();
    trial.site = await SinkSite.create(trial.world, SITE, { shards: 4 });
    await trial.site.route(`[[webhook]]\nid = "crm"\nurl = "${trial.receiver.url}/hook"\nsecret = "CRM_WEBHOOK_SECRET"\n`);
    trial.tickets = {};
    for (const form of ["whitepaper", "demo-request"]) trial.tickets[form] = await trial.world.ticket(form, SITE);
    return trial;
  }

  /** SIGKILL for the engine and all it started, and a new start on what it left. */
  async kill() {
    await this.world.engine.kill();
    await this.world.engine.start();
  }

  /** Everybody submits what `takes` says of their steps, each person one after the other. */
  async submit(people, takes = () => true) {
    const queue = people.map(({ steps }) => steps.filter(takes)).filter((steps) => steps.length > 0);
    const worker = async () => {
      for (let steps = queue.shift(); steps; steps = queue.shift()) {
        await until(() => !this.#isFull, "others to be told of", BOUND);
        for (const step of steps) await this.#submit(step);
      }
    };
    const counting = this.#count(() => queue.length === 0);
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await counting;
  }

  async #count(isOver) {
    while (!isOver()) {
      await new Promise((done) => setTimeout(done, 250));
      this.#isFull = (await this.waiting()) > this.queue;
    }
    this.#isFull = false;
  }

  async #submit(step) {
    if (step.left && !this.isPatient) return this.#leave(step);
    await Promise.all(Array.from({ length: step.twice ? 2 : 1 }, () => this.#insist(step)));
  }

  /** Sends it again under the same id as long as no answer comes back, as the client does. */
  async #insist(step) {
    const isTaken = () => within(this.#post(step, PATIENCE), 2 * PATIENCE).catch(() => false);
    await until(isTaken, "a submission to be taken", BOUND);
  }

  /** Sends it once and does not wait long. Whether it was taken is anybody's guess, unless the answer was quicker. */
  async #leave(step) {
    await within(this.#post(step, Math.floor(Math.random() * IMPATIENCE)), PATIENCE).catch(() => {});
  }

  async #post({ form, id, answers }, patience) {
    const body = new URLSearchParams({ ll_ticket: this.tickets[form], ll_submission: id, ...answers });
    const headers = { accept: "text/plain", origin: this.world.shopOrigin };
    const url = `${this.world.engine.url}/f/${SITE}/${form}`;
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(patience) });
    const said = await answer.text();
    // Whoever answers that it can't now may be asked again; what is refused would be for ever.
    assert.ok(answer.status === 200 || answer.status >= 500, `answered ${answer.status}: ${said}`);
    if (answer.status !== 200) return false;
    this.acknowledged.add(id);
    this.#answers += 1;
    this.onAnswer(this.#answers);
    return true;
  }

  /** Rows that wait for the webhook; `undefined` while nobody answers. */
  async waiting() {
    return (await within(this.site.read("sinks"), PATIENCE).catch(() => undefined))?.waiting;
  }

  /** Waits until everything is told, and nothing was given up. */
  async settle() {
    await until(async () => (await this.waiting()) === 0, async () => `${await this.waiting()} rows to be told`, BOUND);
    assert.deepEqual(await this.site.deadLetters(), []);
  }

  /** Everybody by address: what the API says of them, and every event by what it says, once for each id it came under. */
  async outcome() {
    const found = new Map();
    const of = (email) => found.get(email) ?? found.set(email, { state: undefined, events: [] }).get(email);
    for (const lead of await this.leads()) {
      const person = of(lead.email.toLowerCase());
      assert.equal(person.state, undefined, "one lead a person");
      person.state = comparable(lead);
    }
    const events = new Map(this.receiver.at("/hook").map(({ event }) => [event.id, event]));
    for (const { type, data } of events.values()) {
      of(data.email.toLowerCase()).events.push(`${type} of version ${data.version}: ${data.stage}, ${data.score.total}`);
    }
    for (const person of found.values()) person.events.sort();
    return found;
  }

  /** All leads, page by page. */
  async leads() {
    const leads = [];
    for (let cursor = ""; cursor !== null; ) {
      const page = await this.site.read(`leads?limit=200${cursor && `&cursor=${cursor}`}`);
      leads.push(...page.leads);
      cursor = page.next;
    }
    return leads;
  }

  /** Every acknowledged submission is kept once, with the lead of whom it was; none is there that nobody sent. */
  async assertKept(people) {
    const owners = new Map((await this.leads()).map((lead) => [lead.id, lead.email.toLowerCase()]));
    const sent = new Map(people.flatMap(({ email, steps }) => steps.map(({ id }) => [id, email])));
    const kept = (await this.#exported()).flatMap(({ submission }) => submission?.taken ?? []);
    const ids = new Set(kept.map(({ id }) => id));
    assert.equal(ids.size, kept.length, "no submission is there twice");
    for (const { id, lead } of kept) assert.equal(owners.get(lead), sent.get(id), `whose ${id} is`);
    for (const id of this.acknowledged) assert.ok(ids.has(id), `${id} was acknowledged and is not there`);
  }

  async #exported() {
    const args = ["export", "--site", SITE, "--edge", this.world.engine.own];
    const cli = process.env.LEADLINE_CLI ?? join(ROOT, "target/debug/leadline");
    const { stdout } = await run(cli, args, { env: { ...process.env, LEADLINE_API_TOKEN: TOKEN }, maxBuffer: 1 << 30 });
    return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  }

  /** Accounts know each of their people once, with what these did. */
  async assertAccounts() {
    const sums = new Map();
    for (const { account, score } of await this.leads()) {
      if (!account) continue;
      const { contacts, engagement } = sums.get(account) ?? { contacts: 0, engagement: 0 };
      sums.set(account, { contacts: contacts + 1, engagement: engagement + score.engagement });
    }
    assert.ok(sums.size > 0, "there are accounts");
    for (const [domain, sum] of sums) {
      const told = async () => {
        const { contacts, engagement } = (await this.site.read(`accounts/${domain}`)).account;
        return contacts === sum.contacts && engagement === sum.engagement;
      };
      await until(told, `${domain} to have ${sum.contacts} contacts with ${sum.engagement} points`, BOUND);
    }
  }

  /** KV shows every qualified lead as it is, and nobody else. */
  async assertShown() {
    const leads = await this.leads();
    const qualified = leads.filter(({ furthest }) => furthest !== "lead");
    assert.ok(qualified.length > 0 && qualified.length < leads.length, "some are qualified");
    const [keys, file] = [leads.map(({ id }) => `lead/${SITE}/${id}`), join(this.world.engine.folder, "keys.json")];
    await writeFile(file, JSON.stringify(keys));
    const expected = new Map(qualified.map(({ id, version }) => [id, version]));
    const isShown = async () => {
      const shown = await this.#shown(file);
      return shown.size === expected.size && [...expected].every(([id, version]) => shown.get(id) === version);
    };
    await until(isShown, "KV to show who is qualified", BOUND);
  }

  async #shown(file) {
    const args = ["kv", "bulk", "get", file, "--binding", "LEADS", "--local"];
    args.push("--persist-to", join(this.world.engine.folder, "state"));
    const { stdout } = await run(join(ROOT, "node_modules/.bin/wrangler"), args, { cwd: ROOT, env: TOOLS, maxBuffer: 1 << 30 });
    const values = Object.values(JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1)));
    const leads = values.flatMap(({ value }) => value ?? []).map((text) => JSON.parse(text));
    return new Map(leads.map(({ id, version }) => [id, version]));
  }

  async end() {
    await this.world?.destroy();
    await this.site?.remove();
    await this.receiver?.stop();
  }
}

/** What of a lead is the same however often the engine was killed: all but what it drew at random, and when. */
function comparable({ email, version, stage, furthest, score, other_scores, fields, account, submissions }) {
  return { email, version, stage, furthest, score, other_scores, fields, account, submissions };
}
