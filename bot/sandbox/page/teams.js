// The make-believe Teams: who you are, what you see, and what time it is. Everything comes from the control API.

import { gently, get, post, watch } from "./api.js";
import { clock } from "./clock.js";
import { composer, excerpt } from "./composer.js";
import { byId, el, notice, reconcile } from "./dom.js";
import { hint, menu, narrow, recall, remember } from "./frame.js";
import { confirmation } from "./modal.js";
import { avatar, drawPeople, nameOf } from "./people.js";
import { asTyped } from "./suggestions.js";
import { appMenu } from "./teams-app.js";
import { drawPlaces, drawRail, initials } from "./teams-places.js";
import { gist, talk } from "./teams-talk.js";
import { city } from "./when.js";

const PAUSE_MILLISECONDS = 120; // between two looks, when much changes at once

const BOT = "Waypost";
const MENTION = new RegExp(`^@?${BOT}\\b[\\s,:]*`, "i");
const BEGIN_AS = "ana"; // a learner: what a first visitor wants to see is what learners get
const CHAT = { id: "chat", kind: "personal", name: BOT, unread: 0 }; // the chat with the bot, before there is one

const state = {
  world: { users: [], channels: [], bot: "" },
  teams: [],
  waiting: [],
  me: "",
  channel: "",
  conversations: [],
  messages: [],
  replying: null,
};

const user = (id) =>
  id === state.world.bot ? { id, name: "waypost", real_name: BOT, is_bot: true } : state.world.users.find((one) => one.id === id);
const named = (name) => state.world.users.find((one) => one.name === name);
const me = () => user(state.me);
const here = () => places().find((one) => one.id === state.channel);
const channel = () => state.world.channels.find((one) => one.id === state.channel);
const present = () => state.world.users.filter((one) => !one.deleted);
const teamOf = (id) => state.teams.find(({ channels }) => channels.includes(id))?.name ?? "";
const heard = () => (here()?.kind === "personal" ? Boolean(me()?.installed) : Boolean(channel()?.bot)); // whether the bot is where one is

/** Everywhere this person can go; the chat with the bot first, even if there is none yet. */
function places() {
  const all = state.conversations;
  return all.some(({ kind }) => kind === "personal") ? all : [CHAT, ...all];
}

/** Do *work*; what goes wrong is said, not thrown. Gives null then. */
async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    notice(problem.message);
    return null;
  }
}

async function act(path, body) {
  const answer = await attempt(() => post(`teams/${path}`, { user: state.me, ...body }));
  look();
  return answer;
}

const around = {
  user,
  bot: BOT,
  named: () => [
    ...state.world.users.flatMap((one) => [`@${nameOf(one)}`, `@${one.name}`]),
    ...state.world.channels.flatMap((one) => [`#${one.name}`, `#${one.handle}`]),
  ],
};

const spoken = talk(around, {
  press,
  reply: (message) => writing.reply(message),
  edit: (message, text) => act("edit", { channel: message.channel, message: message.id, text }),
  remove: async (message) => {
    const sure = {
      title: { text: "Delete this message?" },
      text: { text: here()?.kind === "personal" ? "Waypost is told that you deleted it." : "It goes for everybody here." },
      confirm: { text: "Delete" },
      deny: { text: "Keep" },
      style: "danger",
    };
    if (await confirmation(sure, {})) await act("delete", { channel: message.channel, message: message.id });
  },
});

/** Press a button of a card. What the Teams app itself finds missing is sent nowhere, and then the status is 0. */
async function press(message, nth, action, values) {
  const asked = { channel: message.channel, message: message.id, nth, action, values };
  const answer = await act("tap", asked);
  if (!answer) return;
  const { status, card, errors, toast, problem } = answer;
  const wrong = status ? {} : errors;
  const at = Object.keys(errors).length ? "wrong" : action.verb === "open" ? "first" : "";
  spoken.answered(message, nth, { card, says: toast ?? problem ?? "", wrong }, at);
}

const writing = composer({
  refuse: (text) =>
    here()?.kind !== "personal" &&
    (!MENTION.test(text) || !text.replace(MENTION, "")) &&
    `In a channel ${BOT} hears only what begins with its name: @${BOT} help`,
  send: (text, message) =>
    here()?.kind === "personal"
      ? say("say", { text, quote: message?.id })
      : say("mention", { text: text.replace(MENTION, ""), thread: message?.id }),
  replying: (message) => {
    state.replying = message?.id ?? null;
    if (me()) showMessages();
    if (message && here()?.kind !== "personal" && !byId("composer-text").value) writing.fill(`@${BOT} `);
  },
  answering: (message) => `Replying to ${nameOf(user(message.from))}: “${excerpt(gist(message))}”`,
  suggest: asTyped(`@${BOT}`, {
    personal: () => here()?.kind === "personal",
    verbs: () => state.world.verbs ?? [],
    people: present,
    channels: () => state.world.channels.filter(({ id }) => teamOf(id) === teamOf(state.channel)),
  }),
});

async function say(path, body) {
  const answer = await act(path, { ...(here() === CHAT ? {} : { channel: state.channel }), ...body });
  const { status = 200, attempts = 0 } = answer?.delivered ?? {};
  if (attempts && (status < 200 || status > 299))
    notice(`Waypost has not taken your message${status ? ` (status ${status})` : ", it does not answer"}. Teams does not send it again.`);
  return Boolean(answer);
}

const time = clock(me, () => showPeople());
const offer = appMenu();

// ---------------------------------------------------------------- looking

const look = gently(async () => {
  try {
    await lookAtAll();
  } catch (problem) {
    notice(problem.message);
  }
}, PAUSE_MILLISECONDS);

async function lookAtAll() {
  const [world, { teams, waiting }] = await Promise.all([get("teams/world"), get("teams/page")]);
  const users = world.users.map((one, nth) => ({ ...one, nth: nth + 1 })); // who came when decides the colour; in Slack, Waypost came first
  Object.assign(state, { teams, waiting, world: { ...world, users } });
  if (!me()) state.me = (named(state.me) ?? named(BEGIN_AS) ?? state.world.users[0])?.id ?? "";
  const whose = state.me;
  if (!whose) return;
  const { conversations } = await get("teams/conversations", { user: whose });
  if (whose !== state.me) return; // somebody else was chosen meanwhile; their look is on its way
  state.conversations = conversations;
  if (!here()) state.channel = places()[0].id;
  const where = state.channel;
  // asking for a conversation's messages marks them as read
  const { messages } = here() === CHAT ? { messages: [] } : await get("teams/messages", { user: whose, channel: where });
  if (whose !== state.me || where !== state.channel) return;
  state.messages = messages;
  show();
}

// ---------------------------------------------------------------- showing

function show() {
  const place = here();
  const personal = place.kind === "personal";
  byId("where").textContent = place.name;
  byId("about").textContent = `${personal ? "" : `${teamOf(place.id)} · `}You are ${nameOf(me())}, in ${city(me().tz)}`;
  showFace(place);
  showMessages();
  showPeople();
  drawRail({ chat: places()[0].id, channel: places().find(({ kind }) => kind !== "personal")?.id ?? null, here: place }, choosePlace);
  drawPlaces({ groups: groups(), here: place }, choosePlace);
  offer(me().deleted ? [] : offered(personal));
  showStrip(personal);
  const silent = me().deleted ? `${nameOf(me())} is deactivated and can't write` : heard() ? "" : `${BOT} is not here`;
  const label = personal ? `Message ${BOT}` : `Start a post in ${place.name} with @${BOT}`;
  writing.open(`${state.me}/${state.channel}`, silent || `${label}${narrow.matches ? "" : ` as ${nameOf(me())}`}`, Boolean(silent));
  time.draw();
}

function showFace(place) {
  const [stamp, team] = [place.kind === "personal" ? BOT : teamOf(place.id), teamOf(place.id)];
  byId("face").hidden = false;
  const make = () => (team ? el("span", { class: "square", text: initials(team) }) : avatar(user(state.world.bot)));
  reconcile(byId("face"), [{ key: "face", stamp, make }]);
}

function showMessages() {
  const personal = here()?.kind === "personal";
  spoken.show({ messages: state.messages, me: me(), where: `${state.me}/${state.channel}`, personal, replying: state.replying });
  byId("empty").hidden = state.messages.length > 0;
  byId("empty").textContent = !personal
    ? `Nothing has been posted here yet. ${BOT} hears what begins with @${BOT}.`
    : heard()
      ? "Nothing has been said yet. Say hello, or write help."
      : `There is no chat with ${BOT} yet.`;
}

function showPeople() {
  const people = state.world.users.map((one) => ({
    ...one,
    note: one.blocked ? "has blocked the app" : !one.installed && "without the app",
  }));
  drawPeople({ people, me: state.me, now: time.now(), unread: (id) => state.waiting.includes(id) }, choosePerson);
}

/** The chats, and the channels of each team. */
function groups() {
  const chats = places().filter(({ kind }) => kind === "personal");
  const note = me().installed ? (me().blocked ? "blocked" : "") : "not added";
  const teams = state.teams.map(({ name, channels }) => ({ name, places: places().filter(({ id }) => channels.includes(id)) }));
  return [{ name: "", places: chats.map((one) => ({ ...one, note })) }, ...teams.filter((team) => team.places.length)];
}

/** What one can do with the app where one is. */
function offered(personal) {
  if (!personal) {
    const on = !channel()?.bot;
    const words = on ? `Add ${BOT} to ${teamOf(state.channel)}` : `Remove ${BOT} from ${teamOf(state.channel)}`;
    return [{ words, act: () => act("team", { channel: state.channel, on }) }];
  }
  if (!me().installed) return [{ words: `Add ${BOT}`, act: () => act("install", {}) }];
  return [
    { words: `Remove ${BOT}`, act: () => act("uninstall", {}) },
    { words: me().blocked ? `Unblock ${BOT}` : `Block ${BOT}`, act: () => act("block", { on: !me().blocked }) },
  ];
}

/** Where the bot is not, what to do about it stands above the box. */
function showStrip(personal) {
  const absent = !heard() && !me().deleted;
  byId("strip").hidden = !absent;
  const words = personal ? `${nameOf(me())} has not added ${BOT}, so it can't write here. ` : `${BOT} is not in ${teamOf(state.channel)}. `;
  const make = () => {
    const [{ words: name, act: add }] = offered(personal);
    return el("span", {}, words, el("button", { type: "button", class: "primary", text: name, on: { click: add } }));
  };
  reconcile(byId("strip"), absent ? [{ key: "strip", stamp: `${state.me} ${state.channel} ${words}`, make }] : []);
}

// ---------------------------------------------------------------- choosing

const note = () => remember(me(), here() && here() !== CHAT ? { channel: state.channel } : {});

async function choosePerson(id) {
  const same = here()?.kind === "personal" ? "" : state.channel; // a channel stays open if this person is in it too; a chat with Waypost is everyone's own
  Object.assign(state, { me: id, channel: same });
  menu(false);
  showPeople();
  await look();
  note();
}

async function choosePlace(id) {
  state.channel = id;
  menu(false);
  await look();
  note();
  if (matchMedia("(hover: hover)").matches) byId("composer-text").focus();
}

// ---------------------------------------------------------------- begin

byId("tabs").hidden = true;
byId("conversations-title").textContent = "Chat";
byId("composer-help").replaceChildren(
  ...[el("kbd", { text: "Enter" }), " sends, ", el("kbd", { text: "Shift" }), "+", el("kbd", { text: "Enter" })],
  ` makes a new line; `,
  el("kbd", { text: "help" }),
  ` shows what ${BOT} can do, in a channel after @${BOT}`,
);
const showHint = hint({
  words: () => state.world.verbs?.find(({ verb }) => verb === "join")?.usage[0] ?? "help",
  write: (text) => writing.fill(here()?.kind === "personal" ? text : `@${BOT} ${text}`),
  next: () => time.next(),
  me: () => state.me,
});
menu(false);
Object.assign(state, recall());
await look();
note();
showHint();
time.look();

watch(() => document.hidden || look()); // nobody sees it; made up for on coming back
document.addEventListener("visibilitychange", () => document.hidden || look());
addEventListener("hashchange", async () => {
  Object.assign(state, recall());
  await look();
});
