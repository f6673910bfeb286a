// The words of debug mode.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { hint, why } from "./debug-words.js";

test("every outcome the wire knows has a sentence of its own", async () => {
  const wire = await readFile(new URL("../docs/wire.md", import.meta.url), "utf8");
  const codes = [...wire.matchAll(/^\| `(accepted|(?:filtered|invalid)\.[a-z-]+)` \|/gm)].map(([, code]) => code);
  assert.ok(codes.length >= 6);
  assert.equal(new Set(codes.map(why)).size, codes.length);
  for (const code of codes) assert.notEqual(why(code), why("unheard-of"), code);
});

test("calls within the bounds are not commented on", () => {
  const within = [
    ["track", "n".repeat(64)],
    ["track", "signup", { a: "t".repeat(300), b: [1, "x", null], c: { d: true } }],
    ["identify", { email: "ada@shop.example", age: 36, news: false }],
    ["identify", { email: "ada@shop.example", ll_signature: "v1.1795000600.x" }],
    ["consent", "required"],
    ["ready", () => {}],
    ["form-start", "newsletter"],
    ["reset"],
    ["page"],
    ["forms"],
  ];
  for (const call of within) assert.equal(hint(call), undefined, JSON.stringify(call));
});

test("what is beyond the bounds is said with the bound", () => {
  const beyond = [
    [["track"], /not empty/],
    [["track", "ü".repeat(33)], /66 bytes; 64/],
    [["track", "ada%2540shop.example"], /e-mail/],
    [["track", "a\u0007"], /control/],
    [["track", "x", "text"], /object/],
    [["track", "x", Object.fromEntries([...Array(31).keys()].map((key) => [`k${key}`, 1]))], /31 props; 30/],
    [["track", "x", { ["k".repeat(65)]: 1 }], /1 to 64/],
    [["track", "x", { a: "t".repeat(301) }], /301 bytes; 300/],
    [["track", "x", { a: [[1]] }], /nested/],
    [["track", "x", { a: undefined }], /neither/],
    [["track", "x", { a: NaN }], /neither/],
    [["track", "x", Object.fromEntries([..."abcdefgh"].map((key) => [key, "t".repeat(300)]))], /2048/],
    [["identify", { name: "Ada" }], /email/],
    [["identify", { email: "a@b.example", bio: "t".repeat(501) }], /501 bytes; 500/],
    [["identify", { email: "a@b.example", more: [] }], /neither/],
    [["consent", "maybe"], /granted, denied/],
    [["ready"], /function/],
    [["toString"], /no call "toString"/],
    [[Symbol("x")], /no call/],
    [[], /no call/],
  ];
  for (const [call, expected] of beyond) assert.match(hint(call) ?? "", expected);
});
