// Up and down the list by keys, and on to the next conversation when one is finished.
import { prefers } from "./prefs.js";

const NARROW = matchMedia("(width < 720px)");
const rows = () => [...document.querySelectorAll("#rows .row")];
const linkOf = (row) => (row?.matches("a") ? row : row?.querySelector("a[href]"));

export function current() {
  const held = document.activeElement?.closest?.("#rows .row");
  return held ?? document.querySelector("#rows .row[aria-current]") ?? null;
}

function put(row) {
  if (!row) return false;
  linkOf(row).focus({ focusVisible: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

export function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = at < 0 ? all[0] : all[at + by];
  if (next) return put(next);
  const more = by > 0 && document.getElementById("more");
  if (more) more.focus();
  return Boolean(more);
}

export function openCurrent() {
  const link = linkOf(current());
  link?.click();
  return Boolean(link);
}

// On a phone the list is another page; elsewhere it is beside, and gets the cursor.
export function back() {
  const link = document.querySelector("#talk .back");
  if (NARROW.matches && link) {
    link.click();
    return true;
  }
  return put(document.querySelector("#rows .row[aria-current]") ?? rows()[0]);
}

// What was just finished has left its queue: the next one below it, or else the one above.
function goOn() {
  if (!prefers("go-on")) return;
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  const isThere = (row) => !row.classList.contains("has-left");
  const next = all.slice(at + 1).find(isThere) ?? all.slice(0, Math.max(at, 0)).findLast(isThere);
  if (at < 0 || !next) return;
  linkOf(next).click();
  if (!NARROW.matches) put(next);
}

export function startCursor() {
  document.body.addEventListener("inbox:finished", goOn);
}
