// The box in which one writes: messages, replies, and /waypost commands with suggestions.

import { byId, el, notice } from "./dom.js";
import { grow } from "./inputs.js";
import { unescaped } from "./mrkdwn.js";
import { nameOf } from "./people.js";

const COMMAND = "/waypost";

/**
 * *acts*: `{say(text, thread), command(text)}`, both giving true if it was taken.
 * *known*: `{verbs(), people(), channels()}` for suggestions.
 */
export function composer(acts, known) {
  const form = byId("composer");
  const box = byId("composer-text");
  const list = byId("suggestions");
  const drafts = new Map();
  let where = "";
  let thread = null;
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

  /** What fits what stands before the cursor: verbs after a slash, people and channels within a command. */
  function suggest() {
    const text = box.value.slice(0, box.selectionStart);
    if (!text.startsWith("/") || text.includes("\n")) return offer([]);
    const mentioned = /(^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(text);
    if (mentioned && text.startsWith(`${COMMAND} `))
      return offer(mentions(mentioned[2], mentioned[3].toLowerCase(), text.length - mentioned[3].length - 1));
    const named = known.verbs().find(({ verb }) => text.startsWith(`${COMMAND} ${verb} `));
    if (named) return offer(forms(named).filter(({ fill }) => fill.startsWith(text) && fill !== text.trim()));
    const fits = known
      .verbs()
      .map(asVerb)
      .filter(({ fill }) => fill.startsWith(text));
    // what is a command already is sent by Enter; what is only begun is completed by it
    const begun = !fits.some(({ fill }) => fill.trim() === text.trim()) && text.trim() !== COMMAND;
    offer(fits, fits.length && begun ? 0 : -1);
  }

  const asVerb = ({ verb, says, usage }) => ({
    fill: `${COMMAND} ${verb}${(usage ?? []).some((form) => form !== verb) ? " " : ""}`,
    shown: `${COMMAND} ${verb}`,
    does: says,
    from: 0,
  });
  const forms = ({ usage }) =>
    (usage ?? []).map((form) => ({ fill: `${COMMAND} ${form}`, shown: `${COMMAND} ${form}`, does: "for example", from: 0 }));

  function mentions(sign, begun, from) {
    const all =
      sign === "@"
        ? known.people().map((user) => ({ handle: user.name, does: nameOf(user) }))
        : known
            .channels()
            .map((channel) => ({ handle: channel.name.replace(/^#/, ""), does: channel.is_private ? "private channel" : "channel" }));
    return all
      .filter(
        ({ handle, does }) =>
          (handle.toLowerCase().startsWith(begun) || does.toLowerCase().startsWith(begun)) && handle.toLowerCase() !== begun,
      )
      .map(({ handle, does }) => ({ fill: `${sign}${handle} `, shown: `${sign}${handle}`, does, from }));
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
    const [first, ...rest] = text.split(/(?<=^\S+)\s+/);
    if (/^\/\w/.test(first) && first !== COMMAND) return notice(`${first} is not a command here. The one there is begins with ${COMMAND}.`);
    const [from, answering] = [where, thread];
    fill("");
    reply(null);
    const taken = first === COMMAND ? await acts.command(rest.join(" ")) : await acts.say(text, answering?.ts);
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

  /** Answer in the thread of *message* from now on; null: no thread. */
  function reply(message) {
    thread = message;
    byId("replying").hidden = !message;
    byId("replying-to").textContent = message ? `Replying in the thread of “${excerpt(message)}”` : "";
    acts.replying(message?.ts ?? null);
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

function excerpt(message) {
  const text = unescaped(message.text ?? "")
    .replace(/\s+/g, " ")
    .trim();
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
