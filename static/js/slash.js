// "/" in an answer offers the snippets of its audience; what is chosen stands in the text as if it
// had been picked from "Start from…" (check.js), to be finished by hand (A8).
const ASKED = /(?:^|\s)\/([^\s/]{0,40})$/u;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const areaOf = (node) => (node?.matches?.("form.compose textarea[name=body]") ? node : null);
let list = null; // the one that is open

function fits(link, asked) {
  const words = fold(link.querySelector("b").textContent).split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => word.startsWith(asked));
}

function option(link, number) {
  const item = document.createElement("li");
  const [title, words] = link.querySelectorAll("b, .meta");
  item.id = `slash-${number}`;
  item.role = "option";
  item.append(title.cloneNode(true), words.cloneNode(true));
  item.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
  item.addEventListener("click", () => choose(number));
  return item;
}

function mark(at) {
  list.at = (at + list.links.length) % list.links.length;
  [...list.box.children].forEach((item, number) => {
    item.ariaSelected = String(number === list.at);
    if (number === list.at) item.scrollIntoView({ block: "nearest" });
  });
  list.area.setAttribute("aria-activedescendant", `slash-${list.at}`);
}

function close() {
  if (!list) return;
  list.box.remove();
  list.area.removeAttribute("aria-activedescendant");
  list.area.removeAttribute("aria-controls");
  list = null;
}

function open(area, links, asked) {
  close();
  const box = document.createElement("ul");
  box.id = "slash";
  box.className = "slash";
  box.role = "listbox";
  box.ariaLabel = "Snippets";
  box.dataset.made = ""; // no part of what the server sent (compose.js)
  list = { area, box, links, asked };
  box.append(...links.map(option));
  area.closest(".paper").append(box);
  place(area, box);
  area.setAttribute("aria-controls", "slash");
  mark(0);
}

// Above all else: the composer scrolls by itself where there is little room.
function place(area, box) {
  const { left, top, width } = area.getBoundingClientRect();
  box.style.left = `${left}px`;
  box.style.width = `${width}px`;
  box.style.bottom = `${innerHeight - top + 4}px`;
  box.popover = "manual";
  box.showPopover();
}

function look(area) {
  const before = area.value.slice(0, area.selectionStart);
  const asked = area.selectionStart === area.selectionEnd && ASKED.exec(before);
  const all = asked ? [...area.form.querySelectorAll(".starts .start")] : [];
  const links = all.filter((link) => fits(link, fold(asked[1])));
  if (links.length) open(area, links, asked[1]);
  else close();
}

function choose(number) {
  const { area, links, asked } = list;
  close();
  area.focus();
  area.setSelectionRange(area.selectionStart - asked.length - 1, area.selectionStart);
  if (!document.execCommand("delete")) area.setRangeText("");
  links[number].click();
}

const KEYS = {
  ArrowDown: () => mark(list.at + 1),
  ArrowUp: () => mark(list.at - 1),
  Enter: () => choose(list.at),
  Tab: () => choose(list.at),
  Escape: close,
};

export function startSlash() {
  document.addEventListener("input", ({ target }) => areaOf(target) && look(target));
  document.addEventListener("focusout", ({ target }) => areaOf(target) && close());
  document.addEventListener(
    "keydown",
    (event) => {
      if (!list || event.target !== list.area || event.isComposing || event.ctrlKey || event.metaKey) return;
      if (!KEYS[event.key]) return;
      event.preventDefault();
      event.stopPropagation(); // this list has it, and nothing behind it
      KEYS[event.key]();
    },
    true,
  );
}
