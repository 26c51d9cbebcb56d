// Several conversations at once: "x" ticks the one under the cursor, Shift ticks all between two.
import { current } from "./cursor.js";
import { plural } from "./words.js";

const picks = () => [...document.querySelectorAll("#rows .tick")];
const form = () => document.getElementById("bulk");
let last = null;

export function tellPicked() {
  const place = form()?.querySelector("[data-picked]");
  const count = picks().filter((each) => each.checked).length;
  if (place) place.textContent = plural("{n} selected", "{n} selected", count);
}

export function pickCurrent() {
  const row = current();
  const pick = row && document.getElementById(`pick-${row.id.replace("row-", "")}`);
  if (!pick) return false;
  pick.checked = !pick.checked;
  last = pick;
  tellPicked();
  return true;
}

export function clearPicks() {
  if (!picks().some((each) => each.checked)) return false;
  for (const each of picks()) each.checked = false;
  tellPicked();
  return true;
}

function between(one, other) {
  const all = picks();
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [] : all.slice(from, to + 1);
}

// What was done is no longer selected; what was refused still is.
function keep() {
  const left = form().dataset.keep.split(" ");
  for (const each of picks()) each.checked = left.includes(each.value);
  tellPicked();
}

export function startBulk() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest?.("[data-pick-all]")) for (const each of picks()) each.checked = true;
    else if (target.matches?.("#rows .tick")) {
      if (event.shiftKey && last) for (const each of between(last, target)) each.checked = target.checked;
      last = target;
    } else return;
    tellPicked();
  });
  document.addEventListener("reset", ({ target }) => {
    if (target === form()) setTimeout(clearPicks); // those that came back ticked, too
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id === "bulk" && detail.xhr.status !== 422) keep();
    else if (detail.target.id === "bulk") tellPicked();
  });
}
