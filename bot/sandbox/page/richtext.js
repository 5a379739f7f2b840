// rich_text blocks: sections, lists, quotes and preformatted text, and the elements in them.

import { el } from "./dom.js";
import { link, mention } from "./mrkdwn.js";

export function richText(block, names) {
  const out = [];
  for (const part of block.elements ?? []) {
    if (part.type === "rich_text_list") lists(out, part, names);
    else out.push(section(part, names));
  }
  return el("div", { class: "rich" }, out);
}

function section(part, names) {
  const inner = (part.elements ?? []).map((element) => drawn(element, names));
  if (part.type === "rich_text_quote") return el("blockquote", {}, inner);
  if (part.type === "rich_text_preformatted") return el("pre", {}, inner);
  return el("div", { class: "para" }, inner);
}

/** Slack says a nested list by a flat row of lists with an indent; lists of the same kind are put into one another. */
function lists(out, part, names) {
  const depth = part.indent ?? 0;
  const items = (part.elements ?? []).map((item) =>
    el(
      "li",
      {},
      (item.elements ?? []).map((element) => drawn(element, names)),
    ),
  );
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && part.offset ? part.offset + 1 : null;
  let place = out.at(-1);
  if (depth === 0 || !(place instanceof HTMLElement) || !place.matches("ul, ol")) {
    if (depth === 0 && place instanceof HTMLElement && place.matches(tag) && !part.offset) place.append(...items);
    else out.push(el(tag, { start, class: depth ? `indent-${Math.min(depth, 8)}` : null }, items));
    return;
  }
  for (let level = 1; ; level += 1) {
    const item = place.lastElementChild;
    const inner = item?.lastElementChild;
    const nested = inner?.matches("ul, ol") ? inner : null;
    if (level === depth || !nested) {
      if (nested?.matches(tag)) nested.append(...items);
      else item.append(el(tag, { start }, items));
      return;
    }
    place = nested;
  }
}

const drawings = {
  text: (element) => element.text ?? "",
  link: (element) => link(element.url ?? "", element.text) ?? (element.text || element.url || ""),
  user: (element, names) => mention(`@${names.person(element.user_id) || element.user_id}`),
  channel: (element, names) => mention(`#${names.channel(element.channel_id) || element.channel_id}`),
  usergroup: (element) => mention(`@${element.usergroup_id}`),
  team: (element) => mention(`@${element.team_id}`),
  broadcast: (element) => mention(`@${element.range}`),
  emoji: (element) => emoji(element),
  date: (element) => element.fallback || new Date(element.timestamp * 1000).toISOString(),
  color: (element) => element.value ?? "",
};

function emoji(element) {
  const points = String(element.unicode ?? "")
    .split("-")
    .map((hex) => Number.parseInt(hex, 16));
  return points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : `:${element.name}:`;
}

function drawn(element, names) {
  let node = (drawings[element.type] ?? drawings.text)(element, names);
  const style = element.style ?? {};
  if (style.code) node = el("code", {}, node);
  if (style.strike) node = el("s", {}, node);
  if (style.italic) node = el("em", {}, node);
  if (style.bold) node = el("strong", {}, node);
  if (style.underline) node = el("u", {}, node);
  return node;
}
