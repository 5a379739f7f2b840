// The preview: a programme file as it is being written, drawn as both chats will show it.

import { gently } from "/page/api.js";
import { byId, el, memory, notice } from "/page/dom.js";
import { findings } from "./findings.js";
import { list } from "./list.js";
import { picture } from "./picture.js";
import { follow, programme, read, ways as asWays } from "./server.js";
import { stage } from "./stage.js";
import { counted, steps } from "./words.js";

const PAUSE_MILLISECONDS = 100; // between two looks, when the file is saved again and again

let state = null;
let open = asked();
let ways = {}; // what becomes of the steps that are not for everybody, by key
let language = memory.get("preview.language") ?? "";
let drawn = null; // the language in which the page stands now
let place = 0; // of the open step in the route: if its key is changed, what stands there is shown

const showing = stage(byId("stage"), gently(turn, 0));
const drawList = list(byId("list"), choose);
const drawPicture = picture(byId("picture"), choose);
const drawFindings = findings(byId("findings"), choose);

const look = gently(async () => {
  try {
    const wanted = language;
    const found = await programme();
    if (wanted !== language) return; // another was chosen meanwhile, and is asked for already
    if (found.saves === state?.saves && wanted === drawn) return told();
    [state, drawn] = [found, wanted];
    offer();
    settle();
    drawFindings(state);
    await draw();
    told();
  } catch (problem) {
    told(problem.message);
  }
}, PAUSE_MILLISECONDS);

/** The languages in which it can be looked at; of one that the file lacks only our own words are there. */
function offer() {
  const choice = byId("language");
  const known = state.languages.map(({ tag }) => tag);
  if (!known.includes(language)) language = known[0];
  choice.replaceChildren(
    ...state.languages.map(({ tag, name, texts }) => el("option", { value: tag, text: texts || !state.drawn ? name : `${name}: our own words alone` })),
  );
  choice.value = language;
}

/** The step that was open stays open; where it is gone, the one in its place. */
function settle() {
  const keys = steps(state).map(({ key }) => key);
  if (!keys.includes(open)) open = keys[Math.min(place, keys.length - 1)] ?? "";
  place = Math.max(keys.indexOf(open), 0);
}

async function draw() {
  route();
  await showing.show(state, open);
  await turn();
}

function route() {
  drawList(state, open, showing.answered, ways);
  drawPicture(state, open, ways);
}

/** What was answered may have led another way. */
async function turn() {
  ways = await asWays(showing.given());
  route();
  showing.tell(ways);
}

async function choose(key) {
  open = key;
  settle();
  history.replaceState(null, "", `#${new URLSearchParams({ step: open })}`);
  await draw();
  byId("list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const top = byId("stage").getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) byId("stage").scrollIntoView({ block: "start" });
}

function told(problem = "") {
  const errors = state?.findings.filter(({ level }) => level === "error").length ?? 0;
  byId("following").dataset.state = problem ? "lost" : errors ? "wrong" : "fine";
  byId("following").textContent = problem || (errors ? `${state.file}: ${counted(errors, "error")}` : `Up to date with ${state.file}`);
  byId("title").textContent = state?.title ?? "Waypost preview";
  byId("about").textContent = state ? ["Preview", state.audience].filter(Boolean).join(" · ") : "";
  document.title = state ? `${state.title}: preview` : "Waypost preview";
}

function asked() {
  return new URLSearchParams(location.hash.slice(1)).get("step") ?? "";
}

byId("language").addEventListener("change", ({ target }) => {
  language = target.value;
  memory.set("preview.language", language);
  read(language);
  look();
});
byId("stage").addEventListener("goto", ({ detail }) => choose(detail));
addEventListener("hashchange", () => asked() && asked() !== open && choose(asked()));
byId("picture-fold").open = memory.get("preview.picture") !== "closed";
byId("picture-fold").addEventListener("toggle", () => memory.set("preview.picture", byId("picture-fold").open ? "open" : "closed"));
addEventListener("unhandledrejection", ({ reason }) => notice(reason?.message ?? "Something on this page went wrong. Please reload it."));
read(language);
await look();
follow(look);
