// A network that fails at random, in short; tests/soak/faults.soak.mjs is the long one.
import { after, before, test } from "node:test";
import { Fixture } from "../support/fixture.mjs";
import { weather } from "../support/storm.mjs";

let fixture;
before(async () => (fixture = await Fixture.open()));
after(() => fixture?.close());

test("whatever the network does, every call of three tabs counts exactly once", (t) => weather(t, fixture, 300));
