// Three tabs on a network that fails at random: what is true of it afterwards is that every call counts once.
import assert from "node:assert/strict";
import { randomFrom } from "./random.mjs";
import { until } from "./until.mjs";
import { counted } from "./visit.mjs";

const NAMES = ["red", "green", "blue"];
const TABS = 3;
/** What may become of a batch; of ten, five get through. */
const FAULTS = [
  { status: 500 },
  { status: 429, headers: { "retry-after": "2" } },
  "drop",
  "lose",
  "stall",
  ...Array(5).fill(undefined),
];
const EMAIL = "ada@storm.example";

/** A storm of so many calls; `seed` decides what fails and what is done. */
export class Storm {
  static async brew(t, fixture, { calls, seed }) {
    const storm = new Storm(await fixture.visit(t), randomFrom(seed), calls);
    storm.#visit.put("/page", { body: '<div data-leadline-form="signup"></div>' });
    await storm.#visit.context.clock.install();
    for (let tab = 0; tab < TABS; tab += 1) storm.#tabs.push(await storm.#open());
    return storm;
  }

  #visit;
  #random;
  #calls;
  #tabs = [];
  /** How often each name was called. */
  called = { red: 0, green: 0, blue: 0 };

  constructor(visit, random, calls) {
    this.#visit = visit;
    this.#random = random;
    this.#calls = calls;
  }

  /** Everything that happens, with a form submitted half-way. */
  async rage() {
    const faults = ({ path }) => (path.includes("/b/") ? this.#one(FAULTS) : undefined);
    this.#visit.proxy.fault = faults;
    while (this.#total() < this.#calls / 2) await this.#step();
    this.#visit.proxy.fault = () => undefined;
    await this.#submit();
    this.#visit.proxy.fault = faults;
    while (this.#total() < this.#calls) await this.#step();
  }

  /** The network is well again. A last page adopts what closed tabs have left. */
  async calm() {
    this.#visit.proxy.fault = () => undefined;
    const last = await this.#open();
    const start = `ll.${this.#visit.site}.q.`;
    const left = () => last.evaluate((start) => Object.keys(localStorage).filter((key) => key.startsWith(start)), start);
    await until(async () => {
      await this.#visit.context.clock.runFor(2_000);
      return (await left()).length === 0;
    }, async () => `the queues to empty: ${await left()}`);
  }

  /** Counted once, and no less. */
  async assertExact() {
    const counts = async () => counted((await this.#visit.leads()).find(({ email }) => email === EMAIL));
    const total = (counts) => NAMES.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    await until(async () => total(await counts()) >= this.#total(), async () =>
      `${JSON.stringify(this.called)} to be counted; there is ${JSON.stringify(await counts())}`);
    assert.deepEqual(await counts(), this.called);
  }

  /** How many attempts of how many batches there were. */
  get told() {
    return `${this.#total()} calls in ${this.#visit.batches().length} batches, sent ${this.#visit.attempts().length} times`;
  }

  #total() {
    return NAMES.reduce((sum, name) => sum + this.called[name], 0);
  }

  #one(list) {
    return list[Math.floor(this.#random() * list.length)];
  }

  async #step() {
    const at = Math.floor(this.#random() * TABS);
    await this.#track(this.#tabs[at]);
    const chance = this.#random();
    if (chance < 0.5) await this.#visit.context.clock.runFor(Math.floor(this.#random() * 5_000));
    else if (chance < 0.6) await this.#tabs[at].reload().then(() => this.#visit.ready(this.#tabs[at]));
    else if (chance < 0.65) this.#tabs[at] = await this.#replace(this.#tabs[at]);
  }

  async #track(tab) {
    const names = Array.from({ length: 1 + Math.floor(this.#random() * 12) }, () => this.#one(NAMES));
    await tab.evaluate((names) => names.forEach((name) => leadline("track", name)), names);
    for (const name of names) this.called[name] += 1;
  }

  async #open() {
    const tab = await this.#visit.context.newPage();
    await this.#visit.open("/page", { page: tab });
    return tab;
  }

  async #replace(tab) {
    await tab.close();
    return this.#open();
  }

  /** Whoever submits while a request hangs for ten seconds stays unknown, which is not what is looked at here. */
  async #submit() {
    const [tab] = this.#tabs;
    const free = (lock) => navigator.locks.query().then(({ held }) => held.every(({ name }) => name !== lock));
    await until(async () => {
      await this.#visit.context.clock.runFor(1_000);
      const adopted = await tab.evaluate(() => document.querySelector("form.leadline-form")?.noValidate);
      return adopted && tab.evaluate(free, `ll.${this.#visit.site}`);
    }, "the form, and requests to be given up");
    await tab.fill("[name=email]", EMAIL);
    await tab.click("button[type=submit]");
    await tab.getByText("You are on the list.").waitFor();
  }
}

/** A whole storm; its seed is told, and can be given again. */
export async function weather(t, fixture, calls) {
  const seed = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.diagnostic(`STORM_SEED=${seed}`);
  const storm = await Storm.brew(t, fixture, { calls, seed });
  await storm.rage();
  await storm.calm();
  await storm.assertExact();
  t.diagnostic(storm.told);
}
