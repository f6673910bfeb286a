import { Model } from "survey-core";
import "survey-js-ui";

const question = (name, title, type, more = {}) => ({ name, title, type, ...more });
const survey = new Model({
  showQuestionNumbers: false,
  completeText: "Send it",
  elements: [
    question("email", "Work e-mail", "text", { inputType: "email", isRequired: true, validators: [{ type: "email" }] }),
    question("first_name", "First name", "text", { maxLength: 60 }),
    question("phone", "Phone", "text", { inputType: "tel" }),
    question("seats", "Seats", "text", { inputType: "number", min: 1, max: 500 }),
    question("company_size", "Company size", "dropdown", { choices: ["1-50", "51-200", "201-1000", "1001+"] }),
    question("plan", "Plan", "radiogroup", { choices: ["team", "company"] }),
    question("question", "What would you like to measure?", "comment", { maxLength: 1000 }),
    question("call", "Please call me", "checkbox", { choices: ["yes"], titleLocation: "hidden" }),
  ],
});
survey.onAfterRenderSurvey.add(() => (window.formReady = true));
survey.render(document.getElementById("form"));
