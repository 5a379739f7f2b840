// How a conversation scrolls: along with what is new for who reads its end, and not under the eyes of who reads further up.

import { byId } from "./dom.js";

const NEAR_BOTTOM_PIXELS = 90;

export function scrolling() {
  const scroll = byId("scroll");
  const newer = byId("newer");
  let welcomed = false;

  newer.addEventListener("click", toBottom);
  scroll.addEventListener("scroll", () => atBottom() && (newer.hidden = true));

  const atBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_BOTTOM_PIXELS;

  function toBottom() {
    scroll.scrollTop = scroll.scrollHeight;
    newer.hidden = true;
  }

  /** On a first visit the hint at the top is what should be seen. */
  const firstSight = (another) => another && !byId("hint").hidden && !scroll.scrollTop && !welcomed && (welcomed = true);

  /** *work* draws the log anew; *another*: another conversation than before. *stay*: do not follow what is new. */
  function draw(another, work, { stay = false } = {}) {
    const log = byId("log");
    const follow = another || (atBottom() && !stay);
    const before = log.children.length;
    log.setAttribute("aria-live", another ? "off" : "polite"); // a conversation that is only opened is not read out
    if (another) newer.hidden = true;
    work();
    if (follow && !firstSight(another)) requestAnimationFrame(toBottom);
    else if (!another && log.children.length > before) newer.hidden = false;
  }

  return { draw, toBottom };
}
