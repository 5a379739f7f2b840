// What the page asks of the process behind it, and how it hears that the file was saved.

const POLL_MILLISECONDS = 2000;

export class Unanswered extends Error {}

let language = "";

/** From now on texts are wanted in that language. */
export function read(tag) {
  language = tag;
}

async function call(path, given) {
  let response;
  try {
    response = await fetch(language ? `${path}?${new URLSearchParams({ language })}` : path, { cache: "no-store", ...given });
  } catch {
    throw new Unanswered("The preview does not answer. Is `waypost preview` still running?");
  }
  const answer = await response.json().catch(() => null);
  const said = typeof answer?.detail === "string" ? answer.detail : `The preview answered with status ${response.status}.`;
  if (!response.ok) throw new Unanswered(said);
  return answer;
}

export const programme = () => call("/programme");

export const step = (asked) =>
  call("/step", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });

/** What becomes of the steps that are not for everybody, by these answers. */
export const ways = (answers) =>
  call("/ways", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ answers }) });

/** Call *look* whenever the file was saved: by the stream if it is open, else every two seconds. */
export function follow(look) {
  let open = false;
  const stream = new EventSource("/stream");
  stream.addEventListener("open", () => {
    open = true;
    look();
  });
  stream.addEventListener("error", () => {
    open = false;
    look();
  });
  stream.addEventListener("changed", look);
  setInterval(() => open || look(), POLL_MILLISECONDS);
}
