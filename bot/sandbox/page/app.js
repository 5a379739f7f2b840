// Where the page begins: in the chat that its address names, or else in the one that this person was in last.

import { chatOf } from "./frame.js";

const chat = chatOf(location);
document.documentElement.dataset.chat = chat;
await import(chat === "teams" ? "./teams.js" : "./slack.js");
