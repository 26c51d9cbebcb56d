// The sheet that "?" opens: what has a key on this very page, then what always has one.
import { prefer, prefers } from "./prefs.js";

const sheet = () => document.getElementById("keys");
const ORDER = "crpnsezwadlt";
let here = () => [];

export function nameOf(node) {
  const bare = node.cloneNode(true);
  for (const board of bare.querySelectorAll("kbd")) board.remove();
  const named = node.getAttribute("aria-label") || node.title || node.labels?.[0]?.textContent || bare.textContent;
  return named.replace(/\s+/g, " ").trim();
}

// One element a key, as the work goes.
export function inOrder(nodes) {
  const seen = new Map();
  for (const node of nodes) if (!seen.has(node.dataset.key)) seen.set(node.dataset.key, node);
  const place = ({ dataset: { key } }) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return [...seen.values()].sort((one, other) => place(one) - place(other));
}

function line(key, name) {
  const box = document.createElement("div");
  const term = document.createElement("dt");
  const words = document.createElement("dd");
  const board = document.createElement("kbd");
  board.textContent = key;
  words.textContent = name;
  term.append(board);
  box.append(term, words);
  return box;
}

function fill() {
  const acts = inOrder(here());
  const list = document.getElementById("keys-here");
  list.replaceChildren(...acts.map((node) => line(node.dataset.key, nameOf(node))));
  list.closest("section").hidden = acts.length === 0;
  const places = [...document.querySelectorAll("#rail [data-go]")];
  const go = document.getElementById("keys-go");
  const words = (link) => link.querySelector(".word")?.textContent.trim() ?? nameOf(link);
  go.replaceChildren(...places.map((link) => line(`g ${link.dataset.go}`, words(link))));
}

export function toggleSheet() {
  const box = sheet();
  if (!box) return false;
  fill();
  box.showModal();
  return true;
}

// Hints stand on the buttons only while the keys work.
function prepare() {
  for (const choice of sheet()?.querySelectorAll("[data-prefer]") ?? []) {
    const isOn = prefers(choice.dataset.prefer);
    choice.checked = isOn;
    prefer(choice.dataset.prefer, isOn);
  }
}

export function startSheet(find) {
  here = find;
  prepare();
  document.addEventListener("change", ({ target }) => {
    if (target.matches("#keys [data-prefer]")) prefer(target.dataset.prefer, target.checked);
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-opens=keys]")) toggleSheet();
    else if (target === sheet()) target.close(); // on the backdrop
  });
}
