// What the box suggests while one writes: verbs, their forms, people and channels.

import { nameOf } from "./people.js";

const MENTION = /(^|\s)([@#])([\p{L}\p{N}._-]*)$/u;
const NOTHING = { fits: [], at: -1 };

/** *known* is `{verbs(), people(), channels()}`; a person's and a channel's *handle* is what is written of them. */
function mentions(text, { people, channels }) {
  const [, , sign, begun] = MENTION.exec(text);
  const from = text.length - begun.length - 1;
  const fits = (words) => words.toLowerCase().startsWith(begun.toLowerCase());
  return (sign === "@" ? people() : channels())
    .filter(({ handle, does }) => (fits(handle) || fits(does)) && handle.toLowerCase() !== begun.toLowerCase())
    .map(({ handle, does }) => ({ fill: `${sign}${handle} `, shown: `${sign}${handle}`, does, from }));
}

const asVerb = (before, { verb, says, usage }) => ({
  fill: `${before}${verb}${(usage ?? []).some((form) => form !== verb) ? " " : ""}`,
  shown: `${before}${verb}`,
  does: says,
  from: 0,
});

function forms(before, { usage }, text) {
  return (usage ?? [])
    .map((form) => ({ fill: `${before}${form}`, shown: `${before}${form}`, does: "for example", from: 0 }))
    .filter(({ fill }) => fill.startsWith(text) && fill !== text.trim());
}

/** Slack: verbs after a slash, people and channels within a command. */
export function afterSlash(command, known) {
  const before = `${command} `;
  const people = () => known.people().map((user) => ({ handle: user.name, does: nameOf(user) }));
  const channels = () =>
    known.channels().map((one) => ({ handle: one.name.replace(/^#/, ""), does: one.is_private ? "private channel" : "channel" }));
  return (text) => {
    if (!text.startsWith("/") || text.includes("\n")) return NOTHING;
    if (MENTION.test(text) && text.startsWith(before)) return { fits: mentions(text, { people, channels }), at: -1 };
    const named = known.verbs().find(({ verb }) => text.startsWith(`${before}${verb} `));
    if (named) return { fits: forms(before, named, text), at: -1 };
    const fits = known
      .verbs()
      .map((verb) => asVerb(before, verb))
      .filter(({ fill }) => fill.startsWith(text));
    // what is a command already is sent by Enter; what is only begun is completed by it
    const begun = !fits.some(({ fill }) => fill.trim() === text.trim()) && text.trim() !== command;
    return { fits, at: fits.length && begun ? 0 : -1 };
  };
}

/**
 * Teams: verbs as they are in the chat with the bot, after its mention in a channel, and people and channels within a command.
 * Words are as good as a command there, so Enter sends what stands in the box, whatever is suggested.
 */
export function asTyped(bot, known) {
  const people = () => known.people().map((user) => ({ handle: nameOf(user), does: user.title || user.email }));
  const channels = () => known.channels().map((one) => ({ handle: one.name, does: one.is_private ? "private channel" : "channel" }));
  return (text) => {
    if (text.includes("\n")) return NOTHING;
    if (!known.personal()) {
      if (text.startsWith("@") && bot.toLowerCase().startsWith(text.toLowerCase()))
        return { fits: [{ fill: `${bot} `, shown: bot, does: "so that it hears you", from: 0 }], at: 0 };
      if (!text.toLowerCase().startsWith(`${bot.toLowerCase()} `)) return NOTHING;
    }
    const before = known.personal() ? (/^\/(waypost )?/i.exec(text)?.[0] ?? "") : text.slice(0, bot.length + 1);
    const rest = text.slice(before.length);
    if (!before && !rest) return NOTHING;
    const named = known.verbs().find(({ verb }) => rest.toLowerCase().startsWith(`${verb} `));
    if (named && MENTION.test(rest)) return { fits: mentions(text, { people, channels: known.personal() ? () => [] : channels }), at: -1 };
    if (named) return { fits: forms(before, named, text), at: -1 };
    const begun = known.verbs().filter(({ verb }) => verb.startsWith(rest.toLowerCase()) && verb !== rest);
    return { fits: begun.map((verb) => asVerb(before, verb)), at: -1 };
  };
}
