import assert from "node:assert/strict";
import { test } from "node:test";
import { likely, median, quantile, summary } from "./figures.mjs";
import { cost, overlap, union } from "./trace.mjs";

test("a median lies in the middle, whatever the order", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test("quartiles are interpolated", () => {
  assert.equal(quantile([0, 10], 0.25), 2.5);
  assert.deepEqual(summary([1, 2, 3, 4, 5]), { median: 3, lower: 2, upper: 4 });
});

test("nothing seen in a hundred visits is not yet never", () => {
  const [least, most] = likely(0, 100);
  assert.equal(least, 0);
  assert.ok(most > 0.03 && most < 0.04);
});

test("nested spans count once", () => {
  assert.deepEqual(union([[5, 6], [0, 4], [1, 2], [4, 5]]), [[0, 6]]);
  assert.equal(overlap([[0, 10]], [[2, 3], [9, 12]]), 2);
});

test("rendering that a script provokes is not the script's, and what came before the page is nobody's", () => {
  const url = "http://a.localhost/";
  const event = (name, from, ms, more) => ({ name, ph: "X", pid: 1, tid: 1, tts: from * 1000, tdur: ms * 1000, ...more });
  const events = [
    event("RunTask", 0, 5),
    event("CommitLoad", 10, 1, { args: { data: { url } } }),
    event("RunTask", 20, 9),
    event("EvaluateScript", 21, 6),
    event("v8.run", 22, 4),
    event("Layout", 23, 2),
    event("EvaluateScript", 40, 9, { pid: 2 }),
  ];
  assert.deepEqual(cost(events, url), { script: 4, tasks: 9, longest: 9 });
});
