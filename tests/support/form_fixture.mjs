// What tests of forms in pages share: an edge behind a network that a test may break, a customer's pages with one form each, a
// receiver of mails, and a browser.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { launch, visitor } from "./browser.mjs";
import { FormSite } from "./form_site.mjs";
import { NONCE } from "./policy.mjs";
import { Proxy } from "./proxy.mjs";
import { Receiver } from "./receiver.mjs";
import { until } from "./until.mjs";
import { World, id } from "./world.mjs";

export const SITE = "forms";
/** What a submission goes to, whichever form it is of, with script or from a hosted page without. */
const SENT = new RegExp(`^/ll/[fp]/${SITE}/[a-z-]+$`);

/** How long Playwright waits for anything, in milliseconds. */
const PATIENCE = 20_000;

export class FormFixture {
  static async open() {
    const fixture = new FormFixture();
    fixture.world = await World.create();
    fixture.receiver = await Receiver.start();
    fixture.proxy = new Proxy(fixture.world.engine.port);
    await fixture.#listen();
    const { receiver } = fixture;
    fixture.site = await FormSite.create(fixture.world, SITE, { origin: fixture.url(), receiver });
    fixture.browser = await launch();
    return fixture;
  }

  /** The policy that pages of the customer come with. */
  policy = undefined;
  #server;

  /** Pages and edge share a port and differ by host: to the browser they are different sites. */
  url(path = "", host = "shop.localhost") {
    return `http://${host}:${this.#server.address().port}${path}`;
  }

  /** Where a form's hosted page is. */
  hosted(form, query = "") {
    return this.url(`/ll/p/${SITE}/${form}${query}`, "edge.localhost");
  }

  /** A page of somebody new. It ends with the test, and fails it if the page has noticed us. */
  async visitor(t, options = {}) {
    const { context, page, complaints } = await visitor(this.browser, options);
    context.setDefaultTimeout(PATIENCE);
    t.after(async () => {
      await context.close();
      assert.deepEqual(complaints, [], "the page never notices us");
    });
    return page;
  }

  /** Somebody new on the customer's page with a form, once that is alive. */
  async at(t, form, { path = `/en/${form}`, ...options } = {}) {
    const page = await this.visitor(t, options);
    await this.open(page, path);
    return page;
  }

  /** Opens a page with a form, and waits until that is alive. */
  async open(page, path) {
    await page.goto(path.startsWith("http") ? path : this.url(path));
    await alive(page);
  }

  /** The network is as it should be again. */
  calm() {
    this.proxy.calm();
  }

  /** What becomes of the next submissions, one after the other; those after them are let through. */
  fail(...faults) {
    const waiting = [...faults];
    this.proxy.fault = ({ method, path }) => (method === "POST" && SENT.test(path) ? waiting.shift() : undefined);
  }

  /** Keeps the next submission under way; what is handed over lets it go on, as it is or with a fault. */
  hold() {
    let release;
    this.fail(new Promise((done) => (release = done)));
    return release;
  }

  /** Every attempt to send a form, as the edge's door saw it. */
  attempts() {
    const sent = this.proxy.requests.filter(({ method, path }) => method === "POST" && SENT.test(path));
    return sent.map((asked) => ({ ...asked, answers: new URLSearchParams(asked.body) }));
  }

  address = () => `${id("").replace(/[^a-z0-9]/gi, "x")}@people.example`.toLowerCase();

  /** The lead of an address, once there is one. */
  lead(email) {
    return until(async () => (await this.leads(email))[0], `the lead of ${email}`);
  }

  async leads(email) {
    return (await this.world.leads(SITE)).filter((lead) => lead.email === email);
  }

  /** One lead of an address with one submission: hands that lead over. */
  async once(email) {
    const lead = await this.lead(email);
    const [found, ...others] = await this.leads(email);
    const { submissions } = await this.site.read(`submissions?limit=200&lead=${lead.id}`);
    assert.deepEqual([others.length, found.submissions, submissions.length], [0, 1, 1], "one lead with one submission");
    return found;
  }

  /** Puts this in force as the form of that name. */
  async publish(form, toml) {
    await writeFile(join(this.site.folder, `forms/${form}.toml`), toml);
    await this.world.publish(this.site.folder, { SHOP_ORIGIN: this.url() });
  }

  /** Submissions that are held back. */
  async held() {
    return (await this.site.read("quarantine?limit=200")).quarantine;
  }

  /** The link in the mail to somebody, once that has come. */
  async mailed(email) {
    const mails = () => this.receiver.at("/send").map(({ event }) => event).filter(({ to }) => to.includes(email));
    const [mail] = await until(() => mails().length > 0 && mails(), `a mail to ${email}`);
    return /https?:\S+/.exec(mail.text)[0];
  }

  async close() {
    await this.browser?.close();
    this.#server?.closeAllConnections();
    await new Promise((done) => (this.#server ? this.#server.close(done) : done()));
    this.proxy?.close();
    await this.site?.remove();
    await this.receiver?.stop();
    await this.world?.destroy();
  }

  #listen() {
    this.#server = createServer((request, response) => {
      if (!request.url.startsWith("/ll/")) return this.#show(request, response);
      this.proxy.take(request, response).catch(() => response.destroy());
    });
    // Browsers try again by themselves what breaks on a connection that was used before.
    this.#server.maxRequestsPerSocket = 1;
    return new Promise((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  /**
   * `/<language>/<form>` has that form; `/` is a page without one; any other path has nothing of ours. On edge.localhost a page is on the edge's
   * own origin.
   */
  #show(request, response) {
    const [path] = request.url.split("?");
    const [, lang, form] = /^\/(en|de|ar)\/([a-z-]+)$/.exec(path) ?? [];
    const headers = { "content-type": "text/html; charset=utf-8", ...(this.policy && { "content-security-policy": this.policy }) };
    response.writeHead(200, headers);
    const script = `<script async nonce="${NONCE}" src="${this.url("/ll/ll.js", "edge.localhost")}" data-site="${SITE}"></script>`;
    response.end(`<!doctype html><html lang="${lang ?? "en"}" dir="${lang === "ar" ? "rtl" : "ltr"}">
<head><title>Page ${path}</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark; background: Canvas }</style>${form || path === "/" ? script : ""}</head>
<body><main><h1>A page</h1>
${form ? `<div data-leadline-form="${form}" ${form === "quote" ? TALL : HIGH}></div>` : ""}
<p id="below">What is below stays where it is.</p></main></body></html>`);
  }
}

const HIGH = 'style="min-block-size: 50rem"';
const TALL = 'style="min-block-size: 80rem"';

/** Waits until the form in a page is alive. */
export function alive(page) {
  return page.waitForFunction(() => document.querySelector("form.leadline-form")?.noValidate);
}

/** Goes back, be the page in the browser's memory, which loads nothing, or not. */
export const back = (page) => page.goBack({ waitUntil: "commit" });

/** Waits until the form says this about itself. */
export const status = (page, text) =>
  page.waitForFunction((text) => document.querySelector(".ll-status")?.textContent.includes(text), text);

/** Waits for the thanks. */
export const thanks = (page) => page.locator(".ll-thanks").waitFor();
