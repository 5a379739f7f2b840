// The box in which one writes: messages, replies and commands, with suggestions.

import { byId, el, notice } from "./dom.js";
import { grow } from "./inputs.js";

/**
 * *refuse(text)* gives the words that say why it can't be sent, or nothing; *send(text, message)* sends it, as a reply to *message*
 * where there is one, and gives true if it was taken; *replying(message)* is told when that changes, *answering(message)* puts it
 * into words. *suggest(text)* gives what fits what stands before the cursor, and which of it Enter takes: `{fits, at}`.
 */
export function composer({ refuse, send: deliver, replying, answering, suggest: suggested }) {
  const form = byId("composer");
  const box = byId("composer-text");
  const list = byId("suggestions");
  const drafts = new Map();
  let where = "";
  let about = null;
  let offered = [];
  let active = -1;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("input", () => {
    grow(box);
    suggest();
  });
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", () => setTimeout(() => document.activeElement !== box && offer([]), 150));
  byId("replying-stop").addEventListener("click", () => {
    reply(null);
    box.focus();
  });

  function onKey(event) {
    if (event.isComposing) return;
    if (offered.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      return mark(active < 0 && step < 0 ? offered.length - 1 : (active + step + offered.length) % offered.length);
    }
    if (event.key === "Escape") return offered.length ? offer([]) : reply(null);
    if (event.key === "Tab" && offered.length && !event.shiftKey) {
      event.preventDefault();
      return take(offered[Math.max(active, 0)]);
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (active >= 0) take(offered[active]);
    else send();
  }

  function suggest() {
    const { fits, at } = suggested(box.value.slice(0, box.selectionStart));
    offer(fits, at);
  }

  function offer(fits, at = -1) {
    offered = fits.slice(0, 40);
    list.replaceChildren(
      ...offered.map((one, nth) =>
        el(
          "li",
          {
            role: "option",
            id: `suggestion-${nth}`,
            "aria-selected": "false",
            on: {
              pointerdown: (event) => {
                event.preventDefault(); // the box keeps the focus
                take(one);
              },
            },
          },
          el("span", { class: "verb", text: one.shown }),
          el("span", { class: "muted", text: one.does }),
        ),
      ),
    );
    list.hidden = !offered.length;
    mark(at);
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((node, nth) => node.setAttribute("aria-selected", String(nth === at)));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", `suggestion-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  }

  function take({ fill, from }) {
    const after = box.value.slice(box.selectionStart);
    box.value = box.value.slice(0, from) + fill + after.trimStart();
    box.setSelectionRange(from + fill.length, from + fill.length);
    grow(box);
    suggest();
  }

  async function send() {
    const text = box.value.trim();
    if (!text) return;
    const refusal = refuse(text);
    if (refusal) return notice(refusal);
    const [from, message] = [where, about];
    fill("");
    reply(null);
    const taken = await deliver(text, message);
    if (taken) return;
    if (where === from && !box.value)
      fill(text); // what was not taken is not lost
    else drafts.set(from, text);
  }

  function fill(text) {
    box.value = text;
    offer([]);
    grow(box);
  }

  /** What is written from now on answers *message*; null: it answers nothing. */
  function reply(message) {
    about = message;
    byId("replying").hidden = !message;
    byId("replying-to").textContent = message ? answering(message) : "";
    replying(message);
    if (message) box.focus();
  }

  /** The box belongs to another conversation now; what was begun there is kept for later. */
  function open(conversation, label, silent) {
    box.disabled = silent;
    byId("send").disabled = silent;
    box.setAttribute("aria-label", label);
    box.placeholder = label;
    if (conversation === where) return;
    if (where) drafts.set(where, box.value);
    where = conversation;
    reply(null);
    fill(drafts.get(conversation) ?? "");
  }

  return {
    open,
    reply,
    fill: (text) => {
      fill(text);
      box.focus();
      suggest();
    },
  };
}

/** The beginning of *text*, on one line. */
export function excerpt(text) {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > 50 ? `${words.slice(0, 49)}…` : words;
}
