// The route as a list: weeks, and the steps of each.

import { el, reconcile } from "/page/dom.js";
import { counted, everything, sign } from "./words.js";

/** *goTo(key)* opens a step. Gives what draws the list: the *state*, the *open* step's key, what is *answered*, by key, and the *ways*. */
export function list(place, goTo) {
  place.addEventListener("keydown", (event) => {
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!to || !(event.target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const all = [...place.querySelectorAll("button")];
    all[(all.indexOf(event.target) + to + all.length) % all.length].focus();
  });

  return (state, open, answered, ways) =>
    reconcile(
      place,
      everything(state).map((week) => ({
        key: `${week.number} ${week.number ? "" : week.title}`,
        stamp: JSON.stringify([week, open, week.steps.map(({ key }) => [answered(key), wrongs(state, key), ways[key]])]),
        make: () => drawn(week, state, open, answered, ways),
      })),
    );

  function drawn(week, state, open, answered, ways) {
    const over = week.minutes > state.minutes_a_week && state.drawn;
    return el(
      "section",
      {},
      el(
        "h2",
        {},
        el("span", { text: heading(week) }),
        state.drawn && week.number > 0 && el("span", { class: over ? "minutes over" : "minutes", text: `${week.minutes} min` }),
      ),
      el(
        "ol",
        {},
        week.steps.map((step) => el("li", {}, entry(step, state, open, answered(step.key), ways[step.key]))),
      ),
    );
  }

  function entry(step, state, open, answered, way) {
    const errors = wrongs(state, step.key);
    const when = step.day < 7 ? `${DAYS[step.day]} ${step.time}` : step.when;
    const facts = [step.kind, when, step.minutes && counted(step.minutes, "minute"), step.optional && "may be left out", WAYS[way?.way]];
    return el(
      "button",
      {
        type: "button",
        class: "step",
        "aria-current": step.key === open ? "step" : null,
        data: { focus: step.key, step: step.key, way: way?.way },
        on: { click: () => goTo(step.key) },
      },
      sign(state.kinds, step.kind),
      el(
        "span",
        { class: "text" },
        el("span", { class: "name", text: step.title }),
        el("span", { class: "muted", text: facts.filter(Boolean).join(" · ") }),
      ),
      answered && el("span", { class: "mark", role: "img", "aria-label": "answered here", text: "✓" }),
      errors > 0 && el("span", { class: "mark bad", role: "img", "aria-label": counted(errors, "error"), text: "!" }),
    );
  }
}

const heading = ({ number, title }) => (number ? `Week ${number}${title ? `: ${title}` : ""}` : title);

const WAYS = { comes: "comes by the answers here", open: "only for some", left_out: "does not come" };

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const wrongs = (state, key) => state.findings.filter((one) => one.level === "error" && one.step === key).length;
