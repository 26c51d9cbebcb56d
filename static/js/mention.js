// "@" in a note offers the names of colleagues: arrows choose, Enter or Tab writes, Esc closes. What
// counts is the text: a name that is typed out in full tells its colleague just the same.

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
  if (!open) return;
  open.box.remove();
  open.area.removeAttribute("aria-activedescendant");
  open.area.removeAttribute("aria-controls");
  open = null;
}

function listOf(found) {
  const box = document.createElement("ul");
  box.className = "mention-names plain-list";
  box.id = "mention-names";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Colleagues");
  box.dataset.made = "";
  found.forEach((name, at) => {
    const line = document.createElement("li");
    line.id = `mention-${at}`;
    line.setAttribute("role", "option");
    line.textContent = name;
    box.append(line);
  });
  return box;
}

function point(at) {
  open.at = (at + open.found.length) % open.found.length;
  [...open.box.children].forEach((line, index) => line.setAttribute("aria-selected", String(index === open.at)));
  open.area.setAttribute("aria-activedescendant", `mention-${open.at}`);
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
  const box = listOf(found);
  area.after(box);
  open = { area, box, start: before.length - match[1].length, found, at: 0 };
  area.setAttribute("aria-controls", box.id);
  point(0);
}

// As if typed: the browser's own undo takes it back.
function choose(name) {
  const { area, start } = open;
  const end = area.selectionStart;
  close();
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, `${name} `)) return;
  area.setRangeText(`${name} `, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function pressed(event) {
  if (!open || event.target !== open.area || event.isComposing) return;
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (key === "ArrowDown" || key === "ArrowUp") point(open.at + (key === "ArrowDown" ? 1 : -1));
  else if ((key === "Enter" && !ctrlKey && !metaKey) || (key === "Tab" && !shiftKey)) choose(open.found[open.at]);
  else if (key === "Escape") close();
  else return;
  event.preventDefault(); // this was for the list, and for nothing else
  event.stopPropagation();
}

export function startMentions() {
  document.addEventListener("input", ({ target }) => areaOf(target) && typed(target));
  document.addEventListener("keydown", pressed, true); // before the keys of the page
  document.addEventListener("focusout", ({ target }) => target === open?.area && close());
  document.addEventListener("pointerdown", (event) => {
    const line = open && event.target.closest("#mention-names [role=option]");
    if (!line) return;
    event.preventDefault(); // the field keeps the cursor
    choose(line.textContent);
  });
}
