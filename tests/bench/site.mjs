// The page that every tracker and every form is measured on: a short article, the same for all but for the tag, and for
// the place where a form goes.
const PARAGRAPH =
  "A page like many: some text to lay out, a few links to watch, a form further down. Nothing on it runs a script.";
const ARTICLE = Array.from({ length: 30 }, (_, number) => `<h2>Part ${number}</h2><p>${PARAGRAPH}</p>`).join("\n");
const LINKS = Array.from({ length: 20 }, (_, number) => `<li><a href="/part-${number}">Part ${number}</a></li>`).join("");
const FORM = '<form><label>E-mail <input name="email" type="email"></label><button>Send</button></form>';

export function page({ edge, elsewhere, leaveAfter }, peer) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>An article</title><link rel="icon" href="data:,">
${leaveAfter === undefined ? "" : leaving(elsewhere, leaveAfter)}${peer.head?.(edge) ?? ""}${peer.tag(edge)}
</head><body><h1>An article</h1>${peer.place ?? ""}<ul>${LINKS}</ul>${ARTICLE}${peer.place ? "" : FORM}</body></html>`;
}

/** The clock starts with the document, before the tracker is asked for. */
function leaving(elsewhere, ms) {
  return `<script>setTimeout(() => (location.href = "${elsewhere}/"), ${ms})</script>`;
}
