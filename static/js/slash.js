// "/" in an answer offers the snippets of its audience; what is chosen stands in the text as if it
// had been picked from "Start from…" (check.js), to be finished by hand (A8).
import { keepKey, letGo, listOf, mark, option, placeAbove } from "./choices.js";
import { _ } from "./words.js";

const ASKED = /(?:^|\s)\/([^\s/]{0,40})$/u;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const areaOf = (node) => (node?.matches?.("form.compose textarea[name=body]") ? node : null);
let list = null; // the one that is open

function fits(link, asked) {
  const words = fold(link.querySelector("b").textContent).split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => word.startsWith(asked));
}

function row(link, number) {
  const content = [...link.querySelectorAll("b, .meta")].slice(0, 2);
  return option(`slash-${number}`, content.map((node) => node.cloneNode(true)), () => choose(number));
}

function move(at) {
  list.at = mark(list.box, at, list.area);
}

function close() {
  if (list) letGo(list.box, list.area);
  list = null;
}

function open(area, links, asked) {
  close();
  const box = listOf("slash", _("Snippets"), links.map(row));
  list = { area, box, links, asked };
  area.closest(".paper").append(box);
  placeAbove(box, area, area.getBoundingClientRect().width);
  move(0);
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
  ArrowDown: () => move(list.at + 1),
  ArrowUp: () => move(list.at - 1),
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
      keepKey(event);
      KEYS[event.key]();
    },
    true,
  );
}
