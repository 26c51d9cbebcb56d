// Emoji at the cursor: found by their plain names, the ones used lately first. The lists are those
// of scripts/make_emoji.py; where there are no scripts, the keyboard of the device has them.
import { keepKey, listOf, mark, option, placeAbove, write } from "./choices.js";
import { _ } from "./words.js";

const RECENT = "emoji:recent";
const MOST_RECENT = 16;
let names = null; // emoji -> name; asked for when they are opened for the first time
let open = null; // { button, area, box, field, list, at }

async function load() {
  const isSpanish = document.documentElement.lang === "es";
  const { EMOJI } = await (isSpanish ? import("./emoji-list-es.js") : import("./emoji-list.js"));
  names = new Map(EMOJI);
}

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)).filter((each) => names.has(each));
  } catch {
    return []; // none yet, or no store
  }
}

function used(emoji) {
  const kept = [emoji, ...recent().filter((each) => each !== emoji)].slice(0, MOST_RECENT);
  try {
    localStorage.setItem(RECENT, JSON.stringify(kept));
  } catch {
    // Full or forbidden: the order stays.
  }
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function found(asked) {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  const starts = (name, word) => plain(name).split(/[\s-]+/).some((part) => part.startsWith(word));
  const all = new Set([...recent(), ...names.keys()]);
  return [...all].filter((emoji) => words.every((word) => starts(names.get(emoji), word)));
}

function fill() {
  const rows = found(open.field.value);
  const none = Object.assign(document.createElement("li"), { textContent: _("No emoji of that name."), role: "presentation" });
  const options = rows.map((emoji, number) => option(`emoji-${number}`, [`${emoji} ${names.get(emoji)}`], () => choose(emoji)));
  open.list.replaceChildren(...(rows.length ? options : [none]));
  open.found = rows;
  move(0);
}

function move(at) {
  open.at = mark(open.list, at, open.field);
}

function choose(emoji) {
  const { area } = open;
  used(emoji);
  close();
  write(area, emoji);
}

function close(isBack = true) {
  const { button, area, box } = open;
  open = null;
  box.remove();
  button.ariaExpanded = "false";
  if (isBack) area.focus(); // where it was: a field keeps its cursor
}

async function show(button) {
  if (!names) await load();
  if (open || !button.isConnected) return; // pressed twice, or gone meanwhile
  const area = button.form.querySelector("textarea[name=body]");
  const box = Object.assign(document.createElement("div"), { className: "slash" });
  const field = Object.assign(document.createElement("input"), { className: "input", type: "search", role: "combobox", placeholder: _("Find by name, like heart"), ariaLabel: _("Find an emoji by its name"), ariaExpanded: "true", ariaAutoComplete: "list", autocomplete: "off" });
  const list = listOf("emoji-list", _("Emoji"), []);
  list.className = "";
  box.dataset.made = "";
  box.append(field, list);
  document.body.append(box);
  open = { button, area, box, field, list, at: 0 };
  const width = Math.min(300, innerWidth - 16);
  const { left } = button.getBoundingClientRect();
  placeAbove(box, button, width, Math.max(8, Math.min(left, innerWidth - width - 8)));
  button.ariaExpanded = "true";
  field.addEventListener("input", fill);
  field.addEventListener("keydown", pressed);
  box.addEventListener("focusout", ({ relatedTarget }) => open?.box === box && !box.contains(relatedTarget) && relatedTarget !== button && close(false));
  fill();
  field.focus();
}

const KEYS = {
  ArrowDown: () => move(open.at + 1),
  ArrowUp: () => move(open.at - 1),
  Enter: () => open.found.length && choose(open.found[open.at]),
  Escape: () => close(),
};

function pressed(event) {
  if (event.isComposing || !KEYS[event.key]) return;
  keepKey(event);
  KEYS[event.key]();
}

export function startEmoji() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button.emoji");
    if (!button) return;
    if (open) close();
    else show(button).catch(() => {}); // without a connection there is no list this time
  });
}
