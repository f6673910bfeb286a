// The build that Segment's own snippet loads: smaller than what a bundler makes of the package.
import "./segment.stub.js";
require("@segment/analytics-next/dist/umd/standalone.js");

window.benchEvent = () => window.analytics.track("signup", { plan: "pro" });
