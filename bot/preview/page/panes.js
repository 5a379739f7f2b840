// One message as both chats draw it, by the demo page's own renderers.

import { drawBlocks } from "/page/blocks.js";
import { el, reconcile } from "/page/dom.js";
import { asOption, grow } from "/page/inputs.js";
import { confirmation } from "/page/modal.js";
import { drawCard } from "/page/teams-card.js";

const PEOPLE = { U0MIA: "Mia Lindqvist", U0BEN: "Ben Okafor" };
const names = { person: (id) => PEOPLE[id], channel: () => "" };

/** What stands around Slack's blocks here. */
export const around = {
  names,
  people: () => Object.entries(PEOPLE).map(([id, name]) => asOption(id, name)),
  channels: () => [],
  confirm: (object) => confirmation(object, names),
  place: "preview",
};

const drafts = new Map(); // a card's JSON → what was typed into its inputs

/**
 * Draw a message in both chats, as *slack* and *teams* would get it. *place* keeps its nodes for as long as they are the same,
 * so that focus and typed words stay. *reply* is what is said to an answer beside the card, *wrong* what is wrong with its inputs.
 */
export function panes(place, { slack, teams, time, wrong = {}, reply = "", press, name }) {
  const inSlack = (element) => !element.url && press({ chat: "slack", value: element.value ?? "" });
  const inTeams = (action, values) => press({ chat: "teams", data: { ...action.data, ...values } });
  reconcile(place, [
    {
      key: `${name} slack`,
      stamp: JSON.stringify([slack, time, reply]),
      make: () => pane("slack", "Slack", slackMessage(slack, { time, reply, name, press: inSlack })),
    },
    {
      key: `${name} teams`,
      stamp: JSON.stringify([teams, time, reply, wrong]),
      make: () => pane("teams", "Teams", teamsMessage(teams, { time, reply, name, wrong, press: inTeams })),
    },
  ]);
  for (const area of place.querySelectorAll(".card textarea")) grow(area); // its height is known only now
}

const pane = (chat, title, content) =>
  el(
    "section",
    { class: "pane", tabindex: "-1", data: { chat, testid: chat }, "aria-label": `In ${title}` },
    el("h3", { text: title }),
    el("div", { class: "screen" }, content),
  );

function slackMessage(blocks, { time, reply, name, press }) {
  const drawing = drawBlocks(blocks, { ...around, place: `slack-${name}`, press: async (element) => press(element) });
  return [said(drawing, time), reply && said(el("div", { class: "para", text: reply }), time, "Only visible to the learner")];
}

const said = (content, time, note) =>
  el(
    "article",
    { class: note ? "message only" : "message", "aria-label": `Waypost, ${time}` },
    avatar(),
    el("div", { class: "said" }, note && el("p", { class: "private", text: note }), by(time, "App"), el("div", { class: "body" }, content)),
  );

function teamsMessage(cards, { time, reply, name, wrong, press }) {
  const drawing = (card, nth) => {
    const stamp = JSON.stringify(card);
    const typed = (values) => drafts.set(stamp, values);
    return drawCard(card, { place: `teams-${name}-${nth}`, values: drafts.get(stamp) ?? {}, errors: wrong, press, typed });
  };
  return el(
    "article",
    { class: "message said-to-me", "aria-label": `Waypost, ${time}` },
    avatar(),
    el("div", { class: "said" }, by(time), cards.map(drawing), el("p", { class: "toast", role: "status", text: reply })),
  );
}

const avatar = () =>
  el("div", { class: "gutter" }, el("img", { class: "app-face", src: "/page/mark.svg", width: 36, height: 36, alt: "" }));

const by = (time, badge) =>
  el(
    "p",
    { class: "by" },
    el("span", { class: "name", text: "Waypost" }),
    badge && el("span", { class: "app", text: badge }),
    el("time", { class: "muted", text: time }),
  );
