// What a customer's server does: it signs who is logged in (docs/tracker.md).
import { createHmac } from "node:crypto";
import { IDENTIFY_SECRET } from "./engine.mjs";

/** The signature of an address, good for so many seconds. */
export function sign(email, { site = "demo", secret = IDENTIFY_SECRET, seconds = 600 } = {}) {
  const expiry = Math.floor(Date.now() / 1000) + seconds;
  const text = ["leadline-identify", site, expiry, email.trim().toLowerCase()].join("\n");
  return `v1.${expiry}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
