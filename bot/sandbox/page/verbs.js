// What to suggest after a slash, until the sandbox says it itself: `verbs` in /sandbox/world, in the same form.

export const VERBS = [
  { verb: "help", says: "what I can do", usage: ["help", "help enrol"] },
  { verb: "programmes", says: "which programmes there are", usage: ["programmes"] },
  { verb: "join", says: "start on a programme yourself", usage: ["join feedback-that-lands", "join feedback-that-lands starting monday"] },
  { verb: "route", says: "your way: what is done, what comes, your commitments", usage: ["route"] },
  { verb: "checkin", says: "fill in this week's check-in, or choose its day and hour", usage: ["checkin", "checkin thursday 14:00"] },
  { verb: "why", says: "what comes next, when, and by which rule", usage: ["why", "why @ana"] },
  { verb: "pause", says: "get nothing for a while; the rest moves with you", usage: ["pause", "pause until 2026-12-07"] },
  { verb: "resume", says: "end a pause or a stop", usage: ["resume"] },
  { verb: "stop", says: "get nothing more from me", usage: ["stop"] },
  { verb: "private", says: "take back what you shared", usage: ["private", "private a12"] },
  { verb: "summary", says: "last week's summary, now", usage: ["summary", "summary autumn"] },
  { verb: "progress", says: "how your people get on", usage: ["progress", "progress @ana", "progress autumn"] },
  {
    verb: "enrol",
    says: "start people on a programme",
    usage: [
      "enrol @ana @ben in feedback-that-lands starting 2026-11-23 cohort autumn",
      "enrol everyone in #channel in feedback-that-lands starting monday",
      "enrol @ana in feedback-that-lands",
    ],
  },
  { verb: "withdraw", says: "take people off a programme", usage: ["withdraw @ana from feedback-that-lands"] },
  { verb: "manager", says: "say who is whose manager", usage: ["manager @ana is @mia", "manager @ana is nobody"] },
  { verb: "channel", says: "where summaries go", usage: ["channel autumn here", "channel me here", "channel me off"] },
  { verb: "admin", says: "who else may do what admins do", usage: ["admin", "admin add @mia", "admin remove @mia"] },
];
