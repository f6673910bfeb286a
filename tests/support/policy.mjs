// A customer's page on an origin of its own, served with the security policy a test asks for.
import { createServer } from "node:http";

/** The nonce of every page here; what matters is that nothing else may run. */
export const NONCE = "c3RyaWN0";
/** What security teams ask for: no WebAssembly, no host lists, no text that becomes script. */
export const STRICT = `script-src 'nonce-${NONCE}' 'strict-dynamic'; require-trusted-types-for 'script'; object-src 'none'; base-uri 'none'`;

/** A script tag as a page with a nonce has it. */
export const tag = (src, attributes = "") => `<script async nonce="${NONCE}" src="${src}" data-site="demo" ${attributes}></script>`;

/** Serves one page; `show` says which, and under which policy. */
export class PolicyPage {
  static async start() {
    const page = new PolicyPage();
    page.server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": page.policy });
      response.end(page.html);
    });
    await new Promise((listening) => page.server.listen(0, "127.0.0.1", listening));
    page.origin = `http://shop.localhost:${page.server.address().port}`;
    return page;
  }

  show(policy, body) {
    this.policy = policy;
    this.html = `<!doctype html><html lang="en"><title>Strict</title><link rel="icon" href="data:,"><body>${body}</body></html>`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}
