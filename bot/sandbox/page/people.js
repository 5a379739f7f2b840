// The side: who you are, and the conversations that this person sees.

import { byId, el, reconcile, svg } from "./dom.js";
import { city, clock, shortDay, weekday } from "./when.js";

const TINTS = 8;

export const nameOf = (user) => user?.real_name || user?.name || user?.id || "Somebody";

/** A round picture with initials; Waypost has its mark. */
export function avatar(user) {
  if (!user || (user.is_bot && user.id !== "USLACKBOT"))
    return el("img", { class: "avatar", src: "/page/mark.svg", alt: "", width: 36, height: 36 });
  const initials = nameOf(user)
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  return el("span", {
    class: `avatar tint-${(user.nth ?? 0) % TINTS}`,
    "aria-hidden": "true",
    text: [initials[0], initials.length > 1 ? initials.at(-1) : ""].join("").toUpperCase(),
  });
}

export function drawPeople({ people, me, now, unread }, choose) {
  const zone = people.find((user) => user.id === me)?.tz;
  reconcile(
    byId("people"),
    people.map((user) => {
      const mine = user.id === me;
      const time = now ? clock(now, user.tz) : "";
      const day = now && weekday(now, user.tz) !== weekday(now, zone) ? weekday(now, user.tz) : ""; // only where it is another day than yours
      const waits = !mine && unread(user.id);
      return {
        key: user.id,
        stamp: JSON.stringify([user, mine, time, day, waits]),
        make: () =>
          el(
            "li",
            {},
            el(
              "button",
              {
                type: "button",
                class: `person${user.deleted ? " gone" : ""}`,
                "aria-current": mine ? "true" : null,
                title: [user.title, now && `${shortDay(now, user.tz)} ${time} in ${city(user.tz)}`].filter(Boolean).join("\n"),
                data: { user: user.id, focus: user.id },
                on: { click: () => choose(user.id) },
              },
              avatar(user),
              el(
                "span",
                { class: "who" },
                el("span", { class: "name" }, nameOf(user), waits && dot("has something new")),
                el(
                  "span",
                  { class: "muted" },
                  [user.deleted && "deactivated", user.note, user.is_admin && "admin", user.title].filter(Boolean).join(", ") || user.name,
                ),
              ),
              el(
                "span",
                { class: "local" },
                el("span", {}, day && el("span", { class: "muted", text: `${day} ` }), time),
                el("span", { class: "muted", text: city(user.tz) }),
              ),
            ),
          ),
      };
    }),
  );
}

export function drawConversations({ conversations, channel, reading }, choose) {
  reconcile(
    byId("conversations"),
    conversations.map((one) => {
      const here = one.id === channel;
      const waits = one.unread > 0 && !(here && reading);
      return {
        key: one.id,
        stamp: JSON.stringify([one.id, one.name, one.kind, here, waits]),
        make: () =>
          el(
            "li",
            {},
            el(
              "button",
              {
                type: "button",
                class: "conversation",
                "aria-current": here ? "true" : null,
                data: { channel: one.id, focus: one.id },
                on: { click: () => choose(one.id) },
              },
              el("span", { class: "sign", "aria-hidden": "true" }, sign(one)),
              el("span", { class: waits ? "name new" : "name", text: one.name }),
              waits && dot("unread"),
            ),
          ),
      };
    }),
  );
}

export const LOCK = () =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", width: 14, height: 14, fill: "none", stroke: "currentColor", "stroke-width": 1.5 },
    svg("rect", { x: 3, y: 7, width: 10, height: 7, rx: 1.5 }),
    svg("path", { d: "M5.250 7V5a2.750 2.750 0 0 1 5.500 0v2" }),
  );

function sign(one) {
  if (one.kind === "im") return el("img", { src: "/page/mark.svg", alt: "", width: 18, height: 18 });
  return one.kind === "group" ? LOCK() : "#";
}

export const dot = (words) => el("span", { class: "dot" }, el("span", { class: "unseen", text: `, ${words}` }));
