// The box in which one changes what one has said.

import { byId, el } from "./dom.js";
import { grow } from "./inputs.js";

/** A box with *before* in it; *end(text)* is called once with what it became, or with null where nothing is to change. */
export function editor(before, end) {
  const area = el("textarea", { id: "edit-text", "aria-label": "Edit your message", rows: 2 });
  area.value = before;
  const done = (text) => {
    end(text !== null && text.trim() && text !== before ? text : null);
    byId("composer-text").focus();
  };
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done(null);
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      done(area.value);
    }
  });
  return el(
    "div",
    { class: "editor" },
    area,
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", text: "Cancel", on: { click: () => done(null) } }),
      el("button", { type: "button", class: "primary", text: "Save", on: { click: () => done(area.value) } }),
    ),
  );
}

/** Go to the box, once it stands in the page. */
export function enter() {
  const area = byId("edit-text");
  if (!area) return;
  grow(area);
  area.focus();
}
