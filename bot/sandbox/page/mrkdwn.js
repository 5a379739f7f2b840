// Slack's mrkdwn, the part of it that is worth showing: bold, italic, strike, code, links, mentions, quotes.

import { el } from "./dom.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const MARKS = { "*": "strong", _: "em", "~": "s" };
const INLINE = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*_~])([*_~])(?=\S)((?:(?!\3)[^\n])*[^\s*_~])\3(?![\w*_~])/;

export const unescaped = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** A link if its scheme is harmless, else null: `javascript:` and its kin never become one. */
export function link(address, words) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return null;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: words || address });
}

export function mrkdwn(text, names) {
  const pieces = String(text).split(/```\n?([\s\S]*?)```/);
  return pieces.map((piece, at) => (at % 2 ? el("pre", { text: unescaped(piece) }) : quoted(piece, names)));
}

function quoted(text, names) {
  const out = [];
  for (const run of text.match(/(?:^(?:>|&gt;).*(?:\n|$))+|(?:^(?!>|&gt;).*(?:\n|$))+/gm) ?? []) {
    const quote = /^(?:>|&gt;)/.test(run);
    const nodes = inline(quote ? run.replace(/^(?:>|&gt;) ?/gm, "").replace(/\n$/, "") : run, names);
    out.push(quote ? el("blockquote", {}, nodes) : nodes);
  }
  return out;
}

function inline(text, names) {
  const out = [];
  for (let rest = text; rest;) {
    const found = INLINE.exec(rest);
    if (!found) return [...out, unescaped(rest)];
    const [whole, token, code, mark, inner] = found;
    if (found.index) out.push(unescaped(rest.slice(0, found.index)));
    if (token) out.push(special(token, whole, names));
    else if (code) out.push(el("code", { text: unescaped(code) }));
    else out.push(el(MARKS[mark], {}, inline(inner, names)));
    rest = rest.slice(found.index + whole.length);
  }
  return out;
}

function special(token, whole, names) {
  const [target, label] = [token.split("|", 1)[0], token.includes("|") ? token.slice(token.indexOf("|") + 1) : ""];
  if (target.startsWith("@")) return mention(`@${names.person(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) || label || target.slice(1)}`);
  if (target.startsWith("!")) return mention(`@${label || target.slice(1).split("^")[0]}`);
  return link(unescaped(target), unescaped(label)) ?? unescaped(whole);
}

export const mention = (words) => el("span", { class: "mention", text: words });
