// What there is to say about the file: errors first, then advice, each with its place and a way to its step.

import { el, memory } from "/page/dom.js";
import { counted } from "./words.js";

const FIRST = 5; // that are shown at once
const MOST = 200; // nobody reads more
const BELOW = "Below is the last version that could be followed.";
const NOT_YET = "Messages are drawn as soon as all of it holds.";

/** *goTo(key)* opens a step. */
export function findings(place, goTo) {
  return (state) => {
    const errors = state.findings.filter((one) => one.level === "error");
    const advice = state.findings.filter((one) => one.level !== "error");
    place.replaceChildren(...[errors.length && wrong(errors, state), advice.length && advised(advice, state)].filter(Boolean));
  };

  function wrong(errors, state) {
    return el(
      "div",
      { class: "wrongs" },
      el("h2", { text: `${state.holds ? "" : "This file can’t be followed yet: "}${counted(errors.length, "thing")} to put right` }),
      !state.holds && el("p", { text: state.drawn ? BELOW : NOT_YET }),
      lines(errors.slice(0, FIRST), state),
      errors.length > FIRST && rest(errors, state),
    );
  }

  function rest(errors, state) {
    const more = el("summary", { text: `${errors.length - FIRST} more` });
    return el("details", { class: "rest" }, more, lines(errors.slice(FIRST, MOST), state));
  }

  function advised(advice, state) {
    const fold = el(
      "details",
      { class: "advice", open: memory.get("preview.advice") === "open" },
      el("summary", { text: advice.length === 1 ? "1 piece of advice" : `${advice.length} pieces of advice` }),
      lines(advice.slice(0, MOST), state),
    );
    fold.addEventListener("toggle", () => memory.set("preview.advice", fold.open ? "open" : "closed"));
    return fold;
  }

  function lines(all, state) {
    return el(
      "ul",
      {},
      all.map((one) => el("li", {}, line(one, state))),
    );
  }

  function line(one, state) {
    const known = state.weeks.flatMap((week) => week.steps).find((step) => step.key === one.step);
    return [
      finding(one),
      known && el("button", { type: "button", class: "link", text: `Show “${known.title}”`, on: { click: () => goTo(known.key) } }),
    ];
  }
}

/** One finding, with the line of the file that it is about. */
export function finding(one) {
  return [
    el("span", { class: "at", text: one.line ? `${one.line}:${one.column}` : "file" }),
    el(
      "div",
      {},
      one.path && [el("code", { text: one.path }), " "],
      one.said,
      one.excerpt && one.level === "error" && el("code", { class: "excerpt", text: one.excerpt }),
      one.why && el("span", { class: "muted why", text: `${one.why} (${one.source})` }),
    ),
  ];
}
