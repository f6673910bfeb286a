import { newTracker, trackPageView, trackStructEvent } from "@snowplow/browser-tracker";

newTracker("sp", new URL(document.currentScript.src).origin, { appId: "shop" });
trackPageView();
window.benchEvent = () => trackStructEvent({ category: "shop", action: "signup", label: "plan", property: "pro" });
