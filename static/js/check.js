// The check while somebody types: the server reads a text a moment after the last letter and says
// what it finds; its places are underlined behind the text. Nothing of it is kept anywhere.
import { mark, shift, size } from "./underline.js";

const PAUSE = 350;
const LONG_PAUSE = 2000; // what is true of every half-written text waits for this one
const under = new WeakMap(); // text field -> its timers and the request on its way

const boxOf = (area) => area.form?.querySelector(".check");
const areaOf = (node) => node.closest("form.compose")?.querySelector("textarea[name=body]");

function stateOf(area) {
  if (!under.has(area)) under.set(area, { said: "" });
  return under.get(area);
}

// ---- asking ----

async function post(area, url, more = {}) {
  const state = stateOf(area);
  state.request?.abort();
  const request = (state.request = new AbortController());
  const body = new URLSearchParams(new FormData(area.form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const text = area.value;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const init = { method: "POST", credentials: "same-origin", headers, body, signal: request.signal };
  const response = await fetch(url, init).catch(() => null); // offline or overtaken: quiet
  if (!response?.ok || response.redirected) return;
  const html = await response.text().catch(() => "");
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".check");
  if (fresh && area.isConnected && area.value === text) show(area, fresh);
}

function ask(area) {
  const box = boxOf(area);
  if (box && navigator.onLine !== false) post(area, box.dataset.checkUrl);
}

// A time is being typed: its field stays, and leaving it asks again.
const isTypingTime = (box) => box.contains(document.activeElement) && document.activeElement.matches("input");

function show(area, fresh) {
  const box = boxOf(area);
  if (!box || isTypingTime(box)) return;
  const isOpen = box.querySelector("details")?.open;
  const hadFocus = box.contains(document.activeElement);
  box.replaceWith(fresh);
  if (isOpen) fresh.querySelector("details")?.setAttribute("open", "");
  if (hadFocus) area.focus();
  follow(area, fresh);
}

// What follows from a verdict: marks, the word on the button, a word for who listens.
function follow(area, box) {
  mark(area, JSON.parse(box.dataset.marks || "[]"));
  const does = area.form.querySelector(".press .does");
  if (does && box.dataset.button) does.textContent = box.dataset.button;
  const words = box.querySelector(".says")?.textContent ?? "";
  const state = stateOf(area);
  const isCalm = box.dataset.state === "pass" && !state.said;
  if (words !== state.said && !isCalm) speak(area.form, words);
  if (!isCalm) state.said = words;
}

function speak(form, words) {
  let place = form.querySelector(".check-said");
  if (!place) {
    place = document.createElement("p");
    place.className = "sr-only check-said";
    place.setAttribute("role", "status");
    place.dataset.made = "";
    form.append(place);
  }
  place.textContent = words;
}

function typed(area) {
  const state = stateOf(area);
  shift(area);
  clearTimeout(state.soon);
  clearTimeout(state.later);
  area.form.classList.add("typing");
  state.soon = setTimeout(() => ask(area), PAUSE);
  state.later = setTimeout(() => area.form?.classList.remove("typing"), LONG_PAUSE);
  if (!area.value.trim()) area.form.querySelector("[name=snippet_id]")?.remove();
}

// ---- pressing ----

// As if typed: the browser's own undo takes it back.
function put(area, words, start, end) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, words)) return;
  area.setRangeText(words, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function use(area, { start, end, with: words }, isPlace) {
  if (!isPlace) return put(area, words, Number(start), Number(end));
  area.focus();
  area.setSelectionRange(Number(start), Number(end));
}

function begin(area, { snippet, body }) {
  const start = area.value.trim() ? area.selectionStart : 0;
  put(area, body, start, area.value.trim() ? area.selectionEnd : area.value.length);
  let field = area.form.querySelector("[name=snippet_id]");
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "snippet_id" });
    field.dataset.made = "";
    area.form.prepend(field);
  }
  field.value = snippet;
  const gap = /\{[^{}]+\}/.exec(area.value.slice(start));
  if (gap) area.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
}

function noTimer(area, button) {
  button.closest(".promise").querySelector("[type=datetime-local]").value = "";
  button.blur();
  ask(area);
}

function pressed(event) {
  const button = event.target.closest(".compose :is(.use, [data-advice], [data-put], [data-tab], [data-snippet], [data-no-timer])");
  const area = button && areaOf(button);
  if (!area) return;
  event.preventDefault();
  const { dataset } = button;
  if (button.matches(".use")) use(area, dataset, "goto" in dataset);
  else if (dataset.advice) post(area, boxOf(area).dataset.dismissUrl, { key: dataset.advice });
  else if (dataset.put) put(area, dataset.put, 0, area.value.length);
  else if (dataset.tab) document.querySelector(`.tab input[value=${dataset.tab}]`)?.click();
  else if (dataset.snippet) begin(area, dataset);
  else noTimer(area, button);
  button.closest("details.menu")?.removeAttribute("open");
}

// ---- together with compose.js ----

export function recheck(area) {
  if (area.name === "body" && boxOf(area) && area.value.trim()) ask(area);
}

// A field that has just appeared: its marks come with the page, unless the browser kept the text.
export function prepareCheck(area) {
  const box = area.name === "body" ? boxOf(area) : null;
  if (!box || under.has(area)) return;
  stateOf(area).said = box.querySelector(".says")?.textContent ?? "";
  size(area);
  mark(area, JSON.parse(box.dataset.marks || "[]"));
  if (area.value !== area.defaultValue) ask(area);
}

export function startCheck() {
  document.addEventListener("input", ({ target }) => {
    if (target.matches("form.compose textarea[name=body]") && boxOf(target)) typed(target);
  });
  document.addEventListener("click", pressed);
  document.addEventListener("focusout", ({ target }) => {
    const area = target.matches(".check [type=datetime-local]") ? areaOf(target) : null;
    if (area) setTimeout(() => ask(area));
  });
  addEventListener("online", () => document.querySelectorAll(".compose textarea[name=body]").forEach(recheck));
}
