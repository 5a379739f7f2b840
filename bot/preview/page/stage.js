// The chosen step: what it is, both drawings of its message, and what the bot makes of an answer.

import { el, notice } from "/page/dom.js";
import { modal } from "/page/modal.js";
import { finding } from "./findings.js";
import { around, panes } from "./panes.js";
import { step as ask } from "./server.js";
import { counted, sign, steps } from "./words.js";

const HINT = "What a learner might write";
const NOBODY = "Nobody has answered yet. Press a button in either drawing and see what comes back.";
const NOTHING_ASKED = "This message is to be read; there is nothing to press.";
const NOTHING_YET = "There is nothing to draw yet: the file has to hold first.";
const NO_STEPS = "No steps can be recognised in this file yet.";
const FIRST_FIELD = ".card :is([aria-invalid], .apart input, .apart textarea, .apart select)";

/** *moved()* is called when what is answered has changed. Gives `{show(state, key), tell(ways), answered(key), given()}`. */
export function stage(place, moved) {
  const answers = new Map(); // step key → view → the answers it was given here
  let showing = { state: null, key: "", view: "" };
  let ways = {};
  let asked = 0;

  const parts = {
    head: el("header", { class: "stage-head" }),
    way: el("p", { class: "way", role: "status", hidden: true, "data-testid": "way" }),
    wrongs: el("ul", { class: "wrongs here" }),
    views: el("div", { class: "views", role: "group", "aria-label": "Whose message" }),
    verdict: el("div", { class: "verdict", role: "status", "data-testid": "verdict" }),
    panes: el("div", { class: "panes", "data-testid": "message" }),
    lock: el("p", { class: "muted lock" }),
    reply: el("form", { class: "typing" }),
    reminder: el("details", { class: "reminder", "data-testid": "reminder" }, el("summary"), el("div", { class: "panes" })),
    none: el("p", { class: "empty" }),
  };
  place.replaceChildren(...Object.values(parts));

  const field = el("input", { id: "reply", type: "text", autocomplete: "off", placeholder: HINT, "data-testid": "reply" });
  const label = el("label", { for: "reply", text: "Reply in words" });
  parts.reply.append(label, el("div", { class: "control" }, field), el("button", { type: "submit", text: "Send" }));
  parts.reply.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const text = field.value;
    field.value = "";
    await act({ text });
  });

  const views = modal(around, {
    submit: async (values) => {
      const drawn = await act({ chat: "slack", form: view.form, values });
      return { errors: drawn && Object.keys(drawn.errors).length ? drawn.errors : null, problem: drawn ? null : "not drawn" };
    },
    close: () => open(null),
    press: () => {},
  });
  let view = null;

  function open(window) {
    view = window && { ...window, form: JSON.parse(window.private_metadata).form };
    views.show(view);
  }

  /** Show the step of that key, with the answers that it was given here before. */
  async function show(state, key) {
    const another = key !== showing.key;
    showing = { ...showing, state, key };
    if (another) look("");
    tell(ways);
    await draw(null);
  }

  /** Say of a step that is not for everybody whether it comes, by the answers so far. */
  function tell(found) {
    ways = found;
    const way = showing.state?.drawn ? ways[showing.key] : null;
    parts.way.hidden = !way;
    parts.way.dataset.way = way?.way ?? "";
    if (parts.way.textContent !== (way?.said ?? "")) parts.way.textContent = way?.said ?? "";
    for (const one of ["panes", "reminder"]) parts[one].classList.toggle("not-coming", way?.way === "left_out");
  }

  function look(at) {
    showing.view = at;
    open(null);
  }

  function turn(at) {
    look(at);
    return draw(null);
  }

  async function act(given) {
    const drawn = await draw(given);
    if (!drawn) return null;
    const refused = Object.keys(drawn.errors).length > 0;
    if (!(refused && view && given.form)) open(drawn.window);
    if (drawn.opened) parts.panes.querySelector(FIRST_FIELD)?.focus({ preventScroll: true });
    moved();
    return drawn;
  }

  async function draw(given) {
    const { state, key } = showing;
    const number = (asked += 1);
    heading(state, key);
    const step = found(state, key);
    parts.none.hidden = state.drawn && Boolean(step);
    parts.none.textContent = state.weeks.length ? NOTHING_YET : NO_STEPS;
    for (const one of ["views", "verdict", "panes", "lock", "reply", "reminder"]) parts[one].hidden = !state.drawn || !step;
    if (!state.drawn || !step) return null;
    let drawn;
    try {
      drawn = await ask({ step: key, view: showing.view, given: answers.get(key) ?? {}, act: given });
    } catch (problem) {
      notice(problem.message);
      return null;
    }
    if (number !== asked) return null; // another was asked for meanwhile
    showing.view = drawn.view;
    keep(key, drawn);
    showMessages(step, drawn);
    return drawn;
  }

  function keep(key, { view: whose, given }) {
    const kept = { ...answers.get(key), [whose]: given };
    if (Object.values(kept).some(({ length }) => length)) answers.set(key, kept);
    else answers.delete(key);
  }

  function showMessages(step, drawn) {
    const time = step.time || "09:00";
    panes(parts.panes, { ...drawn.message, time, wrong: drawn.wrong, reply: drawn.said, press: act, name: `${step.key} ${drawn.view}` });
    parts.lock.textContent = `In the notification: ${drawn.message.notice}`;
    chooseView(drawn);
    parts.reply.hidden = !drawn.takes_text;
    verdict(drawn);
    reminder(drawn, time, step.key);
  }

  function heading(state, key) {
    const step = found(state, key);
    const all = steps(state);
    const at = all.findIndex((one) => one.key === key);
    const go = (to) => place.dispatchEvent(new CustomEvent("goto", { detail: all[to].key }));
    const way = (to, words) =>
      el("button", { type: "button", text: words, disabled: !all[to], data: { focus: words }, on: { click: () => go(to) } });
    const focused = parts.head.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    parts.head.replaceChildren(
      el(
        "div",
        {},
        el("h2", { text: step?.title ?? "" }),
        step && el("p", { class: "muted facts" }, sign(state.kinds, step.kind), facts(step, state)),
      ),
      el("div", { class: "ways", role: "group", "aria-label": "Other steps" }, way(at - 1, "Previous"), way(at + 1, "Next")),
    );
    if (focused) [...parts.head.querySelectorAll("button")].find((one) => one.dataset.focus === focused)?.focus();
    const here = state.findings.filter((one) => one.step && one.step === key);
    parts.wrongs.hidden = !here.length;
    parts.wrongs.replaceChildren(...here.map((one) => el("li", { data: { level: one.level } }, finding(one))));
  }

  /** Whose message is looked at, where a step makes several. */
  function chooseView({ views: all, view: now }) {
    parts.views.hidden = all.length < 2;
    const focused = parts.views.contains(document.activeElement) ? document.activeElement.dataset.view : null;
    const button = ({ key, title }) =>
      el("button", { type: "button", "aria-pressed": `${key === now}`, text: title, data: { view: key }, on: { click: () => turn(key) } });
    parts.views.replaceChildren(...all.map(button));
    if (focused !== null) [...parts.views.children].find((one) => one.dataset.view === focused)?.focus();
  }

  function verdict({ verdict: found, given, signal, acts, takes_text: typed }) {
    const link = (text, click) => el("button", { type: "button", class: "link", text, on: { click } });
    const happens = signal && link(`Tell it that “${signal}” has happened`, () => act({ happened: true }));
    const again = (given.length > 0 || found) && link("Start this step over", restart);
    parts.verdict.replaceChildren(...[el("p", {}, found ? inWords(found) : acts || typed ? NOBODY : NOTHING_ASKED), happens, again].filter(Boolean));
  }

  async function restart() {
    answers.delete(showing.key);
    open(null);
    await draw(null);
    moved();
    place.focus({ preventScroll: true });
  }

  function reminder(drawn, time, key) {
    parts.reminder.hidden = !drawn.reminder;
    if (!drawn.reminder) return;
    const { message, after_days: after, at_most: most } = drawn.reminder;
    const often = most > 1 ? `, ${most} times at most` : "";
    parts.reminder.firstElementChild.textContent = `The reminder, after ${counted(after, "day")} without an answer${often}`;
    panes(parts.reminder.lastElementChild, { ...message, time, press: act, name: `${key} reminder` });
  }

  return { show, tell, answered: (key) => answers.has(key), given: () => Object.fromEntries(answers) };
}

const found = (state, key) => steps(state).find((one) => one.key === key);

function facts(step, state) {
  const named = step.key.startsWith("/") ? "" : step.key; // the check-in has no key in the file
  const stale = state.drawn && !state.holds && "as the file last held";
  return [step.kind, step.when, step.minutes && counted(step.minutes, "minute"), named, stale].filter(Boolean).join(" · ");
}

function inWords({ taken, status, label, score, done }) {
  if (!taken) return ["Not taken: ", "nothing is kept of this answer."];
  const noted = el("strong", { text: status.replaceAll("_", " ") });
  const points = score === null ? "" : `, score ${Math.round(score * 100)} %`;
  return ["The bot notes ", noted, label && ` (${label})`, points, done ? ". The step is done." : ". The step stays open."];
}
