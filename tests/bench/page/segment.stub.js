// What Segment's snippet leaves for its script: the key, the options, and the calls made before it was there. Its own
// host names are replaced by the host that served this file.
const { origin, host } = new URL(document.currentScript.src);
const integrations = { "Segment.io": { apiHost: `${host}/v1`, protocol: "http" } };
window.analytics = Object.assign([["page"]], { _writeKey: "shop", _cdn: origin, _loadOptions: { integrations } });
