// One visitor of one site, and what the edge was told of the visit.
import assert from "node:assert/strict";
import { until } from "./until.mjs";
import { complaintsIn, openWindow, visitor } from "./browser.mjs";

/** How long Playwright waits for anything, in milliseconds. */
const PATIENCE = 20_000;

export class Visit {
  static async begin(fixture, site, { tabs = false, ...options }) {
    const visit = new Visit(fixture, site);
    Object.assign(visit, await (tabs ? windowed() : visitor(fixture.browser, options)));
    visit.context.setDefaultTimeout(PATIENCE);
    return visit;
  }

  #fixture;
  #fences = 0;

  constructor(fixture, site) {
    this.#fixture = fixture;
    this.site = site;
  }

  get proxy() {
    return this.#fixture.proxy;
  }

  url(path, host) {
    return this.#fixture.url(path, host);
  }

  /** Puts a page of the customer at a path: see [`Pages.put`]. */
  put(path, page) {
    this.#fixture.pages.put(path, page);
  }

  /** Opens a page and waits until the tracker runs in it. */
  async open(path, { page = this.page, host } = {}) {
    await page.goto(this.url(path, host));
    await this.ready(page);
  }

  /** Waits until the tracker runs. */
  async ready(page = this.page) {
    await page.waitForFunction(() => {
      if (!globalThis.asked) globalThis.leadline?.("ready", () => (globalThis.isReady = true));
      globalThis.asked = Boolean(globalThis.leadline);
      return globalThis.isReady;
    });
  }

  /** Opens another tab in front of the page, which hides it if the visit has `tabs`. */
  async turnAway() {
    this.other ??= await this.context.newPage();
    await this.other.bringToFront();
    await until(() => this.page.evaluate(() => !document.hasFocus()), "the page to be behind");
  }

  /** Brings the page back to the front. */
  async turnBack() {
    await this.page.bringToFront();
    await until(() => this.page.evaluate(() => document.hasFocus()), "the page to be in front");
  }

  /** Calls `leadline(…)` in the page. */
  call(...call) {
    return this.page.evaluate((call) => globalThis.leadline(...call), call);
  }

  /** Every attempt to send a batch, as the edge's door saw it, with the parsed body as `batch`. */
  attempts() {
    const mine = ({ method, path }) => method === "POST" && path === `/ll/b/${this.site}`;
    return this.proxy.requests.filter(mine).map((asked) => ({ ...asked, batch: JSON.parse(asked.body) }));
  }

  /** The batches: each once, however often it was sent. */
  batches() {
    const byId = new Map();
    for (const { batch } of this.attempts()) if (!byId.has(batch.batch)) byId.set(batch.batch, batch);
    return [...byId.values()];
  }

  /** The items of a kind, or of all, in the order they were sent. */
  items(kind) {
    const all = this.batches().flatMap(({ items }) => items);
    return kind ? all.filter((item) => item.kind === kind) : all;
  }

  /** What became of each item: waits until every batch was answered. */
  async outcomes() {
    const answers = () => {
      const byId = new Map();
      // What was decided when a batch first came: sent again because nobody heard the answer, it is a replay.
      for (const { batch, status, answer } of this.attempts()) if (status === 200 && !byId.has(batch.batch)) byId.set(batch.batch, answer);
      return byId;
    };
    await until(() => this.batches().every(({ batch }) => answers().has(batch)), "every batch to be answered");
    return [...answers().values()].flatMap((answer) => answer.split("\n").slice(1).filter(Boolean));
  }

  /** Waits for so many items of a kind. */
  sees(kind, count = 1) {
    const found = () => this.items(kind);
    const what = () => `${count} of ${kind}; there is ${JSON.stringify(this.items())}`;
    return until(() => found().length >= count && found(), what);
  }

  /**
   * Everything the page had to say until now. A navigation within the page makes it say what it has held back, so
   * nothing is left once the view of that navigation is there.
   */
  async said(page = this.page) {
    const path = `/fence-${++this.#fences}`;
    await page.evaluate((path) => history.pushState(null, "", path), path);
    const at = () => this.items().findIndex((item) => item.kind === "view" && item.url.endsWith(path));
    await until(() => at() >= 0, () => `the view of ${path}; there is ${JSON.stringify(this.items())}`);
    return this.items().slice(0, at()).filter((item) => !/\/fence-\d+$/.test(item.url));
  }

  /** What we have stored in the browser for the page: `ll.` keys of both storages, and cookies. */
  async stored(page = this.page) {
    const keys = await page.evaluate(() =>
      [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage).filter((key) => key.startsWith("ll."))),
    );
    const cookies = await this.context.cookies();
    return [...keys.sort(), ...cookies.map(({ name }) => name)];
  }

  /** The passport in the browser. */
  passport(page = this.page) {
    return page.evaluate((key) => localStorage.getItem(key) ?? undefined, `ll.${this.site}.p`);
  }

  /** Waits until the edge has answered everything: no queue is left in the browser, no request under way. */
  async quiet(page = this.page) {
    const queues = () =>
      page.evaluate((start) => Object.keys(localStorage).filter((key) => key.startsWith(start)), `ll.${this.site}.q.`);
    await until(async () => (await queues()).length === 0, "the queues to empty");
  }

  /** The counters of the site. They come every few seconds. */
  counts() {
    return this.#fixture.world.counts(this.site);
  }

  /** Waits until a counter stands at a number; hands all over. */
  counted(name, count) {
    return until(async () => {
      const counts = await this.counts();
      return counts[name] === count && counts;
    }, async () => `${name} to be ${count}; there is ${JSON.stringify(await this.counts())}`);
  }

  leads() {
    return this.#fixture.world.leads(this.site);
  }

  /** Makes the visitor known by a form, and hands over the lead. */
  async lead(page = this.page) {
    await this.quiet(page);
    const email = `${crypto.randomUUID()}@fixture.example`;
    const where = { site: this.site, form: "signup", origin: this.url("") };
    const answer = await this.#fixture.world.submit({ email, ll_passport: (await this.passport(page)) ?? "" }, where);
    assert.equal(answer.status, 200, await answer.text());
    return (await this.leads()).find((lead) => lead.email === email);
  }

  /** How often each signal of the visitor was counted. */
  async signals(page = this.page) {
    return counted(await this.lead(page));
  }

  async end() {
    await (this.window ?? this.context).close();
    assert.deepEqual(this.complaints, [], "the page never notices us");
  }
}

/** A visitor whose tabs hide each other. */
async function windowed() {
  const window = await openWindow();
  const { context } = window;
  const complaints = complaintsIn(context);
  return { window, context, complaints, page: context.pages()[0] };
}

/** How often a lead's signals were counted. */
export function counted(lead) {
  return Object.fromEntries(lead.score.reasons.map(({ signal, count }) => [signal, count]));
}
