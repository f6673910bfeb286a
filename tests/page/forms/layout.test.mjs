// How forms lie on a screen: small ones, magnified ones, from right to left, with colours of the visitor's own; what can be
// pressed is large enough, what has the focus can be seen, and nothing moves by itself.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { LOOKS, overflow } from "../../support/axe.mjs";
import { fill } from "../../support/browser.mjs";
import { FormFixture, alive, status, thanks } from "../../support/form_fixture.mjs";
import { focused, isInForm, typeInto } from "../../support/keys.mjs";
import { showOn } from "../../support/screens.mjs";
import { assertStill, endOf, untilUnasked, watchShifts } from "../../support/shifts.mjs";

let fixture;
before(async () => (fixture = await FormFixture.open()));
afterEach(() => fixture.calm());
after(() => fixture?.close());

const send = (page) => page.click(".ll-button");
const refusal = (page) => page.locator(".ll-summary a").first().waitFor();

/** From the first step to the thanks, with mistakes; `look` is told of each state. */
async function throughQuote(page, look) {
  await look("fresh");
  await send(page);
  await refusal(page);
  await look("with a mistake");
  await page.check("[name=need][value=fixture]");
  await look("with what a condition brings");
  await page.check("[name=material][value=steel]");
  await send(page);
  await look("in the second step");
  await send(page);
  await refusal(page);
  await look("with mistakes in the second step");
  await typeInto(page, "company", "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft");
  await page.press("[name=country]", "ArrowDown");
  await send(page);
  await page.check("[name=call]");
  await look("in the third step");
  await page.uncheck("[name=call]");
  await page.fill("[name=email]", fixture.address());
  await send(page);
  await thanks(page);
  await look("done");
}

/** What is cut off, or stands beyond the edge of the screen. */
function cut(page) {
  return page.evaluate(() => {
    const seen = [...document.querySelectorAll(".leadline-form *")].filter((one) => one.checkVisibility() && one.getClientRects()[0]);
    const out = seen.filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      // What is for screen readers alone is a pixel wide.
      if (getComputedStyle(one).clipPath !== "none") return false;
      const isCut = one.matches("button,label,legend,p,a,li") && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline";
      return left < -0.5 || right > innerWidth + 0.5 || isCut;
    });
    return out.map((one) => `${one.localName}.${one.className}: ${one.textContent.slice(0, 40)}`);
  });
}

/** What can be pressed and is smaller than 24 pixels either way; a box or a circle with what is said beside it. */
function tooSmall(page) {
  return page.evaluate(() => {
    const targets = [...document.querySelectorAll(".leadline-form :is(a,button,input,select,textarea)")];
    const seen = targets.filter((one) => one.type !== "hidden" && one.checkVisibility());
    const sizeOf = (one) => {
      const boxes = [one, ...(/radio|checkbox/.test(one.type) ? one.labels : [])].map((part) => part.getBoundingClientRect());
      const side = (least, most) => Math.max(...boxes.map((box) => box[most])) - Math.min(...boxes.map((box) => box[least]));
      return [side("left", "right"), side("top", "bottom")];
    };
    const small = seen.map((one) => [one, sizeOf(one)]).filter(([, [width, height]]) => Math.min(width, height) < 24);
    return [seen.length, small.map(([one, size]) => `${one.name || one.className}: ${size}`)];
  });
}

async function fits(page, state) {
  assert.equal(await overflow(page), 0, `${state}: nobody has to scroll sideways`);
  assert.deepEqual(await cut(page), [], `${state}: nothing is cut off`);
  const [targets, small] = await tooSmall(page);
  assert.ok(targets > 0 || state.startsWith("done"), `${state}: something can be pressed`);
  assert.deepEqual(small, [], `${state}: every target is large enough`);
}

const LARGE = "html { font-size: 200% } .leadline-form { font-size: 2rem }";
const APART = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";
const SCREENS = {
  "on a screen 320 pixels wide": { width: 320, height: 640 },
  "at twice the size": { width: 640, height: 400, scale: 2 },
  "at four times the size": { width: 320, height: 256, scale: 4 },
  "with letters twice the size": { width: 640, height: 800, style: LARGE },
  "with letters and lines further apart": { width: 320, height: 640, style: APART },
};

/** Fits on each screen. On the last one, where there is the least room, the visitor goes on. */
async function fitsEverywhere(page, state) {
  for (const [where, { style = "", ...screen }] of Object.entries(SCREENS)) {
    await showOn(page, screen);
    await page.evaluate((style) => (document.querySelector("#letters").textContent = style), style);
    await fits(page, `${state}, ${where}`);
  }
}

for (const locale of ["en", "de", "ar"]) {
  test(`a form fits on every screen, however magnified, in ${locale}, and what can be pressed is large enough`, async (t) => {
    const page = await fixture.at(t, "quote", { path: `/${locale}/quote`, viewport: { width: 320, height: 640 } });
    await page.evaluate(() => document.head.append(Object.assign(document.createElement("style"), { id: "letters" })));
    await throughQuote(page, (state) => fitsEverywhere(page, state));
  });
}

test("a form that knows its visitor, and one with a file, fit on a small screen", async (t) => {
  const page = await fixture.at(t, "profile", { viewport: { width: 320, height: 640 } });
  await fill(page, { email: fixture.address(), company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  await fixture.open(page, "/en/profile");
  await page.locator("button.ll-stranger").waitFor();
  await fits(page, "known");
  await fixture.open(page, "/en/next");
  await fill(page, { email: fixture.address(), wish: "file" });
  await send(page);
  await page.locator("a.ll-button").waitFor();
  await fits(page, "with a file");
});

test("from right to left a form is a mirror: labels, marks, boxes and bullets stand on the right", async (t) => {
  const page = await fixture.at(t, "quote", { path: "/ar/quote", viewport: { width: 800, height: 1200 } });
  await send(page);
  await refusal(page);
  const found = await page.evaluate(() => {
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const option = ".ll-field[data-field=need] label";
    return {
      direction: style(".leadline-form").direction,
      mark: [style(".ll-summary").borderRightWidth > "0px", style(".ll-summary").borderLeftStyle],
      bullets: parseFloat(style(".ll-summary ul").paddingRight) > parseFloat(style(".ll-summary ul").paddingLeft),
      circle: box(`${option} input`).left > box(`${option} span`).left,
      form: Math.round(box(".leadline-form").right) === Math.round(box("[data-leadline-form]").right),
    };
  });
  assert.deepEqual(found, { direction: "rtl", mark: [true, "none"], bullets: true, circle: true, form: true });
  await page.check("[name=need][value=gauge]");
  await send(page);
  const [next, back] = await page.evaluate(() => [".ll-button", ".ll-back"].map((button) => document.querySelector(button).getBoundingClientRect().left));
  assert.ok(next > back, "on is before back, as it is read");
});

for (const reducedMotion of ["reduce", "no-preference"]) {
  test(`nothing in a form moves by itself where motion is ${reducedMotion}`, async (t) => {
    const page = await fixture.at(t, "quote", { reducedMotion });
    const moving = () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll(".leadline-form, .leadline-form *")];
        const moves = (one) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
          return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
        };
        return [document.getAnimations().length, all.filter(moves).map(({ className }) => className)];
      });
    await throughQuote(page, async (state) => assert.deepEqual(await moving(), [0, []], state));
  });
}

test("whatever has the focus is seen to have it, whatever the colours", async (t) => {
  const page = await fixture.at(t, "quote");
  await page.check("[name=need][value=fixture]");
  await page.check("[name=material][value=steel]");
  await send(page);
  await page.check("[name=trust][value='2']", { force: true });
  const line = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      const shown = activeElement.closest(".ll-rating label") ?? activeElement;
      const { outlineWidth, outlineStyle } = getComputedStyle(shown);
      return [parseFloat(outlineWidth), outlineStyle];
    });
  const names = [];
  await page.locator("legend:visible").first().focus();
  for (await page.keyboard.press("Tab"); await isInForm(page); await page.keyboard.press("Tab")) {
    names.push(await focused(page));
    for (const [look, media] of Object.entries(LOOKS)) {
      await page.emulateMedia(media);
      const [width, style] = await line();
      assert.ok(width >= 2 && style !== "none", `${names.at(-1)} ${look}: ${width} ${style}`);
    }
  }
  assert.deepEqual(names, ["company", "country", "industry", "trust", "ll-button", "ll_back"]);
});

test("a form has the letters and colours of its page, and what the page's custom properties say", async (t) => {
  const page = await fixture.at(t, "told");
  const letters = { fontFamily: "monospace", fontSize: "21px", fontStyle: "italic" };
  const plain = { color: "rgb(1, 2, 3)", ...letters };
  await page.addStyleTag({ content: "main { color: rgb(1, 2, 3); font: italic 21px monospace }" });
  await fill(page, { email: "nobody" });
  await send(page);
  await refusal(page);
  const styles = (selector, names) =>
    page.locator(selector).first().evaluate((one, names) => {
      const style = getComputedStyle(one);
      return Object.fromEntries(names.map((name) => [name, style[name]]));
    }, names);
  for (const part of [".leadline-form", ".ll-field > label", ".ll-summary"]) assert.deepEqual(await styles(part, Object.keys(plain)), plain, part);
  for (const part of ["[name=email]", ".ll-button"]) assert.deepEqual(await styles(part, Object.keys(letters)), letters, part);

  const said = {
    "--ll-accent": [".ll-button", "backgroundColor", "rgb(10, 0, 0)"],
    "--ll-on-accent": [".ll-button", "color", "rgb(20, 0, 0)"],
    "--ll-error": [".ll-issue:not([hidden])", "color", "rgb(30, 0, 0)"],
    "--ll-field": ["[name=company]", "backgroundColor", "rgb(40, 0, 0)"],
    "--ll-field-text": ["[name=company]", "color", "rgb(50, 0, 0)"],
    "--ll-line": ["[name=company]", "borderTopColor", "rgb(60, 0, 0)"],
    "--ll-radius": ["[name=company]", "borderTopLeftRadius", "13px"],
    "--ll-gap": [".leadline-form", "rowGap", "17px"],
    "--ll-width": [".leadline-form", "width", "311px"],
  };
  await page.addStyleTag({ content: `main { ${Object.entries(said).map(([name, [, , value]]) => `${name}: ${value};`).join(" ")} }` });
  for (const [name, [part, property, value]] of Object.entries(said)) assert.deepEqual(await styles(part, [property]), { [property]: value }, name);
});

test("with colours of the visitor's own, mistakes, buttons and stars are told by more than colour", async (t) => {
  const page = await fixture.at(t, "quote", { forcedColors: "active" });
  await send(page);
  await refusal(page);
  const border = (selector, side) => page.locator(selector).first().evaluate((one, side) => parseFloat(getComputedStyle(one)[side]), side);
  assert.ok((await border(".ll-summary", "borderInlineStartWidth")) >= 3);
  assert.ok((await border(".ll-field[aria-invalid=true]", "borderInlineStartWidth")) >= 3);
  assert.ok((await border(".ll-button", "borderTopWidth")) >= 2);
  await page.check("[name=need][value=gauge]");
  await send(page);
  await page.check("[name=trust][value='2']", { force: true });
  const stars = await page.locator(".ll-rating label").evaluateAll((all) => all.map((one) => getComputedStyle(one, "::before").content[1]));
  assert.deepEqual(stars, ["★", "★", "☆", "☆", "☆"]);
});

/** A page that is watched while its form comes. `still` fails if anything has moved since, or what is below it has. */
async function watched(t, form) {
  const page = await fixture.visitor(t, { viewport: { width: 1000, height: 2000 } });
  await watchShifts(page);
  await page.goto(fixture.url(`/en/${form}`));
  const first = await endOf(page, "[data-leadline-form]");
  const still = async (state) => {
    await assertStill(page, state);
    assert.equal(await endOf(page, "[data-leadline-form]"), first, `${state}: what is below stays where it is`);
  };
  await alive(page);
  return { page, still };
}

test("nothing moves when a form comes, has mistakes, asks more, goes on and back, and is sent", async (t) => {
  const { page, still } = await watched(t, "quote");
  await throughQuote(page, still);
});

test("nothing moves when an answer takes its time", async (t) => {
  const { page, still } = await watched(t, "told");
  await fill(page, { email: fixture.address() });
  const release = fixture.hold();
  await send(page);
  await untilUnasked(page);
  await still("under way");
  release();
  await thanks(page);
  await still("done");
});

test("nothing moves when it could not be sent, and when a known visitor's form or the next one comes", async (t) => {
  const { page, still } = await watched(t, "next");
  fixture.fail("lose");
  await fill(page, { email: fixture.address(), wish: "form" });
  await send(page);
  await status(page, "check your connection");
  await still("not sent");
  await send(page);
  await page.locator('form[data-form="profile"]').waitFor();
  await alive(page);
  await still("the next form");
  await fill(page, { company: "Gauges Ltd" });
  await send(page);
  await thanks(page);
  await still("done");
  await fixture.open(page, "/en/profile");
  await page.locator("button.ll-stranger").waitFor();
  await still("known");
});
