// A site of one test with a form for everything that can follow, and a hosted page for each.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FORMS as ASKING } from "./asking.mjs";
import { SinkSite } from "./sinks.mjs";

export const CONSENT = "Yes, write to me about new gauges.";
export const NOTICE = "We keep what you type for a week, so that we can help if you get stuck.";
export const FILE = "gauges-in-cleanrooms.txt";

const ADDRESS = `
[[field]]
name = "email"
type = "email"
label = "E-mail"
required = true
`;

const form = (title, rest, top = "") => `title = "${title}"\nbutton = "Send"\nthanks = "Thank you."\n${top}${ADDRESS}${rest}`;

const FORMS = {
  ...ASKING,
  // Whatever can follow, by one answer.
  next: form("What next?", `
[[field]]
name = "wish"
type = "select"
label = "What would you like?"
options = ["word", "page", "file", "form"]
[[after]]
when = { field = "wish", is_in = ["page"] }
redirect = "/thanks?from=form"
[[after]]
when = { field = "wish", is_in = ["file"] }
file = "${FILE}"
message = "Here it is."
[[after]]
when = { field = "wish", is_in = ["form"] }
form = "profile"
message = "One more thing."
`),
  // What the edge alone refuses.
  work: form("At work", "", 'accept_mail = "business-only"\n'),
  newsletter: form("Newsletter", `
[[field]]
name = "news"
type = "consent"
label = "${CONSENT}"
purpose = "news"
[confirm]
mail = "confirming"
subject = "Please confirm"
text = "Press here: {{link}}"
`),
  begun: form("Begun", `
[[field]]
name = "first_name"
type = "text"
label = "First name"
[partial]
notice = "${NOTICE}"
`),
  told: form("Told by the address", `
[[field]]
name = "first_name"
type = "text"
label = "First name"
parameter = "name"
[[field]]
name = "company"
type = "company"
label = "Company"
[[field]]
name = "news"
type = "consent"
label = "${CONSENT}"
purpose = "news"
`),
};

/** Sends what is to be confirmed to `receiver`, below /send. */
const mails = (receiver) => `
[[mail]]
id = "confirming"
from = "news@example.com"
to = ["sales@example.com"]
subject = "Qualified"
text = "{{lead.email}}"
events = ["lead.qualified"]
[mail.via]
url = "${receiver.url}/send"
body = '{"to": {{mail.to}}, "text": "{{mail.text}}"}'
`;

export class FormSite {
  /** Publishes a site called `id` for pages at `origin`. */
  static async create(world, id, { origin, receiver }) {
    const site = await SinkSite.create(world, id);
    await mkdir(join(site.folder, "pages"), { recursive: true });
    for (const [name, text] of Object.entries(FORMS)) await writeFile(join(site.folder, `forms/${name}.toml`), text);
    for (const name of await readdir(join(site.folder, "forms"))) {
      const form = name.replace(".toml", "");
      await writeFile(join(site.folder, "pages", name), `title = "The ${form} page"\nform = "${form}"\n`);
    }
    await writeFile(join(site.folder, "routing.toml"), mails(receiver));
    await world.publish(site.folder, { SHOP_ORIGIN: origin });
    return site;
  }
}
