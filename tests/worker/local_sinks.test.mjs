// An edge that is not for development asks nothing of its own network, whatever files and secrets say.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { Engine } from "../support/engine.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";

let world, receiver;
before(async () => {
  receiver = await Receiver.start();
  world = new World();
  world.shopPort = 9;
  const secrets = { INNER_URL: `${receiver.url}/inner` };
  world.engine = await (await Engine.create({ vars: { LOCAL_SINKS: "0" }, secrets })).start();
});
after(async () => {
  await world?.engine.destroy();
  await receiver?.stop();
});

test("a site whose sink is on this machine is refused, with what to do about it", async () => {
  const refused = await world.publish("sites/demo", { SHOP_HOOK: receiver.url }).catch((error) => error);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /site-invalid: A sink leads to the edge's own machine .* LOCAL_SINKS/);
});

test("an address of this machine that only a secret says is not asked", async (t) => {
  const site = await SinkSite.create(world, "inner");
  t.after(() => site.remove());
  await site.route('[[http]]\nid = "inner"\nurl = "{{secret.INNER_URL}}"\n');
  const answer = await world.submit({ email: `${id("")}@inner.example`.toLowerCase() }, { site: "inner", origin: world.shopOrigin });
  assert.equal(answer.status, 200);
  const { why } = await until(async () => {
    const { health } = await site.sink("inner");
    return health.why && health;
  }, "the failure");
  assert.equal(why, "its address is not a public https address");
  assert.equal(receiver.requests.length, 0);
});
