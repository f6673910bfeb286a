// A site of one test with forms that ask a little at a time, step by step, under conditions and in several languages.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SinkSite } from "./sinks.mjs";

const ADDRESS = `
[[field]]
name = "email"
type = "email"
label = "E-mail"
required = true
`;

/** The forms, by their ids. */
export const FORMS = {
  // Two of the queue at a time; the telephone after the second submission.
  profile: `title = "Profile"
button = "Send"
thanks = "Thank you."
at_a_time = 2
${ADDRESS}
[[field]]
name = "campaign"
type = "hidden"
[[field]]
name = "first_name"
type = "text"
label = "First name"
[[field]]
name = "company"
type = "company"
label = "Company"
required = true
queued = true
[[field]]
name = "job_title"
type = "text"
label = "Job title"
queued = true
[[field]]
name = "company_size"
type = "select"
label = "Size"
options = ["1-50", "51-200"]
queued = true
[[field]]
name = "phone"
type = "tel"
label = "Telephone"
queued = true
after = 2
[in.de]
title = "Profil"
thanks = "Danke."
`,
  stand: `title = "Stand"
button = "Send"
thanks = "Thank you."
kiosk = true
at_a_time = 1
${ADDRESS}
[[field]]
name = "company"
type = "company"
label = "Company"
queued = true
[[field]]
name = "job_title"
type = "text"
label = "Job title"
queued = true
`,
  visit: `title = "Plan a visit"
button = "Ask for a day"
thanks = "See you soon."
${ADDRESS}
[[field]]
name = "kind"
type = "radio"
label = "You come as"
required = true
options = ["person", "company"]
labels = { person = "a person", company = "a company" }
[[field]]
name = "company"
type = "company"
label = "Company"
required = true
when = { field = "kind", is_in = ["company"] }
[[field]]
name = "seats"
type = "number"
label = "How many are you?"
min = 2
when = { field = "kind", is_in = ["company"] }
[[field]]
name = "parts"
type = "checkboxes"
label = "What would you like to see?"
options = ["shop floor", "laboratory", "archive"]
default = "shop floor"
[[field]]
name = "note"
type = "textarea"
label = "Anything else?"
[[field]]
name = "news"
type = "consent"
label = "Send me news"
purpose = "news"
[[step]]
id = "you"
title = "About you"
fields = ["email", "kind", "company"]
[[step]]
id = "group"
title = "Your group"
fields = ["seats"]
[[step]]
id = "day"
title = "Your day"
fields = ["parts", "note", "news"]
[in.de]
title = "Besuch"
thanks = "Bis bald."
[in.ar]
title = "زيارة"
`,
};

export class AskingSite {
  /** Publishes the forms under a site called `id`, each on a hosted page of its name. */
  static async create(world, id) {
    const site = await SinkSite.create(world, id);
    for (const [name, form] of Object.entries(FORMS)) {
      await writeFile(join(site.folder, `forms/${name}.toml`), form);
      await writeFile(join(site.folder, `pages/${name}.toml`), `title = "The ${name} page"\nform = "${name}"\n`);
    }
    await world.publish(site.folder);
    return site;
  }
}

/** The sealed ticket of a form's markup. */
export const ticketIn = (html) => /name="ll_ticket" value="([^"]+)"/.exec(html)[1];

/** The names of the fields that people see in a form's markup. */
export const askedIn = (html) => [...html.matchAll(/data-field="([^"]+)"/g)].map(([, name]) => name);
