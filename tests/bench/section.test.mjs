import assert from "node:assert/strict";
import { test } from "node:test";
import { document, sections } from "./section.mjs";

test("a section that is written leaves the others as they are", () => {
  const first = document({ edge: "## Edge\n\nfast", client: "## Client\n" });
  assert.deepEqual(sections(first), { client: "## Client", edge: "## Edge\n\nfast" });
  const second = document({ ...sections(first), domain: "## Domain" });
  assert.equal(second, "# Benchmarks\n\n<!-- client -->\n\n## Client\n\n<!-- domain -->\n\n## Domain\n\n<!-- edge -->\n\n## Edge\n\nfast\n");
  assert.equal(document(sections(second)), second);
});
