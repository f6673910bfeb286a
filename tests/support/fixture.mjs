// What a file of browser tests shares: one edge behind a proxy, the test's pages, one browser.
import { createServer } from "node:http";
import { launch } from "./browser.mjs";
import { Pages } from "./pages.mjs";
import { Proxy } from "./proxy.mjs";
import { Visit } from "./visit.mjs";
import { World } from "./world.mjs";

const SITE = "tests/page/fixtures/site";

export class Fixture {
  /** `browser` are options of [`launch`]. */
  static async open({ browser } = {}) {
    const fixture = new Fixture();
    fixture.world = await World.create();
    fixture.proxy = new Proxy(fixture.world.engine.port);
    await fixture.#listen();
    fixture.browser = await launch(browser);
    return fixture;
  }

  pages = new Pages();
  #visits = 0;

  /** Pages and edge share a port and differ by host: to the browser they are different sites. */
  url(path = "", host = "shop.localhost") {
    return `http://${host}:${this.#server.address().port}${path}`;
  }

  /**
   * A visit of somebody new, to a site of its own. It ends with the test, and fails it if the page has noticed us.
   * `tag` are attributes of the script tag on every page, `tabs` makes its tabs hide each other, `context` are options of
   * the browser's context.
   */
  async visit(t, { tag = {}, tabs = false, context = {} } = {}) {
    this.#visits += 1;
    const site = `visit-${this.#visits}`;
    this.pages.clear();
    this.pages.tag = { src: this.url("/ll/ll.js", "edge.localhost"), site, ...tag };
    this.proxy.calm();
    await this.world.publish(SITE, { SITE: site, PORT: String(this.#server.address().port) });
    const visit = await Visit.begin(this, site, { tabs, ...context });
    t.after(() => visit.end());
    return visit;
  }

  async close() {
    await this.browser?.close();
    this.#server?.closeAllConnections();
    await new Promise((done) => (this.#server ? this.#server.close(done) : done()));
    this.proxy?.close();
    await this.world?.destroy();
  }

  #server;

  #listen() {
    this.#server = createServer((request, response) => {
      if (!request.url.startsWith("/ll/")) return this.pages.answer(request, response);
      this.proxy.take(request, response).catch(() => response.destroy());
    });
    return new Promise((done) => this.#server.listen(0, "127.0.0.1", done));
  }
}
