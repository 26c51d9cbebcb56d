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
  const isAtEnd = document.activeElement.id === "more";
  const at = isAtEnd ? all.length : all.indexOf(current());
  const next = at < 0 ? all[0] : all[at + by];
  if (next) return put(next);
  const more = by > 0 && document.getElementById("more");
  if (more) more.focus();
  return Boolean(more);
}

export function openCurrent() {
  const link = document.activeElement.closest("#more") ?? linkOf(current());
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

// What is finished leaves its queue, perhaps before its act is answered: so what comes after it is
// looked up when the act goes out. The nearest below, or else the nearest above.
let after = [];

function lookAhead({ detail }) {
  if (detail.target?.id !== "talk" || detail.requestConfig.verb === "get") return;
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  after = at < 0 ? [] : [...all.slice(at + 1), ...all.slice(0, at).reverse()].map((row) => row.id);
}

function goOn() {
  if (!prefers("go-on")) return;
  const left = after.map((id) => document.getElementById(id));
  const next = left.find((row) => row && !row.classList.contains("has-left"));
  if (!next) return;
  linkOf(next).click();
  if (!NARROW.matches) put(next);
}

export function startCursor() {
  document.addEventListener("htmx:beforeRequest", lookAhead);
  document.body.addEventListener("inbox:finished", goOn);
}
