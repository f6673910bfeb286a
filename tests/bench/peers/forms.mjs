// Whose forms are measured: the same eight fields, each as its documentation says to show them.
//
// `fields` are what has to be there, `first` is what a visitor types into, `ready` says that the library is done, by its
// own word; `submit` sends, and `issue` is where it is said that an address is missing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "../bundle.mjs";
import { compressed } from "../file.mjs";
import { leadline } from "./leadline.mjs";
import { ROOT } from "../../support/tools.mjs";

const MODULES = join(ROOT, "node_modules");
const version = (name) => JSON.parse(readFileSync(join(MODULES, name, "package.json"), "utf8")).version;
const style = (name) => ({ path: "/form.css", type: "text/css", content: readFileSync(join(MODULES, name)) });
const tags = (script) => (edge) => `<link rel="stylesheet" href="${edge}/form.css"><script async src="${edge}${script}"></script>`;

/** The peers with their files compressed. `markup` is what our edge answers for the form. */
export async function formPeers(markup) {
  const peers = [ours(markup), await surveyjs(), formio()];
  return peers.map((peer) => ({ ...peer, files: new Map(peer.files().map((file) => [file.path, compressed(file)])) }));
}

function ours(markup) {
  const opened = { path: "/ll/f/bench/eight/open", type: "text/html", content: markup, made: true };
  return {
    ...leadline,
    version: "",
    files: () => [...leadline.files(), opened],
    tag: (edge) => `<script async src="${edge}/ll/ll.js" data-site="bench"></script>`,
    place: '<div data-leadline-form="eight"></div>',
    answer: ({ path, body }) => leadline.answer({ path: path.replace("/b/bench", "/b/demo"), body }),
    fields: ".ll-field",
    first: "[data-leadline-form] input[type=email]",
    ready: 'document.querySelector("[data-leadline-form] form").noValidate',
    submit: ".ll-button",
    issue: ".ll-issue:not([hidden])",
  };
}

async function surveyjs() {
  const peer = await bundled({ key: "surveyjs", name: "SurveyJS", package: "survey-core" });
  return {
    ...peer,
    files: () => [...peer.files(), style("survey-core/survey-core.min.css")],
    tag: tags("/surveyjs.js"),
    answer: () => undefined,
    place: '<div id="form"></div>',
    fields: "#form [data-name]",
    first: "#form input[type=email]",
    ready: "window.formReady",
    submit: "#form .sd-navigation__complete-btn",
    issue: "#form [role=alert]",
  };
}

/** Its own build, which is smaller than what a bundler makes of it, with the page's code behind. */
function formio() {
  const code = ["@formio/js/dist/formio.form.min.js", "../tests/bench/page/formio.js"];
  const script = () => code.map((name) => readFileSync(join(MODULES, name), "utf8")).join("\n;");
  return {
    key: "formio",
    name: "Form.io",
    version: version("@formio/js"),
    files: () => [{ path: "/formio.js", type: "text/javascript", content: script() }, style("@formio/js/dist/formio.form.min.css")],
    tag: tags("/formio.js"),
    answer: () => undefined,
    place: '<div id="form"></div>',
    fields: "#form .formio-component[ref=component]:not(.formio-component-submit)",
    first: "#form input[type=email]",
    ready: "window.formReady",
    submit: "#form button[type=submit]",
    issue: "#form .formio-errors .error, #form .alert-danger",
  };
}
