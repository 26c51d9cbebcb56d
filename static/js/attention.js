// What calls somebody who looks elsewhere: how many conversations have news in the title, a dot on
// the icon of the tab, a short sound if it is wanted on this device. Looking at any page ends it in
// all of them, and "do not disturb" keeps all but emergencies quiet.
import { _ } from "./words.js";
const KEY = "hub:sound";
const PAUSE = 10_000; // between two sounds
const MOST = 99;
const unseen = new Set();
let say = () => {};

const icon = () => document.querySelector("link[rel=icon]");
const isLooking = () => !document.hidden && document.hasFocus();
export const isQuiet = () => Date.parse(document.body.dataset.quietUntil ?? "") > Date.now();

function paint() {
  const count = isQuiet() ? 0 : unseen.size;
  const bare = document.title.replace(/^\(\d+\+?\) /, "");
  const title = count ? `(${count > MOST ? `${MOST}+` : count}) ${bare}` : bare;
  if (document.title !== title) document.title = title;
  const link = icon();
  link.dataset.plain ??= link.getAttribute("href");
  const wanted = count ? link.dataset.news : link.dataset.plain;
  if (link.getAttribute("href") !== wanted) link.setAttribute("href", wanted);
}

function look() {
  if (!isLooking()) return;
  say({ kind: "looked" });
  seen();
}

function seen() {
  if (!unseen.size) return;
  unseen.clear();
  paint();
}

// ---- the sound: chosen for this device, since not every one of them stands at the desk ----

export function isSoundOn() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

function chooseSound(isOn) {
  try {
    localStorage.setItem(KEY, isOn ? "on" : "off");
  } catch {
    // A browser that keeps nothing stays silent.
  }
}

const play = () => new Audio(document.body.dataset.sound).play();

// Once, however many pages are open: only who gets the lock plays. An emergency has a lock of its
// own, or it would be silent because something everyday had rung a moment ago.
async function ring(name = "hub-sound") {
  if (!isSoundOn()) return;
  const inTurn = async (lock) => {
    if (!lock) return;
    await play();
    await new Promise((done) => setTimeout(done, PAUSE));
  };
  try {
    if (navigator.locks) await navigator.locks.request(name, { ifAvailable: true }, inTurn);
    else if (!document.hidden) await play();
  } catch {
    // Browsers play nothing for a page that nobody has touched yet.
  }
}

function prepareChoice() {
  const box = document.querySelector("[data-sound-choice]");
  if (!box) return;
  const button = box.querySelector("button");
  const show = () => {
    button.textContent = isSoundOn() ? _("Turn the sound off") : _("Turn the sound on");
  };
  box.hidden = false;
  show();
  button.addEventListener("click", () => {
    chooseSound(!isSoundOn());
    show();
    if (isSoundOn()) play().catch(() => {});
  });
}

// ---- an emergency is heard by who wants sounds, whatever else waits ----

const alertIds = () => (document.getElementById("alerts-have")?.value ?? "").split("-")[0].split(".");
let known = new Set();

function hearAlerts({ detail: { target } }) {
  if (target.id !== "alerts") return;
  const ids = alertIds();
  const isNew = ids.some((id) => !known.has(id));
  known = new Set(ids);
  if (isNew && target.querySelector(".alerts.urgent")) ring("hub-sound-urgent");
}

// ---- together with live.js ----

export function heardNews(ids) {
  if (isLooking()) look();
  else for (const id of ids) unseen.add(id);
  paint();
  if (!isQuiet()) ring();
}

export function heardFromPages({ kind, until }) {
  if (kind === "looked") seen();
  if (kind === "quiet") {
    document.body.dataset.quietUntil = until;
    paint();
  }
}

export function startAttention(tellPages) {
  say = tellPages;
  say({ kind: "quiet", until: document.body.dataset.quietUntil ?? "" });
  addEventListener("focus", look);
  addEventListener("pointerdown", look);
  document.addEventListener("visibilitychange", look);
  // A swap brings the title of the conversation, without the number.
  new MutationObserver(paint).observe(document.head, { childList: true, subtree: true });
  known = new Set(alertIds());
  document.addEventListener("htmx:afterSwap", hearAlerts);
  prepareChoice();
  look();
}
