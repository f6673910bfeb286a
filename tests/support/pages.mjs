// The pages of a test's customer, made on the spot. Every path that has no page of its own is a plain one.
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for HTML, in an element or a quoted attribute. */
function escape(text) {
  return String(text).replaceAll(/[&<>"]/g, (character) => ESCAPES[character]);
}

export class Pages {
  #pages = new Map();
  /** The script tag that every page brings: {src, site, …}; further keys are its `data-` attributes. */
  tag = {};

  /**
   * Puts a page at a path: its `title`, what is in its `head` before the script tag and in its `body`, its `headers`,
   * attributes that its `tag` has beside the others'; `tag: false` leaves it untracked.
   */
  put(path, page) {
    this.#pages.set(path, page);
  }

  clear() {
    this.#pages.clear();
  }

  answer(request, response) {
    const path = request.url.split("?")[0];
    const page = this.#pages.get(path) ?? {};
    const headers = { "content-type": "text/html; charset=utf-8", ...page.headers };
    response.writeHead(path === "/favicon.ico" ? 204 : 200, headers);
    response.end(page.text ?? this.#html(path, page));
  }

  #html(path, { title = `Page ${path}`, head = "", body = "", tag = {} }) {
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(title)}</title>
${head}
${tag ? this.#script(tag) : ""}
</head>
<body>
${body}
</body>
</html>
`;
  }

  #script(extra) {
    const { src, ...dataset } = { ...this.tag, ...extra };
    const attributes = Object.entries(dataset).map(([name, value]) => ` data-${name}="${escape(value)}"`);
    return `<script async src="${escape(src)}"${attributes.join("")}></script>`;
  }
}
