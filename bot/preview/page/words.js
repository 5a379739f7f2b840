// Numbers and kinds in words, and the sign of a kind.

import { el } from "/page/dom.js";

const group = (title, steps) => (steps.length ? [{ number: 0, title, minutes: 0, steps }] : []);

/** All that can be looked at, in the order of the list. */
export function everything({ weeks, weekly, beside }) {
  return [...weeks, ...group("Every week", weekly), ...group("Beside the route", beside)];
}

export const steps = (state) => everything(state).flatMap((week) => week.steps);

export const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The sign of a kind: a letter or two on its colour, so that nobody has to tell kinds by colour alone. */
export function sign(kinds, name) {
  const kind = kinds.find((one) => one.name === name);
  return el("span", { class: `chip ${tone(kind)}`, "aria-hidden": "true", text: kind?.sign ?? (name === "check-in" ? "✓" : "?") });
}

export const tone = (kind) => (kind ? `tone-${kind.tone % 14}` : "tone-none");
