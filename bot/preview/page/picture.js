// The whole route in one picture: weeks across, their minutes as bars by kind, and below them each step on its day.

import { el, svg } from "/page/dom.js";
import { counted, sign, tone } from "./words.js";

const LEFT = 44; // for the numbers of the axis
const HIGH = 112; // of the tallest bar
const TOP = 30; // for the minutes above the bars
const CHIP = 17; // a step's square, with the gap after it
const DAYS = ["M", "T", "W", "T", "F", "S", "S", "·"]; // the last: on no weekday of its own
const WIDE = 8 * CHIP + 14; // a week
const LETTERS = 22; // of a week's title
const ABREAST = 3; // extras side by side
const BESIDE = ABREAST * CHIP + 32; // the room for them
const ACROSS = { class: "across", tabindex: "0", role: "region", "aria-label": "Picture of the route" };

/** *goTo(key)* opens a step. Gives what draws the picture of a state, with the *open* step marked and the *ways* that were taken. */
export function picture(place, goTo) {
  let stamp = "";
  return (state, open, ways) => {
    place.parentElement.hidden = !state.drawn;
    const now = JSON.stringify([state.weeks, state.beside, state.minutes_a_week, state.kinds, open, ways]);
    if (!state.drawn || now === stamp) return;
    const at = place.querySelector(".across")?.scrollLeft ?? 0;
    stamp = now;
    place.replaceChildren(
      el("div", { class: "glance" }, el("div", ACROSS, drawing(state, open, goTo, ways)), legend(state)),
      inWords(state),
    );
    place.querySelector(".across").scrollLeft = at;
  };
}

function drawing(state, open, goTo, ways) {
  const most = Math.max(state.minutes_a_week, ...state.weeks.map((week) => week.minutes), 1);
  const scale = HIGH / most;
  const floor = TOP + HIGH;
  const deep = Math.max(links_of(state).length ? 2 : 1, Math.ceil(state.beside.length / ABREAST), ...state.weeks.flatMap((week) => stacks(week).map((steps) => steps.length)));
  const end = LEFT + state.weeks.length * WIDE;
  const width = end + (state.beside.length ? BESIDE : 0);
  const height = floor + 40 + deep * CHIP + 40;
  const limit = floor - state.minutes_a_week * scale;
  return svg(
    "svg",
    { class: "route-picture", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": said(state) },
    svg("text", { class: "axis", x: LEFT - 8, y: limit + 4, "text-anchor": "end", text: `${state.minutes_a_week} min` }),
    svg("text", { class: "axis", x: LEFT - 8, y: floor + 4, "text-anchor": "end", text: "0" }),
    links(state, floor), // behind the steps
    svg("line", { class: "floor", x1: LEFT, x2: end, y1: floor, y2: floor }),
    state.weeks.map((week, at) => column(week, state, { x: LEFT + at * WIDE, scale, floor, deep, open, goTo, ways })),
    svg("line", { class: "limit", x1: LEFT, x2: end, y1: limit, y2: limit }),
    state.beside.length > 0 && aside(state, { x: end, floor, deep, open, goTo, ways }),
  );
}

function column(week, state, place) {
  const { x, scale, floor, deep } = place;
  const above = week.minutes - state.minutes_a_week;
  const minutes = `${week.minutes} min${above > 0 ? `, ${above} over` : ""}`;
  const written = (words, given) => svg("text", { "text-anchor": "middle", text: words, ...given });
  return svg(
    "g",
    {},
    svg("rect", { class: week.number % 2 ? "lane" : "lane even", x, y: 4, width: WIDE, height: floor + 36 + deep * CHIP + 36 }),
    bar(week, state, place),
    written(minutes, { class: above > 0 ? "minutes over" : "minutes", x: x + WIDE / 2, y: 18 }),
    DAYS.map((day, at) => written(day, { class: "day-name", x: middle(x, at), y: floor + 16 })),
    stacks(week).map((steps, day) => steps.map((step, nth) => chip(step, state, place, { x: middle(x, day), y: floor + 22 + nth * CHIP }))),
    written(`Week ${week.number}`, { class: "week-name", x: x + WIDE / 2, y: floor + 40 + deep * CHIP }),
    written(cut(week.title), { class: "week-title", x: x + WIDE / 2, y: floor + 55 + deep * CHIP }),
  );
}

/** The extras, which stand on no day. */
function aside(state, place) {
  const { x, floor, deep } = place;
  const at = (nth) => ({ x: x + 16 + (nth % ABREAST) * CHIP + CHIP / 2, y: floor + 22 + Math.floor(nth / ABREAST) * CHIP });
  const written = (words, y) => svg("text", { class: "week-title", x: x + BESIDE / 2, y, "text-anchor": "middle", text: words });
  return svg(
    "g",
    {},
    state.beside.map((step, nth) => chip(step, state, place, at(nth))),
    written("extras,", floor + 40 + deep * CHIP),
    written("if asked for", floor + 55 + deep * CHIP),
  );
}

function bar(week, state, { x, scale, floor }) {
  let top = floor;
  return state.kinds.map((kind) => {
    const minutes = minutesOf(week, kind.name);
    if (!minutes) return null;
    const high = minutes * scale;
    top -= high;
    return svg(
      "g",
      { class: tone(kind) },
      svg("title", { text: `${kind.name}: ${counted(minutes, "minute")}` }),
      svg("rect", { class: "piece", x: x + 22, y: top + 0.75, width: WIDE - 44, height: Math.max(high - 1.5, 1) }),
      high >= 13 && svg("text", { class: "piece-sign", x: x + WIDE / 2, y: top + high / 2 + 4, "text-anchor": "middle", text: kind.sign }),
    );
  });
}

/** A step on its day; it can be pressed, but the list is the way to it by keyboard. */
function chip(step, state, { open, goTo, ways }, { x, y }) {
  const kind = state.kinds.find((one) => one.name === step.kind);
  const way = ways[step.key];
  const free = step.day === 7 && !step.for_some;
  const classes = ["spot", tone(kind), step.key === open && "open", free && "waiting", step.for_some && "some", way && `is-${way.way}`];
  return svg(
    "g",
    { class: classes.filter(Boolean).join(" "), data: { step: step.key }, on: { click: () => goTo(step.key) } },
    svg("title", { text: `${step.title} (${step.kind}, ${step.when})${way ? `. ${way.said}` : ""}` }),
    svg("rect", { x: x - 7.5, y, width: 15, height: 15, rx: step.for_some ? 7.5 : 3.5 }),
    svg("text", { x, y: y + 11, "text-anchor": "middle", text: kind?.sign ?? "?" }),
    way?.way === "left_out" && svg("line", { class: "crossed", x1: x - 7.5, x2: x + 7.5, y1: y + 15, y2: y }),
  );
}

/** A line from each step to those that wait for its answer, or come only by it. */
function links(state, floor) {
  const places = new Map();
  for (const [at, week] of state.weeks.entries())
    for (const [day, steps] of stacks(week).entries())
      for (const [nth, step] of steps.entries())
        places.set(step.key, { x: middle(LEFT + at * WIDE, day), y: floor + 22 + nth * CHIP + CHIP });
  return links_of(state).map(({ from: start, step, decides }) => {
    const [from, to] = [places.get(start), places.get(step)];
    const dip = Math.max(from.y, to.y) + 12;
    return svg("path", { class: decides ? "link-line decides" : "link-line", d: `M${from.x} ${from.y}C${from.x} ${dip} ${to.x} ${dip} ${to.x} ${to.y}` });
  });
}

/** Which step hangs on which, and whether that one *decides* if it comes at all. */
function links_of(state) {
  const all = state.weeks.flatMap((week) => week.steps);
  const known = new Set(all.map(({ key }) => key));
  const of = (step) => {
    const asked = step.asks_about.map((from) => ({ from, step: step.key, decides: true }));
    return step.asks_about.includes(step.after) ? asked : [...asked, { from: step.after, step: step.key, decides: false }];
  };
  return all.flatMap(of).filter(({ from }) => known.has(from));
}

const middle = (x, day) => x + 7 + day * CHIP + CHIP / 2;
const stacks = (week) => DAYS.map((_, day) => week.steps.filter((step) => step.day === day));
const minutesOf = (week, kind) => week.steps.filter((step) => step.kind === kind).reduce((sum, step) => sum + step.minutes, 0);
const cut = (words) => (words.length > LETTERS ? `${words.slice(0, LETTERS - 1)}…` : words);

function legend(state) {
  const all = (kind) => counted(state.weeks.reduce((sum, week) => sum + minutesOf(week, kind), 0), "minute");
  const entry = (mark, words) => el("li", {}, mark, el("span", { class: "muted", text: words }));
  const all_steps = state.weeks.flatMap((week) => week.steps);
  const free = all_steps.some((step) => step.day === 7 && !step.for_some);
  const links = links_of(state);
  return el(
    "ul",
    { class: "kinds", "aria-label": "Kinds of activity" },
    state.kinds.map(({ name }) =>
      el("li", {}, sign(state.kinds, name), el("span", { text: name }), el("span", { class: "muted", text: all(name) })),
    ),
    entry(el("span", { class: "dashes", "aria-hidden": "true" }), `${state.minutes_a_week} minutes a week at most`),
    free && entry(el("span", { class: "ring", "aria-hidden": "true" }), "on no weekday of its own"),
    [...all_steps, ...state.beside].some((step) => step.for_some) && entry(el("span", { class: "ring round", "aria-hidden": "true" }), "only for some"),
    links.some(({ decides }) => decides) && entry(el("span", { class: "stroke-line decides", "aria-hidden": "true" }), "comes only by that answer"),
    links.some(({ decides }) => !decides) && entry(el("span", { class: "stroke-line", "aria-hidden": "true" }), "waits for that answer"),
  );
}

function said(state) {
  const holds = ({ minutes, steps }) => `${counted(minutes, "minute")} in ${counted(steps.length, "step")}`;
  const each = state.weeks.map((week) => `Week ${week.number}: ${holds(week)}`);
  const most = `Promised: ${state.minutes_a_week} minutes a week.`;
  const some = state.weeks.flatMap((week) => week.steps).filter((step) => step.for_some).length;
  const forSome = some ? ` ${counted(some, "step")} only for some, as the list says.` : "";
  const extras = state.beside.length ? ` Beside the route: ${counted(state.beside.length, "extra")}.` : "";
  return `${counted(state.weeks.length, "week")} across. ${each.join(". ")}. ${most}${forSome}${extras} The numbers stand in the table below.`;
}

function inWords(state) {
  const names = state.kinds.map(({ name }) => name);
  const row = (tag, cells) =>
    el(
      "tr",
      {},
      cells.map((cell) => el(tag, { scope: tag === "th" ? "col" : null, text: `${cell}` })),
    );
  const rows = state.weeks.map((week) => {
    const minutes = `${week.minutes} of ${state.minutes_a_week}`;
    return row("td", [`${week.number} ${week.title}`, week.steps.length, minutes, ...names.map((name) => minutesOf(week, name) || "–")]);
  });
  const table = el("table", {}, el("thead", {}, row("th", ["Week", "Steps", "Minutes", ...names])), el("tbody", {}, rows));
  return el(
    "details",
    { class: "in-words" },
    el("summary", { text: "The numbers" }),
    el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Minutes of each week" }, table),
  );
}
