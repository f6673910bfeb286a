// A crowd of people with everything they submit, the same for the same seed.
import { randomFrom } from "./random.mjs";

const SIZES = ["1-50", "51-200", "201-1000", "1001+"];
const TITLES = ["Head of Quality", "Technician", "Director of Research", "Buyer", "Founder"];
const INDUSTRIES = ["Aerospace", "Automotive", "Medical devices", "Other"];
const COUNTRIES = ["Austria", "Norway", "Switzerland", "Portugal"];
/** Few enough that each has several people. */
const COMPANIES = 12;

/**
 * Who they are by what they do; the more often named, the more of them. Each is a list of steps, and a step is one submission:
 * `again` under the id of the step before it, `twice` sent by both clicks of a double click, `left` by somebody who does not
 * wait for the answer and is never seen again.
 */
const KINDS = [
  [{ form: "whitepaper" }],
  [{ form: "whitepaper" }],
  [{ form: "whitepaper", left: true }],
  [{ form: "whitepaper" }, { form: "whitepaper" }],
  [{ form: "whitepaper" }, { form: "whitepaper", again: "other" }],
  [{ form: "whitepaper", twice: true }, { form: "whitepaper", again: "same" }],
  [{ form: "whitepaper", sure: true }, { form: "demo-request" }],
  [{ form: "whitepaper", sure: true }, { form: "whitepaper" }, { form: "demo-request", twice: true }],
  [{ form: "demo-request" }, { form: "demo-request", again: "other" }, { form: "whitepaper", left: true }],
  [{ form: "whitepaper", sure: true }, { form: "demo-request", left: true }],
];

/** People who submit `count` times in all, or a few times more. */
export function crowd(seed, count) {
  const random = randomFrom(seed);
  const people = [];
  for (let submissions = 0; submissions < count; submissions += people.at(-1).steps.length) {
    people.push(person(random, seed, people.length));
  }
  return people;
}

function person(random, seed, nth) {
  const one = (choices) => choices[Math.floor(random() * choices.length)];
  const host = random() < 0.3 ? "gmail.com" : `company${Math.floor(random() * COMPANIES)}.example`;
  const email = `p${nth}.s${seed}@${host}`;
  const steps = [];
  for (const { form, again, ...how } of one(KINDS)) {
    const before = again && steps.at(-1);
    const answers = again === "same" ? before.answers : answersTo(form, how, one);
    // Whoever comes back may write the address in another way; a correction is the same person's.
    const typed = steps.length > 0 && random() < 0.3 ? email.toUpperCase() : email;
    steps.push({ form, ...how, id: before?.id ?? submissionId(random), answers: again === "same" ? answers : { email: typed, ...answers } });
  }
  return { email, steps };
}

function answersTo(form, { sure }, one) {
  if (form === "demo-request") return { country: one(COUNTRIES), industry: one(INDUSTRIES), question: "Threads of 2 mm" };
  return sure ? { company_size: "51-200", job_title: "Head of Quality" } : { company_size: one(SIZES), job_title: one(TITLES) };
}

function submissionId(random) {
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
  return `sub_${Buffer.from(bytes).toString("base64url")}`;
}
