// `cargo xtask cases DIR --engine`: strings that break programs, through the real edge. Each is typed into a line and into a
// textarea, sent to the form's door as browsers send it, and read back by the API; and what the form shows again where it
// is not taken is read out of its page.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../support/tools.mjs";
import { World, id } from "../support/world.mjs";

const SITE = "strings";
/** A form has 40 fields at most, whose longest answers together fit 256 KB as they are sent: no string of the cases is this long. */
const AT_ONCE = 19;
const LONGEST = 600;
const MOST_BYTES = 48 * 1024;
/** As browsers have them in controls: line breaks are one character each, and in one line there are none. */
const inLines = (text) => text.replace(/\r\n?/g, "\n");
const trimmed = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
const KINDS = ["text", "textarea"];

const { values } = parseArgs({ options: { rows: { type: "string" }, out: { type: "string" } } });
const rows = (await readFile(values.rows, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line).input);
const verdicts = rows.map(() => ({ fault: null, notes: [] }));
const world = await World.create();
try {
  await publish();
  for (const batch of batches()) await judge(batch);
} finally {
  await world.destroy();
}
await writeFile(values.out, JSON.stringify(verdicts));

/** The form has a line and a textarea for each string of a batch. */
async function publish() {
  const folder = await mkdtemp(join(tmpdir(), "leadline-strings-"));
  try {
    await cp(join(import.meta.dirname, SITE), folder, { recursive: true });
    // Whatever they score.
    await cp(join(ROOT, "tests/bench/forms/scoring.toml"), join(folder, "scoring.toml"));
    const field = (kind, at) => `[[field]]\nname = "${kind}${at}"\ntype = "${kind}"\nlabel = "${kind} ${at}"\nmax_length = ${LONGEST}\n`;
    const fields = KINDS.flatMap((kind) => Array.from({ length: AT_ONCE }, (_, at) => field(kind, at)));
    const address = '[[field]]\nname = "email"\ntype = "email"\nlabel = "E-mail"\nrequired = true\n';
    const texts = 'title = "Strings"\nbutton = "Send"\nthanks = "Thank you."\n';
    await mkdir(join(folder, "forms"));
    await writeFile(join(folder, "forms/all.toml"), [texts, address, ...fields].join("\n"));
    await world.publish(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Positions of strings that fit into one submission. */
function batches() {
  const all = [[]];
  let bytes = 0;
  rows.forEach((row, at) => {
    const more = KINDS.length * new URLSearchParams({ line: row }).toString().length;
    if (all.at(-1).length === AT_ONCE || bytes + more > MOST_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1).push(at);
    bytes += more;
  });
  return all;
}

/** What is refused is left out the second time, and everything else has to be there. */
async function judge(batch) {
  const email = `${id("s")}@strings.example`.toLowerCase();
  const typed = new Map(batch.flatMap((row, at) => KINDS.map((kind) => [`${kind}${at}`, { kind, verdict: verdicts[row], text: rows[row] }])));
  await shownAgain(typed);
  const first = await send(email, typed);
  if (first.status === 422) {
    for (const line of (await first.text()).split("\n").filter(Boolean)) {
      const [name, code] = line.split("\t");
      const { kind, verdict } = typed.get(name);
      if (["unprintable", "too-long"].includes(code)) verdict.notes.push(`refused in a ${kind} field`);
      else verdict.fault ??= `refused in a ${kind} field as ${code}`;
      typed.delete(name);
    }
  }
  const answer = first.status === 200 ? first : await send(email, typed);
  const lead = answer.status === 200 && (await world.leads(SITE)).find((lead) => lead.email === email);
  for (const [name, { kind, verdict, text }] of typed) {
    if (!lead) verdict.fault ??= `no lead: ${answer.status}`;
    else if ((lead.fields[name] ?? "") !== trimmed(inLines(text))) verdict.fault ??= `another string by the API out of a ${kind} field`;
  }
}

async function send(email, typed) {
  return world.submit({ email, ...answers(typed) }, { site: SITE, form: "all" });
}

function answers(typed) {
  return Object.fromEntries([...typed].map(([name, { text }]) => [name, inLines(text).replaceAll("\n", "\r\n")]));
}

/** Without an address nothing is taken, and a page shows what was typed. */
async function shownAgain(typed) {
  const answer = await world.submit(answers(typed), { site: SITE, form: "all", accept: "text/html" });
  const html = await answer.text();
  for (const [name, { kind, verdict, text }] of typed) {
    const control = kind === "text" ? `<input id="[^"]*" name="${name}" [^>]*?value="([^"]*)"` : `<textarea id="[^"]*" name="${name}"[^>]*>([^<]*)`;
    const shown = read(new RegExp(control).exec(html)?.[1] ?? "");
    if (shown !== inLines(text)) verdict.fault ??= `another string in the page, in a ${kind} field`;
  }
}

/** Text out of markup, as a browser reads it. */
function read(markup) {
  const named = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return markup.replace(/&(lt|gt|quot|amp);/g, (_, name) => named[name]);
}
