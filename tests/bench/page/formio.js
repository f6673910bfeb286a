/* global Formio: the script before this one. */

const component = (type, key, label, more = {}) => ({ type, key, label, input: true, ...more });
const options = (...all) => all.map((value) => ({ label: value, value }));
const components = [
  component("email", "email", "Work e-mail", { validate: { required: true } }),
  component("textfield", "first_name", "First name", { validate: { maxLength: 60 } }),
  component("phoneNumber", "phone", "Phone", { inputMask: "" }),
  component("number", "seats", "Seats", { validate: { min: 1, max: 500 } }),
  component("select", "company_size", "Company size", {
    widget: "html5",
    data: { values: options("1-50", "51-200", "201-1000", "1001+") },
  }),
  component("radio", "plan", "Plan", { values: options("team", "company") }),
  component("textarea", "question", "What would you like to measure?", { validate: { maxLength: 1000 } }),
  component("checkbox", "call", "Please call me"),
  component("button", "submit", "Send it", { action: "submit", theme: "primary" }),
];
Formio.createForm(document.getElementById("form"), { components }).then(() => (window.formReady = true));
