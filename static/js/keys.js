// Every act of the daily loop by one key. A page says which: `data-key` on a button, link, summary,
// label or field; the list of all of them is the sheet that "?" opens (components/keys.html).
// Single letters can be switched off on this device (WCAG 2.1.4); Ctrl and Esc always work.
import { clearPicks, pickCurrent, startBulk } from "./bulk.js";
import { back, openCurrent, startCursor, step } from "./cursor.js";
import { startSheet, toggleSheet } from "./keysheet.js";
import { prefers } from "./prefs.js";

const NO_TEXT = ["checkbox", "radio", "button", "submit", "reset", "file", "range", "color"];
const LEAD_MS = 1500; // for the letter after "g"
let leadAt = 0;
let wanted = ""; // an audience whose field gets the cursor as soon as the claim is there

const isField = (node) =>
  Boolean(node?.closest?.("textarea, select, [contenteditable]")) ||
  (node?.matches?.("input") && !NO_TEXT.includes(node.type));

// Arrows choose among these, and Enter takes the chosen one.
const isChoice = (node) => Boolean(node?.matches?.(".sheet input[type=radio]"));

// ---- which element a key is for ----

const isVisible = (node) => node.checkVisibility?.({ visibilityProperty: true }) ?? node.offsetParent !== null;

// Inside a closed menu counts, when the menu can be opened.
function isReachable(node) {
  if (node.disabled || node.closest("[inert], dialog:not([open])")) return false;
  const menu = node.matches("summary") ? null : node.closest("details:not([open])");
  return menu ? isReachable(menu.querySelector("summary")) : isVisible(node);
}

// The approver's page has keys of its own (approve.js). Of several posts the newest is meant.
export function keyed(key) {
  const named = key ? `[data-key="${CSS.escape(key)}"]` : "[data-key]";
  const isMine = (node) => !key || !node.closest("#approve");
  const found = [...document.querySelectorAll(named)].filter((node) => isMine(node) && isReachable(node));
  const said = found.filter((node) => node.closest("#thread"));
  return key && said.length && said.length === found.length ? said.slice(-1) : found;
}

const FIRST = ":is(textarea, select, input:not([type=hidden]), button, a[href]):not([hidden], [tabindex='-1'])";

function enter(details) {
  const place = details.querySelector(".sheet") ?? details;
  [...place.querySelectorAll(FIRST)].find(isVisible)?.focus();
}

export function act(node) {
  for (let menu = node.closest("details:not([open])"); menu; menu = menu.parentElement.closest("details:not([open])")) {
    if (!node.matches("summary") || node.parentElement !== menu) menu.open = true;
  }
  if (node.matches("textarea, select")) return node.focus();
  node.click();
  if (node.matches("summary") && node.parentElement.open) enter(node.parentElement);
  const tab = node.matches("label.tab") && node.querySelector("input")?.value;
  if (tab) write(tab);
}

// ---- writing: what nobody holds is claimed first ----

const fieldOf = (audience) =>
  document.querySelector(`#panel-${audience} textarea:is([name=body], [name=note])`);

function write(audience) {
  const field = fieldOf(audience);
  const claim = document.querySelector("#composer[data-holder=free] [data-key=c]");
  if (field || !claim) return field?.focus();
  wanted = audience;
  claim.click();
}

function arrive({ detail }) {
  // The claim's answer, not that of the opening before it, which may settle after the key.
  if (detail.target.id !== "talk" || !wanted || detail.requestConfig.verb === "get") return;
  document.querySelector(`#composer input[name=tab][value=${wanted}]`)?.click();
  fieldOf(wanted)?.focus();
  wanted = "";
}

function send(field) {
  const form = field.form;
  const buttons = [...(form?.querySelectorAll("button:not([type=button])") ?? [])].filter(isVisible);
  const button = buttons.find((each) => each.matches(".press")) ?? buttons.find((each) => each.matches(".main"));
  (button ?? buttons.at(-1))?.click();
  return buttons.length > 0;
}

// ---- the keys that belong to no element ----

function search() {
  const field = document.getElementById("search");
  if (!field || !isVisible(field)) return false;
  field.focus();
  field.select();
  return true;
}

const ALONE = {
  j: (isShift) => step(1) && (!isShift || openCurrent()),
  k: (isShift) => step(-1) && (!isShift || openCurrent()),
  o: openCurrent,
  u: back,
  x: pickCurrent,
  "/": search,
  "?": toggleSheet,
};

function goTo(key) {
  const link = document.querySelector(`.rail [data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

// A button that has just come is a plain form until htmx has settled it, some 20 ms later.
function onceSettled(run) {
  if (!document.querySelector(".htmx-settling")) run();
  else document.addEventListener("htmx:afterSettle", run, { once: true });
}

function single(key, isShift) {
  if (Date.now() - leadAt < LEAD_MS) {
    leadAt = 0;
    return goTo(key);
  }
  if (key === "g") return Boolean((leadAt = Date.now()));
  if (ALONE[key]) return ALONE[key](isShift);
  const node = keyed(key)[0];
  if (node) onceSettled(() => act(node));
  return Boolean(node);
}

// ---- the board ----

function escape(field) {
  if (field) field.blur();
  else if (clearPicks()) return;
  else if (document.querySelector("#talk [data-conversation]")) back();
}

// Up and down in the list, and among what an open menu offers.
function walk(event) {
  const by = event.key === "ArrowDown" ? 1 : -1;
  if (event.target.closest?.("#rows") && step(by)) return event.preventDefault();
  const sheet = event.target.closest?.("details[open] > .sheet");
  const stops = [...(sheet?.querySelectorAll(FIRST) ?? [])].filter(isVisible);
  const at = stops.indexOf(event.target);
  if (at < 0 || isField(event.target) || isChoice(event.target)) return;
  stops[at + by]?.focus();
  event.preventDefault();
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const field = isField(event.target) ? event.target : null;
  const isMenuOpen = Boolean(document.querySelector("details.menu[open], dialog[open], :popover-open"));
  if (event.key === "Escape") {
    if (!isMenuOpen) escape(field);
  } else if (event.key === "Enter" && (isChoice(event.target) || (field && (event.ctrlKey || event.metaKey)))) {
    if (!event.repeat && send(event.target)) event.preventDefault();
  } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    const undo = field ? null : document.querySelector("#messages [data-undo]");
    if (!undo) return;
    undo.click();
    event.preventDefault();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walk(event);
  } else if (!field && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.repeat && !"jk".includes(event.key)) return;
    if (document.querySelector("dialog[open]") || !prefers("keys")) return;
    if (single(event.key.toLowerCase(), event.shiftKey)) event.preventDefault();
  }
}

export function startKeys() {
  startBulk();
  startCursor();
  startSheet(keyed);
  document.addEventListener("keydown", pressed);
  document.addEventListener("htmx:afterSettle", arrive);
}
