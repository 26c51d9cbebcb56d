// How sure a page is that it shows the truth, in plain words and without alarm over a second.
import { AUTOMATIC } from "./away.js";
import { _ } from "./words.js";

export const SLOW_POLL = 30_000;
const GRACE = 4_000; // a stream that comes back within it was never gone
const SILENCE = 65_000; // of what other pages tell: one that listened for us may be frozen
const PROBE = 10_000;
const FROM_SERVER = new Set(["open", "changed", "reset", "alive", "deaf", "hears", "lost", "refused"]);
let state = "lost"; // of the stream: open | deaf | lost
let changedAt = Date.now();
let heardAt = Date.now();
let shownAt = new Date();
let isReachable = true;

const box = () => document.getElementById("offline");
export const isStreaming = () => state === "open" && Date.now() - heardAt < SILENCE;

function clock(at) {
  const zone = document.body.dataset.zone;
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang, zone ? { ...shape, timeZone: zone } : shape).format(at);
}

function words() {
  const time = clock(shownAt);
  if (!navigator.onLine) return _("No connection. What you see is from {time}; what you write stays here.", { time });
  if (!isReachable) return _("The hub does not answer. What you see is from {time}; what you write stays here. It is tried again by itself.", { time });
  if (isStreaming() || Date.now() - changedAt < GRACE) return "";
  return _("News comes a little later than usual: this page looks every 30 seconds.");
}

function show() {
  const text = words();
  const bar = box();
  if (!bar || bar.textContent === text) return;
  bar.textContent = text;
  bar.hidden = !text;
}

// What every request of live.js tells: an answer of any kind means that the hub is there.
export function reached(isThere) {
  if (isThere) shownAt = new Date();
  isReachable = isThere;
  show();
}

export function heard(kind) {
  if (!FROM_SERVER.has(kind)) return;
  heardAt = Date.now();
  if (["open", "alive", "changed"].includes(kind)) shownAt = new Date();
  const next = { open: "open", hears: "open", deaf: "deaf", lost: "lost", refused: "lost" }[kind];
  if (!next) return;
  if (next !== state) changedAt = Date.now();
  state = next;
  if (next === "open") isReachable = true;
  show();
}

// Only whether the hub is there: what the page shows is as old as before.
async function probe(again) {
  if (isStreaming() || document.hidden || !navigator.onLine || Date.now() - changedAt < GRACE) return;
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store", headers: AUTOMATIC, signal: AbortSignal.timeout(PROBE) });
    if (!isReachable) again();
  } catch {
    reached(false);
  }
}

// `refresh` is asked for every 30 s while nothing comes by itself, and when the network is back.
export function startConnection(refresh) {
  setInterval(show, 1000);
  setInterval(() => probe(refresh), PROBE);
  setInterval(() => {
    if (!isStreaming() && !document.hidden) refresh();
  }, SLOW_POLL);
  addEventListener("offline", show);
  addEventListener("online", () => {
    show();
    refresh();
  });
}
