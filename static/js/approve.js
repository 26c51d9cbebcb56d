// The approver's page works without this; here are the keys, the running seconds, and the care
// that a second tap of an impatient thumb never lands on the next card.

import { mark, shift } from "./underline.js";
import { _ } from "./words.js";

const PAUSE = 700;
const place = () => document.getElementById("approve");
let pausedUntil = 0;

// ---- the next card stands where the last one stood: its buttons wait a moment ----

function pause() {
  pausedUntil = Date.now() + PAUSE;
  for (const box of place().querySelectorAll(".decide")) {
    box.inert = true;
    setTimeout(() => (box.inert = false), PAUSE);
  }
}

const cardNow = () => place()?.querySelector("[data-card]")?.dataset.card ?? "";
let cardBefore = cardNow();

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "approve") return;
  if (cardNow() !== cardBefore) pause();
  cardBefore = cardNow();
  countDown();
  if (document.activeElement === document.body) placeFocus();
});

// Whoever works with keys or hears the page goes on at what is wrong, was said, or stands first.
function placeFocus() {
  const next = place().querySelector("[autofocus], [aria-invalid=true], #approve-refusal, h1");
  if (!next) return;
  if (!next.matches("textarea, input")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

// ---- A, E, R ----

const isTyping = (node) => node?.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || Date.now() < pausedUntil) return;
  const button = place()?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button || button.closest("[inert]")) return;
  event.preventDefault();
  button.click();
  button.closest("details[open]")?.querySelector(".sheet .btn")?.focus();
});

// ---- what the guard says while an approver writes ----

const field = () => document.getElementById("body-APPROVE");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const box = detail.target.id === "edit-check" && detail.target.querySelector(".check");
  if (box && field()) mark(field(), JSON.parse(box.dataset.marks || "[]"));
});
document.addEventListener("input", ({ target }) => {
  if (target === field() && target.closest(".paper").querySelector(".under")) shift(target);
});

// ---- how long an approval can still be undone ----

function countDown() {
  const done = document.getElementById("approve-done");
  if (!done?.dataset.goesOut) return;
  const seconds = Math.ceil((Date.parse(done.dataset.goesOut) - Date.now()) / 1000);
  done.querySelector("[data-rest]").textContent = seconds > 0 ? _("Goes out in {seconds} s.", { seconds }) : _("It goes out now.");
  if (seconds > 0) return;
  delete done.dataset.goesOut;
  const undo = done.querySelector("form");
  if (undo?.contains(document.activeElement)) placeFocus();
  if (undo) undo.hidden = true; // not removed: it may be asking this very moment
}

setInterval(countDown, 500);
