// The app itself in Teams: who adds it, removes it or blocks it, by a small menu.

import { byId, el } from "./dom.js";

/** The menu of the conversation's head. Gives a function that shows what it offers, `{words, act}` each; none hides it. */
export function appMenu() {
  const [opener, list] = [byId("more-open"), byId("more-menu")];

  opener.addEventListener("click", () => toggle(list.hidden));
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    toggle(true);
  });
  list.addEventListener("keydown", onKey);
  byId("more").addEventListener("focusout", ({ relatedTarget }) => byId("more").contains(relatedTarget) || toggle(false));

  function toggle(open) {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) list.firstElementChild?.focus();
  }

  function onKey(event) {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    }
    if (event.key === "Escape") {
      opener.focus();
      toggle(false);
    }
  }

  return (offered) => {
    byId("more").hidden = !offered.length;
    const stamp = offered.map(({ words }) => words).join("\n");
    if (list.dataset.stamp === stamp) return;
    list.dataset.stamp = stamp;
    list.replaceChildren(
      ...offered.map(({ words, act }) =>
        el("button", {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          text: words,
          on: {
            click: () => {
              opener.focus();
              toggle(false);
              act();
            },
          },
        }),
      ),
    );
  };
}
