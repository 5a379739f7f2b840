// The conversation: days, messages, threads, and what one can do to a message of one's own.

import { byId, el, reconcile } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { editor, enter } from "./editor.js";
import { mrkdwn, unescaped } from "./mrkdwn.js";
import { avatar, nameOf } from "./people.js";
import { scrolling } from "./scrolling.js";
import { clock, dayKey, longDay, shortDay } from "./when.js";

const TOGETHER_MILLISECONDS = 5 * 60 * 1000; // messages of one person this close share a head

/** *acts*: `{press(message, element, chosen), reply(message), edit(message, text), remove(message), seen()}`. */
export function conversation(around, acts) {
  const rolling = scrolling();
  let showing = "";
  let editing = null;
  let last = null;

  /** Draw *messages* as *me* sees them; *where* tells one conversation (of one person) from the next. */
  function show({ messages, me, where, replying }) {
    last = { messages, me, where, replying };
    const another = where !== showing;
    if (another) editing = null;
    showing = where;
    rolling.draw(another, () => reconcile(byId("log"), rows(messages, me, replying)));
  }

  function rows(messages, me, replying) {
    const out = [];
    let day = "";
    let above = null;
    for (const { message, replies } of threads(messages)) {
      const at = new Date(message.shown_at);
      const today = dayKey(at, me.tz);
      if (today !== day) {
        out.push({
          key: `day ${today}`,
          stamp: me.tz,
          make: () =>
            el("div", { class: "day", role: "separator", "aria-label": longDay(at, me.tz) }, el("span", { text: longDay(at, me.tz) })),
        });
        above = null;
      }
      day = today;
      out.push(row(message, me, { together: goesWith(above, message), replying }));
      for (const [nth, reply] of replies.entries())
        out.push(
          row(reply, me, {
            together: goesWith(replies[nth - 1], reply),
            replying,
            within: true,
            last: nth === replies.length - 1,
            root: message,
          }),
        );
      above = replies.length ? null : message;
    }
    return out;
  }

  function row(message, me, place) {
    const key = `${message.channel} ${message.ts}${message.ephemeral ? " only" : ""}`;
    const edited = editing === message.ts;
    const stamp = JSON.stringify([
      message,
      place.together,
      place.last,
      place.root?.ts,
      place.replying === message.ts,
      me.id,
      me.tz,
      edited,
    ]);
    return { key, stamp, make: () => article(message, me, place, edited) };
  }

  function article(message, me, place, edited) {
    const author = around.user(message.user);
    const at = new Date(message.shown_at);
    const time = clock(at, me.tz);
    const classes = [
      "message",
      place.together && "together",
      place.within && "reply",
      message.ephemeral && "only",
      place.replying === message.ts && "answering",
    ];
    return el(
      "article",
      {
        class: classes.filter(Boolean).join(" "),
        tabindex: "-1",
        "aria-label": `${nameOf(author)}, ${time}`,
        "data-testid": "message",
        data: { ts: message.ts, author: message.user, thread: message.thread_ts, ephemeral: message.ephemeral ? "true" : null },
      },
      el(
        "div",
        { class: "gutter" },
        place.together ? el("time", { class: "muted", datetime: message.shown_at, text: time }) : avatar(author),
      ),
      el(
        "div",
        { class: "said" },
        message.ephemeral && el("p", { class: "private" }, "Only visible to you"),
        !place.together &&
          el(
            "p",
            { class: "by" },
            el("span", { class: "name", text: nameOf(author) }),
            author?.is_bot && el("span", { class: "app", text: "App" }),
            el("time", { class: "muted", datetime: message.shown_at, title: `${shortDay(at, me.tz)} ${time}`, text: time }),
            message.edited && !message.deleted && el("span", { class: "muted", text: "(edited)" }),
          ),
        edited ? editor(typed(message), (text) => change(message, text)) : body(message, place),
        place.last && answerThread(place.root),
      ),
      !message.deleted && !edited && tools(message, me, place),
    );
  }

  function body(message, place) {
    if (message.deleted) return el("p", { class: "deleted", text: "This message was deleted." });
    const pressing = { ...around, place: `message-${message.ts}`, press: (element, chosen) => acts.press(message, element, chosen) };
    const content = message.blocks?.length
      ? drawBlocks(message.blocks, pressing)
      : el("div", { class: "para" }, mrkdwn(message.text ?? "", around.names));
    const files = (message.files ?? []).map((name) => el("p", { class: "file", text: `File: ${name}` }));
    const node = el("div", { class: "body" }, content, files);
    const end = node.querySelector(":scope > .para:last-child, :scope > .rich:last-child > .para:last-child") ?? node;
    if (message.edited && place.together) end.append(el("span", { class: "muted edited", text: " (edited)" }));
    return node;
  }

  function tools(message, me, place) {
    const tool = (name, act) =>
      el("button", { type: "button", class: "tool", text: name, data: { focus: `${message.ts} ${name}` }, on: { click: act } });
    const mine = message.user === me.id;
    const offered = [
      !message.ephemeral && tool("Reply in thread", () => acts.reply(place.root ?? message)),
      mine && tool("Edit", () => edit(message.ts)),
      mine && tool("Delete", () => acts.remove(message)),
    ];
    return (
      offered.some(Boolean) && el("div", { class: "tools", role: "group", "aria-label": "What you can do with this message" }, offered)
    );
  }

  const answerThread = (root) =>
    el("button", {
      type: "button",
      class: "link",
      text: "Reply in thread",
      data: { focus: `${root.ts} again` },
      on: { click: () => acts.reply(root) },
    });

  function edit(ts) {
    editing = ts;
    show(last);
    enter();
  }

  function change(message, text) {
    editing = null;
    show(last);
    if (text !== null) acts.edit(message, text);
  }

  return { show, toBottom: rolling.toBottom };
}

/** What a person typed, as they typed it. */
function typed(message) {
  const elements = (message.blocks ?? []).flatMap((block) => block.elements ?? []).flatMap((part) => part.elements ?? []);
  return elements.length ? elements.map((element) => element.text ?? "").join("") : unescaped(message.text ?? "");
}

function goesWith(above, message) {
  return (
    Boolean(above) &&
    above.user === message.user &&
    !above.deleted &&
    !message.deleted &&
    !above.ephemeral &&
    !message.ephemeral &&
    !stands(above) &&
    !stands(message) &&
    Math.abs(new Date(message.shown_at) - new Date(above.shown_at)) < TOGETHER_MILLISECONDS
  );
}

/** A message with a title or with something to press has a head of its own. */
const stands = (message) => (message.blocks ?? []).some((block) => block.type === "header" || block.type === "actions");

/** Messages with their replies under them; a reply whose parent cannot be seen stands for itself. */
function threads(messages) {
  const roots = new Map();
  for (const message of messages)
    if (!message.thread_ts || message.thread_ts === message.ts) roots.set(message.ts, { message, replies: [] });
  const out = [];
  for (const message of messages) {
    const root = roots.get(message.thread_ts);
    if (roots.get(message.ts)?.message === message) out.push(roots.get(message.ts));
    else if (root) root.replies.push(message);
    else out.push({ message, replies: [] });
  }
  return out;
}
