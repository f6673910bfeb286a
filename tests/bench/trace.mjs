// What one page cost its main thread, read from a trace of the browser.
//
// Times are processor time of that thread, not of the clock on the wall: other programs on the machine then add little.

export const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8", "v8.wasm"];

/** Running and compiling script and wasm, microtasks, and clearing up after them. */
const SCRIPT =
  /^(v8\.|wasm\.|V8\.GC|EvaluateScript$|FunctionCall$|MinorGC$|MajorGC$|BlinkScheduler_PerformMicrotaskCheckpoint$)/;
/** A script that asks for a size makes the page lay itself out at once. That is the page's work, only earlier. */
const RENDERING = /^(UpdateLayoutTree|Layout|PrePaint|Paint|Layerize|Commit)$/;

/** Milliseconds: script, all tasks, the longest task. */
export function cost(events, url) {
  const thread = mainThread(events, url);
  const tasks = thread.filter((event) => event.name === "RunTask");
  const script = spans(thread, SCRIPT);
  return {
    script: length(union(script)) - overlap(union(script), union(spans(thread, RENDERING))),
    tasks: sum(tasks.map((task) => task.tdur)) / 1000,
    longest: Math.max(0, ...tasks.map((task) => task.tdur)) / 1000,
  };
}

/** What the page's main thread did since the document was there. */
function mainThread(events, url) {
  const commit = events.find((event) => event.name === "CommitLoad" && event.args.data.url === url);
  if (!commit) throw new Error(`the trace has no page ${url}`);
  const own = (event) => event.pid === commit.pid && event.tid === commit.tid && event.ph === "X";
  return events.filter((event) => own(event) && event.tdur && event.tts + event.tdur > commit.tts);
}

function spans(events, names) {
  return events.filter((event) => names.test(event.name)).map(({ tts, tdur }) => [tts / 1000, (tts + tdur) / 1000]);
}

/** Nested and touching spans as one. */
export function union(spans) {
  const joined = [];
  for (const [from, to] of spans.toSorted((one, other) => one[0] - other[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** How much of some spans lies within others; both without overlaps of their own. */
export function overlap(some, others) {
  const shared = ([from, to]) => others.map(([start, end]) => Math.max(0, Math.min(to, end) - Math.max(from, start)));
  return sum(some.flatMap(shared));
}

const length = (spans) => sum(spans.map(([from, to]) => to - from));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
