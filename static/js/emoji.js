// Emoji at the cursor: found by their plain names, the ones used lately first. The list is the one
// of scripts/make_emoji.py; where there are no scripts, the keyboard of the device has them.
import { EMOJI } from "./emoji-list.js";

const RECENT = "emoji:recent";
const MOST_RECENT = 16;
const NAMES = new Map(EMOJI);
let open = null; // { button, area, box, field, list, at }

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)).filter((each) => NAMES.has(each));
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

function found(asked) {
  const lately = recent();
  const all = [...lately, ...EMOJI.map(([emoji]) => emoji).filter((each) => !lately.includes(each))];
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const starts = (name, word) => name.split(/[\s-]+/).some((part) => part.startsWith(word));
  return all.filter((emoji) => words.every((word) => starts(NAMES.get(emoji), word)));
}

function option(emoji, number) {
  const item = Object.assign(document.createElement("li"), { id: `emoji-${number}`, role: "option" });
  item.textContent = `${emoji} ${NAMES.get(emoji)}`;
  item.dataset.emoji = emoji;
  item.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the cursor
  item.addEventListener("click", () => choose(item));
  return item;
}

function fill() {
  const rows = found(open.field.value);
  open.list.replaceChildren(...rows.map(option));
  if (!rows.length) open.list.append(Object.assign(document.createElement("li"), { textContent: "No emoji of that name.", role: "presentation" }));
  mark(0);
}

function mark(at) {
  const options = [...open.list.querySelectorAll("[role=option]")];
  open.at = options.length ? (at + options.length) % options.length : 0;
  options.forEach((item, number) => {
    item.ariaSelected = String(number === open.at);
    if (number === open.at) item.scrollIntoView({ block: "nearest" });
  });
  if (options.length) open.field.setAttribute("aria-activedescendant", options[open.at].id);
  else open.field.removeAttribute("aria-activedescendant");
}

function choose(item) {
  const { area } = open;
  const { emoji } = item.dataset;
  used(emoji);
  close();
  // As if typed: counted, checked, saved, and taken back by the browser's own undo.
  if (document.execCommand("insertText", false, emoji)) return;
  area.setRangeText(emoji, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function close(isBack = true) {
  const { button, area, box } = open;
  open = null;
  box.remove();
  button.ariaExpanded = "false";
  if (isBack) area.focus(); // where it was: a field keeps its cursor
}

function show(button) {
  const area = button.form.querySelector("textarea[name=body]");
  const box = Object.assign(document.createElement("div"), { className: "slash", popover: "manual" });
  const field = Object.assign(document.createElement("input"), { className: "input", type: "search", role: "combobox", placeholder: "Find by name, like heart", ariaLabel: "Find an emoji by its name", ariaExpanded: "true", ariaAutoComplete: "list", autocomplete: "off" });
  const list = Object.assign(document.createElement("ul"), { id: "emoji-list", role: "listbox", ariaLabel: "Emoji" });
  field.setAttribute("aria-controls", list.id);
  box.dataset.made = ""; // no part of what the server sent (compose.js)
  box.append(field, list);
  document.body.append(box);
  open = { button, area, box, field, list, at: 0 };
  place(button, box);
  button.ariaExpanded = "true";
  field.addEventListener("input", fill);
  field.addEventListener("keydown", pressed);
  box.addEventListener("focusout", ({ relatedTarget }) => open?.box === box && !box.contains(relatedTarget) && relatedTarget !== button && close(false));
  fill();
  field.focus();
}

function place(button, box) {
  const { left, top } = button.getBoundingClientRect();
  const width = Math.min(300, innerWidth - 16);
  box.style.width = `${width}px`;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  box.style.bottom = `${innerHeight - top + 4}px`;
  box.showPopover();
}

const KEYS = {
  ArrowDown: () => mark(open.at + 1),
  ArrowUp: () => mark(open.at - 1),
  Enter: () => choose(open.list.children[open.at]),
  Escape: () => close(),
};

function pressed(event) {
  if (event.isComposing || !KEYS[event.key]) return;
  event.preventDefault();
  event.stopPropagation(); // this list has it, and nothing behind it
  if (event.key !== "Enter" || open.list.querySelector("[role=option]")) KEYS[event.key]();
}

export function startEmoji() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button.emoji");
    if (!button) return;
    if (open) close();
    else show(button);
  });
}
