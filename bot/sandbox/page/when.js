// Instants as people read them, each in a zone of its own.

const made = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!made.has(key)) {
    let formatter;
    try {
      formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone || "UTC" });
    } catch {
      formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }); // a zone the browser does not know
    }
    made.set(key, formatter);
  }
  return made.get(key);
}

const say = (instant, zone, options) => format(zone, options).format(instant).replace(",", "");

export const clock = (instant, zone) => say(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const weekday = (instant, zone) => say(instant, zone, { weekday: "short" });
export const shortDay = (instant, zone) => say(instant, zone, { weekday: "short", day: "numeric", month: "short" });
export const longDay = (instant, zone) => say(instant, zone, { weekday: "long", day: "numeric", month: "long" });
export const fullDay = (instant, zone) => say(instant, zone, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
/** Tells one local day from the next; YYYY-MM-DD. */
export const dayKey = (instant, zone) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: format(zone, {}).resolvedOptions().timeZone }).format(instant);

/** "Berlin" of "Europe/Berlin". */
export const city = (zone) => (zone || "UTC").split("/").pop().replaceAll("_", " ");
