import posthog from "posthog-js";

posthog.init("phc_shop", {
  api_host: new URL(document.currentScript.src).origin,
  defaults: "2026-08-30",
  person_profiles: "identified_only",
});
window.benchEvent = () => posthog.capture("signup", { plan: "pro" });
