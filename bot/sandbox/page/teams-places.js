// Where one can go in Teams: the bar at the left, the chat with the bot, the channels of each team.

import { byId, el, reconcile, svg } from "./dom.js";
import { dot, LOCK } from "./people.js";

const CHAT =
  "M4.5 4h11A1.500 1.500 0 0 1 17 5.500v7a1.500 1.500 0 0 1-1.500 1.500H9l-4 3v-3h-.5A1.500 1.500 0 0 1 3 12.500v-7A1.500 1.500 0 0 1 4.500 4z";
const TEAM =
  "M7 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zm6.500 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM2.500 15.500c0-2.500 2-4 4.500-4s4.500 1.500 4.500 4M13 11.700c2.500-.5 4.500 1 4.500 3.800";

/** Draw the bar at the left. *places* are `{chat, channel}`, either null where there is none; *here* is the place that is open. */
export function drawRail({ chat, channel, here }, choose) {
  byId("rail").hidden = false;
  reconcile(
    byId("rail"),
    [
      { name: "Chat", path: CHAT, target: chat, on: here?.kind === "personal" },
      { name: "Teams", path: TEAM, target: channel, on: Boolean(here) && here.kind !== "personal" },
    ].map(({ name, path, target, on }) => ({
      key: name,
      stamp: JSON.stringify([target, on]),
      make: () =>
        el(
          "button",
          {
            type: "button",
            disabled: target === null,
            "aria-current": on ? "true" : null,
            data: { focus: `rail ${name}` },
            on: { click: () => choose(target) },
          },
          svg("svg", { viewBox: "0 0 20 20", width: 22, height: 22, "aria-hidden": "true", class: "icon" }, svg("path", { d: path })),
          name,
        ),
    })),
  );
}

/** Draw the list of *groups*, each `{name, places}`; a group without a name is the chats. */
export function drawPlaces({ groups, here }, choose) {
  reconcile(
    byId("conversations"),
    groups.flatMap((group) => [
      ...(group.name ? [heading(group)] : []),
      ...group.places.map((place) => {
        const current = place.id === here?.id;
        const waits = place.unread > 0 && !current;
        return {
          key: place.id,
          stamp: JSON.stringify([place.name, place.kind, place.note, current, waits, Boolean(group.name)]),
          make: () => el("li", { class: group.name ? "channel" : null }, button(place, current, waits, choose)),
        };
      }),
    ]),
  );
}

const heading = ({ name }) => ({
  key: `team ${name}`,
  stamp: name,
  make: () =>
    el("li", { class: "team" }, el("span", { class: "square", "aria-hidden": "true", text: initials(name) }), el("h3", { text: name })),
});

const button = (place, current, waits, choose) =>
  el(
    "button",
    {
      type: "button",
      class: "conversation",
      "aria-current": current ? "true" : null,
      data: { channel: place.id, focus: place.id },
      on: { click: () => choose(place.id) },
    },
    place.kind === "personal" && el("img", { class: "avatar", src: "/page/mark.svg", alt: "", width: 32, height: 32 }),
    el(
      "span",
      { class: "who" },
      el("span", { class: waits ? "name new" : "name", text: place.name }),
      place.note && el("span", { class: "muted", text: place.note }),
    ),
    place.kind === "private" &&
      el("span", {}, el("span", { "aria-hidden": "true" }, LOCK()), el("span", { class: "unseen", text: ", private" })),
    waits && dot("unread"),
  );

export const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0])
    .slice(0, 2)
    .join("");
