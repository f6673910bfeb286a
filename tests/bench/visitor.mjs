// A visitor who sends one batch of eight items after the other and carries the passport along, as the tracker does.
import { randomBytes } from "node:crypto";

const SHOP = "http://shop.localhost:8788";

export class Visitor {
  #passport;

  next() {
    const id = `bat_${randomBytes(16).toString("base64url")}`;
    const passport = this.#passport ? `,"passport":"${this.#passport}"` : "";
    const now = Date.now();
    return `{"v":1,"batch":"${id}","sent_at":${now}${passport},"items":[${items(now - 60_000)}]}`;
  }

  heard(receipt) {
    const [passport, ...outcomes] = receipt.split("\n");
    if (outcomes.length !== 8 || outcomes.some((outcome) => outcome !== "accepted")) throw new Error(receipt);
    this.#passport = passport;
  }
}

/** A visit from a campaign that ends in a form. */
function items(at) {
  const item = (kind, path, more) => `{"kind":"${kind}","occurred_at":${at},"url":"${SHOP}${path}",${more}}`;
  const landing = "/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn";
  return [
    item("view", landing, `"title":"Northwind Gauges","referrer":"https://www.search.example/"`),
    item("engagement", landing, `"ms":14200,"scroll":60`),
    item("view", "/pricing", `"title":"Pricing","referrer":"${SHOP}/"`),
    item("event", "/pricing", `"name":"plan-compared","props":{"plan":"team","seats":20}`),
    item("link", "/pricing", `"link":"download","target":"${SHOP}/gauges.pdf"`),
    item("view", "/whitepaper", `"title":"Measuring small parts","referrer":"${SHOP}/pricing"`),
    item("form-start", "/whitepaper", `"form":"whitepaper"`),
    item("form-field", "/whitepaper", `"form":"whitepaper","field":"email"`),
  ].join(",");
}
