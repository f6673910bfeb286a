import { init, track } from "@plausible-analytics/tracker";

init({ domain: "shop.example", endpoint: `${new URL(document.currentScript.src).origin}/api/event` });
window.benchEvent = () => track("signup", { props: { plan: "pro" } });
