// Unsent texts: every letter is kept in this browser at once and on the server a moment later, so
// that no reload, crash, lost network or colleague costs a word. What the server has is not kept
// here any more; what it has not heard of waits, for this person only, and goes up by itself.
import { _ } from "./words.js";

const PREFIX = "draft:";
const PAUSE = 1000; // after the last letter
const AGAIN = 15_000; // after a try that did not get through
const LONGEST = 7 * 24 * 3600_000; // a browser is no place for old words
const timers = new Map(); // key -> when it goes up
const underway = new Set();
const sending = new Map(); // field -> the key under which it was typed
const prepared = new WeakSet();

export const BODY = ".compose textarea:not([name=override_reason], [name^=alt_])";
export const bodies = () => [...document.querySelectorAll(`#composer ${BODY}`)];

// ---- what this browser keeps ----

function keyOf(area) {
  const talk = area.closest("[data-conversation]");
  const { edits, audience: named } = area.closest(".compose").dataset;
  const audience = edits ? `EDIT-${edits}` : named || "THERE"; // a change is no new answer
  return `${PREFIX}${talk.dataset.user}:${talk.dataset.conversation}:${audience}`;
}

// Without a version of the server's it stays in this browser: changes of what is out, and notes of
// what was answered elsewhere.
const goesUp = (area) => area.dataset.draftVersion !== undefined;
const areaOf = (key) => bodies().find((area) => keyOf(area) === key);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // no store, or not ours
  }
}

function write(key, entry) {
  try {
    localStorage.setItem(key, JSON.stringify(entry));
  } catch {
    // Full or forbidden: the server still keeps it.
  }
}

function forget(key) {
  clearTimeout(timers.get(key));
  timers.delete(key);
  localStorage.removeItem(key);
}

const keys = (user) =>
  Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${user ? `${user}:` : ""}`));

// ---- writing ----

export function keep(area) {
  const key = keyOf(area);
  if (!goesUp(area)) {
    if (area.value.trim()) write(key, { text: area.value, at: Date.now() });
    else forget(key);
    return;
  }
  const box = area.closest("#composer");
  const have = read(key);
  write(key, {
    text: area.value.trim() ? area.value : "",
    version: have?.version ?? Number(area.dataset.draftVersion),
    sent: have?.sent ?? null,
    seq: box.dataset.seq,
    url: box.dataset.draftUrl,
    at: Date.now(),
  });
  tell(area, "");
  goUp(key, PAUSE);
}

// The text is being sent just now: a save that overtook its sending would bring it back.
export function pause(area, isOn) {
  const key = isOn ? keyOf(area) : sending.get(area);
  if (isOn) sending.set(area, key);
  else sending.delete(area);
  if (!isOn && key && read(key)?.url) goUp(key, PAUSE);
}

// Accepted by the server as an answer or a note: no draft any more.
export function sent(area) {
  forget(keyOf(area));
}

function goUp(key, wait) {
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => upload(key), wait));
}

// ---- to the server ----

const audienceOf = (key) => key.split(":").at(-1);

function post(key, entry) {
  const body = { audience: audienceOf(key), text: entry.text, version: entry.version, seen_seq: entry.seq };
  return fetch(entry.url, {
    method: "POST",
    credentials: "same-origin",
    keepalive: true, // also while the page is being left
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams(body),
  }).catch(() => null);
}

async function upload(key) {
  const entry = read(key);
  timers.delete(key);
  if (!entry?.url || [...sending.values()].includes(key)) return;
  if (underway.has(key)) return goUp(key, PAUSE);
  underway.add(key);
  const before = entry.sent;
  write(key, { ...entry, sent: entry.text });
  const response = navigator.onLine === false ? null : await post(key, entry);
  underway.delete(key);
  if (!response || response.redirected || response.status >= 500) return waits(key);
  if (response.status === 204) return saved(key, entry.text, Number(response.headers.get("Draft-Version")));
  if (response.status === 409) return differs(key, before, await response.json().catch(() => null));
  tell(areaOf(key), _("Kept in this browser"), true); // too long, or not ours to write: only this browser has it
}

function waits(key) {
  tell(areaOf(key), _("Kept in this browser; saved as soon as there is a connection"), true);
  goUp(key, AGAIN);
}

function saved(key, text, version) {
  const area = areaOf(key);
  if (area) area.dataset.draftVersion = version;
  if (area && text) area.dataset.draftHad = "1";
  const now = read(key);
  if (!now) return; // sent meanwhile
  if (now.text !== text) {
    write(key, { ...now, version, sent: null });
    return goUp(key, PAUSE);
  }
  forget(key);
  tell(area, text ? _("Saved") : "");
}

// The server has a text that this page has not seen: our own whose receipt was lost, or another.
function differs(key, before, theirs) {
  const now = read(key);
  if (!now || !theirs) return;
  if (now.text === theirs.text) return saved(key, now.text, theirs.version);
  if (before !== null && before === theirs.text) {
    write(key, { ...now, version: theirs.version, sent: null });
    return goUp(key, 0);
  }
  const area = areaOf(key);
  if (!area) return; // it is asked where it was written, as soon as that is open
  if (theirs.text || area.defaultValue || area.dataset.draftHad) return choose(area, key, theirs);
  // An earlier text was sent from another page; this field never showed it.
  write(key, { ...now, version: theirs.version, sent: null });
  goUp(key, 0);
}

// ---- what the page says of it ----

function made(name, className, text = "") {
  const node = Object.assign(document.createElement(name), { className, textContent: text });
  node.dataset.made = "";
  return node;
}

function tell(area, words, isNews = false) {
  const foot = area?.closest(".compose").querySelector(".foot");
  if (!foot) return;
  let place = foot.querySelector(".draft-said");
  if (!place) {
    place = made("span", "meta draft-said");
    place.setAttribute("role", "status");
    const before = foot.querySelector(":scope > :is(.count, .press)") ?? foot.querySelector(":scope > .btn");
    foot.insertBefore(place, before);
  }
  place.setAttribute("aria-live", isNews ? "polite" : "off"); // that all is well is seen, not heard
  if (place.textContent !== words) place.textContent = words;
}

function choose(area, key, theirs) {
  const form = area.closest(".compose");
  const asked = form.querySelector(".two-texts");
  if (asked?.dataset.version === String(theirs.version)) return;
  asked?.remove();
  const box = made("div", "notice warn two-texts");
  box.dataset.version = theirs.version;
  const inner = made("div", "stack tight");
  inner.append(made("p", "", theirs.message));
  if (theirs.text) inner.append(made("blockquote", "words", theirs.text));
  const acts = made("div", "row-actions");
  acts.append(button(_("Keep what is written here"), () => settle(area, key, theirs, area.value)));
  acts.append(button(theirs.text ? _("Use the other one") : _("Empty it here too"), () => settle(area, key, theirs, theirs.text)));
  inner.append(acts);
  box.append(inner);
  box.setAttribute("role", "status");
  form.insertBefore(box, area.closest(".paper") ?? area);
}

function button(words, run) {
  const made_ = made("button", "btn small", words);
  made_.type = "button";
  made_.addEventListener("click", run);
  return made_;
}

function settle(area, key, theirs, text) {
  area.closest(".compose").querySelector(".two-texts")?.remove();
  area.dataset.draftVersion = theirs.version;
  forget(key);
  area.value = text;
  area.focus();
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// ---- a field that has just appeared ----

export function bringBack(area) {
  if (area.readOnly || prepared.has(area)) return;
  prepared.add(area);
  const key = keyOf(area);
  const kept = read(key);
  if (isOut(kept)) return forget(key); // sent, though we never heard so
  const isReturned = area.value && !("draftSaved" in area.dataset); // undone, refused, a start
  if (isReturned) return keep(area);
  if (!kept) return;
  if (kept.text === area.value) return goesUp(area) && forget(key);
  area.value = kept.text;
  if (goesUp(area)) goUp(key, 0); // where the server knows another text, it says so
}

function isOut(kept) {
  const text = kept?.text.trim();
  const out = document.querySelectorAll(".ours .words, .pending .words, .waiting .words");
  return Boolean(text) && [...out].some((words) => words.textContent.trim() === text);
}

// ---- all of it, whichever page they were written on ----

const userHere = () => document.querySelector("[data-conversation]")?.dataset.user;

function goUpAll(wait = 0) {
  for (const key of userHere() ? keys(userHere()) : []) if (read(key)?.url) goUp(key, wait);
}

function flush() {
  for (const key of [...timers.keys()]) {
    clearTimeout(timers.get(key));
    upload(key);
  }
}

export function startDrafts() {
  for (const key of keys()) if (!(Date.now() - read(key)?.at < LONGEST)) localStorage.removeItem(key);
  goUpAll(PAUSE);
  addEventListener("online", () => goUpAll());
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  document.addEventListener("submit", (event) => {
    if (!event.target.action.includes("/logout/")) return;
    flush();
    for (const key of keys()) localStorage.removeItem(key); // nobody after them reads it here
  });
}
