// The clock of the top bar: what time it is, whether Waypost has caught up with it, and the buttons that move it.

import { byId, el, notice } from "./dom.js";
import { get, post } from "./api.js";
import { city, clock as hours, fullDay, shortDay } from "./when.js";

const LINE = /^\S+\s+x(\d+(?:\.\d+)?)/;
const QUICK = 400; // milliseconds between looks while something is on its way
const CALM = 2500;
const FAST = 60;
const SLACK = 2000; // a clock that runs is always a heartbeat ahead of what has been done

/** The clock as *whose()* reads it; *moved()* is called when its minute changes. */
export function clock(whose, moved) {
  let seen = null; // {now, at, speed, …}: what the service said, and when we heard it
  let minute = "";
  let timer = 0;

  const now = () => (seen ? new Date(seen.now + (performance.now() - seen.at) * seen.speed) : null);

  async function look() {
    clearTimeout(timer);
    try {
      take(await get("clock"));
    } catch (problem) {
      seen = seen && { ...seen, speed: 0 };
      state("lost", problem.message);
    }
    draw();
    timer = setTimeout(look, seen && (seen.speed > 1 || !settled()) ? QUICK : CALM);
  }

  function take(said) {
    const speed = Number(LINE.exec(said.line ?? "")?.[1] ?? (said.line ? 0 : 1));
    seen = {
      ...said,
      now: Date.parse(said.now),
      ticked: Date.parse(said.ticked_at),
      next: said.next_at ? Date.parse(said.next_at) : null,
      at: performance.now(),
      speed,
    };
    byId("clock-run").textContent = speed > 1 ? "Stop" : `Run ×${FAST}`;
    byId("clock-run").classList.toggle("on", speed > 1);
    const waiting = (said.due ?? 0) + (said.in_flight ?? 0);
    if (said.service === false) state("lost", "Waypost is not running");
    else if (waiting) state("busy", "Sending", `, ${waiting} to go`);
    else if (speed > 1) state("running", `Running ×${speed}`);
    else if (!settled()) state("busy", "Catching up");
    else state("settled", "All caught up");
  }

  const settled = () =>
    seen.service === false || (seen.ticked >= seen.now - SLACK * Math.max(seen.speed, 1) && !(seen.due || seen.in_flight));

  /** *more* changes too often to be read out. */
  function state(kind, words, more = "") {
    const place = byId("clock-state");
    place.dataset.state = kind;
    if (place.textContent !== words + more) place.replaceChildren(words, el("span", { "aria-hidden": "true", text: more }));
  }

  function draw() {
    const at = now();
    if (!at) return;
    const zone = whose()?.tz ?? "UTC";
    byId("clock-utc").dateTime = at.toISOString();
    byId("clock-utc").textContent = `${shortDay(at, "UTC")} ${hours(at, "UTC")} UTC`;
    byId("clock-mine").dateTime = at.toISOString();
    byId("clock-mine").textContent = `${fullDay(at, zone)}, ${hours(at, zone)}`;
    byId("clock-city").textContent = city(zone);
    byId("clock-coming").textContent =
      seen.service === false ? "" : seen.next ? `Next: ${shortDay(seen.next, zone)} ${hours(seen.next, zone)}` : "Nothing is planned yet";
    if (hours(at, "UTC") + fullDay(at, "UTC") === minute) return;
    minute = hours(at, "UTC") + fullDay(at, "UTC");
    moved();
  }

  async function move(body) {
    state("busy", "Moving the clock");
    try {
      await post("clock", body);
    } catch (problem) {
      notice(problem.message);
    }
    await look();
  }

  /** The clock never goes back, so a line must be ahead of what the service reads when it finds it: by a second of running. */
  async function run() {
    await look();
    const fast = seen?.speed > 1;
    const ahead = new Date(now().getTime() + 1000 * (fast ? seen.speed : 0));
    await move({ line: fast ? ahead.toISOString() : `${ahead.toISOString()} x${FAST}` });
  }

  const moves = {
    "clock-run": run,
    "clock-hour": () => move({ by_seconds: 3600 }),
    "clock-day": () => move({ by_seconds: 86400 }),
    "clock-next": next,
  };
  for (const [id, act] of Object.entries(moves)) byId(id).addEventListener("click", act);

  async function next() {
    await look();
    if (seen?.next === null) return notice("Nothing is planned yet. Join a programme first, then there is something to go to.");
    await move({ to: "next" });
  }

  setInterval(draw, 250);
  return { now, look, draw, next };
}
