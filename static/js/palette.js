// Ctrl-K: the acts of this page (whatever has a key), and what the server finds for what is typed.
import { act, keyed } from "./keys.js";
import { inOrder, nameOf } from "./keysheet.js";
import { plural } from "./words.js";

const box = () => document.getElementById("palette");
const field = () => document.getElementById("palette-ask");
const stops = () => [...box().querySelectorAll(".found")].filter((each) => !each.closest("[hidden]"));
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function fits(name, asked) {
  const words = fold(name).split(/[^\p{L}\p{N}]+/u);
  return fold(asked).split(/\s+/).every((word) => words.some((each) => each.startsWith(word)));
}

function choice(node) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const words = document.createElement("span");
  const board = document.createElement("kbd");
  button.type = "button";
  button.className = "found";
  words.className = "grow";
  words.textContent = nameOf(node);
  board.textContent = node.dataset.key;
  button.append(words, board);
  button.addEventListener("click", () => {
    box().close();
    if (node.isConnected) act(node);
  });
  item.append(button);
  return item;
}

function fillActs() {
  const section = document.getElementById("palette-acts");
  const nodes = inOrder(keyed());
  section.querySelector("ul").replaceChildren(...nodes.map(choice));
  section.hidden = nodes.length === 0;
}

export function togglePalette() {
  if (!box()) return false;
  if (box().open) {
    box().close();
    return true;
  }
  field().value = "";
  document.querySelector("dialog[open]")?.close();
  fillActs(); // before it opens: what is behind an open dialog cannot be reached
  box().showModal();
  field().focus();
  markFirst();
  htmx.trigger(field(), "palette:open");
  return true;
}

function walk(event) {
  const all = stops();
  const at = all.indexOf(document.activeElement);
  if (event.key === "Enter" && event.target === field()) all[0]?.click();
  else if (event.key === "ArrowDown") (all[at < 0 ? 1 : at + 1] ?? all.at(-1))?.focus(); // Enter has the first
  else if (event.key === "ArrowUp") (at > 0 ? all[at - 1] : field()).focus();
  else {
    // A letter goes on with what was typed.
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.target !== field() && event.key !== " ") field().focus();
    return;
  }
  event.preventDefault();
}

export function startPalette() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (togglePalette()) event.preventDefault();
    } else if (box()?.open && box().contains(event.target)) walk(event);
  });
  document.addEventListener("input", ({ target }) => {
    if (target === field()) filterActs();
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id !== "palette-found") return;
    markFirst();
    const count = stops().length;
    document.getElementById("palette-said").textContent = plural("{n} found", "{n} found", count);
  });
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target === box()) target.close(); // on the backdrop
    if (!target.closest("[data-opens=palette]") || !togglePalette()) return;
    event.preventDefault(); // the link leads to a page of its own
  });
}

// The acts were found when it opened; behind the open dialog they are only sorted out.
function filterActs() {
  const section = document.getElementById("palette-acts");
  let left = 0;
  for (const item of section.querySelectorAll("li")) {
    item.hidden = !fits(item.querySelector(".grow").textContent, field().value.trim());
    left += item.hidden ? 0 : 1;
  }
  section.hidden = left === 0;
  markFirst();
}

// What Enter opens while one types.
function markFirst() {
  box().querySelector("[data-first]")?.removeAttribute("data-first");
  stops()[0]?.setAttribute("data-first", "");
}
