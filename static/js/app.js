// Everything here makes pages that already work without it quicker and alive.
import { startClock } from "./clock.js";
import { startComposer, prepareComposer } from "./compose.js";
import { startLive, markCurrentRow, remember } from "./live.js";
import { say } from "./say.js";

const NARROW = matchMedia("(width < 720px)");

function showNewest() {
  const thread = document.getElementById("thread");
  if (!thread) return;
  if (NARROW.matches) scrollTo(0, document.body.scrollHeight);
  else thread.scrollTop = thread.scrollHeight;
}

function opened() {
  prepareComposer();
  markCurrentRow();
  remember();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});

// A page instead of a fragment means that we were signed out meanwhile: go where it says.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 200 && /^\s*<!doctype/i.test(responseText)) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

let openBefore = "";
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "talk") return;
  opened();
  const now = document.querySelector("[data-conversation]")?.dataset.conversation || "";
  const isAct = event.detail.requestConfig.verb !== "get";
  if (now !== openBefore || isAct) showNewest();
  openBefore = now;
});

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.id === "source-badge") return;
  say("There is no connection right now. Nothing was lost; try again in a moment.", "bad");
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.elt.id === "source-badge") return; // asked by itself, and asks again
  const status = event.detail.xhr.status;
  if (status === 404) say("This is no longer here, or not for you.", "bad");
  else if (status === 403) say("Your role does not allow this. Ask a manager.", "bad");
  else say(`The server could not do this (${status}). Your text is still here; try again.`, "bad");
});

startClock();
startComposer();
startLive();
opened();
openBefore = document.querySelector("[data-conversation]")?.dataset.conversation || "";
showNewest();
