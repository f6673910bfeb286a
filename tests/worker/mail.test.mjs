// Mail where none is caught: through a provider's HTTP interface, and through a binding that is not there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World, id } from "../support/world.mjs";
import { Receiver } from "../support/receiver.mjs";
import { SinkSite } from "../support/sinks.mjs";
import { until } from "../support/until.mjs";

let world, receiver, site;
before(async () => {
  receiver = await Receiver.start();
  world = await World.create({ vars: { OUTBOX_RESEND_SECONDS: "30" }, secrets: { MAIL_TOKEN: "t0ken" } });
  site = await SinkSite.create(world, "mailing");
});
after(async () => {
  await site?.remove();
  await world?.destroy();
  await receiver?.stop();
});

const MAIL = `
from = "leadline@example.com"
to = ["sales@example.com", "ops@example.com"]
subject = "New: {{lead.fields.first_name}}"
text = "{{lead.email}} \\"quoted\\""
events = ["lead.created"]
`;

test("a provider is asked as its template says, and what somebody typed begins no other header or key", async () => {
  await site.route(`[[mail]]
id = "sales"
${MAIL}
[mail.via]
url = "${receiver.url}/send"
headers = { x-token = "{{secret.MAIL_TOKEN}}" }
body = '{"to": {{mail.to}}, "To": "{{mail.to}}", "subject": "{{mail.subject}}", "text": "{{mail.text}}", "lead": "{{lead.id}}"}'
`);
  const email = `${id("")}@mailing.example`.toLowerCase();
  await site.submit(email, { first_name: 'Ada\u2028", "to": "all@example.com' });
  const [request] = await until(() => receiver.at("/send").length > 0 && receiver.at("/send"), "the provider to be asked");
  assert.equal(request.headers["x-token"], "t0ken");
  const { subject, text, to, To, lead } = request.event;
  assert.deepEqual(to, ["sales@example.com", "ops@example.com"]);
  assert.equal(To, "sales@example.com, ops@example.com");
  assert.equal(subject, 'New: Ada ", "to": "all@example.com');
  assert.equal(text, `${email} "quoted"`);
  assert.match(lead, /^lead_/);
});

test("without the binding the sink says what is missing", async () => {
  await site.route(`[[mail]]\nid = "unbound"\n${MAIL}`);
  const failed = await world.leadline("sink", "test", "unbound", "--site", "mailing").catch((error) => error);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /unbound did not take the example: the binding MAIL is missing in wrangler\.toml\./);
});
