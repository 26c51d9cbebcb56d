// "@" in a note offers the names of colleagues: arrows choose, Enter or Tab writes, Esc closes. What
// counts is the text: a name that is typed out in full tells its colleague just the same.
import { keepKey, letGo, listOf, mark, option, write } from "./choices.js";
import { _ } from "./words.js";

const BEFORE = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}. ]{0,40})$/u;
const MOST = 6;
let names = null; // asked for at the first "@"
let open = null; // { area, box, start, found, at }

const areaOf = (target) => (target.matches?.("textarea[data-colleagues-url]") ? target : null);

async function known(area) {
  if (names) return names;
  const init = { credentials: "same-origin", headers: { Accept: "application/json" } };
  const response = await fetch(area.dataset.colleaguesUrl, init).catch(() => null);
  if (!response?.ok || response.redirected) return [];
  names = (await response.json()).names;
  return names;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

// A name fits when one of its words begins so, or the whole name.
function fitting(all, typed) {
  const wanted = plain(typed);
  const fits = (name) => plain(name).startsWith(wanted) || plain(name).split(" ").some((word) => word.startsWith(wanted));
  return all.filter(fits).slice(0, MOST);
}

function close() {
  if (open) letGo(open.box, open.area);
  open = null;
}

function move(at) {
  open.at = mark(open.box, at, open.area);
}

async function typed(area) {
  const before = area.value.slice(0, area.selectionStart);
  const match = BEFORE.exec(before);
  if (!match) return close();
  const found = fitting(await known(area), match[1]);
  if (area.value.slice(0, area.selectionStart) !== before) return; // typed on meanwhile
  close();
  const isWhole = found.length === 1 && plain(found[0]) === plain(match[1].trimEnd());
  if (!found.length || isWhole || document.activeElement !== area) return;
  const rows = found.map((name, at) => option(`mention-${at}`, [name], () => choose(name)));
  const box = listOf("mention-names", _("Colleagues"), rows);
  box.className = "mention-names plain-list";
  area.after(box);
  open = { area, box, start: before.length - match[1].length, found, at: 0 };
  move(0);
}

function choose(name) {
  const { area, start } = open;
  close();
  write(area, `${name} `, start);
}

function pressed(event) {
  if (!open || event.target !== open.area || event.isComposing) return;
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (key === "ArrowDown" || key === "ArrowUp") move(open.at + (key === "ArrowDown" ? 1 : -1));
  else if ((key === "Enter" && !ctrlKey && !metaKey) || (key === "Tab" && !shiftKey)) choose(open.found[open.at]);
  else if (key === "Escape") close();
  else return;
  keepKey(event);
}

export function startMentions() {
  document.addEventListener("input", ({ target }) => areaOf(target) && typed(target));
  document.addEventListener("keydown", pressed, true); // before the keys of the page
  document.addEventListener("focusout", ({ target }) => target === open?.area && close());
}
