// The tour: a small card beside what it speaks of. It blocks nothing, and whoever works goes on working.
import { _ } from "./words.js";
const NARROW = matchMedia("(width < 720px)");
const PLACE = "tour-station";
const GAP = 16;
const card = document.getElementById("tour");
const stations = [...card.querySelectorAll("[data-station]")];
let at = Math.min(Number(sessionStorage.getItem(PLACE)) || 0, stations.length - 1);

const isVisible = (node) => node.checkVisibility?.() ?? node.offsetParent !== null;

function target() {
  const selectors = stations[at].dataset.station.split(", ").filter(Boolean);
  for (const selector of selectors) {
    const found = [...document.querySelectorAll(selector)].find(isVisible);
    if (found) return found;
  }
  return null;
}

const between = (low, value, high) => Math.max(low, Math.min(value, high));

// Right of it, else left of it, else in the corner that is furthest from where people read.
function beside(box) {
  const { offsetWidth: width, offsetHeight: height } = card;
  const corner = { x: innerWidth - width - GAP, y: innerHeight - height - GAP };
  if (!box) return corner;
  const y = between(GAP, box.top, corner.y);
  if (box.right + GAP + width + GAP < innerWidth) return { x: box.right + GAP, y };
  if (box.left - GAP - width > GAP) return { x: box.left - GAP - width, y };
  return corner;
}

function place() {
  for (const node of document.querySelectorAll(".tour-here")) node.classList.remove("tour-here");
  if (card.hidden) return;
  const node = target();
  node?.classList.add("tour-here");
  if (NARROW.matches) {
    card.style.removeProperty("left");
    card.style.removeProperty("top");
    return;
  }
  const { x, y } = beside(node?.getBoundingClientRect());
  card.style.setProperty("left", `${x}px`);
  card.style.setProperty("top", `${y}px`);
}

function show(number) {
  at = number;
  sessionStorage.setItem(PLACE, String(at));
  stations.forEach((station, index) => (station.hidden = index !== at));
  card.querySelector("[data-tour-place]").textContent = _("{at} of {all}", { at: at + 1, all: stations.length });
  card.querySelector("[data-tour-step='-1']").disabled = at === 0;
  card.querySelector("[data-tour-step='1']").textContent = at === stations.length - 1 ? _("Done") : _("Next");
  place();
}

// Closed at once on the screen; if the server cannot be reached, it comes back another day.
function close() {
  const form = card.querySelector("form");
  const hadFocus = card.contains(document.activeElement);
  card.hidden = true;
  sessionStorage.removeItem(PLACE);
  place();
  if (hadFocus) document.getElementById("main")?.focus({ preventScroll: true });
  fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => {});
}

function go(by) {
  if (at + by >= stations.length) close();
  else if (at + by >= 0) show(at + by);
}

card.addEventListener("click", ({ target: pressed }) => {
  const button = pressed.closest("[data-tour-step]");
  if (button) go(Number(button.dataset.tourStep));
});
card.addEventListener("submit", (event) => {
  event.preventDefault();
  close();
});
card.addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) go(by);
});
// Escape first closes what lies above: a dialog, a menu, a field that is left.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || card.hidden) return;
  const isBusy = document.querySelector("dialog[open], details.menu[open], :popover-open");
  if (!isBusy && !document.activeElement?.matches("input, textarea, select")) close();
});

let isAsked = false;
function placeSoon() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    place();
  });
}
for (const name of ["resize", "scroll"]) addEventListener(name, placeSoon, { capture: true, passive: true });
document.addEventListener("htmx:afterSettle", placeSoon);

card.hidden = false;
show(at);
