// Everything here makes pages that already work without it quicker and alive.
import "./alerts.js";
import { startAway } from "./away.js";
import { startClock } from "./clock.js";
import { startComposer, prepareComposer } from "./compose.js";
import { startDesktop } from "./desktop.js";
import { startEmoji } from "./emoji.js";
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { startSlash } from "./slash.js";
import { startLive, markCurrentRow, remember } from "./live.js";
import { startPlace } from "./place.js";
import { say } from "./say.js";
import { startMentions } from "./mention.js";
import { startPresence } from "./presence.js";
import { startSearch } from "./search.js";
import { startSwipe } from "./swipe.js";
import { _ } from "./words.js";

const NARROW = matchMedia("(width < 720px)");

const openId = () => document.querySelector("[data-conversation]")?.dataset.conversation || "";
// On a phone the page scrolls, elsewhere what was said scrolls between head and composer.
const scroller = () =>
  NARROW.matches ? document.scrollingElement : document.getElementById("thread");

// The newest at the bottom; one that is longer than the place for it, from its beginning.
function showNewest() {
  const thread = document.getElementById("thread");
  if (!thread) return;
  const newest = [...thread.querySelectorAll(".post")].at(-1);
  const room = NARROW.matches ? innerHeight / 2 : thread.clientHeight;
  if (newest?.offsetHeight > room) newest.scrollIntoView({ block: "start" });
  else scroller().scrollTop = scroller().scrollHeight;
}

function placeOf(box) {
  if (!box) return null;
  return { top: box.scrollTop, isEnd: box.scrollHeight - box.scrollTop - box.clientHeight < 80 };
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
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  event.preventDefault(); // this closes the menu, and nothing else
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  closeMenus(null);
});

// What opens inside of what was said may open below its edge.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches("#thread details.menu[open]")) {
      event.target.querySelector(".sheet")?.scrollIntoView({ block: "nearest" });
    }
  },
  true, // a toggle does not bubble
);

// An address to keep or to send on says only what was chosen.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches(".filters")) return;
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

// A page instead of a fragment means that we were signed out meanwhile: go where it says.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status, responseText, responseURL } = event.detail.xhr;
  // Unless just that page was asked for, to take its pictures: reloading would never end then.
  const isSignIn = new URL(responseURL).pathname.startsWith("/accounts/");
  if (event.detail.requestConfig.elt.hasAttribute("hx-select-oob") && !isSignIn) return;
  if (status === 200 && /^\s*<!doctype/i.test(responseText)) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

let before = { id: openId(), place: null };
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "talk") return;
  before = { id: openId(), place: placeOf(scroller()) };
  closeMenus(null); // of menus with one name only one may be open, and old and new meet for a moment
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "talk") return;
  opened();
  if (openId() !== before.id || before.place?.isEnd !== false) showNewest();
  else scroller().scrollTop = before.place.top;
});
// Whoever works with keys goes on at what is wrong or what was said, not at the top of the page.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "talk" || document.activeElement !== document.body) return;
  const wrong = document.querySelector("#talk [aria-invalid=true]");
  (wrong ?? document.getElementById("thread"))?.focus({ preventScroll: true });
});

// Nobody pressed anything, and they ask again soon.
const asksByItself = (element) => ["source-badge", "alerts", "approve-pulse", "edit-check"].includes(element.id);

document.addEventListener("htmx:sendError", (event) => {
  if (asksByItself(event.detail.elt)) return;
  say(_("There is no connection right now. Nothing was lost; try again in a moment."), "bad");
});
document.addEventListener("htmx:responseError", (event) => {
  if (asksByItself(event.detail.elt)) return;
  const status = event.detail.xhr.status;
  const number = event.detail.xhr.getResponseHeader("X-Request-ID");
  if (status === 404) say(_("This is no longer here, or not for you."), "bad");
  else if (status === 403) say(_("Your role does not allow this. Ask a manager."), "bad");
  else if (status >= 500 && number) {
    say(_("The server could not do this. Your text is still here; try again. If it stays like this, quote number {number}.", { number }), "bad");
  } else say(_("The server could not do this ({status}). Your text is still here; try again.", { status }), "bad");
});

startAway();
startClock();
startComposer();
startLive();
startPresence();
startMentions();
startDesktop();
startKeys();
startPalette();
startSlash();
startEmoji();
startSearch();
startSwipe();
opened();
startPlace();
showNewest();
