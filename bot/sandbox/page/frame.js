// What stands around either chat: the way to the other one, the address, the side on small screens, the hint.

import { byId, memory } from "./dom.js";

const CHATS = ["slack", "teams"];

export const narrow = matchMedia("(max-width: 800px)");

/** Which chat an address is about. */
export function chatOf({ search }) {
  const asked = new URLSearchParams(search).get("chat");
  const last = memory.get("chats")?.[recall().me];
  return [asked, last].find((one) => CHATS.includes(one)) ?? CHATS[0];
}

/** What the address says: who one is (a name or an id; "": it does not say), which conversation, which tab. */
export function recall() {
  const asked = new URLSearchParams(location.hash.slice(1));
  return {
    me: asked.get("user") ?? memory.get("me") ?? "",
    channel: asked.get("channel") ?? "",
    tab: asked.get("tab") === "home" ? "home" : "messages",
  };
}

/** Let the address, and the way to the other chat, say where one is: as *user*, and *rest* of this chat alone. */
export function remember(user, rest) {
  if (!user) return;
  const chat = document.documentElement.dataset.chat;
  memory.set("me", user.name);
  memory.set("chats", { ...memory.get("chats"), [user.name]: chat });
  history.replaceState(null, "", `?${new URLSearchParams({ chat })}#${new URLSearchParams({ user: user.name, ...rest })}`);
  for (const way of byId("switch").children) {
    way.href = `?chat=${way.dataset.chat}#${new URLSearchParams({ user: user.name })}`;
    if (way.dataset.chat === chat) way.setAttribute("aria-current", "page");
  }
}

// ---------------------------------------------------------------- the side on small screens

export function menu(open) {
  const leaving = !open && narrow.matches && byId("side").contains(document.activeElement);
  byId("menu").setAttribute("aria-expanded", String(open));
  byId("side").classList.toggle("open", open);
  byId("side").inert = narrow.matches && !open;
  byId("middle").inert = narrow.matches && open;
  byId("veil").hidden = !open;
  if (leaving) byId("menu").focus(); // what was chosen from can't keep the focus once it is out of sight
}

byId("menu").addEventListener("click", () => menu(byId("menu").getAttribute("aria-expanded") !== "true"));
byId("veil").addEventListener("click", () => menu(false));
byId("side").addEventListener("keydown", ({ key }) => key === "Escape" && menu(false));
narrow.addEventListener("change", () => menu(false));

// ---------------------------------------------------------------- the hint

byId("hint").hidden = memory.get("hint") === "seen";

/** Offer a first visitor three things: to write *words()*, the next event, and somebody else than *me()*. Gives what shows the words. */
export function hint({ words, write, next, me }) {
  byId("hint-close").addEventListener("click", () => {
    memory.set("hint", "seen");
    byId("hint").hidden = true;
    byId("composer-text").focus();
  });
  byId("try-command").addEventListener("click", () => write(words()));
  byId("try-next").addEventListener("click", next);
  byId("try-other").addEventListener("click", () => {
    menu(narrow.matches);
    [...document.querySelectorAll("#people button")].find((node) => node.dataset.user !== me())?.focus();
  });
  return () => (byId("try-command").textContent = `Write ${words()}`);
}
