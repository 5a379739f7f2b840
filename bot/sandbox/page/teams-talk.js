// A conversation in Teams: bubbles and cards in the chat with the bot, posts with their replies in a channel.

import { byId, el, reconcile } from "./dom.js";
import { editor, enter } from "./editor.js";
import { grow } from "./inputs.js";
import { avatar, nameOf } from "./people.js";
import { scrolling } from "./scrolling.js";
import { drawCard } from "./teams-card.js";
import { mention } from "./mrkdwn.js";
import { clock, dayKey, longDay, shortDay } from "./when.js";

const TOGETHER_MILLISECONDS = 5 * 60 * 1000; // messages of one person this close share a head

/**
 * *around* is `{user(id), bot, named()}`, *named* being everything that a mention can stand for;
 * *acts*: `{press(message, nth, action, values), reply(message), edit(message, text), remove(message)}`.
 */
export function talk(around, acts) {
  const rolling = scrolling();
  const below = new Map(); // message id → what Teams says below its cards
  const errors = new Map(); // message id/nth → input id → what the Teams app finds wrong with it
  const drafts = new Map(); // person/message id/nth → {card, values}: what was typed into a card, for as long as it is the same
  let showing = "";
  let editing = null;
  let last = null;

  /** Draw *messages* as *me* sees them; *where* tells one conversation (of one person) from the next. */
  function show(given = last, { stay = false } = {}) {
    last = given;
    const another = given.where !== showing;
    if (another) {
      editing = null;
      below.clear();
      errors.clear();
    }
    showing = given.where;
    rolling.draw(another, () => reconcile(byId("log"), rows(given)), { stay });
    for (const area of byId("log").querySelectorAll(".card textarea")) grow(area); // its height is known only now
  }

  // -------------------------------------------------------------- rows

  function rows({ messages, me, personal, replying }) {
    const out = [];
    let day = "";
    let above = null;
    for (const { root, replies } of personal ? messages.map((one) => ({ root: one, replies: [] })) : posts(messages)) {
      const at = new Date(root.shown_at);
      if (dayKey(at, me.tz) !== day) {
        day = dayKey(at, me.tz);
        out.push({ key: `day ${day}`, stamp: me.tz, make: () => separator(longDay(at, me.tz)) });
        above = null;
      }
      out.push(row(root, me, { personal, replying, together: personal && goesWith(above, root), first: !personal }));
      for (const reply of replies) out.push(row(reply, me, { personal, replying, within: true }));
      if (!personal) out.push({ key: `reply ${root.id}`, stamp: `${replying === root.id}`, make: () => answer(root) });
      above = root;
    }
    return out;
  }

  const separator = (words) => el("div", { class: "day", role: "separator", "aria-label": words }, el("span", { text: words }));

  const answer = (root) =>
    el(
      "div",
      { class: "answer" },
      el("button", {
        type: "button",
        class: "quiet",
        text: "Reply",
        data: { focus: `reply ${root.id}` },
        on: { click: () => acts.reply(root) },
      }),
    );

  function row(message, me, place) {
    const edited = editing === message.id;
    const quoted = message.quote && last.messages.find(({ id }) => id === message.quote);
    const wrong = message.cards.map((_, nth) => errors.get(`${message.id}/${nth}`));
    const stamp = JSON.stringify([
      message,
      place.together,
      place.replying === message.id,
      me.id,
      me.tz,
      edited,
      quoted && gist(quoted),
      wrong,
    ]);
    return { key: message.id, stamp, make: () => article(message, me, place, { edited, quoted }) };
  }

  // -------------------------------------------------------------- one message

  function article(message, me, place, { edited, quoted }) {
    const author = around.user(message.from);
    const at = new Date(message.shown_at);
    const time = clock(at, me.tz);
    const mine = message.from === me.id;
    const classes = [
      "message",
      place.personal ? (mine ? "said-by-me" : "said-to-me") : "post",
      place.first && "first",
      place.within && "reply",
      place.together && "together",
      place.replying === message.id && "answering",
    ];
    return el(
      "article",
      {
        class: classes.filter(Boolean).join(" "),
        tabindex: "-1",
        "aria-label": `${nameOf(author)}, ${time}`,
        "data-testid": "message",
        data: { id: message.id, author: message.from },
      },
      !(mine && place.personal) && el("div", { class: "gutter" }, !place.together && avatar(author)),
      el(
        "div",
        { class: "said" },
        !place.together &&
          el(
            "p",
            { class: "by" },
            !(mine && place.personal) && el("span", { class: "name", text: nameOf(author) }),
            el("time", { class: "muted", datetime: message.shown_at, title: `${shortDay(at, me.tz)} ${time}`, text: time }),
          ),
        edited ? editor(message.text, (text) => change(message, text)) : body(message, me, quoted),
        el("p", { class: "toast", role: "status", text: below.get(message.id) ?? "" }),
      ),
      !message.deleted && !edited && tools(message, me, place),
    );
  }

  function body(message, me, quoted) {
    if (message.deleted) return el("div", { class: "bubble deleted", text: "This message has been deleted." });
    const words = message.text && [quoted && quote(quoted), el("div", { class: "words" }, written(message))];
    return [
      words && el("div", { class: "bubble" }, words, message.edited && el("span", { class: "muted edited", text: "Edited" })),
      (message.files ?? []).map((name) => el("div", { class: "bubble", text: `File: ${name}` })),
      message.cards.map((card, nth) => drawn(message, me, card, nth)),
    ];
  }

  function drawn(message, me, card, nth) {
    const [at, mine] = [`${message.id}/${nth}`, `${me.id}/${message.id}/${nth}`];
    const stamp = JSON.stringify(card);
    const draft = drafts.get(mine);
    return drawCard(card, {
      place: `card-${message.id}-${nth}`,
      values: draft?.card === stamp ? draft.values : {},
      errors: errors.get(at) ?? {},
      press: (action, values) => acts.press(message, nth, action, values),
      typed: (values) => drafts.set(mine, { card: stamp, values }),
    });
  }

  /** What somebody typed; in a channel the bot and who else was mentioned stand out. */
  function written(message) {
    if (message.ours || last.personal) return message.text;
    const names = around.named().sort((one, other) => other.length - one.length);
    const found = new RegExp(`(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|")})(?![\\p{L}\\p{N}])`, "giu");
    const pieces = message.text.split(found).map((piece, nth) => (nth % 2 ? mention(piece.slice(1)) : piece));
    return [mention(around.bot), " ", pieces];
  }

  const quote = (message) =>
    el(
      "blockquote",
      { class: "quoted" },
      el("span", { class: "name", text: nameOf(around.user(message.from)) }),
      el("span", { text: gist(message) }),
    );

  function tools(message, me, place) {
    const tool = (name, act) =>
      el("button", { type: "button", class: "tool", text: name, data: { focus: `${message.id} ${name}` }, on: { click: act } });
    const mine = message.from === me.id;
    const offered = [
      place.personal && tool("Reply", () => acts.reply(message)),
      mine && tool("Edit", () => edit(message.id)),
      mine && tool("Delete", () => acts.remove(message)),
    ];
    return (
      offered.some(Boolean) && el("div", { class: "tools", role: "group", "aria-label": "What you can do with this message" }, offered)
    );
  }

  function edit(id) {
    editing = id;
    show();
    enter();
  }

  function change(message, text) {
    editing = null;
    show();
    if (text !== null) acts.edit(message, text);
  }

  // -------------------------------------------------------------- what comes back

  /** A card of *message* was pressed: what it became, what Teams *says* of it, what is wrong with its inputs; then go on *at* a place. */
  function answered(message, nth, { card, says = "", wrong = {} }, at) {
    const shown = last.messages.find(({ id }) => id === message.id);
    if (!shown) return;
    errors.delete(`${message.id}/${nth}`);
    if (Object.keys(wrong).length) errors.set(`${message.id}/${nth}`, wrong);
    if (card) shown.cards = shown.cards.map((one, place) => (place === nth ? card : one));
    show(last, { stay: true });
    say(message.id, says);
    const node = byId("log").querySelector(`[data-id="${message.id}"]`);
    const next = node?.querySelector(at === "wrong" ? "[aria-invalid]" : at === "first" ? ".card :is(input, textarea, select)" : ".none");
    next?.focus({ preventScroll: true });
    if (at === "first") bring(next?.closest(".apart") ?? node);
    else (next?.closest(".field") ?? node)?.scrollIntoView({ block: "nearest" });
  }

  /** Let all of *node* be seen, or its beginning where it is higher than the window. */
  function bring(node) {
    const room = byId("scroll").clientHeight;
    node?.scrollIntoView({ block: node.offsetHeight > room ? "start" : "nearest" });
  }

  function say(id, words) {
    if (words) below.set(id, words);
    else below.delete(id);
    const place = byId("log").querySelector(`[data-id="${id}"] .toast`);
    if (place) place.textContent = words;
  }

  return { show, answered };
}

/** The gist of a message, for a quote: its words, or those that a notification has. */
export const gist = (message) =>
  message.deleted ? "This message has been deleted." : (message.text || message.summary).replace(/\s+/g, " ").slice(0, 160);

function goesWith(above, message) {
  return (
    Boolean(above) && above.from === message.from && Math.abs(new Date(message.shown_at) - new Date(above.shown_at)) < TOGETHER_MILLISECONDS
  );
}

/** Posts with their replies; a reply whose post cannot be seen stands for itself. */
function posts(messages) {
  const roots = new Map(messages.filter((one) => !one.thread).map((root) => [root.id, { root, replies: [] }]));
  const strays = [];
  for (const one of messages.filter(({ thread }) => thread)) {
    if (roots.has(one.thread)) roots.get(one.thread).replies.push(one);
    else strays.push({ root: one, replies: [] });
  }
  return [...roots.values(), ...strays].sort((one, other) => Number(one.root.id) - Number(other.root.id));
}
