// A list of choices beside a field that keeps the cursor: names, snippets, emoji.

// One row of it: the pointer takes it, and the field keeps the cursor.
export function option(id, content, take) {
  const item = Object.assign(document.createElement("li"), { id, role: "option" });
  item.append(...content);
  item.addEventListener("mousedown", (event) => event.preventDefault());
  item.addEventListener("click", take);
  return item;
}

export function listOf(id, ariaLabel, items) {
  const list = Object.assign(document.createElement("ul"), { id, ariaLabel, role: "listbox", className: "slash" });
  list.dataset.made = ""; // no part of what the server sent (compose.js)
  list.append(...items);
  return list;
}

// Marks one of the options, round at both ends, and tells the field; returns its number.
export function mark(list, wanted, field) {
  const items = [...list.querySelectorAll("[role=option]")];
  if (!items.length) {
    field.removeAttribute("aria-activedescendant");
    return 0;
  }
  const at = (wanted + items.length) % items.length;
  items.forEach((item, number) => (item.ariaSelected = String(number === at)));
  items[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-activedescendant", items[at].id);
  return at;
}

export function letGo(list, field) {
  list.remove();
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

// Above all else: what stands around it scrolls by itself where there is little room.
export function placeAbove(box, anchor, width, left = anchor.getBoundingClientRect().left) {
  box.style.width = `${width}px`;
  box.style.left = `${left}px`;
  box.style.bottom = `${innerHeight - anchor.getBoundingClientRect().top + 4}px`;
  box.popover = "manual";
  box.showPopover();
}

// As if typed: counted, checked, saved, and taken back by the browser's own undo.
export function write(area, text, start = area.selectionStart) {
  const end = area.selectionEnd;
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// This key was for the list, and for nothing behind it.
export function keepKey(event) {
  event.preventDefault();
  event.stopPropagation();
}
