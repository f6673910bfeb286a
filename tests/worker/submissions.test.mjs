// Forms that were sent, as a list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetch } from "../support/contract.mjs";
import { TOKEN } from "../support/engine.mjs";
import { World, batchOf, id } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.create();
});
after(() => world?.destroy());

const person = () => `${id("").replace(/[^a-z0-9]/gi, "x")}@sent.example`.toLowerCase();
async function submit(email, form = "whitepaper", more = {}) {
  const submission = id("sub_");
  const answer = await world.submit({ email, ll_submission: submission, ...more }, { form });
  assert.equal(answer.status, 200, await answer.text());
  return submission;
}
const list = async (query = "") => (await world.api(`submissions?site=demo&limit=200${query}`)).submissions;
const leadOf = async (email) => (await world.leads()).find((lead) => lead.email === email).id;

test("every submission is listed once, newest first, over four shards", async () => {
  const sent = [];
  for (let nth = 0; nth < 11; nth += 1) sent.push(await submit(person()));
  const shown = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await world.api(`submissions?site=demo&limit=3${cursor && `&cursor=${cursor}`}`);
    shown.push(...page.submissions);
    cursor = page.next;
    assert.ok(cursor === null ? page.submissions.length <= 3 : page.submissions.length === 3);
  }
  assert.deepEqual(shown.map(({ id }) => id).filter((id) => sent.includes(id)).sort(), sent.sort());
  assert.equal(new Set(shown.map(({ id }) => id)).size, shown.length);
  // As text, 01.1Z would stand behind 01.12Z.
  const times = shown.map(({ at }) => Date.parse(at));
  assert.deepEqual(times, times.toSorted((one, other) => other - one));
  assert.deepEqual(await list(), shown);
});

test("those of a form, of a lead, and of whom it was merged with", async () => {
  const [one, other] = [person(), person()];
  const papers = [await submit(one), await submit(other)];
  const demo = await submit(one, "demo-request", { country: "Germany" });
  const ids = async (query) => (await list(query)).map(({ id }) => id);
  assert.ok((await ids("&form=demo-request")).includes(demo));
  assert.ok(!(await ids("&form=demo-request")).includes(papers[0]));
  const leads = [await leadOf(one), await leadOf(other)];
  assert.deepEqual((await ids(`&lead=${leads[0]}`)).sort(), [papers[0], demo].sort());
  const merged = await fetch(`${world.engine.url}/api/v1/leads/merge`, {
    method: "POST",
    body: JSON.stringify({ leads }),
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  assert.equal(merged.status, 200);
  const { lead } = await merged.json();
  for (const id of leads) {
    const found = await list(`&lead=${id}`);
    assert.deepEqual(found.map((submission) => submission.lead), [lead, lead, lead], "whoever has it by now");
    assert.deepEqual(found.map(({ id }) => id).sort(), [...papers, demo].sort());
  }
  const { stdout } = await world.leadline("submissions", "--site", "demo", "--lead", leads[1]);
  assert.match(stdout, new RegExp(`demo-request +${lead} +${demo}`));
  assert.match(stdout, /3 submissions$/m);
});

test("a test says that it is one, and what identify said is no submission", async () => {
  const email = person();
  const tested = await submit(email, "whitepaper", { ll_test: "1" });
  const found = (await list()).find(({ id }) => id === tested);
  assert.deepEqual([found.test, found.form], [true, "whitepaper"]);
  const traits = { email: person() };
  const said = { kind: "identify", url: `${world.shopOrigin}/about`, occurred_at: Date.now(), traits };
  assert.equal((await world.batch(batchOf([said]))).status, 200);
  const lead = await leadOf(traits.email);
  assert.deepEqual(await list(`&lead=${lead}`), []);
});

test("what can't be asked for is said", async () => {
  const code = async (query) => {
    const answer = await world.call("GET", `submissions?site=demo${query}`);
    return [answer.status, (await answer.json()).code];
  };
  assert.deepEqual(await code("&lead=lead_00AAAAAAAAAAAAAAAAAAAAAA"), [404, "unknown-lead"]);
  assert.deepEqual(await code("&lead=ada"), [404, "unknown-lead"]);
  assert.deepEqual(await code("&cursor=x"), [400, "parameter-invalid"]);
  assert.deepEqual(await code("&limit=0"), [400, "parameter-invalid"]);
});
