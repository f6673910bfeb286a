// The website's pages and assets, read once: fragments in pages/, put into the frame in frame.html.

import { readFile, readdir } from "node:fs/promises";

const HERE = new URL(".", import.meta.url);
const TYPES = { ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };

/** Path of each page, its fragment, and its title. */
const PAGES = [
  ["/", "home", "Gauges you can swear by"],
  ["/pricing", "pricing", "Pricing"],
  ["/case-studies/aerospace", "aerospace", "Case study: aerospace"],
  ["/whitepaper", "whitepaper", "The calibration guide"],
  ["/demo", "demo", "See it on your parts"],
  ["/quote", "quote", "Ask for a quote"],
  ["/quote/night", "night", "Ask for a quote"],
  ["/quote/paper", "paper", "Angebot anfragen"],
];

export class Pages {
  /** Reads everything; `edge` is where the script tag comes from, ready for an attribute. */
  static async read({ edge }) {
    const pages = new Pages(await text("frame.html"), edge);
    for (const [path, fragment, title] of PAGES) {
      const body = pages.frame(title, await text(`pages/${fragment}.html`), { tracked: true, here: path });
      pages.#files.set(path, { body, type: "text/html; charset=utf-8" });
    }
    for (const name of await readdir(new URL("assets/", HERE))) {
      const type = TYPES[name.slice(name.lastIndexOf("."))] ?? "application/octet-stream";
      pages.#files.set(`/assets/${name}`, { body: await text(`assets/${name}`), type });
    }
    return pages;
  }

  #frame;
  #edge;
  #files = new Map();

  constructor(frame, edge) {
    this.#frame = frame;
    this.#edge = edge;
  }

  has(path) {
    return this.#files.has(path);
  }

  read(path) {
    return this.#files.get(path);
  }

  /** A whole page. The inbox is the company's own room: it is not tracked, its reloads are nobody's visits. */
  frame(title, content, { tracked, here }) {
    const tag = tracked ? `<script async src="${this.#edge}/ll.js" data-site="demo"></script>` : "";
    const parts = { title, content: content.replaceAll("{{edge}}", this.#edge), tag };
    const whole = this.#frame.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
    return here ? whole.replace(`<a href="${here}">`, `<a href="${here}" aria-current="page">`) : whole;
  }
}

function text(name) {
  return readFile(new URL(name, HERE), "utf8");
}
