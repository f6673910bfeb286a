// A hosted page without JavaScript: plain POST, errors in the page, thanks after it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";

let world;
before(async () => (world = await World.create()));
after(() => world?.destroy());

const page = () => fetch(`${world.engine.url}/p/whitepaper`).then((answer) => answer.text());
const ticketIn = (html) => /name="ll_ticket" value="([^"]+)"/.exec(html)[1];
const own = () => ({ origin: `http://127.0.0.1:${world.engine.port}` });
const send = (answers, headers = own()) => world.post("p/whitepaper", new URLSearchParams(answers), headers);

test("the page holds the whole form and runs nobody else's script", async () => {
  const answer = await fetch(`${world.engine.url}/p/whitepaper`);
  const html = await answer.text();
  assert.match(html, /<form class="leadline-form" method="post" action="\/ll\/p\/whitepaper"/);
  assert.match(html, /<label for="ll-whitepaper-email">Work e-mail<\/label>/);
  assert.match(answer.headers.get("content-security-policy"), /script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(html, /<script>|style=/);
});

test("a good form leads to the thanks, once also when it is sent twice", async () => {
  const email = `${id("")}@page.example`.toLowerCase();
  const ll_ticket = ticketIn(await page());
  for (const _ of [1, 2]) {
    const answer = await send({ email, company_size: "51-200", ll_ticket });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), "/ll/p/whitepaper?sent");
  }
  const lead = (await world.leads()).find((lead) => lead.email === email);
  assert.equal(lead.submissions, 1);
  const thanks = await (await fetch(`${world.engine.url}/p/whitepaper?sent`)).text();
  assert.match(thanks, /Thank you\. The guide is on its way/);
});

test("what is wrong is said in the page, and what was typed is still there", async () => {
  const typed = '"><script>alert(1)</script>';
  const answer = await send({ email: "nobody", first_name: typed, ll_ticket: ticketIn(await page()) });
  const html = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(html, /<title>Please correct:/);
  assert.match(html, /aria-invalid="true"/);
  assert.match(html, /Please enter an e-mail address like name@company\.example\./);
  assert.match(html, /value="nobody"/);
  assert.ok(!html.includes("<script>alert"), "what was typed is escaped");
  assert.match(html, /value="&quot;&gt;&lt;script&gt;/);
});

test("an old ticket throws nothing away", async () => {
  const answer = await send({ email: "keep@page.example", first_name: "Kept", ll_ticket: "ll1.old" });
  const html = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(html, /Please send the form again/);
  assert.match(html, /value="Kept"/);
  assert.equal((await send({ email: "keep@page.example", ll_ticket: ticketIn(html) })).status, 303);
});

test("another site's form can't post here", async () => {
  const answer = await send({ email: "a@page.example" }, { origin: "https://elsewhere.example" });
  assert.equal(answer.status, 403);
});

test("where there is no page people read so in their language, and programs what to do", async () => {
  const asked = (path, accept) => fetch(`${world.engine.url}/${path}`, { headers: { accept, "accept-language": "de-AT" } });
  for (const path of ["p/none", "p/no-such-site/guide"]) {
    const shown = await asked(path, "text/html,application/xhtml+xml");
    const html = await shown.text();
    assert.deepEqual([shown.status, shown.headers.get("content-type")], [404, "text/html; charset=utf-8"], path);
    assert.match(html, /<html lang="de" dir="ltr">.*<h1>Unter dieser Adresse gibt es keine Seite\.<\/h1>/s);
    const told = await asked(path, "*/*");
    assert.deepEqual([told.status, told.headers.get("content-type")], [404, "application/problem+json"], path);
  }
});
