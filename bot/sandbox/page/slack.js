// The make-believe Slack: who you are, what you see, and what time it is. Everything comes from the control API.

import { gently, get, post, watch } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { clock } from "./clock.js";
import { composer, excerpt } from "./composer.js";
import { conversation } from "./conversation.js";
import { byId, el, notice, reconcile } from "./dom.js";
import { hint, menu, narrow, recall, remember } from "./frame.js";
import { asOption } from "./inputs.js";
import { confirmation, modal } from "./modal.js";
import { unescaped } from "./mrkdwn.js";
import { drawConversations, drawPeople, nameOf } from "./people.js";
import { afterSlash } from "./suggestions.js";
import { city } from "./when.js";

const PAUSE_MILLISECONDS = 120; // between two looks, when much changes at once
const OTHERS_MILLISECONDS = 2500; // how often we look whether others have something new

const COMMAND = "/waypost";
const BEGIN_AS = "ana"; // a learner: what a first visitor wants to see is what learners get
const SLACKBOT = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", is_bot: true }; // says what went wrong between Slack and Waypost

const state = {
  world: { users: [], channels: [] },
  me: "",
  channel: "",
  tab: "messages",
  conversations: [],
  messages: [],
  replying: null,
  others: new Map(),
};

const user = (id) => (id === SLACKBOT.id ? SLACKBOT : state.world.users.find((one) => one.id === id));
const people = () => state.world.users.filter((one) => !one.is_bot);
const named = (name) => people().find((one) => one.name === name);
const me = () => user(state.me);
const here = () => state.conversations.find((one) => one.id === state.channel);

const around = {
  user,
  names: { person: (id) => user(id) && nameOf(user(id)), channel: (id) => state.world.channels.find((one) => one.id === id)?.name },
  people: () =>
    people()
      .filter((one) => !one.deleted)
      .map((one) => asOption(one.id, nameOf(one))),
  channels: () => state.world.channels.map((one) => asOption(one.id, `#${one.name}`)),
  confirm: (object) => confirmation(object, around.names),
  place: "page",
};

/** Do *work*; what goes wrong is said, not thrown. Gives null then. */
async function attempt(work) {
  try {
    return await work();
  } catch (problem) {
    complain(problem.message);
    return null;
  }
}

/** Say it where it can be seen: a modal lies over everything else. */
function complain(words) {
  if (byId("modal").open) views.complain(words);
  else notice(words);
}

async function act(path, body) {
  const answer = await attempt(() => post(path, { user: state.me, ...body }));
  if (answer?.problem) complain(answer.problem);
  look();
  return answer;
}

const views = modal(around, {
  submit: (values) => act("submit", { values }),
  close: (all) => act("close", { all }),
  press: (element, chosen, values) =>
    act("press", { view_id: byId("modal").dataset.view, action_id: element.action_id, selected: chosen, values }),
});

const talk = conversation(around, {
  press: (message, element, chosen) =>
    act("press", { channel: message.channel, ts: message.ts, action_id: element.action_id, selected: chosen }),
  reply: (message) => writing.reply(message),
  edit: (message, text) => act("edit", { channel: message.channel, ts: message.ts, text }),
  remove: async (message) => {
    const sure = {
      title: { text: "Delete this message?" },
      text: { text: "Waypost is told that you deleted it." },
      confirm: { text: "Delete" },
      deny: { text: "Keep" },
      style: "danger",
    };
    if (await around.confirm(sure)) await act("delete", { channel: message.channel, ts: message.ts });
  },
});

const writing = composer({
  refuse: (text) => {
    const [first] = text.split(/\s/);
    return /^\/\w/.test(first) && first !== COMMAND && `${first} is not a command here. The one there is begins with ${COMMAND}.`;
  },
  send: (text, message) => (text.split(/\s/)[0] === COMMAND ? command(text.slice(COMMAND.length).trim()) : say(text, message?.ts)),
  replying: (message) => {
    state.replying = message?.ts ?? null;
    if (me()) showMessages();
  },
  answering: (message) => `Replying in the thread of “${excerpt(unescaped(message.text ?? ""))}”`,
  suggest: afterSlash(COMMAND, {
    verbs: () => state.world.verbs ?? [],
    people: () => people().filter((one) => !one.deleted),
    channels: () => state.world.channels,
  }),
});

async function command(text) {
  return Boolean(await act("command", { channel: state.channel, text }));
}

async function say(text, thread) {
  const answer = await act("say", { channel: state.channel, text, thread_ts: thread });
  const { status = 200, attempts = 0, pending = false } = answer?.delivered ?? {};
  if (attempts && (status < 200 || status > 299))
    notice(
      `Waypost has not taken your message${status ? ` (status ${status})` : ", it does not answer"}. ${pending ? "It will be sent again." : ""}`,
    );
  return Boolean(answer);
}

const time = clock(me, () => showPeople());

// ---------------------------------------------------------------- looking

const look = gently(async () => {
  try {
    await lookAtAll();
  } catch (problem) {
    notice(problem.message);
  }
}, PAUSE_MILLISECONDS);

async function lookAtAll() {
  const world = await get("world");
  state.world = { ...world, users: world.users.map((one, nth) => ({ ...one, nth })) }; // who came when decides the colour
  if (!me()) state.me = (named(state.me) ?? named(BEGIN_AS) ?? people()[0])?.id ?? "";
  const whose = state.me;
  if (!whose) return;
  const { conversations } = await get("conversations", { user: whose });
  if (whose !== state.me) return; // somebody else was chosen meanwhile; their look is on its way
  state.conversations = conversations;
  if (!here()) state.channel = conversations[0]?.id ?? "";
  const channel = state.channel;
  // asking for a conversation's messages marks them as read
  const asked = state.tab === "messages" ? get("messages", { user: whose, channel }) : null;
  const [said, { modal: view }] = await Promise.all([asked, get("modal", { user: whose })]);
  if (whose !== state.me || channel !== state.channel) return;
  if (said) state.messages = said.messages;
  show();
  views.show(view);
  if (state.tab === "home") await lookAtHome();
}

async function lookAtHome() {
  const whose = state.me;
  const answer = await get("home", { user: whose });
  if (whose === state.me) showHome(answer?.view ?? null);
}

/** Opening Home tells Waypost, which then makes it anew. */
async function openHome() {
  await attempt(lookAtHome);
  if (!me()?.deleted) await act("home", {});
}

/** Whether others have something new; only now and then, for it takes a question for each of them. */
const lookAtOthers = gently(async () => {
  for (const one of people().filter(({ id, deleted }) => id !== state.me && !deleted)) {
    const { conversations } = await get("conversations", { user: one.id }).catch(() => ({ conversations: [] }));
    state.others.set(
      one.id,
      conversations.some((each) => each.kind === "im" && each.unread),
    );
  }
  showPeople();
}, OTHERS_MILLISECONDS);

// ---------------------------------------------------------------- showing

function show() {
  const place = here();
  const direct = place?.kind === "im";
  byId("where").textContent = place ? (direct ? place.name : `#${place.name.replace(/^#/, "")}`) : "No conversation";
  byId("about").textContent = me() ? `You are ${nameOf(me())}, in ${city(me().tz)}` : "";
  byId("tabs").hidden = !direct;
  showMessages();
  drawConversations({ conversations: state.conversations, channel: state.channel, reading: state.tab === "messages" }, chooseChannel);
  showPeople();
  const silent = me().deleted ? `${nameOf(me())} is deactivated and can't write` : "";
  writing.open(
    `${state.me}/${direct ? "im" : state.channel}`,
    silent || (place ? `Message ${byId("where").textContent}${narrow.matches ? "" : ` as ${nameOf(me())}`}` : ""),
    Boolean(silent) || !place,
  );
  time.draw();
}

function showMessages() {
  talk.show({ messages: state.messages, me: me(), where: `${state.me}/${state.channel}`, replying: state.replying });
  byId("empty").hidden = state.messages.length > 0;
  byId("empty").textContent =
    here()?.kind === "im" ? "Nothing has been said yet. Say hello, or write /waypost help." : "Nothing has been said here yet.";
}

function showPeople() {
  drawPeople({ people: people(), me: state.me, now: time.now(), unread: (id) => state.others.get(id) }, choosePerson);
}

function showHome(view) {
  const press = (element, chosen) => act("press", { home: true, action_id: element.action_id, selected: chosen });
  const make = () =>
    el(
      "div",
      {},
      view
        ? drawBlocks(view.blocks, { ...around, place: "home", press })
        : el("p", { class: "empty", text: "Waypost has nothing here yet." }),
    );
  reconcile(byId("home"), [{ key: state.me, stamp: JSON.stringify(view?.blocks ?? null), make }]);
}

// ---------------------------------------------------------------- choosing

const note = () => remember(me(), { channel: state.channel, tab: state.tab });

async function choosePerson(id) {
  const kind = here()?.kind;
  const same = kind === "im" ? "" : state.channel; // a channel stays open if this person is in it too; a chat with Waypost is everyone's own
  Object.assign(state, { me: id, channel: same });
  state.others.delete(id);
  menu(false);
  showPeople();
  await look();
  note();
  if (state.tab === "home") here()?.kind === "im" ? openHome() : chooseTab("messages");
}

async function chooseChannel(id) {
  state.channel = id;
  menu(false);
  await chooseTab("messages");
  note();
  if (matchMedia("(hover: hover)").matches) byId("composer-text").focus();
}

function chooseTab(tab) {
  state.tab = tab;
  for (const name of ["messages", "home"]) {
    const chosen = name === tab;
    byId(`tab-${name}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${name}`).tabIndex = chosen ? 0 : -1;
    byId(`panel-${name}`).hidden = !chosen;
  }
  note();
  if (tab === "home") return openHome();
  talk.toBottom();
  return look();
}

for (const name of ["messages", "home"]) {
  byId(`tab-${name}`).addEventListener("click", () => chooseTab(name));
  byId(`tab-${name}`).addEventListener("keydown", ({ key }) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    const other = name === "home" ? "messages" : "home";
    chooseTab(other);
    byId(`tab-${other}`).focus();
  });
}

// ---------------------------------------------------------------- begin

const showHint = hint({
  words: () => `${COMMAND} ${state.world.verbs?.find(({ verb }) => verb === "join")?.usage[0] ?? "help"}`,
  write: (text) => writing.fill(text),
  next: () => time.next(),
  me: () => state.me,
});
menu(false);
Object.assign(state, recall());
await look();
note();
showHint();
if (state.tab === "home") chooseTab("home");
time.look();
lookAtOthers();
function lookAgain() {
  if (document.hidden) return; // nobody sees it; made up for on coming back
  look();
  lookAtOthers();
}

watch(lookAgain);
document.addEventListener("visibilitychange", lookAgain);
addEventListener("hashchange", async () => {
  Object.assign(state, recall());
  await chooseTab(state.tab);
});
