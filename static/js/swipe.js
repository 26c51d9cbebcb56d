// On a phone a row can be swiped: to the right it is claimed, to the left it is ticked and asked
// until when it may sleep. The same acts have buttons below the list; this is only a short way.
import { tellPicked } from "./bulk.js";

const START = 14; // px before a touch counts as a swipe, so that scrolling stays scrolling
const FAR = 88; // px that mean it
let swipe = null;

const form = () => document.getElementById("bulk");
const tickOf = (row) => document.getElementById(`pick-${row.id.replace("row-", "")}`);
const ACTS = {
  claim: { at: 'button[value="claim"]', run: (button) => button.click() },
  snooze: { at: "#bulk-snooze > summary", run: (summary) => (summary.parentElement.open = true) },
};

function began(event) {
  const row = event.target.closest?.("#rows .row");
  if (event.pointerType !== "touch" || !event.isPrimary || !row || !form() || !tickOf(row)) return;
  swipe = { row, x: event.clientX, y: event.clientY, far: 0, act: "" };
}

function show({ row, act, far }) {
  row.dataset.swipe = act;
  row.dataset.word = form().querySelector(ACTS[act].at).textContent.trim();
  row.toggleAttribute("data-far", far >= FAR);
  row.style.setProperty("--swipe", `${Math.min(far, FAR + 24)}px`);
}

function moved(event) {
  if (!swipe) return;
  const right = event.clientX - swipe.x;
  const isSideways = Math.abs(right) > START && Math.abs(right) > 1.5 * Math.abs(event.clientY - swipe.y);
  if (!swipe.act && !isSideways) return;
  swipe.act = right > 0 ? "claim" : "snooze";
  swipe.far = Math.abs(right);
  show(swipe);
}

function calm() {
  if (!swipe) return;
  const { row } = swipe;
  for (const name of ["data-swipe", "data-word", "data-far"]) row.removeAttribute(name);
  row.style.removeProperty("--swipe");
  swipe = null;
}

function ended() {
  if (!swipe?.act) return calm();
  const { row, act, far } = swipe;
  calm();
  addEventListener("click", stop, { capture: true, once: true }); // the finger was not for opening it
  setTimeout(() => removeEventListener("click", stop, { capture: true }), 60);
  if (far < FAR) return;
  tickOf(row).checked = true;
  tellPicked();
  const { at, run } = ACTS[act];
  setTimeout(() => run(form().querySelector(at)), 80);
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

export function startSwipe() {
  document.addEventListener("pointerdown", began);
  document.addEventListener("pointermove", moved);
  document.addEventListener("pointerup", ended);
  document.addEventListener("pointercancel", calm);
}
