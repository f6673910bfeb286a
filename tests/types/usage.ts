// How a site's own code uses Leadline. It is compiled and not run: what has to be refused says so.
import { consent, form, formStart, forms, identify, load, page, ready, reset, track } from "../../www/leadline.mjs";
import type { Leadline, Props } from "../../www/leadline.mjs";

const tag = load({ site: "demo", consent: "required", downloads: "stl,step", manual: true, wasm: "off" });
tag?.addEventListener("error", () => undefined);
load({ src: "https://edge.example/ll/a/x.js", integrity: "sha384-x", nonce: "n", site: "demo" });

const props: Props = { plan: "pro", seats: 12, trial: false, coupon: null, tags: ["a", 1], size: { width: 3 } };
track("signup");
track("signup", props);
identify({ email: "ada@shop.example", company_size: 51, newsletter: true });
consent("granted");
consent("cookieless");
reset();
page();
forms();
form(document.createElement("div"), "quote", { locale: "de" });
// @ts-expect-error a form has an id
form(document.createElement("div"));
document.addEventListener("leadline:done", ({ detail }) => detail.form.concat(String(detail.step + 1)));
formStart("newsletter");
ready(() => track("ready"));

const global: Leadline | undefined = window.leadline;
global?.("track", "signup", props);
leadline("identify", { email: "ada@shop.example" });
leadline("consent", "denied");
leadline("ready", () => undefined);
leadline("form-start", "newsletter");
leadline("forms");
leadline("form", document.createElement("div"), "quote");
leadline.form?.(document.createElement("div"), "quote", { leadlineTest: "" });

// @ts-expect-error a site is needed
load({});
// @ts-expect-error no such mode
load({ site: "demo", consent: "granted" });
// @ts-expect-error a name is needed
track();
// @ts-expect-error nested too deep
track("signup", { a: { b: { c: 1 } } });
// @ts-expect-error a function is no property
track("signup", { done: () => undefined });
// @ts-expect-error traits need an address
identify({ name: "Ada" });
// @ts-expect-error no such state
consent("maybe");
// @ts-expect-error no such call
leadline("trackk", "signup");
// @ts-expect-error reset takes nothing
leadline("reset", "now");
