// The sandbox's control API, and the stream that says when to look again.

export class Refused extends Error {}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, {
      method,
      cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(said(answer) ?? `The sandbox answered with status ${response.status}.`);
  return answer;
}

function said(answer) {
  if (typeof answer?.error === "string") return answer.error;
  return typeof answer?.detail === "string" ? answer.detail : null;
}

export const get = (path, query = {}) => call("GET", `${path}?${new URLSearchParams(query)}`);
export const post = (path, body = {}) => call("POST", path, body);

const POLL_MILLISECONDS = 2000;

/** Call *look* whenever something has changed; by the stream if it is open, else every two seconds. */
export function watch(look) {
  let open = false;
  const stream = new EventSource("/sandbox/stream");
  stream.addEventListener("open", () => {
    open = true;
    look();
  });
  stream.addEventListener("error", () => (open = false));
  stream.addEventListener("changed", look);
  stream.addEventListener("message", look);
  setInterval(() => open || look(), POLL_MILLISECONDS);
}

/** *work*, never twice at once: calls meanwhile make it run once more, at least *pause* milliseconds later. */
export function gently(work, pause) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await work();
        if (again) await new Promise((done) => setTimeout(done, pause));
      } while (again);
    } finally {
      running = false;
    }
  };
}
